/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/suites.h - the suites of this layer, one a source file
 */
#ifndef TESTS_UNIT_SIP_SUITES_H
#define TESTS_UNIT_SIP_SUITES_H

#include <check.h>

Suite *cause_wire_suite(void);
Suite *counts_suite(void);
Suite *dialog_suite(void);
Suite *exchange_suite(void);
Suite *headers_suite(void);
Suite *identity_sip_suite(void);
Suite *identity_suite(void);
Suite *leg_suite(void);
Suite *multipart_suite(void);
Suite *quoted_suite(void);
Suite *reason_suite(void);
Suite *replaces_suite(void);
Suite *route_suite(void);
Suite *sdp_attrs_suite(void);
Suite *sdp_compose_suite(void);
Suite *sdp_dir_suite(void);
Suite *sdp_edit_suite(void);
Suite *sdp_formats_suite(void);
Suite *sdp_map_suite(void);
Suite *sdp_match_suite(void);
Suite *sdp_reoffer_suite(void);
Suite *sdp_mid_suite(void);
Suite *sdp_scan_suite(void);
Suite *sdp_setup_suite(void);
Suite *sdp_stead_suite(void);
Suite *sdp_told_suite(void);
Suite *spell_suite(void);
Suite *trust_suite(void);

#endif
