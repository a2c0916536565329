/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csclock.h - when the next CLEARMODE packet is due
 *
 * A 64 kbit/s line never pauses, so packets leave by a clock of their own, whatever the
 * jitter of who asks.  Asked late, it is due again at once until it has caught up, but two
 * packets at a time at most: what a stall of the process has cost beyond that is skipped (and said,
 * so that timestamps can skip too), for the far end's line has long played something else.
 *
 * Layer       media.
 * Thread      the worker that owns the leg.
 * Standards   RFC 4040 section 3; TS 25.415 clause 6.5.4 (a shift); contract.md, CS bearers.
 */
#ifndef MEDIA_CSCLOCK_H
#define MEDIA_CSCLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CSCLOCK_BURST = 2,		/* packets due at once at most */
};

struct csclock {
	uint64_t due_ns;
	uint64_t period_ns;		/* in force */
	uint64_t nominal_ns;
};

/** The first packet is due at @now_us, the others every @ptime_ms. */
void csclock_start(struct csclock *c, uint64_t now_us, unsigned int ptime_ms);

/** From the next packet on periods are @ppb parts in 10^9 longer than nominal (csrate.h). */
void csclock_follow(struct csclock *c, int32_t ppb);

/**
 * Is a packet due?  If so, the next one is due a period later.
 *
 * @ret_skipped   Periods given up before this packet; written when true is returned.
 */
bool csclock_take(struct csclock *c, uint64_t now_us, uint64_t *ret_skipped);

/** The next packet, and all after it, @us later (earlier, if negative). */
void csclock_shift(struct csclock *c, int32_t us);

/** When the next packet is due, rounded up. */
uint64_t csclock_next_us(const struct csclock *c);

#endif
