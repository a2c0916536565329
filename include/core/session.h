/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/session.h - one anchored call: two parties, their legs, their media
 *
 * Life cycle
 *	session_new()            INVITE came; caller's leg known
 *	session_offer/answer()   each SDP on its way; lines get bridges
 *	session_set_leg()        callee's leg
 *	session_confirmed()      2xx passed: the session may move from now on
 *	session_bye(), session_failed(), core_shutdown(), timers: the end.  The core
 *	releases every leg it still knows, closes the anchor, calls
 *	signalling.ended(user) and frees the session.
 *
 * Who knows what: the core knows mdescs, addresses and machines; sip knows messages
 * and SDP text.  Every function that can refuse gives an enum cause.
 *
 * Thread      signalling
 * Standards   TS 23.237 clauses 5.3.4, 6.3.2.1.9; TS 24.237 clause 12; RFC 3264; RFC 4568 section
 *             7.1.4
 */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "core/bearer.h"
#include "core/cause.h"
#include "core/core.h"
#include "core/mdesc.h"
#include "core/number.h"
#include "core/relay.h"
#include "core/signalling.h"

struct session;

enum {
	IDENTITY_MAX = 128,		/* octets of an identity shown in views, with NUL */
	ICID_MAX = 128,
};

enum access { ACCESS_PS, ACCESS_CS, ACCESSES };

/** What sip knows when an initial INVITE came in.  Strings are copied, cut at the bounds. */
struct call_facts {
	void *user;			/* sip's call object, given back by signalling.ended() */
	struct leg *leg;		/* the caller's */
	struct number number[PARTIES];	/* C-MSISDN where known, else unset */
	const char *identity[PARTIES];	/* for people: URI without parameters */
	const char *icid;		/* P-Charging-Vector icid-value, "" if none */
	struct relay_place place[PARTIES];
	/* spiral: our session whose outgoing INVITE this is, else NULL (borrowed) */
	struct session *came_from;
	bool is_emergency;		/* never refused for want of resources */
};

/**
 * Admit and anchor a new call.
 * Returns CAUSE_NONE and *@ret, or CAUSE_LIMIT, CAUSE_DRAINING, CAUSE_INTERNAL and nothing has
 * changed.
 */
MUST_CHECK enum cause session_new(struct core *core, const struct call_facts *facts,
				  struct session **ret);

/** Never reused; rises with time. */
uint64_t session_id(const struct session *session);

/** @party's PS leg exists now (the callee's: when its INVITE is made). */
void session_set_leg(struct session *session, enum party party, struct leg *leg);

/** @leg is gone in sip without the core having released it; the core forgets the pointer. */
void session_leg_gone(struct session *session, const struct leg *leg);

/**
 * The callee's asserted identity came in a response (contract.md, Who is who); corrects the
 * correlation.
 */
void session_identify(struct session *session, enum party party, const struct number *number,
		      const char *identity);

/* ---- ordinary offer and answer, both parties reachable on PS ---- */

/**
 * An offer of @from on its way to the other party.  New lines get bridges; nothing else changes
 * until the answer. An offer that follows a provisional answer makes that one final first (RFC
 * 3262 5: it was reliable).
 *
 * Returns CAUSE_NONE and *@ret; CAUSE_GLARE: an offer is pending; CAUSE_STATE: a party is not on
 * PS, see session_renego(); CAUSE_BAD_SDP: fewer lines than agreed (RFC 3264 8); CAUSE_LIMIT;
 * CAUSE_INTERNAL; CAUSE_NO_MEDIA never (an SDP without lines passes).  Refused: nothing has
 * changed.
 */
MUST_CHECK enum cause session_offer(struct session *session, enum party from,
				    const struct mdesc *offer,
				    struct mpatch *ret);

/**
 * An answer of @from to the pending offer: far ends are set, indications settle, refused lines
 * lose their bridges when @is_final (a 2xx, its ACK, a 200 to UPDATE or PRACK); a provisional one
 * may be followed by others.
 * Returns CAUSE_NONE; CAUSE_BAD_SDP: no offer pending, one of @from's own, or another number of
 * lines (RFC 3264 6); CAUSE_INTERNAL.  Refused: nothing has changed.
 */
