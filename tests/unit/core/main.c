/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/main.c - everything the core promises
 */
#include "base/attr.h"
#include "base/log.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	cause_suite, correlation_suite, fit_suite, indication_suite,
	mdesc_suite, number_suite, policy_suite, sdes_suite,
	transfer_suite,
};

int
main(void)
{
	log_level_set(LOGL_ERROR);
	return run_suites(suites, ARRAY_LEN(suites));
}
