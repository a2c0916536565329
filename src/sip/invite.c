/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/invite.c - see invite.h
 */
#include "invite.h"

#include "base/log.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "identity_sip.h"
#include "offer.h"
#include "prack.h"
#include "timer.h"
#include "trust.h"

/* ---- ACK to downstream ------------------------------------------------------------------- */

void
invite_ack(struct exchange *exchange, struct dialog *dialog, const sip_t *sip, struct span body)
{
	struct text out;
	struct addr hop = dialog_next_hop(dialog);
	struct headers_how how = { .has_body = body.n > 0 };

	if (!exchange->orq)
		return;

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(dialog, &out, "ACK", exchange->cseq);
	text_printf(&out, "Max-Forwards: %d\r\n", MAX_FORWARDS);
	if (sip)
		compose_copy(&out, sip, &how);
	compose_body(&out, NULL, body);
	compose_ack(exchange->agent, &out, &hop, exchange->orq);
	text_fini(&out);
}

/*
 * The 2xx to the initial INVITE cannot be used: ACK, then BYE in the dialog it made (RFC 3261
 * section 13.2.2.4).
 */
static void
ack_and_bye(struct exchange *exchange, const sip_t *sip, enum cause why)
{
	struct leg *to = exchange->to;

	leg_up(to, sip->sip_to->a_tag);
	invite_ack(exchange, &to->dialog, NULL, (struct span){ 0 });
	to->why = why;
	call_remove(to);
	leg_bye(to);
	exchange_done(exchange);
}

/* ---- responses --------------------------------------------------------------------------- */

static struct addr
source_of(struct exchange *exchange)
{
	struct addr from = { .family = ADDR_NONE };
	msg_t *msg = nta_outgoing_getresponse(exchange->orq);

	if (!compose_source(msg, &from))
		from.family = ADDR_NONE;
	msg_destroy(msg);
	return from;
}

/* Which dialog of the callee speaks; made by its first tagged response (RFC 3261 section 12.1). */
static struct dialog *
note_dialog(struct exchange *exchange, const sip_t *sip)
{
	struct leg *to = exchange->to;
	int status = sip->sip_status->st_status;
	struct addr from = source_of(exchange);

	if (!exchange->is_initial) {
		if (status >= 200 && status < 300)
			dialog_refresh(exchange->in ? exchange->in : leg_dialog(to), sip, &from);
		return leg_dialog(to);
	}
	if (!sip->sip_to->a_tag || status >= 300)
		return &to->dialog;

	/* no end of early dialogs for a peer that makes them up; the final one is always taken */
	if (status < 200 && !leg_dialog_of(to, sip->sip_to->a_tag) &&
	    leg_forks(to) >= LEG_FORKS_MAX)
		return NULL;

	struct fork *fork = leg_fork(to, sip->sip_to->a_tag);

	if (!fork || dialog_establish(&fork->dialog, sip, &from) < 0)
		return NULL;
	to->early = fork;
	return &fork->dialog;
}

/*
 * Who answers is who a trusted peer says it is: a number opens the way to a transfer (contract.md,
 * trusted).
 */
static void
note_identity(struct exchange *exchange, const sip_t *sip)
{
	struct call *call = exchange->to->call;
	struct addr from = source_of(exchange);
	struct identity who;

	if (exchange->is_initial && call && call->session &&
	    trust_has(&exchange->agent->config, &from) && identity_answerer(sip, &who))
		session_identify(call->session, exchange->to->party, &who.number, who.uri);
}

/* A provisional response goes on; what cannot be passed is dropped and changes nothing. */
static void
pass_provisional(struct exchange *exchange, const sip_t *sip)
{
	struct text body;

	if (!note_dialog(exchange, sip) || exchange->is_cancelled || !exchange->irq)
		return;
	if (!prack_is_new(exchange, sip))
		return;

	note_identity(exchange, sip);
	text_init(&body, MESSAGE_MAX);
	if (offer_in_response(exchange, sip, &body) != CAUSE_NONE ||
	    exchange_answer(exchange, sip, text_span(&body)) < 0)
		log_warn("call", "provisional-dropped status=%d", sip->sip_status->st_status);
	text_fini(&body);
}

/* The initial INVITE failed downstream: the core lets go of both legs, which are at their end. */
static void
setup_failed(struct exchange *exchange)
{
	struct leg *from = exchange->from, *to = exchange->to;
	struct call *call = from->call;

	from->state = to->state = LEG_ENDING;
	if (call && call->session) {
		session_leg_gone(call->session, from);
		session_leg_gone(call->session, to);
		session_failed(call->session, CAUSE_NORMAL);
	}
	call_remove(from);
	call_remove(to);
	exchange_done(exchange);
}

/* 481 and 408 mean that the peer has no such dialog (RFC 5057 section 5.1). */
static bool
ends_dialog(const struct exchange *exchange, int status)
{
	return !exchange->is_initial && (status == 481 || status == 408);
}

