/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/indialog.c - see indialog.h
 */
#include "indialog.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/token.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "exchange.h"
#include "identity_sip.h"
#include "local.h"
#include "msc.h"
#include "offer.h"

static void
answer(struct leg *leg, nta_incoming_t *irq, int status, const char *extra)
{
	compose_reply(leg->agent, irq, status, NULL, extra);
	nta_incoming_destroy(irq);
}

static void
answer_later(struct leg *leg, nta_incoming_t *irq)
{
	char extra[32];

	snprintf(extra, sizeof(extra), "Retry-After: %u\r\n", (unsigned int)(token_u64() % 10));
	answer(leg, irq, 500, extra);		/* RFC 3261 section 14.2: 0 to 10 s */
}

/* Pass the request to the other leg, its SDP as an offer where the method carries one. */
static void
pass(struct leg *leg, struct leg *other, nta_incoming_t *irq, const sip_t *sip)
{
	struct exchange *exchange;
	struct text body;

	if (exchange_new(leg, other, irq, sip, &exchange) < 0) {
		answer(leg, irq, 500, "");
		return;
	}
	if (exchange->is_invite)
		nta_incoming_treply(irq, SIP_100_TRYING, TAG_END());

	text_init(&body, MESSAGE_MAX);

	enum cause cause = offer_in_request(exchange, sip, &body);

	if (cause != CAUSE_NONE) {
		exchange_refuse_cause(exchange, cause);
	} else if (exchange_send(exchange, sip, leg_dialog(other), text_span(&body), "") < 0) {
		offer_refused(exchange);
		exchange_refuse(exchange, 503, NULL, "");
	}
	text_fini(&body);
}

/* ---- BYE --------------------------------------------------------------------------------- */

static void
on_bye(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct call *call = leg->call;
	struct reasons reasons = reasons_of(sip);

	if (call)
		call_note_parting(call, sip);
	log_debug("leg", "bye session=%" PRIu64 " sip=%u q850=%u", call ? call->id : 0,
		  reasons.sip_cause, reasons.q850_cause);
	answer(leg, irq, 200, "");

	bool was_released = !call || !call->session;

	leg->state = LEG_ENDING;
	if (!was_released)
		session_bye(call->session, leg, &reasons);
	leg_gone(leg);
}

/* ---- re-INVITE, UPDATE ------------------------------------------------------------------- */

/* Transactions that cross: RFC 3261 section 14.2, RFC 3311 section 5.2. */
static bool
is_crossing(struct leg *leg, nta_incoming_t *irq, bool is_invite, bool has_sdp)
{
	if (local_is_telling(leg) && (is_invite || has_sdp)) {
		answer(leg, irq, 491, "");
		return true;
	}
	if (!is_invite)
		return false;
	if (exchange_invite_served(leg)) {
		answer_later(leg, irq);
		return true;
	}
	if (exchange_invite_issued(leg)) {
		answer(leg, irq, 491, "");
		return true;
	}
	return false;
}

static void
on_reoffer(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct reasons reasons = reasons_of(sip);
	bool is_invite = sip->sip_request->rq_method == sip_method_invite;
	struct leg *other = call_other(leg);

	if (is_crossing(leg, irq, is_invite, offer_sdp_of(sip).n > 0))
		return;

	switch (session_renego(leg->call->session, leg, reasons.sip_cause == 487)) {
	case RENEGO_PASS:
		if (other)
			pass(leg, other, irq, sip);
		else
			answer(leg, irq, 481, "");
		break;
	case RENEGO_LOCAL:
		local_serve(leg, irq, sip);
		break;
	case RENEGO_RETURN:
		local_return(leg, irq, sip);
		break;
	case RENEGO_MSC:
		msc_serve(leg, irq, sip);
		break;
	case RENEGO_LATER:
		answer(leg, irq, 491, "");
		break;
	}
}

/* ---- all others -------------------------------------------------------------------------- */

/* The other party is elsewhere and is told nothing (house.md, the rule). */
static void
answer_here(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	char extra[CAUSE_HEADER_MAX + 64];

	switch (sip->sip_request->rq_method) {
	case sip_method_options:
	case sip_method_info:
		answer(leg, irq, 200, "");
		break;
	default:
		compose_cause(leg->agent, CAUSE_MOVED, extra, sizeof(extra));
		answer(leg, irq, 480, extra);
	}
}

static void
on_other(struct leg *leg, nta_incoming_t *irq, const sip_t *sip)
{
	struct leg *other = call_other(leg);
	bool passes = other && !call_is_moved(leg->call);

	if (sip->sip_request->rq_method == sip_method_prack)
		answer(leg, irq, 481, "");	/* RFC 3262 section 3 */
	else if (passes)
		pass(leg, other, irq, sip);
	else
		answer_here(leg, irq, sip);
}

/* ---- entry ------------------------------------------------------------------------------- */

/* What makes a request unfit before we look at what it wants; 0: nothing. */
static int
unfit(const struct leg *leg, const struct dialog *dialog, const sip_t *sip)
{
	sip_method_t method = sip->sip_request->rq_method;

	if (sip->sip_cseq->cs_seq < dialog->remote_seq)
		return 500;			/* RFC 3261 section 12.2.2 */
	if (method == sip_method_bye)
		return 0;
	if (leg->state == LEG_ENDING || !leg->call || !leg->call->session)
		return 481;
	if (method == sip_method_cancel)
		return 481;
	if (method == sip_method_invite && leg->state == LEG_SETUP)
		return 491;			/* before the first is answered */
	if (method == sip_method_invite && !dialog_has_contact(sip))
		return 400;
	if (sip->sip_max_forwards && sip->sip_max_forwards->mf_count == 0)
		return 483;
	if (offer_is_hidden(sip))
		return 415;
	return 0;
}

void
indialog_serve(struct leg *leg, struct dialog *dialog, nta_incoming_t *irq, const sip_t *sip,
	       const struct addr *from)
{
	sip_method_t method = sip->sip_request->rq_method;
	int status = unfit(leg, dialog, sip);

	nta_incoming_tag(irq, leg->tag);
	if (status) {
		answer(leg, irq, status, status == 415 ? "Accept: application/sdp\r\n" : "");
		return;
	}

	dialog->remote_seq = sip->sip_cseq->cs_seq;
	if (method == sip_method_bye) {
		on_bye(leg, irq, sip);
		return;
	}

	char extra[COMPOSE_UNSUPPORTED_MAX];

	if (compose_unsupported(sip, extra)) {
		answer(leg, irq, 420, extra);
		return;
	}

	bool is_refresh = method == sip_method_invite || method == sip_method_update;

	session_touch(leg->call->session);
	if (is_refresh)
		dialog_refresh(dialog, sip, from);
	else
		dialog->peer = *from;

	if (is_refresh)
		on_reoffer(leg, irq, sip);
	else
		on_other(leg, irq, sip);
}
