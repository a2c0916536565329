/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/tally.h - what was fed and what it was called
 */
#ifndef BENCH_ANALYSIS_TALLY_H
#define BENCH_ANALYSIS_TALLY_H

#include <stdint.h>
#include <stdio.h>

#include "call.h"
#include "media/analysis.h"

/* Rows of the confusion table. */
enum truth {
	TRUTH_CLEAR,		/* codecs the classifier knows */
	TRUTH_CLEAR_OTHER,	/* codecs it does not */
	TRUTH_SRTP,
	TRUTH_SRTP_OTHER,
	TRUTH_AUTHENTICATED,
	TRUTH_KEYS,		/* SRTP, tags checked */
	TRUTH_HDLC,
	TRUTH_IUUP,
	TRUTH_RTCP,
	TRUTH_SRTCP,
	TRUTHS
};

struct tally {
	uint32_t streams;
	uint32_t class[CLASSES];		/* at the end of the call */
	uint32_t ever_protected, ever_clear;
	uint32_t right_at[CALL_PACKETS + 1];	/* streams first called right after so many packets */
	uint32_t family[FAMILIES_MAX][CLASSES];	/* by codec */
	uint32_t family_50[FAMILIES_MAX];	/* right within 50 */
};

extern struct tally tallies[TRUTHS];

/** "in the clear", ...: a row's name. */
const char *truth_name(enum truth truth);

/** Streams called right within @packets. */
uint32_t tally_within(const struct tally *t, unsigned int packets);

/** Confusion table, tables by codec, in Markdown. */
void tally_print(void);

/** Share of streams recognised over packets fed, as columns for plot.gp. */
void tally_chart(FILE *out);

#endif
