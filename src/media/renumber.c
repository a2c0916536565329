/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/renumber.c - somebody else's RTP stream under numbers of our own
 */
#include "renumber.h"

#include <string.h>

enum {
	NOWHERE = -1,	/* no sequence number: those have 16 bits */
};

void
renumber_init(struct renumber *r, uint16_t first, uint32_t rate_hz)
{
	memset(r, 0, sizeof(*r));
	r->rate_hz = rate_hz;
	renumber_restart(r, first);
}

void
renumber_restart(struct renumber *r, uint16_t first)
{
	/* The first packet goes to the next one; before it is nothing of ours. */
	r->index = (uint64_t)first - 1;
	r->given = UINT64_MAX;
	r->has_theirs = false;
	r->resume = (uint32_t)NOWHERE;
}

/* Time that passed since our last packet, in units of its timestamp. */
static uint32_t
elapsed(const struct renumber *r, uint64_t now_us)
{
	return (uint32_t)((now_us - r->ts_us) * r->rate_hz / 1000000);
}

/* A stream of theirs begins, or begins again: it goes on behind what we have given out. */
static void
begin(struct renumber *r, uint64_t now_us, const struct rtp *rtp)
{
	if (r->ts_us)
		r->ts_shift = r->ts + elapsed(r, now_us) - rtp->ts;
	r->has_theirs = true;
	r->ssrc = rtp->ssrc;
	r->seq = (uint32_t)rtp->seq - 1;
	r->given = UINT64_MAX;
	r->resume = (uint32_t)NOWHERE;
}

static enum renumber_fate
put_behind(struct renumber *r, unsigned int back, uint64_t *ret_index)
{
	if (back >= RENUMBER_BACK)
		return RENUMBER_LATE;
	if (r->given >> back & 1)
		return RENUMBER_AGAIN;
	r->given |= UINT64_C(1) << back;
	*ret_index = r->index - back;
	return RENUMBER_TAKEN;
}

static enum renumber_fate
put_ahead(struct renumber *r, unsigned int ahead, uint64_t *ret_index)
{
	/* index + 1: before the very first it is 2^64 - 1. */
	if (r->index + 1 + (ahead - 1) >= RENUMBER_INDEX_END)
		return RENUMBER_SPENT;
	r->index += ahead;
	r->seq += ahead;
	r->given = ahead < RENUMBER_BACK ? r->given << ahead : 0;
	r->given |= 1;
	*ret_index = r->index;
	return RENUMBER_TAKEN;
}

/* A jump: neither a little late nor a little early, or late and going on from there. */
static bool
is_new_start(const struct renumber *r, const struct rtp *rtp)
{
	uint16_t ahead = (uint16_t)(rtp->seq - r->seq);

	return !r->has_theirs || r->ssrc != rtp->ssrc || rtp->seq == r->resume ||
	       (ahead > RENUMBER_AHEAD && (uint16_t)-ahead > RENUMBER_AHEAD);
}

enum renumber_fate
renumber_put(struct renumber *r, uint64_t now_us, const struct rtp *rtp, struct renumbered *ret)
{
	struct renumber next = *r;

	if (is_new_start(r, rtp))
		begin(&next, now_us, rtp);

	uint16_t ahead = (uint16_t)(rtp->seq - next.seq);
	enum renumber_fate fate =
		ahead && ahead <= RENUMBER_AHEAD ?
			put_ahead(&next, ahead, &ret->index) :
			put_behind(&next, (uint16_t)-ahead, &ret->index);

	if (fate == RENUMBER_LATE)
		r->resume = (uint16_t)(rtp->seq + 1);
	if (fate != RENUMBER_TAKEN)
		return fate;
	next.resume = (uint32_t)NOWHERE;
	next.ts = ret->ts = rtp->ts + next.ts_shift;
	next.ts_us = now_us;
	*r = next;
	return RENUMBER_TAKEN;
}

uint32_t
renumber_back_shift(const struct renumber *r)
{
	return r->seq - (uint32_t)r->index;
}
