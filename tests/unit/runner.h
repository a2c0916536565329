/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/runner.h - a layer's test program
 *
 * Each test file makes one suite; the layer's main.c lists them:
 *
 *	static Suite *(*const suites[])(void) = { span_suite, text_suite };
 *	int main(void) { return run_suites(suites, ARRAY_LEN(suites)); }
 */
#ifndef TESTS_UNIT_RUNNER_H
#define TESTS_UNIT_RUNNER_H

#include <check.h>
#include <stddef.h>

/** Run them all (CK_RUN_SUITE picks one, CK_FORK=no for the debugger).  Returns the exit status. */
int run_suites(Suite *(*const suites[])(void), size_t n);

/** A suite with one case that holds @tests; what most test files need. */
Suite *suite_of(const char *name, const TTest *const tests[], size_t n);

#endif
