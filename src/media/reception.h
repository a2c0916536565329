/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/reception.h - how well a source is received, for the report blocks of RTCP
 *
 * Layer       media.
 * Thread      the worker that owns the leg.
 * Standards   RFC 3550 section 6.4.1, A.3 (loss), A.8 (jitter).
 */
#ifndef MEDIA_RECEPTION_H
#define MEDIA_RECEPTION_H

#include <stdint.h>

#include "rtp.h"

struct reception {
	uint32_t ssrc;
	uint32_t base;			/* extended sequence of the first packet */
	uint32_t highest;		/* extended sequence: cycles in the upper half */
	uint32_t received;
	uint32_t expected_before;	/* at the last report */
	uint32_t received_before;
	uint32_t transit;		/* of the last packet, in timestamp units */
	uint32_t jitter16;		/* sixteen times the jitter */
	uint32_t last_sr;		/* middle 32 bits of the NTP time in its last SR, 0: none */
	uint64_t last_sr_us;		/* when that came */
	unsigned int clock_hz;		/* of its timestamps; 0: 8000.  Stays over a start */
};

/* One report block, in host order. */
struct report {
	uint32_t ssrc;
	uint8_t fraction;		/* lost since the last report, of 256 */
	int32_t lost;			/* since the beginning, 24 bits signed */
	uint32_t highest;
	uint32_t jitter;
	uint32_t last_sr;
	uint32_t delay;			/* since last_sr, in 1/65536 s */
};

/** A source starts, or starts again, with the packet @rtp. */
void reception_start(struct reception *r, uint64_t now_us, const struct rtp *rtp);

/** A packet of the source; late ones and duplicates count as received, as RFC 3550 has it. */
void reception_put(struct reception *r, uint64_t now_us, const struct rtp *rtp);

/** A sender report of the source came.  @ntp: its 64-bit NTP time. */
void reception_sr(struct reception *r, uint64_t now_us, uint64_t ntp);

/** The report block for now; the next fraction starts here. */
struct report reception_report(struct reception *r, uint64_t now_us);

#endif
