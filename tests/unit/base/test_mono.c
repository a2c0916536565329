/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_mono.c - the two clocks
 */
#include "base/mono.h"

#include "base/attr.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

START_TEST(mono_never_goes_back)
{
	uint64_t last = mono_us();

	for (int i = 0; i < 10000; i++) {
		uint64_t now = mono_us();

		ck_assert_uint_ge(now, last);
		last = now;
	}
}
END_TEST

START_TEST(wall_counts_microseconds_of_this_century)
{
	ck_assert_uint_gt(wall_us(), 1700000000ULL * 1000000);
	ck_assert_uint_lt(wall_us(), 4102444800ULL * 1000000);
}
END_TEST

Suite *
mono_suite(void)
{
	const TTest *const tests[] = {
		mono_never_goes_back,
		wall_counts_microseconds_of_this_century,
	};

	return suite_of("mono", tests, ARRAY_LEN(tests));
}
