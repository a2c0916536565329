/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/counts.h - what a worker counts, for a line and for all of them
 *
 * Layer       media.
 * Thread      written by one worker, read by any: relaxed, each number by itself.
 */
#ifndef MEDIA_COUNTS_H
#define MEDIA_COUNTS_H

#include "base/metric.h"
#include "core/relay.h"

/* Over which kind of side a packet went, and which way as we see it. */
enum leg_kind { LEG_PS, LEG_CS, LEG_KINDS };
enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTIONS };

/* Of one line: what relay.stats() shows. */
struct line_counts {
	struct line_flow {
		struct counter packets, octets;
	} from[PARTIES];
	struct counter drops[DROPS];
};

/* Of one worker: what the metrics show.  Only ever grows. */
struct tally {
	struct counter packets[LEG_KINDS][DIRECTIONS];
	struct counter relayed;			/* by user space */
	struct counter drops[DROPS];
	struct counter learned[LEG_KINDS];	/* sources, from a packet that proved it */
	struct counter checks_skipped;		/* of tags from elsewhere: too many a second */
	struct counter iufp_ready, iufp_failed;	/* initialisations of Iu UP */
	struct counter events_lost;		/* the signalling thread did not take them */
	struct counter unwatched;		/* ports that the kernel would not watch */
	struct hist *gap;			/* uplink silence around a handover: all workers' */
};

/** A packet of a line went no further. */
static inline void
count_drop(struct tally *tally, struct line_counts *line, enum drop why)
{
	counter_add_owner(&line->drops[why], 1);
	counter_add_owner(&tally->drops[why], 1);
}

/** A packet of @n octets from @from was passed on. */
static inline void
count_relayed(struct tally *tally, struct line_counts *line, enum party from, size_t n)
{
	counter_add_owner(&tally->relayed, 1);
	counter_add_owner(&line->from[from].packets, 1);
	counter_add_owner(&line->from[from].octets, n);
}

#endif
