/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/suites.h - one suite a source file
 */
#ifndef TESTS_UNIT_MEDIA_SUITES_H
#define TESTS_UNIT_MEDIA_SUITES_H

#include <check.h>

Suite *fcs16_suite(void);
Suite *hdlc_tx_suite(void);
Suite *hdlc_rx_suite(void);
Suite *hdlc_osmo_suite(void);
Suite *iuup_frame_suite(void);
Suite *iuup_suite(void);
Suite *iuup_control_suite(void);
Suite *iuup_osmo_suite(void);
Suite *iuup_rfcis_suite(void);
Suite *rtp_suite(void);
Suite *demux_suite(void);
Suite *recent_suite(void);
Suite *tagcheck_suite(void);
Suite *trail_suite(void);
Suite *ledger_suite(void);
Suite *csclock_suite(void);
Suite *csrate_suite(void);
Suite *clearmode_tx_suite(void);
Suite *clearmode_rx_suite(void);
Suite *reception_suite(void);
Suite *csrtcp_suite(void);
Suite *csleg_rtcp_suite(void);
Suite *csleg_loss_suite(void);
Suite *csleg_iufp_suite(void);
Suite *csleg_strangers_suite(void);
Suite *csleg_suite(void);
Suite *analysis_suite(void);
Suite *ssrc_suite(void);
Suite *renumber_suite(void);
Suite *rtcp_rename_suite(void);
Suite *seal_suite(void);
Suite *terminated_suite(void);
Suite *analysis_classes_suite(void);
Suite *analysis_bearer_suite(void);
Suite *analysis_bits_suite(void);
Suite *analysis_bytes_suite(void);
Suite *analysis_codec_suite(void);
Suite *analysis_facts_suite(void);
Suite *analysis_length_suite(void);
Suite *analysis_rtcp_suite(void);

#endif
