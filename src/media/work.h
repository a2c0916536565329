/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/work.h - what everything that one worker does has in common
 *
 * Handed down the packet path; the worker owns it, nobody locks it.
 *
 * Layer       media.
 * Thread      one worker's; tally may be read by any.
 */
#ifndef MEDIA_WORK_H
#define MEDIA_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/mailbox.h"
#include "base/wheel.h"
#include "batch.h"
#include "counts.h"
#include "handback.h"

struct work {
	uint64_t now_us;		/* of the turn */
	bool source_any_port;		/* [media] source = address */
	struct tally tally;
	struct wheel wheel;
	struct mailbox *notices;	/* to the signalling thread */
	struct list leaving;		/* handbacks that wait for room in it */
	struct inbox inbox;
	struct outbox outbox;
};

/** Tell the signalling thread, or count that it does not listen. */
void work_tell(struct work *w, anchor_id anchor, enum media_event_kind kind, enum party party,
	       uint64_t gap_us);

/** Tell of what is known of a party under its keys of @epoch; not passed on once it has others. */
void work_tell_of(struct work *w, const struct media_event *event, uint32_t epoch);

/** Tell what a party's packets look like: MEDIA_OBSERVED, likewise. */
void work_tell_seen(struct work *w, const struct media_event *event, uint32_t epoch,
		    const struct sighting *sighting);

/** Hand back what leaves, as far as there is room.  True: nothing is left. */
bool work_hand_back(struct work *w);

#endif
