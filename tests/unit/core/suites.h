/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/suites.h - the suites of this layer, one a source file
 */
#ifndef TESTS_UNIT_CORE_SUITES_H
#define TESTS_UNIT_CORE_SUITES_H

#include <check.h>

Suite *agreement_suite(void);
Suite *bye_suite(void);
Suite *cause_suite(void);
Suite *chatter_suite(void);
Suite *codec_suite(void);
Suite *core_suite(void);
Suite *correlation_suite(void);
Suite *fit_suite(void);
Suite *fmtp_suite(void);
Suite *format_suite(void);
Suite *guard_suite(void);
Suite *hdrext_suite(void);
Suite *handover_suite(void);
Suite *indication_suite(void);
Suite *mdesc_suite(void);
Suite *metrics_suite(void);
Suite *movable_suite(void);
Suite *number_suite(void);
Suite *offer_suite(void);
Suite *payload_suite(void);
Suite *policy_suite(void);
Suite *renego_suite(void);
Suite *reoffer_suite(void);
Suite *reoffer_after_suite(void);
Suite *sdes_suite(void);
Suite *session_suite(void);
Suite *sight_suite(void);
Suite *stream_suite(void);
Suite *terminate_suite(void);
Suite *transfer_suite(void);
Suite *view_suite(void);

#endif
