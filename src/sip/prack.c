/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/prack.c - see prack.h
 */
#include "prack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "call.h"
#include "compose.h"
#include "offer.h"

static bool
is_reliable(const sip_t *sip)
{
	return sip->sip_rseq && sip->sip_to->a_tag && sip_has_feature(sip->sip_require, "100rel");
}

bool
prack_is_new(struct exchange *exchange, const sip_t *sip)
{
	if (!is_reliable(sip))
		return true;

	struct fork *fork =
		exchange->is_initial ? leg_fork(exchange->to, sip->sip_to->a_tag) : NULL;
	uint32_t *last = fork ? &fork->rseq : &exchange->rseq;
	uint32_t rseq = (uint32_t)sip->sip_rseq->rs_response;

	/* RFC 3262 section 4: in order, none twice */
	if (*last && rseq != *last + 1)
		return false;
	*last = rseq;
	return true;
}

/* ---- the caller's PRACK ------------------------------------------------------------------ */

static void
pass_prack(struct reliable *reliable, nta_incoming_t *irq, const sip_t *sip)
{
	struct exchange *invite = reliable->exchange, *prack;
	struct leg *from = invite->from, *to = invite->to;
	struct dialog *dialog = to ? leg_dialog_of(to, reliable->tag) : NULL;
	char rack[64];
	struct text body;

	if (!dialog || exchange_new(from, to, irq, sip, &prack) < 0) {
		compose_reply(invite->agent, irq, 481, NULL, "");
		nta_incoming_destroy(irq);
		return;
	}

	prack->in = dialog;
	prack->is_answer = reliable->had_offer;
	snprintf(rack, sizeof(rack), "RAck: %u %u INVITE\r\n", reliable->rseq, reliable->cseq);
	text_init(&body, MESSAGE_MAX);

	enum cause cause = reliable->had_offer ? offer_in_prack(invite, sip, &body)
					       : offer_in_request(prack, sip, &body);

	if (cause != CAUSE_NONE)
		exchange_refuse_cause(prack, cause);
	else if (exchange_send(prack, sip, dialog, text_span(&body), rack) < 0)
		exchange_refuse(prack, 503, NULL, "");
	text_fini(&body);
}

static bool
prack_is_due(const struct exchange *invite, const struct reliable *reliable)
{
	const struct reliable *one;

	LIST_EACH(one, &invite->reliables, link) {
		if (one == reliable)
			return true;
	}
	return false;
}

/* sofia found the response that a PRACK acknowledges; NULL: none will come. */
static int
on_prack(struct reliable *reliable, nta_reliable_t *rel, nta_incoming_t *irq, const sip_t *sip)
{
	int status = 0;

	if (!irq || !sip) {
		prack_forget(reliable);
		return 0;
	}

	struct exchange *invite = reliable->exchange;
	struct agent *agent = invite->agent;

	(void)rel;
	agent_turn(agent);
	counts_add(&agent->counts, DIRECTION_IN, "PRACK", 0);
	/* a timer that was due may have ended the INVITE, and @reliable with it */
	if (!prack_is_due(invite, reliable))
		return 481;
	if (reliable->tag)
		pass_prack(reliable, irq, sip);
	else
		status = 200;
	prack_forget(reliable);
	agent_arm(agent);
	return status;
}

void
prack_forget(struct reliable *reliable)
{
	nta_reliable_t *rel = reliable->rel;

	reliable->rel = NULL;
	list_drop(&reliable->link);
	free(reliable->tag);
	free(reliable);
	nta_reliable_destroy(rel);
}

static int
send_reliably(struct exchange *exchange, const sip_t *sip, const struct text *out)
{
	struct reliable *reliable = calloc(1, sizeof(*reliable));

	if (!reliable)
		return -ENOMEM;

	list_init(&reliable->link);
	reliable->exchange = exchange;
	reliable->had_offer = exchange->oa == OA_ANSWER_IN_ACK;
	if (is_reliable(sip)) {
		reliable->tag = strdup(sip->sip_to->a_tag);
		reliable->rseq = (uint32_t)sip->sip_rseq->rs_response;
		reliable->cseq = exchange->cseq;
	}

	reliable->rel = compose_reliable(exchange->agent, exchange->irq, out, on_prack, reliable);
	if (!reliable->rel) {
		free(reliable->tag);
		free(reliable);
		return -EPROTO;
	}
	list_push(&exchange->reliables, &reliable->link);
	return 0;
}

/* ---- PRACK of our own -------------------------------------------------------------------- */

static int
on_own_answered(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	(void)magic;
	if (!sip || sip->sip_status->st_status >= 200)
		nta_outgoing_destroy(orq);
	return 0;
}

/* The caller does not know RFC 3262: we acknowledge in its stead. */
static void
acknowledge(struct exchange *exchange, const sip_t *sip)
{
	struct dialog *dialog = leg_dialog_of(exchange->to, sip->sip_to->a_tag);
	struct text out;

	if (!dialog)
		return;

	struct addr hop = dialog_next_hop(dialog);

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(dialog, &out, "PRACK", 0);
	text_printf(&out, "Max-Forwards: %d\r\nRAck: %u %u INVITE\r\n", MAX_FORWARDS,
		    (uint32_t)sip->sip_rseq->rs_response, exchange->cseq);
	compose_body(&out, NULL, (struct span){ 0 });
	if (!compose_request(exchange->agent, &out, &hop, on_own_answered, exchange->agent))
		log_warn("call", "prack-not-sent");
	text_fini(&out);
}

int
prack_answer(struct exchange *exchange, const sip_t *sip, const struct text *out)
{
	if (is_reliable(sip) && !exchange->from_100rel)
		acknowledge(exchange, sip);
	if (exchange->from_100rel && (is_reliable(sip) || exchange->must_100rel))
		return send_reliably(exchange, sip, out);
	return compose_response(exchange->agent, exchange->irq, out);
}
