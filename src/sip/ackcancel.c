/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/ackcancel.c - see invite.h: what the side that sent an INVITE does next
 *
 * Standards   RFC 3261 sections 9.2, 13.3.1.4
 */
#include "invite.h"

#include "base/log.h"
#include "call.h"
#include "compose.h"
#include "identity_sip.h"
#include "offer.h"

static void
on_ack(struct exchange *exchange, const sip_t *sip)
{
	struct leg *from = exchange->from, *to = exchange->to;
	struct text body;

	exchange->ack_is_due = false;
	if (to) {
		text_init(&body, MESSAGE_MAX);
		offer_in_ack(exchange, sip, &body);
		invite_ack(exchange, &to->dialog, sip, text_span(&body));
		text_fini(&body);
	} else if (exchange->on_confirmed) {
		exchange->on_confirmed(exchange, sip);
	}
	exchange_done(exchange);
	if (from->bye_waits) {
		leg_bye(from);
		leg_reap(from);
	}
}

/* No ACK in 64 x T1 (RFC 3261 section 13.3.1.4): the dialogs end, without an ACK downstream. */
static void
on_no_ack(struct exchange *exchange)
{
	struct leg *from = exchange->from;
	struct call *call = from->call;
	bool waits = from->bye_waits;

	log_warn("call", "no-ack method=%s", exchange->method);
	exchange->ack_is_due = false;
	offer_refused(exchange);
	if (exchange->on_confirmed)
		exchange->on_confirmed(exchange, NULL);
	exchange_done(exchange);

	if (waits) {
		leg_bye(from);
		leg_reap(from);
	} else if (call && call->session && from->call) {
		session_leg_dead(call->session, from);
		call_remove(from);
		from->why = CAUSE_DEAD_PEER;
		leg_bye(from);
	}
}

static void
on_cancel(struct exchange *exchange, const sip_t *sip)
{
	struct leg *from = exchange->from;
	struct call *call = from->call;

	if (call)
		call_note_parting(call, sip);

	if (!exchange->is_initial) {	/* a re-INVITE: nothing else ends */
		if (from->kind == LEG_MSC || !exchange->to)
			exchange_refuse(exchange, 487, NULL, "");
		else
			exchange_abort(exchange, 487);
		if (from->kind == LEG_MSC && call && call->session)
			session_msc_cancelled(call->session, from);
		return;
	}

	exchange_refuse(exchange, 487, NULL, "");
	if (!call || !call->session)
		return;
	if (from->kind == LEG_MSC) {
		struct reasons reasons = reasons_of(sip);

		from->state = LEG_ENDING;
		session_bye(call->session, from, &reasons);
		call_remove(from);
		leg_reap(from);
	} else {
		session_failed(call->session, CAUSE_CANCELLED);
	}
}

int
invite_on_ack_or_cancel(struct exchange *exchange, nta_incoming_t *irq, const sip_t *sip)
{
	struct agent *agent = exchange->agent;
	sip_method_t method =
		sip && sip->sip_request ? sip->sip_request->rq_method : sip_method_invalid;

	(void)irq;
	agent_turn(agent);
	if (exchange->is_buried)
		return 0;
	if (sip)
		counts_add(&agent->counts, DIRECTION_IN, sip->sip_request->rq_method_name, 0);
	if (exchange->from && exchange->from->call && exchange->from->call->session && sip)
		session_touch(exchange->from->call->session);

	if (method == sip_method_ack) {
		if (exchange->ack_is_due)
			on_ack(exchange, sip);
	} else if (method == sip_method_cancel) {
		if (exchange->irq && nta_incoming_status(exchange->irq) < 200)
			on_cancel(exchange, sip);
	} else if (exchange->ack_is_due) {
		on_no_ack(exchange);
	} else {
		exchange_abort(exchange, 504);
	}
	agent_arm(agent);
	return 0;
}
