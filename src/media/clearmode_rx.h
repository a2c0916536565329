/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/clearmode_rx.h - the packets of one CLEARMODE source, put back into line
 *
 *	rtp packet --> [ in order? hold, drop, give up ] --> octets(), gap()
 *
 * In order goes straight through.  Ahead of its time is held until what is missing comes, until
 * CLEARMODE_HOLD packets wait, or until the first has waited CLEARMODE_HOLD_US: then the missing
 * is lost, gap() says so once, and what was held goes on.  Behind is late or a duplicate, and
 * dropped.  A jump too far to be loss is believed when the next packet goes on from there (RFC
 * 3550 A.1), so one stray packet disturbs nothing; a step back when CLEARMODE_BACK_RUN in a row
 * go on from it.
 *
 * Memory      What is held, inside the struct; nothing allocates.
 * Layer       media.
 * Thread      the worker that owns the leg; the counters may be read by any.
 * Standards   RFC 4040; RFC 3550 section A.1.
 */
#ifndef MEDIA_CLEARMODE_RX_H
#define MEDIA_CLEARMODE_RX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/metric.h"
#include "rtp.h"

enum {
	CLEARMODE_HOLD = 3,		/* packets that wait for a missing one */
	CLEARMODE_HOLD_US = 60000,	/* and for how long */
	CLEARMODE_PLACES = 4,		/* for them: a power of two, the sequence wraps */
	CLEARMODE_PAYLOAD_MAX = 960,	/* octets: 120 ms */
	CLEARMODE_DROPOUT = 3000,	/* a longer jump ahead is a restart (RFC 3550 A.1) */
	CLEARMODE_MISORDER = 100,	/* and so is a longer one back, */
	CLEARMODE_BACK_RUN = 8,		/* or so many in a row behind, each next to the other */
};

struct clearmode_rx_stats {
	struct counter packets;		/* passed on */
	struct counter lost;		/* given up */
	struct counter late;		/* came after that */
	struct counter duplicate;	/* came twice */
	struct counter stray;		/* far off, and not gone on from */
	struct counter restarts;	/* far off, and gone on from */
	struct counter oversize;	/* payload above CLEARMODE_PAYLOAD_MAX */
};

/* What became of a packet, as far as reception reports care. */
enum clearmode_fate {
	CLEARMODE_TAKEN,		/* of the sequence, be it late or a duplicate */
	CLEARMODE_STRAY,		/* not of it: dropped */
	CLEARMODE_RESTART,		/* the first of a new one */
};

/* Where the line goes. */
struct clearmode_sink {
	void (*octets)(void *arg, const uint8_t *line, size_t n);
	void (*gap)(void *arg);		/* octets are missing before what comes next */
	void *arg;
};

struct clearmode_rx {
	struct clearmode_rx_stats *stats;
	bool is_started;
	bool is_gap;			/* gap() was called and nothing has gone on since */
	uint16_t next;			/* sequence to pass on next */
	uint16_t stray_next;		/* what would go on from the last one out of place */
	unsigned int n_strays;		/* how many went on from each other, all out of place */
	uint64_t history;		/* bit i: next - 1 - i was passed on */
	unsigned int n_held;
	struct clearmode_held {
		bool is_used;
		uint16_t seq;
		uint16_t n;
		uint64_t since_us;
		uint8_t line[CLEARMODE_PAYLOAD_MAX];
	} held[CLEARMODE_PLACES];
};

/** No packet yet: the first one starts it.  @stats: kept; zeroed by the caller; may be shared. */
void clearmode_rx_init(struct clearmode_rx *rx, struct clearmode_rx_stats *stats);

/** A packet came; PT and SSRC have been checked.  Cost: a copy when held, none in order. */
enum clearmode_fate clearmode_rx_put(struct clearmode_rx *rx, uint64_t now_us,
				     const struct rtp *rtp, const struct clearmode_sink *sink);

/** Give up what has been waited for too long. */
void clearmode_rx_tick(struct clearmode_rx *rx, uint64_t now_us, const struct clearmode_sink *sink);

#endif
