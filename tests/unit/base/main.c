/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/main.c - everything base promises
 */
#include "base/attr.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	span_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