MUST_CHECK enum cause session_answer(struct session *session, enum party from,
				     const struct mdesc *answer,
				     bool is_final, struct mpatch *ret);

/**
 * The pending offer, if any, was refused or died: bridges opened for it close, media goes on as
 * it was agreed before.
 */
void session_offer_failed(struct session *session);

/**
 * An offer is pending: no final answer yet.  (A provisional one may have come: then another offer
 * settles it.)
 */
bool session_has_offer(const struct session *session);

/**
 * The dialog between the parties is confirmed (2xx to the initial INVITE passed).  A provisional
 * answer is final now.
 */
void session_confirmed(struct session *session);

/**
 * The initial INVITE failed, was cancelled, or sip cannot go on: every leg left is released with
 * @why.
 */
void session_failed(struct session *session, enum cause why);

/* ---- re-offers, in every state ---- */

enum renego {
	RENEGO_PASS,		/* both parties on PS: to the other one, as ordinary */
	/* the other party can be told nothing: answer here (contract.md, What is done to an SDP) */
	RENEGO_LOCAL,
	/* the phone is back on PS (cause 487): answer here with the other party's last SDP */
	RENEGO_RETURN,
	RENEGO_MSC,		/* from the MSC: session_msc_offer() */
	/* 491 or 500 + Retry-After: a transfer or another offer is in between */
	RENEGO_LATER
};

/**
 * How sip has to treat a re-INVITE or UPDATE that came on @leg.  @is_487: its Reason has cause
 * 487.  No effect.
 */
enum renego session_renego(const struct session *session, const struct leg *leg, bool is_487);

/**
 * RENEGO_LOCAL: may this re-offer (or, with late offer, answer) of @from stand, given what @from
 * last agreed to? Formats beyond the agreement may be listed (phones repeat their whole list when
 * they hold a call); what is in use must stay, under its number.  An unspecified address
 * (0.0.0.0) is a hold.  A plain stream may move to another address.
 *
 * CAUSE_NONE: then direction and address of @from's last description are these.  Else
 * CAUSE_NEW_KEY, _NEW_SUITE, _NEW_ADDRESS, _NEW_CODEC, _BAD_SDP, _STATE (nothing was agreed yet);
 * nothing changes.  Spec: RFC 4568 7.1.4; contract.md
 */
MUST_CHECK enum cause session_local_offer(struct session *session, enum party from,
					  const struct mdesc *offer);

/**
 * RENEGO_RETURN: the phone's re-INVITE or UPDATE was found in order (@offer NULL: it brought no
 * SDP). Media goes back to the PS side, the CS leg is released (CAUSE_RETURNED).  Nothing is to
 * come back from where the phone was quicker than the MSC: then the re-INVITE is only answered.
 * Its address may be a new one, its key not.
 * Returns CAUSE_NONE, or CAUSE_STATE, CAUSE_NEW_KEY, ... and nothing changes.
 */
MUST_CHECK enum cause session_return(struct session *session, const struct leg *leg,
				     const struct mdesc *offer);

/**
 * RENEGO_MSC: a re-offer of the MSC on its CS leg.  The same bearer at a possibly new address; of
 * several speech codecs it may keep fewer (the other party is then re-offered those); others: CAUSE_NO_CODEC, then session_msc_change().
 * its direction is the hold state of the moved party.  *@ret_answer: what the 200 says;
 * *@ret_tell: the other party is to be told @ret_dir (its last SDP with another direction); false
 * where nothing changed or the other party is on CS itself.
 * Returns CAUSE_NONE, or CAUSE_NO_BEARER, CAUSE_NO_MEDIA, CAUSE_BAD_SDP and nothing changes.
 */
MUST_CHECK enum cause session_msc_offer(struct session *session, const struct leg *leg,
					const struct mdesc *offer,
					struct cs_answer *ret_answer, bool *ret_tell,
					enum mdir *ret_dir);

/**
 * A re-INVITE of the MSC for which session_msc_offer() found no codec: the other party is
 * re-offered, as for a transfer.  CAUSE_NONE: it waits; signalling.answer_cs() or refuse_cs() comes
 * within reoffer_wait_ms.  Else CAUSE_NO_CODEC, _NO_MEDIA, _IN_PROGRESS, _STATE, _INTERNAL and
 * nothing has changed.
 */
