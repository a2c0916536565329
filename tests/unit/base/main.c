/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/main.c - everything base promises
 */
#include "base/attr.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	addr_suite,
	fsm_suite,
	ini_suite,
	list_suite,
	log_suite,
	mailbox_suite,
	map_suite,
	metric_suite,
	mono_suite,
	opt_suite,
	opt_print_suite,
	span_suite,
	text_suite,
	token_suite,
	wheel_suite,
	wipe_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
