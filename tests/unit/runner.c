/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/runner.c - a layer's test program
 */
#include "tests/unit/runner.h"

#include <stdlib.h>

int
run_suites(Suite *(*const suites[])(void), size_t n)
{
	SRunner *runner = srunner_create(NULL);

	for (size_t i = 0; i < n; i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);

	int failed = srunner_ntests_failed(runner);
	int run = srunner_ntests_run(runner);

	srunner_free(runner);
	return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

Suite *
suite_of(const char *name, const TTest *const tests[], size_t n)
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);

	tcase_set_timeout(tc, 30);	/* the machine may be busy */
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
