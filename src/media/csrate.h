/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csrate.h - how fast a peer's 64 kbit/s line runs, by our clock
 *
 *	arrival - timestamp, the least of each window --> slope from window to window --> rate
 *
 * Nobody's clock is exact, and a line that is fed a little too slowly or too fast runs dry or over
 * in the end.  The network delays packets, never hurries them: the least delayed one of some
 * seconds shows the sender's clock nearly bare.  Within 500 ppm of nominal a peer is followed; one
 * that is further off is not a clock but a fault, and we run free.
 *
 * Layer       media.
 * Thread      the worker that owns the leg; pure.
 * Standards   contract.md, CS bearers ("the clock follows ..."); RFC 4040 section 3 (8000 Hz).
 */
#ifndef MEDIA_CSRATE_H
#define MEDIA_CSRATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CSRATE_WINDOW_US = 8000000,
	CSRATE_PACKETS_MIN = 64,	/* in a window that counts */
	CSRATE_JUMP_US = 1000000,	/* between neighbours: a restart, not a delay */
	CSRATE_MAX_PPB = 500000,	/* 500 ppm */
	CSRATE_WEIGHT = 4,		/* a window's share in the estimate: one in so many */
};

struct csrate {
	bool is_started;
	bool has_window;	/* least_before_us is set */
	bool has_rate;
	int32_t ppb;		/* the estimate */
	unsigned int clock_hz;	/* of the timestamps */
	uint32_t ts;		/* of the latest packet */
	uint64_t start_us;	/* when the timestamps started, and ... */
	int64_t elapsed;	/* ... how far they have come, in their units */
	uint64_t window_us;	/* when this window began */
	unsigned int n;		/* packets in it */
	int64_t least_us;	/* least delay in it, to an arbitrary origin ... */
	uint64_t least_at_us;	/* ... and when that was; chosen with ... */
	int64_t flat_us;	/* ... what the estimate explains taken off */
	int64_t least_before_us;	/* of the window before */
	uint64_t least_before_at_us;
};

/** Nothing known: the next packet starts it.  Timestamps of 8000 Hz. */
void csrate_init(struct csrate *r);

/** The same, of @clock_hz (VND.3GPP.IUFP: 16000). */
void csrate_init_clock(struct csrate *r, unsigned int clock_hz);

/**
 * A packet with timestamp @ts came.
 *
 * @ret_ppb   How much longer than nominal the peer's periods are, in parts in 10^9; 0 where it is
 *            outside CSRATE_MAX_PPB.  Written when true is returned.
 *
 * Returns true when there is a new estimate: every CSRATE_WINDOW_US, from the second on.
 */
bool csrate_put(struct csrate *r, uint64_t now_us, uint32_t ts, int32_t *ret_ppb);

#endif
