/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/ops/main.c - everything ops promises
 */
#include "base/attr.h"
#include "tests/unit/ops/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	view_json_suite,
	process_suite,
	admin_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
