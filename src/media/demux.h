/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/demux.h - what kind of packet came, from its first two octets
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   RFC 7983 section 7 (first octet), RFC 5761 section 4 (RTCP: second octet 192 to 223).
 */
#ifndef MEDIA_DEMUX_H
#define MEDIA_DEMUX_H

#include <stddef.h>
#include <stdint.h>

enum pkt_kind {
	PKT_OTHER,	/* TURN channels, nothing at all, or too short for what it claims */
	PKT_RTP,	/* RTP or SRTP: 12 octets at least */
	PKT_RTCP,	/* RTCP or SRTCP: 8 octets at least */
	PKT_STUN,
	PKT_DTLS,
	PKT_ZRTP,
	PKT_KINDS
};

/** Which.  Reads two octets at most. */
enum pkt_kind demux(const uint8_t *pkt, size_t n);

/** "rtp", "stun", ... for logs and tests. */
const char *pkt_kind_name(enum pkt_kind kind);

#endif
