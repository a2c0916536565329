/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bearer.h - is this payload a CS bearer: HDLC in CLEARMODE, or Iu UP frames?
 *
 * HDLC never has seven ones in a row on a healthy line, and flags between its frames; 160 octets of coin
 * tosses hold five such runs.  Iu UP has a CRC over its header and one over its payload.
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   ISO/IEC 13239 section 4 (flags, zero insertion, abort); RFC 4040 section 5;
 *             TS 25.415 sections 6.6.2 (types 0, 1, 14), 6.6.3.8, 6.6.3.9 (CRC-6, CRC-10).
 */
#ifndef MEDIA_ANALYSIS_BEARER_H
#define MEDIA_ANALYSIS_BEARER_H

#include <stddef.h>
#include <stdint.h>

struct bearers {
	int16_t hdlc;		/* bits for it against coin tosses */
	int16_t iuup;
	uint16_t hdlc_clean;	/* payloads without a run of seven ones */
	uint16_t hdlc_of;
	uint16_t iuup_good;	/* frames whose CRCs verify */
	uint16_t iuup_of;
	uint16_t flags;		/* payloads with a flag in them */
};

/** Hold one payload against both.  What is refuted is not looked at any more. */
void bearers_put(struct bearers *b, const uint8_t *p, size_t n);

/**
 * Bits by which the CRCs of an Iu UP frame beat chance: 16 with a payload CRC, 6 with the header's
 * alone; -1 where one is wrong or the type is none.
 */
int iuup_bits(const uint8_t *p, size_t n);

/** Longest run of ones, counted up to 7, and whether there is a flag. */
unsigned int hdlc_ones(const uint8_t *p, size_t n, int *ret_flag);

#endif
