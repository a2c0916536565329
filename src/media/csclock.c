/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csclock.c - when the next CLEARMODE packet is due
 *
 * In nanoseconds, so that a clock a few parts in a million off nominal keeps its rate.
 */
#include "csclock.h"

enum {
	NS_A_US = 1000,
	NS_A_MS = 1000000,
	NS_A_S = 1000000000,
};

void
csclock_start(struct csclock *c, uint64_t now_us, unsigned int ptime_ms)
{
	c->due_ns = now_us * NS_A_US;
	c->nominal_ns = (uint64_t)ptime_ms * NS_A_MS;
	c->period_ns = c->nominal_ns;
}

void
csclock_follow(struct csclock *c, int32_t ppb)
{
	int64_t more_ns = (int64_t)c->nominal_ns * ppb / NS_A_S;

	c->period_ns = c->nominal_ns + (uint64_t)more_ns;
}

bool
csclock_take(struct csclock *c, uint64_t now_us, uint64_t *ret_skipped)
{
	uint64_t now_ns = now_us * NS_A_US;

	if (now_ns < c->due_ns)
		return false;

	uint64_t due = (now_ns - c->due_ns) / c->period_ns + 1;
	uint64_t skipped = due > CSCLOCK_BURST ? due - CSCLOCK_BURST : 0;

	c->due_ns += (skipped + 1) * c->period_ns;
	*ret_skipped = skipped;
	return true;
}

void
csclock_shift(struct csclock *c, int32_t us)
{
	c->due_ns += (uint64_t)((int64_t)us * NS_A_US);
}

uint64_t
csclock_next_us(const struct csclock *c)
{
	return (c->due_ns + NS_A_US - 1) / NS_A_US;
}
