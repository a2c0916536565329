/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/app/test_harden.c - no cores, enough descriptors
 */
#include <errno.h>
#include <sys/resource.h>

#include "app/harden.h"
#include "tests/unit/app/suites.h"
#include "tests/unit/runner.h"

START_TEST(there_are_no_core_dumps)
{
	struct rlimit limit;

	harden_secrets();
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	ck_assert_uint_eq(limit.rlim_cur, 0);
	ck_assert_uint_eq(limit.rlim_max, 0);
}
END_TEST

START_TEST(the_soft_limit_is_raised_but_not_past_the_hard_one)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 64;
	limit.rlim_max = 200;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);

	ck_assert_int_eq(harden_descriptors(100), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_eq(limit.rlim_cur, 100);

	ck_assert_int_eq(harden_descriptors(50), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_eq(limit.rlim_cur, 100);

	ck_assert_int_eq(harden_descriptors(201), -EMFILE);
}
END_TEST

Suite *
harden_suite(void)
{
	const TTest *const tests[] = {
		there_are_no_core_dumps,
		the_soft_limit_is_raised_but_not_past_the_hard_one,
	};

	return suite_of("harden", tests, ARRAY_LEN(tests));
}
