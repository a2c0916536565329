/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/exchange.c - see exchange.h
 */
#include "exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/wipe.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "invite.h"
#include "offer.h"
#include "prack.h"
#include "replaces.h"

enum { CANCEL_WAIT_IN_T1 = 64 };	/* RFC 3261 section 9.1 */

static bool
has_option(const sip_t *sip, const char *option)
{
	return sip_has_feature(sip->sip_require, option) ||
	       sip_has_feature(sip->sip_supported, option);
}

/*
 * CANCEL went out and no final response came: the INVITE counts as cancelled (RFC 3261 section
 * 9.1).
 */
static void
on_give_up(void *arg)
{
	invite_on_response(arg, NULL);
}

int
exchange_new(struct leg *from, struct leg *to, nta_incoming_t *irq, const sip_t *sip,
	     struct exchange **ret)
{
	struct exchange *exchange = calloc(1, sizeof(*exchange));

	if (!exchange)
		return -ENOMEM;

	exchange->agent = from->agent;
	exchange->from = from;
	exchange->to = to;
	exchange->irq = irq;
	snprintf(exchange->method, sizeof(exchange->method), "%s",
		 sip->sip_request->rq_method_name);
	exchange->is_invite = sip->sip_request->rq_method == sip_method_invite;
	exchange->from_100rel = exchange->is_invite && has_option(sip, "100rel");
	exchange->must_100rel = exchange->is_invite && sip_has_feature(sip->sip_require, "100rel");
	list_init(&exchange->served);
	list_init(&exchange->issued);
	list_init(&exchange->reliables);
	tmr_init(&exchange->give_up, on_give_up, exchange);
	text_init(&exchange->sent, MDESC_TEXT_MAX);
	list_push(&from->served, &exchange->served);
	if (to)
		list_push(&to->issued, &exchange->issued);
	if (exchange->is_invite)
		nta_incoming_bind(irq, invite_on_ack_or_cancel, exchange);
	*ret = exchange;
	return 0;
}

/*
 * Methods whose requests (and 2xx) refresh the target or make a dialog: RFC 3261 table 2, RFC
 * 3311.
 */
static bool
wants_contact(const char *method)
{
	static const char *const methods[] = { "INVITE", "UPDATE", "SUBSCRIBE", "NOTIFY", "REFER" };

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(method, methods[i]) == 0)
			return true;
	}
	return false;
}

static unsigned long
forwards_left(const sip_t *sip)
{
	unsigned long n = sip->sip_max_forwards ? sip->sip_max_forwards->mf_count : MAX_FORWARDS;

	return n ? n - 1 : 0;
}

static int
on_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct exchange *exchange = magic;
	struct agent *agent = exchange->agent;
	int status = sip ? sip->sip_status->st_status : 408;

	(void)orq;
	agent_turn(agent);
	counts_add(&agent->counts, DIRECTION_IN, exchange->method, status);
	/*
	 * A timer that was due, give_up foremost, may have ended the exchange.  A transaction that
	 * sofia has timed out goes with it at once, and @sip with the transaction.
	 */
	if (!exchange->is_buried) {
		if (status < 200)
			exchange_cancel_now(exchange);
		invite_on_response(exchange, sip);
	}
	agent_arm(agent);
	return 0;
}

int
exchange_send(struct exchange *exchange, const sip_t *sip, struct dialog *dialog, struct span body,
	      const char *extra)
{
	struct text out;
	struct addr hop = dialog_next_hop(dialog);
	struct headers_how how = {
		.has_body = body.n > 0,
		.drops_identity = compose_hides(exchange->agent, sip, &hop),
		.rename = replaces_rename, .ctx = exchange->agent,
	};

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(dialog, &out, exchange->method, 0);
	text_printf(&out, "Max-Forwards: %lu\r\n", forwards_left(sip));
	if (wants_contact(exchange->method))
		leg_put_contact(exchange->to, &out, &hop, sip);
	text_puts(&out, extra);
	compose_copy(&out, sip, &how);
	compose_body(&out, NULL, body);

	exchange->cseq = dialog->seq;
	exchange->orq = compose_request(exchange->agent, &out, &hop, on_response, exchange);
	text_fini(&out);
	return exchange->orq ? 0 : -EIO;
}

/* The response as text: its line, its headers, our Contact, the body. */
static void
put_response(struct exchange *exchange, struct text *out, const sip_t *sip, struct span body)
{
	int status = sip->sip_status->st_status;
	struct headers_how how = {
		.has_body = body.n > 0,
		.keeps_contact = status >= 300 && status < 400,
		.drops_100rel = status < 200,
		.drops_identity = compose_hides(exchange->agent, sip, &exchange->from->dialog.peer),
	};

	compose_status(out, exchange->irq, status, sip->sip_status->st_phrase);
	if (status < 300 && wants_contact(exchange->method))
		leg_put_contact(exchange->from, out, &exchange->from->dialog.peer, sip);
	compose_copy(out, sip, &how);
	compose_body(out, NULL, body);
}

