/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/local.c - see local.h: the serving half; telling.c asks
 */
#include "local.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"
#include "call.h"
#include "compose.h"
#include "offer.h"
#include "sdp_compose.h"
#include "timer.h"

/* 200 with @body (none: a refresh only), our Contact and the session timer's headers. */
static void
agree(struct exchange *exchange, const sip_t *sip, struct span body)
{
	struct text out;

	text_init(&out, MESSAGE_MAX);
	compose_status(&out, exchange->irq, 200, NULL);
	leg_put_contact(exchange->from, &out, &exchange->from->dialog.peer, NULL);
	timer_put_answer(exchange->from, sip, &out);
	compose_body(&out, "application/sdp", body);

	exchange->ack_is_due = exchange->is_invite;
	if (compose_response(exchange->agent, exchange->irq, &out) < 0)
		log_warn("call", "answer-failed method=%s", exchange->method);
	text_fini(&out);
	if (!exchange->is_invite)
		exchange_done(exchange);
}

static void
own(struct leg *leg)
{
	const struct addr *listen = agent_listen_for(leg->agent, &leg->dialog.peer);
	char address[ADDR_TEXT_MAX] = "0.0.0.0";

	if (listen)
		addr_format_ip(listen, address, sizeof(address));
	sdp_told_own(&leg->told, address);
}

/* The answer to our offer in the 200 came with the ACK. */
static void
on_late_answer(struct exchange *exchange, const sip_t *ack)
{
	struct leg *leg = exchange->from;
	struct span sdp = offer_sdp_of(ack);
	struct mdesc *answer;
	enum cause cause = CAUSE_BAD_SDP;

	if (!ack || !leg->call || !leg->call->session)
		return;

	if (sdp.n && offer_map(leg, sdp, &answer) == CAUSE_NONE) {
		cause = session_local_offer(leg->call->session, leg->party, answer);
		mdesc_free(answer);
	}
	if (cause == CAUSE_NONE)
		leg_note_sdp(leg, sdp);
	else
		log_warn("call", "late-answer-ignored session=%" PRIu64 " cause=%s", leg->call->id,
			 cause_name(cause));
}

/* Our last word again: the offer that a re-INVITE without one asks for. */
static void
offer_again(struct exchange *exchange, const sip_t *sip)
{
	struct leg *leg = exchange->from;
	struct text body;

	text_init(&body, MDESC_TEXT_MAX + 4096);
	if (sdp_compose_again(&leg->told, leg->may, &body) < 0) {
		exchange_refuse_cause(exchange, CAUSE_INTERNAL);
	} else {
		exchange->on_confirmed = on_late_answer;
		if (sdp_told_keep(&leg->told, text_span(&body)) < 0)
			log_warn("sdp", "not-kept leg=%s", leg->tag);
		agree(exchange, sip, text_span(&body));
	}
	text_fini(&body);
}

/* @offer was found in order: answer it with what the peer already has. */
static void
answer_again(struct exchange *exchange, const sip_t *sip, struct span offer)
{
	struct leg *leg = exchange->from;
	struct text body;

	text_init(&body, MDESC_TEXT_MAX + 4096);
	if (sdp_compose_answer(&leg->told, span_of(leg->sdp_in), offer, leg->may, &body) < 0) {
		exchange_refuse_cause(exchange, CAUSE_BAD_SDP);
	} else {
		leg_note_sdp(leg, offer);
		if (sdp_told_keep(&leg->told, text_span(&body)) < 0)
			log_warn("sdp", "not-kept leg=%s", leg->tag);
		agree(exchange, sip, text_span(&body));
	}
	text_fini(&body);
}

static struct exchange *
begin(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct exchange *exchange;

	if (exchange_new(leg, NULL, irq, sip, &exchange) < 0) {
		compose_reply(leg->agent, irq, 500, NULL, "");
		nta_incoming_destroy(irq);
		return NULL;
	}
	own(leg);
	return exchange;
}

static void
finish(struct exchange *exchange, const sip_t *sip, struct span sdp)
{
	if (sdp.n)
		answer_again(exchange, sip, sdp);
	else if (exchange->is_invite)
		offer_again(exchange, sip);
	else
		agree(exchange, sip, (struct span){ 0 });
}

/* The direction of what @offer says: that of its first line in use; no offer holds nobody. */
static enum mdir
dir_of(const struct mdesc *offer)
{
	for (unsigned int i = 0; offer && i < offer->n_lines; i++) {
		if (offer->line[i].is_relayed)
			return offer->line[i].dir;
	}
	return MDIR_SENDRECV;
}

void
local_serve(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct exchange *exchange = begin(leg, irq, sip);
	struct span sdp = offer_sdp_of(sip);
	struct mdesc *offer = NULL;
	enum cause cause = CAUSE_NONE;
	enum mdir dir;

	if (!exchange)
		return;
	if (sdp.n)
		cause = offer_map(leg, sdp, &offer);
	if (offer)
		cause = session_local_offer(leg->call->session, leg->party, offer);
	dir = dir_of(offer);
	mdesc_free(offer);

	if (cause != CAUSE_NONE) {
		log_info("call", "re-offer-refused session=%" PRIu64 " cause=%s", leg->call->id,
			 cause_name(cause));
		exchange_refuse_cause(exchange, cause);
		return;
	}

	/* the other one hears of a hold when it comes back to its PS leg */
	struct leg *other = leg->call->leg[party_other(leg->party)];

	if (other && sdp.n)
		other->may = dir;
	finish(exchange, sip, sdp);
}

/*
 * A hold that the MSC asked for ends with its leg: the other party hears what the phone says
 * now.
 */
static void
tell_again(struct leg *leg, enum mdir dir)
{
	struct leg *other = leg->call ? leg->call->leg[party_other(leg->party)] : NULL;

	if (other && other->may != MDIR_SENDRECV && other->may != dir)
		local_tell(other, dir);
}

void
local_return(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct exchange *exchange = begin(leg, irq, sip);
	struct span sdp = offer_sdp_of(sip);
	struct mdesc *offer = NULL;
	enum cause cause = CAUSE_NONE;
	enum mdir dir;

	if (!exchange)
		return;
	if (sdp.n)
		cause = offer_map(leg, sdp, &offer);
	if (cause == CAUSE_NONE)
		cause = session_return(leg->call->session, leg, offer);
	dir = dir_of(offer);
	mdesc_free(offer);

	if (cause != CAUSE_NONE) {
		log_info("call", "return-refused session=%" PRIu64 " cause=%s", leg->call->id,
			 cause_name(cause));
		exchange_refuse_cause(exchange, cause);
		return;
	}
	finish(exchange, sip, sdp);
	tell_again(leg, dir);
}
