/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_facts.h - what was seen of a stream, and the words for it
 *
 * Layer       media.
 * Thread      any; pure.
 */
#ifndef MEDIA_ANALYSIS_FACTS_H
#define MEDIA_ANALYSIS_FACTS_H

#include <stddef.h>
#include <stdint.h>

/* From proof to hint: the table in analysis_facts.c has what each reads, and its words. */
enum analysis_fact {
	FACT_NONE,
	FACT_TAG_GOOD,
	FACT_TAG_BAD,
	FACT_SIGNALLED_CLEAR,
	FACT_IUUP,
	FACT_HDLC,
	FACT_SRTCP_INDEX,
	FACT_SRTCP_INDEX_CLEAR,
	FACT_RTCP_CHAINS,
	FACT_HEADER_FITS,
	FACT_HEADER_TAGGED,
	FACT_HEADER_MISFITS,
	FACT_STRUCTURE,
	FACT_SURPLUS,
	FACT_EVEN,
	FACT_MKI,
	FACT_CRYPTEX,
	FACT_DTLS,
	FACT_ZRTP,
	FACT_STUN,
	FACT_LENGTHS,
	FACT_CLOCK,
	FACT_UNEXPLAINED,
	FACTS
};

enum fact_standing { STANDING_PROOF, STANDING_STRUCTURE, STANDING_HINT };

/* One fact with its numbers; what they count is in the words. */
struct finding {
	uint8_t fact;		/* enum analysis_fact */
	uint8_t model;		/* codec model or codec, as the fact says */
	uint16_t a, b;
};

/** How much a fact alone says.  */
enum fact_standing fact_standing(enum analysis_fact fact);

/**
 * "AMR-WB table of contents disagrees with length in 12 of 12 packets".
 *
 * Writes at most @cap octets with the terminator; returns the length needed without it.
 */
size_t finding_format(const struct finding *f, char *dst, size_t cap);

#endif
