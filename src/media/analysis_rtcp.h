/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_rtcp.h - RTCP or SRTCP, from the packets alone
 *
 *	RTCP     header ... header ... header ...                         lengths chain to the end
 *	SRTCP    header SSRC | encrypted ... | E, index(31) [MKI] tag     HMAC suites
 *	         header SSRC | encrypted ... tag | E, index(31) [MKI]     AEAD suites
 *
 * The index rises by one from packet to packet and is never encrypted, so the place where a number does
 * that, with the same E bit, is found without knowing suite or MKI.
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   RFC 3550 sections 6.1, A.2; RFC 3711 section 3.4; RFC 7714 section 9.
 */
#ifndef MEDIA_ANALYSIS_RTCP_H
#define MEDIA_ANALYSIS_RTCP_H

#include <stddef.h>
#include <stdint.h>

enum {
	RTCP_TRAILER_MAX = 32,	/* octets at the end where the index may begin */
	RTCP_LOST_MAX = 8,	/* packets that may be missing between two */
};

struct rtcp_watch {
	uint8_t last[RTCP_TRAILER_MAX];	/* end of the last packet that did not chain */
	uint8_t last_n;
	uint16_t packets;
	uint16_t chained;		/* plain: the lengths reach the end exactly */
	uint16_t broken;
	uint16_t rises;			/* pairs in which a number at the same place rose, E bit set */
	uint16_t rises_clear;		/* same, E bit not set: authenticated, not encrypted */
	uint8_t place;			/* of the number, octets from the end */
};

/** Add a RTCP or SRTCP packet of 8 octets or more. */
void rtcp_watch_put(struct rtcp_watch *w, const uint8_t *pkt, size_t n);

/** How far the lengths of a compound chain, each part of version 2 and a type of RTCP: @n for a plain one. */
size_t rtcp_chained(const uint8_t *pkt, size_t n);

#endif
