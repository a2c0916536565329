/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/clearmode_rx.c - the packets of one CLEARMODE source, put back into line
 *
 * A held packet with sequence s is at held[s % CLEARMODE_PLACES]; those held are all within
 * CLEARMODE_HOLD of `next`, so no two want the same place.
 *
 * Standards   RFC 3550 section A.1.
 */
#include "clearmode_rx.h"

#include <string.h>

enum {
	HISTORY = 64,			/* bits */
	FAR_RUN = 2,			/* RFC 3550 A.1: two in sequence make a restart */
};

_Static_assert((CLEARMODE_PLACES & (CLEARMODE_PLACES - 1)) == 0, "65536 is a multiple of it");
_Static_assert(CLEARMODE_PLACES > CLEARMODE_HOLD, "next and all that may wait for it");

void
clearmode_rx_init(struct clearmode_rx *rx, struct clearmode_rx_stats *stats)
{
	rx->stats = stats;
	rx->is_started = false;
	rx->is_gap = false;
	rx->n_strays = 0;
	rx->history = 0;
	rx->n_held = 0;
	for (unsigned int i = 0; i < CLEARMODE_PLACES; i++)
		rx->held[i].is_used = false;
}

static struct clearmode_held *
place_of(struct clearmode_rx *rx, uint16_t seq)
{
	return &rx->held[seq % CLEARMODE_PLACES];
}

/* The next in line goes on. */
static void
pass(struct clearmode_rx *rx, const uint8_t *line, size_t n, const struct clearmode_sink *sink)
{
	rx->next++;
	rx->history = rx->history << 1 | 1;
	rx->is_gap = false;
	counter_add_owner(&rx->stats->packets, 1);
	sink->octets(sink->arg, line, n);
}

/* If the next in line is held it goes on. */
static bool
pass_held(struct clearmode_rx *rx, const struct clearmode_sink *sink)
{
	struct clearmode_held *h = place_of(rx, rx->next);

	if (!h->is_used)
		return false;

	h->is_used = false;
	rx->n_held--;
	pass(rx, h->line, h->n, sink);
	return true;
}

/* Up to @seq what is not there is lost; what is there goes on, and so does what waited for it. */
static void
give_up(struct clearmode_rx *rx, uint16_t seq, const struct clearmode_sink *sink)
{
	while (rx->next != seq) {
		if (pass_held(rx, sink))
			continue;
		if (!rx->is_gap)
			sink->gap(sink->arg);
		rx->is_gap = true;
		rx->next++;
		rx->history <<= 1;
		counter_add_owner(&rx->stats->lost, 1);
	}

	while (pass_held(rx, sink))
		;
}

static void
hold(struct clearmode_rx *rx, uint64_t now_us, const struct rtp *rtp,
     const struct clearmode_sink *sink)
{
	struct clearmode_held *h = place_of(rx, rtp->seq);

	if (h->is_used) {
		counter_add_owner(&rx->stats->duplicate, 1);
		return;
	}

	h->is_used = true;
	h->seq = rtp->seq;
	h->n = (uint16_t)rtp->payload_n;
	h->since_us = now_us;
	memcpy(h->line, rtp->payload, rtp->payload_n);
	rx->n_held++;
	if (rx->n_held == CLEARMODE_HOLD)
		give_up(rx, rtp->seq, sink);
}

/* How many packets out of place, this one the last, have gone on from each other. */
static unsigned int
stray_run(struct clearmode_rx *rx, uint16_t seq)
{
	bool goes_on = rx->n_strays > 0 && rx->stray_next == seq;

	rx->n_strays = goes_on ? rx->n_strays + 1 : 1;
	rx->stray_next = (uint16_t)(seq + 1);
	return rx->n_strays;
}

/* The source counts anew, from @rtp on. */
static enum clearmode_fate
start_anew(struct clearmode_rx *rx, const struct rtp *rtp, const struct clearmode_sink *sink)
{
	struct clearmode_rx_stats *stats = rx->stats;

	counter_add_owner(&stats->restarts, 1);
	clearmode_rx_init(rx, stats);
	rx->is_started = true;
	rx->next = rtp->seq;
	sink->gap(sink->arg);
	pass(rx, rtp->payload, rtp->payload_n, sink);
	return CLEARMODE_RESTART;
}

/* Behind `next`: it was passed on, or given up, or is the source counting anew? */
static enum clearmode_fate
put_behind(struct clearmode_rx *rx, unsigned int back, const struct rtp *rtp,
	   const struct clearmode_sink *sink)
{
	if (stray_run(rx, rtp->seq) == CLEARMODE_BACK_RUN)
		return start_anew(rx, rtp, sink);

	bool was_passed = back <= HISTORY && rx->history >> (back - 1) & 1;

	counter_add_owner(was_passed ? &rx->stats->duplicate : &rx->stats->late, 1);
	return CLEARMODE_TAKEN;
}

static enum clearmode_fate
put_far(struct clearmode_rx *rx, const struct rtp *rtp, const struct clearmode_sink *sink)
{
	if (stray_run(rx, rtp->seq) >= FAR_RUN)
		return start_anew(rx, rtp, sink);

	counter_add_owner(&rx->stats->stray, 1);
	return CLEARMODE_STRAY;
}

enum clearmode_fate
clearmode_rx_put(struct clearmode_rx *rx, uint64_t now_us, const struct rtp *rtp,
		 const struct clearmode_sink *sink)
{
	if (rtp->payload_n > CLEARMODE_PAYLOAD_MAX) {
		counter_add_owner(&rx->stats->oversize, 1);
		return CLEARMODE_STRAY;
	}
	if (!rx->is_started) {
		rx->is_started = true;
		rx->next = rtp->seq;
	}

	int ahead = (int16_t)(rtp->seq - rx->next);

	if (ahead > CLEARMODE_DROPOUT || ahead < -CLEARMODE_MISORDER)
		return put_far(rx, rtp, sink);
	if (ahead < 0)
		return put_behind(rx, (unsigned int)-ahead, rtp, sink);

	rx->n_strays = 0;
	if (ahead > CLEARMODE_HOLD)
		give_up(rx, (uint16_t)(rtp->seq - CLEARMODE_HOLD), sink);
	if (rtp->seq != rx->next) {
		hold(rx, now_us, rtp, sink);
		return CLEARMODE_TAKEN;
	}

	pass(rx, rtp->payload, rtp->payload_n, sink);
	while (pass_held(rx, sink))
		;
	return CLEARMODE_TAKEN;
}

void
clearmode_rx_tick(struct clearmode_rx *rx, uint64_t now_us, const struct clearmode_sink *sink)
{
	if (rx->n_held == 0)
		return;

	for (int i = CLEARMODE_HOLD; i > 0; i--) {
		uint16_t seq = (uint16_t)(rx->next + i);
		const struct clearmode_held *h = place_of(rx, seq);

		if (h->is_used && now_us - h->since_us >= CLEARMODE_HOLD_US) {
			give_up(rx, seq, sink);
			return;
		}
	}
}
