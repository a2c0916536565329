/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/transfer.h - the access-transfer machine of one party
 *
 * Which leg is the party's access, and what each BYE, ACK and timer means for it.  The table in
 * the .c is the documentation; doc/transfer.dot is printed from it (make docs).
 *
 * Effects     Actions ask through core/relay.h and core/signalling.h and note the outcome.  What
 *             needs a decision first (may this stream move?) is decided before the event is fed:
 *             policy.c, handover.c.
 * Layer       core, private.
 * Thread      signalling
 * Standards   TS 24.237 clauses 12.3 and 12.7, TS 23.237 clause 6.3.2.1.9.1, TS 23.216 clause
 *             8.1, RFC 3326
 */
#ifndef CORE_TRANSFER_H
#define CORE_TRANSFER_H

#include <stdbool.h>

#include "base/fsm.h"
#include "model.h"

enum transfer_state {
	ANCHORED,
	WAITING,
	CONFIRMING,
	ALONE,
	DRAINING,
	RETURNING,
	MOVED,
	CS_CONFIRMING,
	CS_DRAINING,
	REOFFERING,
	REOFFERING_ALONE,
	CS_REOFFERING,
	CS_CHANGING,
	CLOSED,
	TRANSFER_STATES
};

enum transfer_timer {
	TMR_NONE,
	TMR_SOURCE_WAIT,
	TMR_SOURCE_RELEASE,
	TMR_REOFFER_WAIT,
	TRANSFER_TIMERS
};

enum transfer_event {
	ON_STN_SR,			/* the MSC's INVITE has been answered with 200 */
	ON_CS_ACK,			/* ... and the MSC has acknowledged */
	/* the MSC's INVITE waits while the other party is offered its codecs */
	ON_REOFFER,
	ON_CHANGE,			/* the same for a re-INVITE on the CS leg that is up */
	ON_AGREED,			/* it took one: the INVITE has been answered with 200 */
	ON_NOT_AGREED,			/* it did not */
	ON_ASK_GONE,			/* the MSC cancelled the INVITE that waits */
	ON_CS_HANGUP,			/* BYE on the newest CS leg, Q.850 cause 16 */
	ON_CS_CANCELLED,		/* BYE on it without that cause, or CANCEL */
	ON_CS_DEAD,			/* its dialog died: 481, 408, no ACK */
	ON_OLD_BYE,			/* the CS leg before it ended, however */
	/* the network lost the PS leg: BYE with cause 503, or it died */
	ON_PS_LOST,
	ON_PS_BYE,			/* the party hung up on the PS leg */
	ON_PS_RETURN,			/* the phone is back: cause 487 */
	ON_PS_MEDIA,			/* the phone's packets are back */
	/* the other party, a timer of the session or the operator ended it */
	ON_END,
	ON_TIMEOUT,			/* the state's timer */
	TRANSFER_EVENTS
};

extern const struct fsm transfer_fsm;

/** ANCHORED, no timer. */
void transfer_init(struct side *side);

/**
 * Feed an event.  The session may be over afterwards (session_settle()); side->why is then the
 * cause.
 * Fails -EPROTO: refused here, logged; nothing changed.  -ESHUTDOWN: it is over.
 */
int transfer_step(struct side *side, enum transfer_event on);

/** Would transfer_step() take it? */
bool transfer_may(const struct side *side, enum transfer_event on);

/** The session is over: note what became of an open transfer. */
void transfer_end(struct side *side);

/** On PS, and nothing moves. */
bool transfer_is_anchored(const struct side *side);

/** The other party's SDP can no longer be told to this one: from the 200 to the MSC on. */
bool transfer_is_away(const struct side *side);

/** Between the 200 to an MSC and the end of the leg before, or waiting for either. */
bool transfer_is_moving(const struct side *side);

#endif
