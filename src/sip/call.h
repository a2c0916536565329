/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/call.h - the legs of one session, and what passes between them
 *
 * Life cycle  call_start() on an initial INVITE; the core's signalling.ended() takes the session
 *             away; the call is freed with its last leg.
 * Thread      signalling
 */
#ifndef SIP_CALL_H
#define SIP_CALL_H

#include "leg.h"

struct call {
	struct list link;		/* in agent->all_calls */
	struct agent *agent;
	struct session *session;	/* NULL once it has ended */
	uint64_t id;			/* session_id() */
	struct list legs;
	struct leg *leg[PARTIES];	/* the PS legs, NULL where gone */
	char came_from[TAG_OCTETS + 1];	/* a spiral: tag of our leg it came from, else "" */
	bool is_emergency;
	char *parting;			/* header lines of the BYE or CANCEL that ended it */
};

/**
 * An initial INVITE in @irq (taken) from @from, with @sip its message.  @came_from: a spiral's
 * leg or NULL.
 */
void call_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip, const struct addr *from,
		struct leg *came_from);

/** The call of @session, NULL: none. */
struct call *call_find(struct agent *agent, uint64_t session_id);

/** The leg that requests on @leg are passed to, NULL: none (moved, or gone). */
struct leg *call_other(const struct leg *leg);

void call_add(struct call *call, struct leg *leg);

/** Has an MSC a leg in @call?  Then nothing is passed between the parties any more. */
bool call_is_moved(const struct call *call);

/** The session of @call is over: signalling.ended(). */
void call_ended(struct call *call);

/** The memory of a buried call.  Returns NULL. */
struct call *call_free(struct call *call);

/** @leg, which the core has released, leaves its call; the call ends with its last leg. */
void call_detach(struct leg *leg);

/** The same for whatever other reason: the core forgets the leg as well, should it still know it. */
void call_remove(struct leg *leg);

/** Keep the headers of a BYE or CANCEL for those that follow from it. */
void call_note_parting(struct call *call, const sip_t *sip);

#endif
