/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/peer.h - the MSC's end of a CS leg, for tests
 *
 * Frames go onto its line bit by bit (line.h), and leave in CLEARMODE packets.
 */
#ifndef TESTS_UNIT_MEDIA_PEER_H
#define TESTS_UNIT_MEDIA_PEER_H

#include "media/rtp.h"
#include "tests/unit/media/line.h"

enum {
	PEER_PACKET_MAX = 400,
	PEER_OCTETS = 160,
};

struct peer {
	struct rtp head;		/* of the next packet */
	size_t sent;			/* bits of line that have left */
	struct line line;
};

/** Nothing on the line yet. */
void peer_init(struct peer *p, uint8_t pt, uint32_t ssrc, uint16_t seq);

/** A frame of @n octets of packet between flags, @flags of them before it. */
void peer_frame(struct peer *p, unsigned int flags, uint8_t stream, const uint8_t *pkt, size_t n);

/** The next 160 line octets as a packet (flags where the line ends).  Returns its length. */
size_t peer_packet(struct peer *p, uint8_t out[PEER_PACKET_MAX]);

/** An SRTP packet of @n octets, 12 at least, random after its header. */
void peer_srtp(uint64_t *dice, uint32_t ssrc, uint16_t seq, uint8_t *pkt, size_t n);

#endif
