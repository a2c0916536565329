/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/main.c - everything the core promises
 */
#include "base/attr.h"
#include "base/log.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	agreement_suite, bye_suite, cause_suite, chatter_suite,
	codec_suite, core_suite, correlation_suite, fit_suite,
	fmtp_suite, format_suite, guard_suite, hdrext_suite, handover_suite,
	indication_suite, mdesc_suite, metrics_suite, movable_suite,
	number_suite, offer_suite, payload_suite, policy_suite,
	renego_suite, reoffer_suite, reoffer_after_suite, sdes_suite, session_suite,
	sight_suite, stream_suite, terminate_suite, transfer_suite, view_suite,
};

int
main(void)
{
	log_level_set(LOGL_ERROR);
	return run_suites(suites, ARRAY_LEN(suites));
}
