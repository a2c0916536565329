/* SPDX-License-Identifier: BSD-2-Clause */
#include "work.h"

void
work_tell(struct work *w, anchor_id anchor, enum media_event_kind kind, enum party party,
	  uint64_t gap_us)
{
	const struct notice notice = {
		.kind = NOTICE_EVENT,
		.event = { .anchor = anchor, .kind = kind, .party = party, .gap_us = gap_us },
	};

	if (mailbox_post(w->notices, &notice))
		counter_add_owner(&w->tally.events_lost, 1);
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
