/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/line_main.c - what goes over a CS leg; a program of its own, so that two cores share the work
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
	renumber_suite,
	ssrc_suite,
	rtcp_rename_suite,
	terminated_suite,
};

int
main(void)
{
	return run_suites(suites, ARRAY_LEN(suites));
}