int
exchange_answer(struct exchange *exchange, const sip_t *sip, struct span body)
{
	struct text out;
	int rc = 0;

	if (!exchange->irq || !exchange->from)
		return -EPROTO;

	text_init(&out, MESSAGE_MAX);
	put_response(exchange, &out, sip, body);
	if (sip->sip_status->st_status > 100 && sip->sip_status->st_status < 200)
		rc = prack_answer(exchange, sip, &out);
	else
		rc = compose_response(exchange->agent, exchange->irq, &out);
	text_fini(&out);
	return rc;
}

void
exchange_done(struct exchange *exchange)
{
	struct leg *from = exchange->from, *to = exchange->to;

	exchange_bury(exchange);
	if (from)
		leg_reap(from);
	if (to)
		leg_reap(to);
}

static void
forget_reliables(struct exchange *exchange)
{
	struct reliable *reliable, *next;

	LIST_EACH_SAFE(reliable, next, &exchange->reliables, link)
		prack_forget(reliable);
}

void
exchange_refuse(struct exchange *exchange, int status, const char *phrase, const char *extra)
{
	if (exchange->irq && nta_incoming_status(exchange->irq) < 200)
		compose_reply(exchange->agent, exchange->irq, status, phrase, extra);
	if (exchange->irq) {
		forget_reliables(exchange);	/* sofia frees them with the transaction, unasked */
		nta_incoming_destroy(exchange->irq);
		exchange->irq = NULL;
	}
	/* an INVITE that we cancel waits for its final response, RFC 3261 section 9.1 */
	if (!exchange->orq || !exchange->is_invite)
		exchange_done(exchange);
}

void
exchange_refuse_cause(struct exchange *exchange, enum cause cause)
{
	const struct cause_wire *wire = cause_wire(cause);
	char extra[2 * CAUSE_HEADER_MAX + 128];

	compose_cause(exchange->agent, cause, extra, sizeof(extra));
	exchange_refuse(exchange, wire->status ? wire->status : 480,
			wire->status ? wire->phrase : NULL, extra);
}

void
exchange_cancel_now(struct exchange *exchange)
{
	struct agent *agent = exchange->agent;
	const char *lines = exchange->cancel_lines;

	if (!exchange->cancel_waits)
		return;
	exchange->cancel_waits = false;
	wheel_arm(&agent->wheel, &exchange->give_up,
		  agent->now_us + CANCEL_WAIT_IN_T1 * 1000ULL * agent->config.t1_ms);
	counts_add(&agent->counts, DIRECTION_OUT, "CANCEL", 0);
	nta_outgoing_tcancel(exchange->orq, NULL, NULL, TAG_IF(lines, SIPTAG_HEADER_STR(lines)),
			     TAG_END());
}

/*
 * sofia would keep a CANCEL by itself until a provisional response is there, but meets an assert
 * where the peer answers that CANCEL before it was sent.  So it is not made before.
 */
void
exchange_cancel(struct exchange *exchange, const char *lines)
{
	int status = exchange->orq ? nta_outgoing_status(exchange->orq) : 200;

	if (status >= 200 || exchange->is_cancelled)
		return;
	exchange->is_cancelled = true;
	exchange->cancel_waits = true;
	exchange->cancel_lines = lines[0] ? strdup(lines) : NULL;
	if (status >= 100)
		exchange_cancel_now(exchange);
}

void
exchange_abort(struct exchange *exchange, int status)
{
	offer_refused(exchange);
	if (exchange->is_invite)
		exchange_cancel(exchange, "");
	exchange_refuse(exchange, status, NULL, "");
}

void
exchange_bury(struct exchange *exchange)
{
	if (exchange->is_buried)
		return;
	exchange->is_buried = true;

	list_drop(&exchange->served);
	list_drop(&exchange->issued);
	wheel_disarm(&exchange->agent->wheel, &exchange->give_up);
	forget_reliables(exchange);
	nta_incoming_destroy(exchange->irq);
	nta_outgoing_destroy(exchange->orq);
	exchange->irq = NULL;
	exchange->orq = NULL;
	list_push(&exchange->agent->dead_exchanges, &exchange->served);
}

struct exchange *
exchange_free(struct exchange *exchange)
{
	list_drop(&exchange->served);
	free(exchange->cancel_lines);
	wipe_free_str(exchange->asked);
	text_fini(&exchange->sent);
	free(exchange);
	return NULL;
}

/* ---- what is pending on a leg ------------------------------------------------------------ */

struct exchange *
exchange_invite_served(const struct leg *leg)
{
	struct exchange *exchange;

	LIST_EACH(exchange, &leg->served, served) {
		if (exchange->is_invite && exchange->irq &&
		    nta_incoming_status(exchange->irq) < 200)
			return exchange;
	}
	return NULL;
}

struct exchange *
exchange_invite_issued(const struct leg *leg)
{
	struct exchange *exchange;

	LIST_EACH(exchange, &leg->issued, issued) {
		if (exchange->is_invite && exchange->orq &&
		    nta_outgoing_status(exchange->orq) < 200)
			return exchange;
	}
	return NULL;
}

struct exchange *
exchange_unconfirmed(const struct leg *leg)
{
	struct exchange *exchange;

	LIST_EACH(exchange, &leg->served, served) {
		if (exchange->is_invite && exchange->ack_is_due)
			return exchange;
	}
	return NULL;
}
