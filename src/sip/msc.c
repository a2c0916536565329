/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/msc.c - see msc.h
 */
#include "msc.h"

#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "base/mono.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "identity_sip.h"
#include "local.h"
#include "offer.h"
#include "sdp_compose.h"
#include "trust.h"

static const char allow[] = "Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, INFO\r\n"
			    "Supported: 100rel\r\n";

static void
on_confirmed(struct exchange *exchange, const sip_t *ack)
{
	struct leg *leg = exchange->from;

	if (ack && leg->call && leg->call->session)
		session_cs_confirmed(leg->call->session, leg);
}

/* 200 with the SDP in @body. */
static int
agree(struct exchange *exchange, struct span body)
{
	struct text out;

	text_init(&out, MESSAGE_MAX);
	compose_status(&out, exchange->irq, 200, NULL);
	compose_contact(exchange->agent, &out, &exchange->from->dialog.peer, NULL);
	text_puts(&out, allow);
	compose_body(&out, "application/sdp", body);

	exchange->ack_is_due = exchange->is_invite;

	int rc = compose_response(exchange->agent, exchange->irq, &out);

	text_fini(&out);
	if (!exchange->is_invite)
		exchange_done(exchange);
	return rc;
}

/* The answer as SDP, noted as what the MSC was told. */
static int
put_answer(struct leg *leg, const struct cs_answer *answer, struct span offer, struct text *body)
{
	char address[ADDR_TEXT_MAX];

	addr_format_ip(&answer->local.rtp, address, sizeof(address));
	sdp_told_own(&leg->told, address);

	int rc = sdp_compose_cs(&leg->told, answer, offer, body);

	return rc < 0 ? rc : sdp_told_keep(&leg->told, text_span(body));
}

int
msc_answer(struct leg *leg, const struct cs_answer *answer)
{
	struct exchange *exchange = exchange_invite_served(leg);
	struct text body;
	int rc;

	if (!exchange || !leg->sdp_in)
		return -EPROTO;

	text_init(&body, MDESC_TEXT_MAX + 4096);
	rc = put_answer(leg, answer, span_of(leg->sdp_in), &body);
	if (rc == 0) {
		exchange->on_confirmed = on_confirmed;
		leg_up(leg, NULL);
		rc = agree(exchange, text_span(&body));
	}
	text_fini(&body);
	return rc;
}

/* ---- INVITE to the STN-SR ---------------------------------------------------------------- */

static void
refuse(struct leg *leg, struct exchange *exchange, enum cause cause, const struct number *number)
{
	log_info("transfer", "refused cause=%s number=%s%s peer=%s", cause_name(cause),
		 number_is_set(number) ? "+" : "none", number->digits,
		 ADDR_TEXT(&leg->dialog.peer));
	leg->state = LEG_ENDING;
	exchange_refuse_cause(exchange, cause);
	leg_reap(leg);
}

/*
 * The leg is the call's.  From here on, on the way back to PS too, the version in o= towards
 * the party that stays is ours (contract.md, What is done to an SDP): the phone's own goes its
 * own way meanwhile.
 */
static void
join(struct call *call, struct leg *leg)
{
	struct leg *stays = call->leg[party_other(leg->party)];

	call_add(call, leg);
	if (stays)
		sdp_told_own(&stays->told, "0.0.0.0");
}

static enum cause
ask(struct leg *leg, const sip_t *sip, struct number *ret_number)
{
	struct agent *agent = leg->agent;
	struct span sdp = offer_sdp_of(sip);
	struct transfer_ask request = { .cs = leg };
	struct mdesc *offer = NULL;
	struct identity who = { 0 };
	struct session *session;
	enum party party;
	enum cause cause =
		trust_has_msc(&agent->config, &leg->dialog.peer) ? CAUSE_NONE : CAUSE_NOT_MSC;

	if (cause == CAUSE_NONE)
		cause = identity_caller(sip, false, &who);
	*ret_number = who.number;
	if (cause == CAUSE_NONE && !number_is_set(&who.number))
		cause = CAUSE_NO_IDENTITY;
	if (cause == CAUSE_NONE && sdp.n)
		cause = offer_map(leg, sdp, &offer);
	if (cause != CAUSE_NONE)
		return cause;

	leg_note_sdp(leg, sdp);
	request.number = who.number;
	request.offer = offer;
	cause = transfer_ask(agent->core, &request, &session, &party);
	mdesc_free(offer);
	if (cause != CAUSE_NONE)
		return cause;

	struct call *call = call_find(agent, session_id(session));

	leg->party = party;
	if (call)
		join(call, leg);
	if (leg->state == LEG_UP)
		msc_answered(leg);	/* else UE B is asked first (reoffer.h) */
	log_debug("transfer", "taken session=%" PRIu64 " party=%s peer=%s", session_id(session),
		 party_name(party), ADDR_TEXT(&leg->dialog.peer));
	return CAUSE_NONE;
}

void
msc_answered(struct leg *leg)
{
	if (leg->call && leg->call->session)
		transfer_answered(leg->call->session, leg->party, mono_us() - leg->asked_us);
}