static void
pass_failure(struct exchange *exchange, const sip_t *sip, int status)
{
	struct leg *to = exchange->to;
	struct call *call = to->call;

	offer_refused(exchange);
	if (exchange->irq && sip && exchange_answer(exchange, sip, compose_body_of(sip)) < 0)
		compose_reply(exchange->agent, exchange->irq, 500, NULL, "");
	else if (exchange->irq && !sip)
		compose_reply(exchange->agent, exchange->irq, status == 408 ? 504 : status, NULL,
			      "");

	if (exchange->is_initial) {
		setup_failed(exchange);
		return;
	}
	exchange_done(exchange);
	if (ends_dialog(exchange, status) && call && call->session) {
		session_leg_dead(call->session, to);
		leg_gone(to);
	}
}

/* Nobody waits for this 2xx any more: the caller gave up, or its leg is gone. */
static bool
is_orphan(const struct exchange *exchange)
{
	return exchange->is_cancelled || !exchange->irq || exchange->to->state == LEG_ENDING ||
	       !exchange->from || !exchange->from->call;
}

/*
 * A new dialog ends at once; an old one goes on.  A re-INVITE that was cancelled too late is in
 * force downstream all the same (RFC 3261 section 14.1): what that party has been told is the new
 * SDP.
 */
static void
drop_success(struct exchange *exchange, const sip_t *sip)
{
	struct leg *to = exchange->to;
	struct span answer = offer_sdp_of(sip);

	if (exchange->is_invite && exchange->is_initial) {
		ack_and_bye(exchange, sip, to->why ? to->why : CAUSE_CANCELLED);
		return;
	}
	if (answer.n && exchange->sent.n &&
	    sdp_told_keep(&to->told, text_span(&exchange->sent)) == 0)
		leg_note_sdp(to, answer);
	if (exchange->is_invite)
		invite_ack(exchange, &to->dialog, NULL, (struct span){ 0 });
	exchange_done(exchange);
}

static void
setup_done(struct exchange *exchange, const sip_t *sip)
{
	struct session *session = exchange->from->call->session;

	leg_up(exchange->to, sip->sip_to->a_tag);
	leg_up(exchange->from, NULL);
	if (session)
		session_confirmed(session);
}

/* The answer cannot be passed on: the caller hears why, the callee's new dialog ends. */
static void
refuse_success(struct exchange *exchange, const sip_t *sip, enum cause cause)
{
	struct leg *from = exchange->from, *to = exchange->to;
	struct call *call = from->call;
	char extra[2 * CAUSE_HEADER_MAX];

	offer_refused(exchange);
	compose_cause(exchange->agent, cause, extra, sizeof(extra));
	compose_reply(exchange->agent, exchange->irq, 500, NULL, extra);
	if (!exchange->is_invite) {
		exchange_done(exchange);
		return;
	}
	if (exchange->is_initial && call && call->session) {
		from->state = LEG_ENDING;
		session_leg_gone(call->session, from);
		session_leg_gone(call->session, to);
		session_failed(call->session, cause);
		call_remove(from);
		ack_and_bye(exchange, sip, cause);
		return;
	}
	invite_ack(exchange, &to->dialog, NULL, (struct span){ 0 });
	exchange_done(exchange);
}

static void
pass_success(struct exchange *exchange, const sip_t *sip)
{
	struct dialog *dialog = note_dialog(exchange, sip);
	struct text body;

	if (is_orphan(exchange)) {
		drop_success(exchange, sip);
		return;
	}

	note_identity(exchange, sip);
	text_init(&body, MESSAGE_MAX);

	enum cause cause = dialog ? offer_in_response(exchange, sip, &body) : CAUSE_INTERNAL;

	if (cause == CAUSE_NONE) {
		if (exchange->is_initial)
			setup_done(exchange, sip);
		if (exchange->is_invite || strcmp(exchange->method, "UPDATE") == 0) {
			timer_note(exchange->to, sip, true);
			timer_note(exchange->from, sip, false);
		}
		if (exchange_answer(exchange, sip, text_span(&body)) < 0) {
			log_warn("call", "answer-failed method=%s", exchange->method);
			refuse_success(exchange, sip, CAUSE_INTERNAL);
		} else if (exchange->is_invite) {
			exchange->ack_is_due = true;
		} else {
			exchange_done(exchange);
		}
	} else {
		refuse_success(exchange, sip, cause);
	}
	text_fini(&body);
}

void
invite_on_response(struct exchange *exchange, const sip_t *sip)
{
	int status = sip ? sip->sip_status->st_status : 408;
	struct call *call = exchange->to->call;

	if (exchange->is_buried || (exchange->ack_is_due && status < 200))
		return;
	if (call && call->session)
		session_touch(call->session);

	if (status == 100)
		return;				/* of this hop only */
	if (status < 200)
		pass_provisional(exchange, sip);
	else if (status < 300)
		pass_success(exchange, sip);
	else
		pass_failure(exchange, sip, status);
}
