/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/reception.c - how well a source is received
 *
 * Standards   RFC 3550 section 6.4.1, A.3, A.8.
 */
#include "reception.h"

#include <stdlib.h>

enum {
	CLOCK_HZ = 8000,
	JITTER_SHIFT = 4,		/* A.8: a sixteenth of each difference */
	LOST_MAX = 0x7fffff,		/* 24 bits, signed */
};

/* Arrival in the source's timestamp units, less its timestamp: only differences mean something. */
static uint32_t
transit(const struct reception *r, uint64_t now_us, const struct rtp *rtp)
{
	return (uint32_t)(now_us * (r->clock_hz ? r->clock_hz : CLOCK_HZ) / 1000000) - rtp->ts;
}

void
reception_start(struct reception *r, uint64_t now_us, const struct rtp *rtp)
{
	*r = (struct reception){
		.ssrc = rtp->ssrc,
		.base = rtp->seq,
		.highest = rtp->seq,
		.received = 1,
		.transit = transit(r, now_us, rtp),
		.clock_hz = r->clock_hz,
	};
}

void
reception_put(struct reception *r, uint64_t now_us, const struct rtp *rtp)
{
	int16_t ahead = (int16_t)(rtp->seq - (uint16_t)r->highest);

	if (ahead > 0)
		r->highest += (uint16_t)ahead;	/* carries into the cycles */
	r->received++;

	uint32_t now = transit(r, now_us, rtp);
	int32_t d = (int32_t)(now - r->transit);
	uint32_t jitter = r->jitter16 >> JITTER_SHIFT;

	r->transit = now;
	r->jitter16 += (uint32_t)(d < 0 ? -(int64_t)d : d) - jitter;
}

void
reception_sr(struct reception *r, uint64_t now_us, uint64_t ntp)
{
	r->last_sr = (uint32_t)(ntp >> 16);
	r->last_sr_us = now_us;
}

static int32_t
clamp_lost(int64_t lost)
{
	if (lost > LOST_MAX)
		return LOST_MAX;
	return lost < -LOST_MAX - 1 ? -LOST_MAX - 1 : (int32_t)lost;
}

struct report
reception_report(struct reception *r, uint64_t now_us)
{
	uint32_t expected = r->highest - r->base + 1;
	uint32_t expected_now = expected - r->expected_before;
	int64_t lost_now = (int64_t)expected_now - (uint32_t)(r->received - r->received_before);

	if (lost_now < 0)
		lost_now = 0;
	r->expected_before = expected;
	r->received_before = r->received;

	return (struct report){
		.ssrc = r->ssrc,
		.fraction = (uint8_t)((lost_now << 8) / ((int64_t)expected_now + 1)),
		.lost = clamp_lost((int64_t)expected - r->received),
		.highest = r->highest,
		.jitter = r->jitter16 >> JITTER_SHIFT,
		.last_sr = r->last_sr,
		.delay = r->last_sr ? (uint32_t)(((now_us - r->last_sr_us) << 16) / 1000000) : 0,
	};
}
