/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/trail.h - what a party last sent: SSRCs and how far each had come
 *
 * Without keys, a packet from a CS side is believed to be the same phone's when it goes on
 * where the PS side left off.  One trail a party and line, updated with each packet of its uplink.
 *
 * Nothing here is verified, so nothing here is proof: indexes and rollover counters are the
 * ledger's (ledger.h).  A jump too far to be loss is believed when the next packet goes on from there
 * (RFC 3550 A.1): one packet with a forged source does not lead the trail astray.
 *
 * Layer       media.
 * Thread      the worker that owns the bridge.
 * Standards   contract.md, The handover on the wire ("authentic"); RFC 3711 section 3.3.1 (2^15).
 */
#ifndef MEDIA_TRAIL_H
#define MEDIA_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TRAIL_SSRCS = 4,	/* the oldest is forgotten for a fifth */
	TRAIL_BACK = 64,	/* packets behind its end that are still reordering, not a replay */
	TRAIL_DROPOUT = 3000,	/* a longer jump ahead is a restart (RFC 3550 A.1) */
};

struct trail {
	struct trail_mark {
		uint32_t ssrc;
		uint16_t seq;		/* furthest */
		uint16_t stray_next;	/* what would go on from the last one out of place */
		bool has_stray;
	} mark[TRAIL_SSRCS];	/* the latest to send first */
	unsigned int n;
};

/** An RTP or SRTP packet came up the PS side.  Anything else: nothing happens.  Cost: O(1). */
void trail_put(struct trail *t, const uint8_t *pkt, size_t n);

/**
 * Does this RTP or SRTP packet go on where the trail ends?
 *
 * Yes if its SSRC is known and its sequence is less than 2^15 ahead or at most TRAIL_BACK behind.
 */
bool trail_fits(const struct trail *t, const uint8_t *pkt, size_t n);

/**
 * Is a packet of RTP_HEAD octets or more beyond what came so far: of an SSRC that is not known, or
 * ahead of its end by less than 2^15?
 */
bool trail_is_above(const struct trail *t, const uint8_t *pkt);

#endif