void
msc_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip, const struct addr *from)
{
	struct leg *leg = NULL;
	struct exchange *exchange;
	struct number number = { 0 };

	if (leg_new(agent, NULL, LEG_MSC, PARTY_CALLER, &leg) < 0 ||
	    dialog_serve(&leg->dialog, sip, leg->tag, from) < 0 ||
	    exchange_new(leg, NULL, irq, sip, &exchange) < 0) {
		compose_reply(agent, irq, 500, NULL, "");
		nta_incoming_destroy(irq);
		if (leg)
			leg_bury(leg);
		return;
	}
	leg->asked_us = agent->now_us;
	exchange->is_initial = true;
	nta_incoming_tag(irq, leg->tag);
	nta_incoming_treply(irq, SIP_100_TRYING, TAG_END());

	enum cause cause = ask(leg, sip, &number);

	if (cause != CAUSE_NONE)
		refuse(leg, exchange, cause, &number);
}

/* ---- re-offers of the MSC ---------------------------------------------------------------- */

/* What the core makes of it; UE B is told where its direction changes. */
static enum cause
take_offer(struct leg *leg, struct span sdp, struct cs_answer *ret)
{
	struct mdesc *offer;
	bool tell = false;
	enum mdir dir = MDIR_SENDRECV;
	enum cause cause = offer_map(leg, sdp, &offer);

	if (cause != CAUSE_NONE)
		return cause;

	cause = session_msc_offer(leg->call->session, leg, offer, ret, &tell, &dir);
	mdesc_free(offer);
	if (cause != CAUSE_NONE)
		return cause;

	struct leg *other = leg->call->leg[party_other(leg->party)];

	leg_note_sdp(leg, sdp);
	if (tell && other)
		local_tell(other, dir);
	return CAUSE_NONE;
}

static void
on_late_answer(struct exchange *exchange, const sip_t *ack)
{
	struct leg *leg = exchange->from;
	struct cs_answer answer;
	struct span sdp = offer_sdp_of(ack);

	if (ack && sdp.n && leg->call && leg->call->session &&
	    take_offer(leg, sdp, &answer) != CAUSE_NONE)
		log_warn("transfer", "late-answer-ignored session=%" PRIu64, leg->call->id);
}

/* A re-INVITE without an offer, or an UPDATE that only refreshes. */
static void
serve_bare(struct exchange *exchange)
{
	struct leg *leg = exchange->from;
	struct text body;
	int rc = 0;

	text_init(&body, MDESC_TEXT_MAX + 4096);
	if (exchange->is_invite) {
		rc = sdp_compose_again(&leg->told, MDIR_SENDRECV, &body);
		exchange->on_confirmed = on_late_answer;
	}
	if (rc < 0)
		exchange_refuse_cause(exchange, CAUSE_INTERNAL);
	else if (agree(exchange, text_span(&body)) < 0)
		log_warn("transfer", "answer-failed");
	text_fini(&body);
}

static void
refuse_reoffer(struct exchange *exchange, enum cause cause)
{
	const struct call *call = exchange->from->call;

	log_info("transfer", "re-offer-refused session=%" PRIu64 " cause=%s", call ? call->id : 0,
		 cause_name(cause));
	exchange_refuse_cause(exchange, cause);
}

void
msc_refuse(struct leg *leg, enum cause why)
{
	struct exchange *exchange = exchange_invite_served(leg);

	if (exchange)
		refuse_reoffer(exchange, why);
}

/* Another codec: UE B may have to be asked.  False: it is not. */
static bool
waits_for_codec(struct exchange *exchange, struct span sdp)
{
	struct leg *leg = exchange->from;
	struct mdesc *offer;

	if (!exchange->is_invite || offer_map(leg, sdp, &offer) != CAUSE_NONE)
		return false;

	enum cause cause = session_msc_change(leg->call->session, leg, offer);

	mdesc_free(offer);
	if (cause != CAUSE_NONE)
		return false;
	leg_note_sdp(leg, sdp);
	nta_incoming_treply(exchange->irq, SIP_100_TRYING, TAG_END());
	return true;
}

void
msc_serve(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct span sdp = offer_sdp_of(sip);
	struct exchange *exchange;
	struct cs_answer answer;
	struct text body;
	enum cause cause;

	if (exchange_new(leg, NULL, irq, sip, &exchange) < 0) {
		compose_reply(leg->agent, irq, 500, NULL, "");
		nta_incoming_destroy(irq);
		return;
	}
	if (sdp.n == 0) {
		serve_bare(exchange);
		return;
	}

	cause = take_offer(leg, sdp, &answer);
	if (cause == CAUSE_NO_CODEC && waits_for_codec(exchange, sdp))
		return;
	text_init(&body, MDESC_TEXT_MAX + 4096);
	if (cause == CAUSE_NONE && put_answer(leg, &answer, sdp, &body) < 0)
		cause = CAUSE_INTERNAL;
	if (cause != CAUSE_NONE)
		refuse_reoffer(exchange, cause);
	else if (agree(exchange, text_span(&body)) < 0)
		log_warn("transfer", "answer-failed");
	text_fini(&body);
}
