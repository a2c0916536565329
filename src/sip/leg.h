/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/leg.h - one side of a call: a dialog, the transactions in it, the SDP seen on it
 *
 * Life cycle
 *	leg_new()     found by its tag from now on; state SETUP
 *	leg_up()      the dialog is confirmed
 *	leg_let_go()  the core has released it: it ends by itself (response, CANCEL or BYE), state
 *	              ENDING, and frees itself when the peer has answered or cannot any more
 *	leg_gone()    the peer ended it: freed once its transactions are
 *
 *	SETUP --2xx--> UP --BYE either way--> ENDING --answered--> freed
 *	     \--failure, CANCEL--> ENDING ------/
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 12, 15; RFC 3262 section 3 (one dialog per fork)
 */
#ifndef SIP_LEG_H
#define SIP_LEG_H

#include "core/session.h"
#include "agent_in.h"
#include "dialog.h"
#include "sdp_told.h"

enum { LEG_FORKS_MAX = 32 };	/* early dialogs of one INVITE: more is no call */

enum leg_kind {
	LEG_CALLER,		/* sent us the INVITE */
	LEG_CALLEE,		/* got our INVITE */
	LEG_MSC,		/* sent us an INVITE to the STN-SR */
};

enum leg_state { LEG_SETUP, LEG_UP, LEG_ENDING };

/** An early dialog downstream. */
struct fork {
	struct list link;		/* in leg->forks */
	struct dialog dialog;
	uint32_t rseq;			/* latest reliable response taken, 0: none */
};

struct leg {
	struct list link;		/* in agent->all_legs, dead_legs once buried */
	struct list of_call;		/* in call->legs */
	struct agent *agent;
	struct call *call;		/* NULL once the call has let go of it */
	enum leg_kind kind;
	enum leg_state state;
	enum party party;
	char tag[TAG_OCTETS + 1];	/* ours */
	struct dialog dialog;
	struct list forks;		/* struct fork; callee legs before the 2xx */
	struct fork *early;		/* the one that spoke last */
	struct list served;		/* exchanges whose request came on this leg */
	struct list issued;		/* exchanges whose request went out on it */
	nta_outgoing_t *bye;		/* ours, unanswered */
	nta_outgoing_t *probe;		/* OPTIONS of ours, unanswered */
	struct telling *telling;	/* a re-INVITE of ours, NULL: none (local.h) */
	struct tmr refresh;		/* session timer, timer.h */
	uint32_t interval_s;		/* of it, 0: none */
	bool peer_refreshes;
	enum mdir may;			/* what the peer is allowed: less while an MSC holds */
	bool is_buried;
	bool bye_waits;			/* for the ACK of our 2xx, RFC 3261 section 15 */
	enum cause why;			/* it ends */
	char *contact;			/* our Contact line that the peer has; NULL: ours */
	char *parting;			/* lines for BYE or CANCEL; NULL: by cause */
	char *request_uri;		/* of its initial INVITE: loops */
	char *request_routes;
	char *sdp_in;			/* the peer's last description in force, NULL: none */
	struct sdp_told told;		/* what the peer was told */
	char *home;			/* ... before it was offered other speech; NULL: it was not */
	uint64_t asked_us;		/* an MSC's: when its INVITE came */
};

/** A leg of @call with a new tag; its dialog is still empty.  Fails -ENOMEM. */
MUST_CHECK int leg_new(struct agent *agent, struct call *call, enum leg_kind kind, enum party party,
		       struct leg **ret);

/** By our tag; borrowed, NULL: none. */
struct leg *leg_find(const struct agent *agent, const char *tag);

/** The dialog of @leg with this remote tag, NULL: none. */
struct dialog *leg_dialog_of(struct leg *leg, const char *remote_tag);

/** The fork with this remote tag, made if there is none (NULL: out of memory). */
struct fork *leg_fork(struct leg *leg, const char *remote_tag);

/** How many early dialogs there are. */
unsigned int leg_forks(const struct leg *leg);

/** The dialog requests go out in: the confirmed one, else that of the fork that spoke last. */
struct dialog *leg_dialog(struct leg *leg);

/** A 2xx with @remote_tag confirms the dialog; other forks are forgotten. */
void leg_up(struct leg *leg, const char *remote_tag);

/** Remember the peer's description (copied, the old one wiped). */
void leg_note_sdp(struct leg *leg, struct span sdp);

/**
 * Our Contact towards @peer of @leg: with the user part and parameters of @sip's, where it has one;
 * else (or @sip NULL) the one the peer has, for what we say ourselves must not move its target.
 */
void leg_put_contact(struct leg *leg, struct text *out, const struct addr *peer, const sip_t *sip);

/** The core has released @leg: end it whatever its state, for @why. */
void leg_let_go(struct leg *leg, enum cause why);

/** The dialog is over without us: forget it when nothing runs on it any more. */
void leg_gone(struct leg *leg);

/** Send BYE now. */
void leg_bye(struct leg *leg);

/** Bury @leg if it is ENDING and nothing is pending on it. */
void leg_reap(struct leg *leg);

/**
 * Out of all maps and lists, its transactions destroyed; the memory stays until the event is
 * over (agent_turn()).
 */
void leg_bury(struct leg *leg);

/** The memory of a buried leg.  NULL is fine.  Returns NULL. */
struct leg *leg_free(struct leg *leg);

#endif
