/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/main.c - everything sip promises
 */
#include "base/attr.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static Suite *(*const suites[])(void) = {
	quoted_suite, cause_wire_suite, spell_suite, trust_suite, reason_suite, identity_suite, identity_sip_suite,
	sdp_scan_suite, sdp_formats_suite, sdp_attrs_suite, sdp_map_suite, sdp_mid_suite, sdp_edit_suite,
	sdp_dir_suite, sdp_setup_suite, sdp_match_suite, sdp_reoffer_suite,
	sdp_told_suite, sdp_compose_suite, sdp_stead_suite,
	headers_suite, dialog_suite, route_suite, replaces_suite, leg_suite, exchange_suite, counts_suite,
	multipart_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