MUST_CHECK enum cause session_msc_change(struct session *session, const struct leg *leg,
					 const struct mdesc *offer);

/** The MSC cancelled a re-INVITE on @leg. */
void session_msc_cancelled(struct session *session, const struct leg *leg);

/* ---- the end of a leg ---- */

/** What the Reason headers of a BYE or CANCEL said (RFC 3326). */
struct reasons {
	unsigned int sip_cause;		/* Reason: SIP;cause=N, 0 if absent */
	unsigned int q850_cause;	/* Reason: Q.850;cause=N, 0 if absent */
};

/**
 * A BYE came on @leg (sip has answered 200; the dialog is over, the core forgets the pointer), or
 * a CANCEL on the unanswered INVITE of a CS leg.  The core decides which other legs end:
 * contract.md, "Three BYEs that hang up nothing". May free the session.
 */
void session_bye(struct session *session, struct leg *leg, const struct reasons *reasons);

/**
 * The dialog of @leg died otherwise: a request in it met 481, 408 or a timeout; or no ACK came in
 * 64 x T1.  sip ends and frees the leg by itself; the core forgets the pointer.  A PS leg that
 * dies waits for a transfer like one with cause 503: the phone may be on its way.  May free the
 * session.
 */
void session_leg_dead(struct session *session, struct leg *leg);

/** The MSC's ACK came. */
void session_cs_confirmed(struct session *session, struct leg *leg);

/** The outcome of signalling.probe().  The core releases a dead leg, and may free the session. */
void session_probed(struct session *session, struct leg *leg, bool is_alive);

/** Any request or response in a dialog of the session: it is alive (guard).  Cheap. */
void session_touch(struct session *session);

/**
 * True if sip should refresh the session timer on @leg in the other party's stead (it moved away;
 * RFC 4028).
 */
bool session_must_refresh(const struct session *session, const struct leg *leg);

/* ---- session transfer: INVITE to the STN-SR ---- */

struct transfer_ask {
	struct leg *cs;			/* the MSC's, its INVITE unanswered */
	struct number number;		/* P-Asserted-Identity */
	const struct mdesc *offer;	/* borrowed; NULL: none came */
	void *user;			/* not yet any session's */
};

/**
 * Correlate, decide, open the CS side and answer the MSC (signalling.answer_cs() is called before
 * this returns). Where an unprotected session's other party has no codec of the MSC's, that party is
 * re-offered first (signalling.reoffer()): then answer_cs(), or release() of the CS leg, comes
 * later, within reoffer_wait_ms. On CAUSE_NONE *@ret is the session, *@ret_party who moves, and the
 * session knows the CS leg. Else CAUSE_NO_IDENTITY, _NO_SESSION, _STATE, _IN_PROGRESS, _NO_MEDIA, _NO_BEARER,
 * _NO_CODEC, _INTERNAL: sip refuses the INVITE; nothing has changed for any session.  Also
 * CAUSE_CANCELLED: no INVITE waits any more. An offer that is pending between the parties may
 * still be answered while the PS leg lasts; then it is forgotten.
 * Spec    TS 24.237 clauses 12.7.2.1, 12.3; TS 23.237 clause 6.3.2.1.9.1
 */
MUST_CHECK enum cause transfer_ask(struct core *core, const struct transfer_ask *ask,
				   struct session **ret,
				   enum party *ret_party);

/**
 * The outcome of signalling.reoffer() on @leg: the peer's answer (borrowed), or NULL: it refused,
 * and has what it had.  May answer the MSC that waits, or refuse it, or ask for another re-offer;
 * may free the session.
 * Spec    TS 23.237 clause 6.3.1.5; RFC 3264 section 8
 */
void session_reoffered(struct session *session, struct leg *leg, const struct mdesc *answer);

/**
 * How long the transfer of @party took, INVITE in to 200 out: sip tells once the MSC has its
 * answer, and transfer_ask() or session_reoffered() has come back (the core has no clock).  Shows in the view and in
 * sealift_transfer_seconds.
 */
void transfer_answered(struct session *session, enum party party, uint64_t answer_us);

#endif
