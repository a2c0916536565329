/* SPDX-License-Identifier: BSD-2-Clause */
#include "work.h"

static void
post(struct work *w, const struct notice *notice)
{
	if (mailbox_post(w->notices, notice))
		counter_add_owner(&w->tally.events_lost, 1);
}

void
work_tell(struct work *w, anchor_id anchor, enum media_event_kind kind, enum party party,
	  uint64_t gap_us)
{
	const struct notice notice = {
		.kind = NOTICE_EVENT,
		.event = { .anchor = anchor, .kind = kind, .party = party, .gap_us = gap_us },
	};

	post(w, &notice);
}

void
work_tell_of(struct work *w, const struct media_event *event, uint32_t epoch)
{
	const struct notice notice = { .kind = NOTICE_EVENT, .epoch = epoch, .event = *event };

	post(w, &notice);
}

void
work_tell_seen(struct work *w, const struct media_event *event, uint32_t epoch,
	       const struct sighting *sighting)
{
	const struct notice notice = {
		.kind = NOTICE_EVENT,
		.epoch = epoch,
		.sighting = *sighting,
		.event = *event,
	};

	post(w, &notice);
}

bool
work_hand_back(struct work *w)
{
	while (!list_empty(&w->leaving)) {
		struct handback *hb = LIST_ENTRY(w->leaving.next, struct handback, link);
		struct notice notice = hb->notice;

		/* Out of the list first: once it is posted it is the other thread's. */
		list_drop(&hb->link);
		if (mailbox_post(w->notices, &notice)) {
			list_push_front(&w->leaving, &hb->link);
			return false;
		}
	}
	return true;
}
