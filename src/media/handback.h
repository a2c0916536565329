/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/handback.h - what a worker says to the signalling thread
 *
 * Objects are made by the signalling thread and lent to a worker with a command.  When the
 * worker has let go of one, it hands it back; not before that is it freed or its port lent again.
 *
 * Layer       media.
 */
#ifndef MEDIA_HANDBACK_H
#define MEDIA_HANDBACK_H

#include "base/list.h"
#include "core/relay.h"
#include "sighting.h"

enum notice_kind {
	NOTICE_EVENT,		/* for the core */
	NOTICE_PAIR,		/* a struct pair is free */
	NOTICE_BRIDGE,
	NOTICE_CS_SIDE,
	NOTICE_ANCHOR,
	NOTICE_KINDS
};

/* Through the worker's mailbox to the signalling thread. */
struct notice {
	enum notice_kind kind;
	uint32_t epoch;			/* of an event about keys: which; see struct bridge */
	struct sighting sighting;	/* MEDIA_OBSERVED */
	union {
		struct media_event event;
		void *object;
	};
};

/* Part of each object that is lent; it waits in the worker's list for room in the mailbox. */
struct handback {
	struct list link;
	struct notice notice;
};

/** @object, of which @hb is a part, is let go of: to the end of @leaving. */
static inline void
handback_put(struct list *leaving, struct handback *hb, enum notice_kind kind, void *object)
{
	hb->notice.kind = kind;
	hb->notice.object = object;
	list_push(leaving, &hb->link);
}

#endif
