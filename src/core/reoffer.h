/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/reoffer.h - the other party is offered the MSC's codecs, and its old ones again
 *
 * An unprotected call may have to change its codec to move.  Then the MSC's INVITE waits while the
 * other party is re-offered in the moved party's stead (signalling.reoffer()).  Should the
 * handover come to nothing, it is offered what it had; so is it when the phone comes back.
 *
 *	INVITE to the STN-SR ---> reoffer_begin() ---re-INVITE---> UE B
 *	     200, 488        <--- session_reoffered()  <---200, 488---
 *
 * While an outcome is due, whatever else would change the agreement has to wait (491, 480).
 *
 * Never       for a session with a protected line: a new offer would need new keys (RFC 4568
 *             section 7.1.4, contract.md).
 * Heard       Nothing of what passes meanwhile is noise: to either phone a packet of the other
 *             codec has a payload type that it does not know, and must ignore (RFC 3550 section
 *             5.1; numbers: renumber.h).  UE B's speech is missing from its answer on until UE A
 *             listens on CS, UE A's until it speaks there.
 * Layer       core, private.
 * Thread      signalling
 * Standards   TS 23.237 clause 6.3.1.5 (remote leg update), RFC 3264 section 8
 */
#ifndef CORE_REOFFER_H
#define CORE_REOFFER_H

#include <stdbool.h>

#include "base/attr.h"
#include "core/session.h"
#include "model.h"

/**
 * No codec of @ask's offer is one that the other party of @side uses: re-offer it.
 *
 * CAUSE_NONE: @ask->cs waits as side->asking.  CAUSE_NO_CODEC: it cannot be asked (protected, or on
 * CS itself), or nothing is to offer; CAUSE_NO_MEDIA; CAUSE_IN_PROGRESS: another offer is under
 * way; CAUSE_INTERNAL.  Then nothing has changed.
 */
MUST_CHECK enum cause reoffer_begin(struct side *side, const struct transfer_ask *ask);

/** The same for a re-INVITE on the CS leg of @side that is up (session_msc_change()). */
MUST_CHECK enum cause reoffer_change(struct side *side, const struct mdesc *offer);

/** An outcome is due for either party of @session. */
bool reoffer_is_pending(const struct session *session);

/** The MSC that asks next finds a codec without it. */
void reoffer_not_needed(struct side *side);

/**
 * The INVITE that waited comes to its end as @outcome (OUTCOME_OPEN: it was no transfer): whatever
 * the other party says is too late.
 */
void reoffer_withdraw(struct side *side, enum outcome outcome);

/** The newest CS leg of @side came to nothing: the other party gets back what it had before. */
void reoffer_undo(struct side *side);

/**
 * The MSC on the CS leg of @side has taken @pick, and its other party may use codecs beside those:
 * it is told of them no more.  Nobody waits for that, and should it refuse, nothing changes.
 */
void reoffer_narrow(struct side *side, const struct bearer_pick *pick);

/** There is no way back behind the newest CS leg any more. */
void reoffer_settled(struct side *side);

/** The other party of @side has lost its leg: no outcome will come. */
void reoffer_target_lost(struct side *side);

/** Exchange what is agreed now with what was agreed on PS (and again, back); or nothing to do. */
void reoffer_swap_home(struct side *side);

/** With the session. */
void reoffer_free(struct side *side);

#endif
