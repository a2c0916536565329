/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/main.c - everything media promises
 */
#include "base/attr.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	fcs16_suite,
	hdlc_tx_suite,
	hdlc_rx_suite,
	hdlc_osmo_suite,
	iuup_frame_suite,
	iuup_rfcis_suite,
	iuup_suite,
	iuup_control_suite,
	iuup_osmo_suite,
	rtp_suite,
	demux_suite,
	recent_suite,
	tagcheck_suite,
	trail_suite,
	ledger_suite,
	csclock_suite,
	csrate_suite,
	clearmode_tx_suite,
	clearmode_rx_suite,
	reception_suite,
	csrtcp_suite,
	csleg_rtcp_suite,
	csleg_loss_suite,
	csleg_iufp_suite,
	csleg_strangers_suite,
	csleg_suite,
	analysis_suite,
	ssrc_suite,
	renumber_suite,
	rtcp_rename_suite,
	seal_suite,
	terminated_suite,
	analysis_classes_suite,
	analysis_bearer_suite,
	analysis_bits_suite,
	analysis_bytes_suite,
	analysis_codec_suite,
	analysis_facts_suite,
	analysis_length_suite,
	analysis_rtcp_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
