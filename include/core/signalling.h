/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/signalling.h - what the core asks of the SIP layer
 *
 * A leg is one dialog (or one that is to become a dialog) and belongs to sip; the
 * core keeps borrowed pointers to it from session_set_leg() or transfer_ask() until it
 * releases the leg or is told that it is gone (session_leg_gone()).
 *
 * Thread      signalling.  The functions act or queue at once and never call back
 *             into the core before they return.
 */
#ifndef CORE_SIGNALLING_H
#define CORE_SIGNALLING_H

#include "core/bearer.h"
#include "core/cause.h"
#include "core/indication.h"
#include "core/relay.h"

struct leg;
struct session;

/** What the 200 to the MSC says. */
struct cs_answer {
	struct bearer_pick pick;
	struct relay_local local;
	struct indication ind;		/* protected: a=secure-session is written */
	enum mdir dir;			/* ours, the mirror of what is possible */
};

/**
 * Other speech for a party whose other party changes its access: its last SDP again, but for the
 * formats of one line; what the new access cannot carry is refused (port 0).
 */
struct reoffer {
	unsigned int line;			/* of the SDP, the one with the speech */
	/* as the party is to number them; NULL: the SDP from before the first of these */
	const struct mformat *formats;
	unsigned int n_formats;
	unsigned int wait_ms;			/* a try later than that is of no use; 0: any */
};

struct signalling {
	void *ctx;

	/**
	 * 200 OK to the INVITE or re-INVITE of @cs that waits, with SDP.  Fails -EPROTO: no INVITE waits (it was
	 * cancelled); -ENOMEM.
	 */
	int (*answer_cs)(void *ctx, struct leg *cs, const struct cs_answer *answer);

	/**
	 * Let go of @leg for good, whatever state it is in: a failure response to an unanswered
	 * INVITE, CANCEL to one of ours, BYE in a dialog; sip ends and frees it by itself and
	 * says nothing more about it (but session_leg_gone(), which is no news by then).
	 */
	void (*release)(void *ctx, struct leg *leg, enum cause why);

	/**
	 * Offer the peer of @leg, a confirmed PS leg, other speech (re-INVITE); @what is borrowed.
	 * session_reoffered() tells the outcome, once, unless the leg is gone first.  One at a
	 * time for each leg.
	 * Fails -EBUSY: the one before has no outcome yet; -EPERM: what the peer was told is
	 * protected; -EINVAL: nothing was told; -ENOMEM.  Nothing has gone out then.
	 */
	int (*reoffer)(void *ctx, struct leg *leg, const struct reoffer *what);

	/**
	 * Refuse the re-INVITE that waits on @cs for @why; the leg stays.  None waits: nothing
	 * happens.
	 */
	void (*refuse_cs)(void *ctx, struct leg *cs, enum cause why);

	/**
	 * Nobody waits for the outcome any more: call it off if it has not gone out, else CANCEL.
	 * True: session_reoffered() will tell the outcome all the same; false: it is off, the
	 * peer has what it had.
	 */
	bool (*reoffer_stop)(void *ctx, struct leg *leg);

	/**
	 * Ask a quiet peer for a sign of life (OPTIONS in the dialog); session_probed() tells the
	 * outcome.
	 */
	void (*probe)(void *ctx, struct leg *leg);

	/**
	 * The session is over and about to be freed: @user (call_facts) must not name it any
	 * more.
	 */
	void (*ended)(void *ctx, void *user);
};

#endif
