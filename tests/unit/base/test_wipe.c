/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_wipe.c - memory that held a secret
 */
#include "base/wipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

START_TEST(wipes_as_much_as_told)
{
	char key[] = "0123456789";

	wipe(key, 4);
	ck_assert_mem_eq(key, "\0\0\0\0" "456789", 11);
	wipe(key, 0);
	wipe(NULL, 0);
}
END_TEST

START_TEST(free_takes_null_and_returns_null)
{
	ck_assert_ptr_null(wipe_free(NULL, 10));
	ck_assert_ptr_null(wipe_free_str(NULL));
	ck_assert_ptr_null(wipe_free(malloc(10), 10));
	ck_assert_ptr_null(wipe_free_str(strdup("key")));
}
END_TEST

Suite *
wipe_suite(void)
{
	const TTest *const tests[] = {
		wipes_as_much_as_told,
		free_takes_null_and_returns_null,
	};

	return suite_of("wipe", tests, ARRAY_LEN(tests));
}
