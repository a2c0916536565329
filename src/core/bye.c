/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/bye.c - the end of a leg, and what it means
 *
 * From a BYE and its Reason to an event of the access-transfer machine: contract.md, "Three BYEs
 * that hang up nothing".
 *
 * Thread      signalling
 * Standards   RFC 3326 (Reason), TS 24.237 clause 12.3, ITU-T Q.850
 */
#include <inttypes.h>

#include "base/log.h"
#include "core/session.h"
#include "model.h"
#include "transfer.h"

enum {
	SIP_SERVICE_UNAVAILABLE = 503,	/* the P-CSCF lost the bearer */
	Q850_NORMAL_CLEARING = 16,
};

/* Nobody can ask for a party without a number, nor for a call that was never answered. */
static bool
may_wait(const struct side *side)
{
	return side->session->is_confirmed && number_is_set(&side->number);
}

static enum transfer_event
event_of_ps(const struct side *side, bool is_lost)
{
	return is_lost && may_wait(side) ? ON_PS_LOST : ON_PS_BYE;
}

/* A leg of @side, forgotten by now, came to its end.  May free the session. */
static void
side_ended(struct side *side, enum transfer_event on, enum cause why)
{
	struct session *session = side->session;

	side->why = why;
	if (transfer_step(side, on) && !session->is_over)
		log_debug("session", "leg-ignored session=%" PRIu64 " party=%s", session->id,
			  party_name(side->party));
	session_settle(session);
}

static void
leg_ended(struct session *session, struct leg *leg, enum transfer_event on, enum cause why)
{
	struct side *side = session_side_of(session, leg);

	side_forget(side, leg);
	side_ended(side, on, why);
}

void
session_bye(struct session *session, struct leg *leg, const struct reasons *reasons)
{
	const struct side *side = session_side_of(session, leg);
	enum transfer_event on;

	if (!side)
		return;
	session_touch(session);
	if (leg == side->ps)
		on = event_of_ps(side, reasons->sip_cause == SIP_SERVICE_UNAVAILABLE);
	else if (leg == side->old_cs)
		on = ON_OLD_BYE;
	else if (leg == side->asking)
		on = ON_ASK_GONE;
	else
		on = reasons->q850_cause == Q850_NORMAL_CLEARING ? ON_CS_HANGUP : ON_CS_CANCELLED;
	leg_ended(session, leg, on, CAUSE_NORMAL);
}

static enum transfer_event
event_of_death(const struct side *side, const struct leg *leg)
{
	if (leg == side->ps)
		return event_of_ps(side, true);
	if (leg == side->asking)
		return ON_ASK_GONE;
	return leg == side->old_cs ? ON_OLD_BYE : ON_CS_DEAD;
}

void
session_leg_dead(struct session *session, struct leg *leg)
{
	const struct side *side = session_side_of(session, leg);

	if (side)
		leg_ended(session, leg, event_of_death(side, leg), CAUSE_DEAD_PEER);
}

void
session_bury_leg(struct session *session, struct leg *leg)
{
	const struct signalling *sig = session->core->signalling;
	struct side *side = session_side_of(session, leg);

	if (!side)
		return;

	enum transfer_event on = event_of_death(side, leg);

	/* Forgotten first: whatever sip says of it from here on is no news. */
	side_forget(side, leg);
	sig->release(sig->ctx, leg, CAUSE_DEAD_PEER);
	side_ended(side, on, CAUSE_DEAD_PEER);
}

void
session_cs_confirmed(struct session *session, struct leg *leg)
{
	struct side *side = session_side_of(session, leg);

	if (!side || leg != side->cs)
		return;
	session_touch(session);
	if (transfer_may(side, ON_CS_ACK))
		(void)transfer_step(side, ON_CS_ACK);
}
