/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/main.c - what media promises, but for the CS line (line_main.c)
 */
#include "base/attr.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static Suite *(*const suites[])(void) = {
	rtp_suite,
	demux_suite,
	recent_suite,
	tagcheck_suite,
	trail_suite,
	ledger_suite,
	analysis_suite,
	seal_suite,
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
