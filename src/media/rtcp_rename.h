/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/rtcp_rename.h - a compound RTCP packet under other names
 *
 * Where a stream is renumbered on its way, the reports about it are, too: the sender's SSRC, the
 * reports about streams that the receiver knows under other names, the time and the counts of a
 * sender report.  What is written is built anew from what was understood: SR and RR with the
 * blocks about streams that both ends know, the CNAME of SDES, BYE for the sender's own SSRC.  All
 * else (APP, XR, feedback, extensions, other items) has SSRCs in places we do not know, or tells
 * the one end about the other's network, and stays behind.
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   RFC 3550 sections 6.4 to 6.6, 7.2 (translators), A.2 (validity).
 */
#ifndef MEDIA_RTCP_RENAME_H
#define MEDIA_RTCP_RENAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	RTCP_ABOUT_MAX = 8,
	RTCP_PACKET_MAX = 1500,
};

struct rtcp_names {
	bool renames_sender;
	uint32_t sender;		/* what its packets are from, then */
	/* An SR's RTP timestamp grows by ts_shift; with counts: they are these. */
	uint32_t ts_shift;
	bool has_counts;
	uint32_t packets, octets;
	unsigned int n_about;
	struct rtcp_about {
		uint32_t is, becomes;	/* SSRC reported on */
		uint32_t shift;		/* added to the extended highest sequence */
	} about[RTCP_ABOUT_MAX];
};

/**
 * Write @pkt (plain, compound) to @out (@n octets) under the names of @names.
 *
 * @ret_bye   Whether it says BYE.
 *
 * Fails   -EBADMSG  the lengths do not chain to @n, the first is neither SR nor RR, a version other
 *                   than 2, padding anywhere but in the last, reports, chunks or sources that do
 *                   not fit, or more than RTCP_PACKET_MAX octets
 */
MUST_CHECK int rtcp_rename(const struct rtcp_names *names, const uint8_t *pkt, size_t n,
			   uint8_t *out, size_t *ret_n, bool *ret_bye);

#endif
