/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/trail.h - what a PS side last sent: SSRCs and how far each had come
 *
 * Without keys, a packet from a CS side is believed to be the same phone's when it goes on
 * where the PS side left off.  One trail a PS side, updated with each packet of its uplink.
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
};

struct trail {
	struct trail_mark {
		uint32_t ssrc;
		uint16_t seq;	/* furthest */
		uint32_t roc;	/* times the sequence has wrapped since we saw the SSRC first */
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
 * The rollover counter that a packet of RTP_HEAD octets or more most likely has; 0 for an SSRC that
 * is not known.  Off by one where loss or reordering meets a wrap: try its neighbours.
 * Spec    RFC 3711 section 3.3.1
 */
uint32_t trail_roc(const struct trail *t, const uint8_t *pkt);

#endif
