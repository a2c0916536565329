/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/renumber.h - somebody else's RTP stream under numbers of our own
 *
 *	theirs   SSRC, 16-bit sequence and timestamp, which may start again at any time
 *	ours     one 48-bit packet index that only ever grows, and a timestamp that goes on
 *
 * Loss and reordering stay as they were; what starts again (another SSRC, a sequence that jumps)
 * goes on right behind what we had.
 *
 * Invariant   No index is given out twice.  A packet behind the highest index has one of the last
 *             RENUMBER_BACK, each of which is marked when it is given out; all others lie ahead.
 *             RFC 3711 section 9.1: sealed twice under one index, two packets would give away
 *             what both say.
 * Layer       media.
 * Thread      the worker's.
 * Standards   RFC 3711 sections 3.3.1, 9.1; RFC 3550 section A.1 (jumps).
 */
#ifndef MEDIA_RENUMBER_H
#define MEDIA_RENUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "rtp.h"

enum {
	RENUMBER_BACK = 64,		/* behind the highest, still in time */
	RENUMBER_AHEAD = 3000,		/* more at once is a new start: MAX_DROPOUT of RFC 3550 A.1 */
};

/* ROC 2^32 - 1 has as many packets as the others: RFC 3711 section 3.2.1. */
#define RENUMBER_INDEX_END (UINT64_C(1) << 48)

struct renumber {
	uint32_t rate_hz;
	bool has_theirs;
	uint32_t ssrc;			/* theirs, now */
	uint32_t seq;			/* theirs, furthest; cycles in the upper half */
	uint32_t resume;		/* a packet far behind was here: the next of its kind; or -1 */
	uint64_t index;			/* ours of the same packet; before the first: the one before */
	uint64_t given;			/* bit k: index - k has been given out, or is not theirs */
	uint32_t ts_shift;		/* ours less theirs */
	uint32_t ts;			/* ours of the packet that came last */
	uint64_t ts_us;			/* and when it came */
};

enum renumber_fate {
	RENUMBER_TAKEN,
	RENUMBER_AGAIN,			/* that packet was here already */
	RENUMBER_LATE,			/* too far behind to know whether it was */
	RENUMBER_SPENT,			/* no index is left */
};

struct renumbered {
	uint64_t index;			/* its lower 16 bits are the sequence number */
	uint32_t ts;
};

/**
 * Nothing has come yet.
 *
 * @first     Index of the first packet, under 2^15: what takes a rollover for granted at once has
 *            estimated wrong more than once (RFC 3711 section 3.3.1).
 * @rate_hz   Of the timestamps.
 */
void renumber_init(struct renumber *r, uint16_t first, uint32_t rate_hz);

/** From here on under another SSRC of ours: indexes from @first again, timestamps go on. */
void renumber_restart(struct renumber *r, uint16_t first);

/**
 * A packet came; *@ret is set where it is taken.  The second in a row from far behind is a new
 * start.
 */
enum renumber_fate renumber_put(struct renumber *r, uint64_t now_us, const struct rtp *rtp,
				struct renumbered *ret);

/** What to add to an extended highest sequence of ours, in a report about us, to make it theirs. */
uint32_t renumber_back_shift(const struct renumber *r);

#endif
