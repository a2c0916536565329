/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/app/main.c - what app decides by itself; its wiring is for the scenes
 */
#include "base/attr.h"
#include "tests/unit/app/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	settings_suite,
	harden_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
