/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/dispatch.c - see dispatch.h
 */
#include "dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "identity_sip.h"
#include "indialog.h"
#include "msc.h"
#include "offer.h"
#include "route.h"
#include "through.h"
#include "trust.h"

static const char capabilities[] =
	"Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, INFO, MESSAGE, REFER, NOTIFY\r\n"
	"Accept: application/sdp\r\n"
	"Supported: 100rel, timer, replaces, tdialog, norefersub, precondition\r\n";

/*
 * Octets of headers that a request may have.  A response repeats most of them, and one that is too
 * long for a datagram is one that sofia could not send: see make_via_safe().
 */
enum { HEADERS_OCTETS_MAX = 16 * 1024 };

struct arrival {
	struct agent *agent;
	nta_incoming_t *irq;
	const sip_t *sip;
	struct addr from;
};

/* Any stranger can have these. */
static void
log_refusal(const struct arrival *a, int status, const char *why)
{
	static struct log_limit limit;
	unsigned int missed;

	if (log_limited(&limit, a->agent->now_us, &missed))
		log_info("sip", "refused status=%d cause=%s method=%s peer=%s suppressed=%u", status, why,
			 a->sip->sip_request->rq_method_name, ADDR_TEXT(&a->from), missed);
}

static void
answer(const struct arrival *a, int status, const char *phrase, const char *extra)
{
	compose_reply(a->agent, a->irq, status, phrase, extra);
	nta_incoming_destroy(a->irq);
}

static void
refuse(const struct arrival *a, int status, const char *why, const char *phrase, const char *extra)
{
	log_refusal(a, status, why);
	answer(a, status, phrase, extra);
}

/*
 * A response goes where Via says.  maddr, or a port that is none, would make sending fail, and
 * the ACK to a response that could not be sent meets an assert in sofia (incoming_ack()).
 */
static bool
make_via_safe(sip_t *sip)
{
	sip_via_t *via = sip->sip_via;
	uint64_t port;

	if (!via)
		return false;
	if (via->v_maddr) {
		msg_header_remove_param(via->v_common, "maddr");
		via->v_maddr = NULL;
	}
	if (via->v_port && via->v_port[0] &&
	    (span_u64(span_of(via->v_port), 65535, &port) < 0 || port == 0))
		return false;
	return true;
}

/* ---- requests outside any dialog --------------------------------------------------------- */

static bool
is_to_us(const struct arrival *a)
{
	const url_t *url = a->sip->sip_request->rq_url;
	uint64_t port = 5060;

	if (url->url_user && url->url_user[0])
		return false;
	if (url->url_port && url->url_port[0] && span_u64(span_of(url->url_port), 65535, &port) < 0)
		return false;
	return url->url_host && agent_is_me(a->agent, url->url_host, (unsigned int)port);
}

/* Option tags of Require and Proxy-Require that do not work through us: 420 (RFC 3261 8.2.2.3). */
static bool
refuse_options(const struct arrival *a)
{
	char extra[COMPOSE_UNSUPPORTED_MAX];

	if (!compose_unsupported(a->sip, extra))
		return false;
	log_refusal(a, 420, "option");
	answer(a, 420, NULL, extra);
	return true;
}

static void
refuse_cause(const struct arrival *a, enum cause cause)
{
	const struct cause_wire *wire = cause_wire(cause);
	char extra[2 * CAUSE_HEADER_MAX];

	log_refusal(a, wire->status, cause_name(cause));
	compose_cause(a->agent, cause, extra, sizeof(extra));
	answer(a, wire->status, wire->phrase, extra);
}

/*
 * Does the topmost Route name us?  Then a STN-SR in the Request-URI is not for us to serve (TS
 * 24.237 12.7.1).
 */
static bool
route_is_ours(const struct arrival *a)
{
	struct route_plan plan;

	if (route_plan(a->agent, a->sip, &plan) < 0)
		return false;
	free(plan.routes);
	return plan.is_mine;
}

static void
serve_invite(const struct arrival *a)
{
	const struct agent_config *config = &a->agent->config;
	char *uri = route_uri(a->sip), *routes = route_text(a->sip->sip_route);
	struct leg *came_from = route_came_from(a->agent, a->sip);

	if (!uri || !routes)
		refuse(a, 500, "internal", NULL, "");
	else if (!dialog_has_contact(a->sip))
		refuse(a, 400, "contact", "Missing Contact", "");
	else if (offer_is_hidden(a->sip))
		refuse(a, 415, "body", NULL, "Accept: application/sdp\r\n");
	else if (identity_is_stn_sr(a->sip, config->stn_sr, config->n_stn_sr) && !route_is_ours(a))
		msc_start(a->agent, a->irq, a->sip, &a->from);
	else if (route_is_loop(came_from, uri, routes))
		refuse(a, 482, "loop", NULL, "");
	else
		call_start(a->agent, a->irq, a->sip, &a->from, came_from);
	free(uri);
	free(routes);
}

/* Methods that make sense in a dialog only; without one: 481. */
static bool
needs_dialog(sip_method_t method)
{
	return method == sip_method_bye || method == sip_method_cancel ||
	       method == sip_method_prack || method == sip_method_update ||
	       method == sip_method_info || method == sip_method_ack;
}

/* A MSC need not be trusted with calls to ask for a transfer, nor may it make them for that. */
static bool
is_welcome(const struct arrival *a)
{
	const struct agent_config *config = &a->agent->config;
	sip_method_t method = a->sip->sip_request->rq_method;

	if (trust_has(config, &a->from))
		return true;
	if (!trust_has_msc(config, &a->from))
		return false;
	return method == sip_method_options
		       ? is_to_us(a)
		       : identity_is_stn_sr(a->sip, config->stn_sr, config->n_stn_sr) &&
				 !route_is_ours(a);
}

static void
serve_outside(const struct arrival *a)
{
	const sip_max_forwards_t *left = a->sip->sip_max_forwards;
	sip_method_t method = a->sip->sip_request->rq_method;

	if (!is_welcome(a))
		refuse_cause(a, CAUSE_NOT_TRUSTED);
	else if (needs_dialog(method))
		answer(a, 481, NULL, "");
	else if (a->agent->is_stopping)
		refuse_cause(a, CAUSE_DRAINING);
	else if (method == sip_method_options && is_to_us(a))
		answer(a, 200, NULL, capabilities);
	else if (left && left->mf_count == 0)
		refuse(a, 483, "hops", NULL, "");
	else if (refuse_options(a))
		return;
	else if (method == sip_method_invite)
		serve_invite(a);
	else
		through_start(a->agent, a->irq, a->sip);
}

/* ---- entry ------------------------------------------------------------------------------- */

static void
serve(const struct arrival *a)
{
	const char *tag = a->sip->sip_to->a_tag;

	if (!tag) {
		serve_outside(a);
		return;
	}

	struct leg *leg = leg_find(a->agent, tag);
	struct dialog *dialog = leg ? leg_dialog_of(leg, a->sip->sip_from->a_tag) : NULL;

	if (!dialog || strcmp(leg->dialog.call_id, a->sip->sip_call_id->i_id) != 0)
		answer(a, 481, NULL, "");
	else
		indialog_serve(leg, dialog, a->irq, a->sip, &a->from);
}

static void
drop(struct agent *agent, msg_t *msg, const struct addr *from)
{
	static struct log_limit limit;
	unsigned int missed;

	counter_add_owner(&agent->counts.malformed, 1);
	if (log_limited(&limit, agent->now_us, &missed))
		log_warn("sip", "dropped peer=%s suppressed=%u", ADDR_TEXT(from), missed);
	nta_msg_discard(agent->nta, msg);
}

static size_t
header_octets(const sip_t *sip)
{
	const msg_header_t *at = NULL;
	struct span line;
	size_t n = 0;

	while (compose_next_line(sip, &at, &line))
		n += line.n;
	return n;
}

/* Without a transaction, so that nothing is left that its ACK could meet. */
static void
refuse_size(struct agent *agent, msg_t *msg, const struct addr *from)
{
	static struct log_limit limit;
	unsigned int missed;

	counter_add_owner(&agent->counts.malformed, 1);
	if (log_limited(&limit, agent->now_us, &missed))
		log_warn("sip", "too-large peer=%s suppressed=%u", ADDR_TEXT(from), missed);
	nta_msg_treply(agent->nta, msg, SIP_513_MESSAGE_TOO_LARGE, TAG_END());
}

int
dispatch_message(struct agent *agent, nta_agent_t *nta, msg_t *msg, sip_t *sip)
{
	struct arrival a = { .agent = agent, .sip = sip };

	agent_turn(agent);
	if (!sip || !sip->sip_request) {
		nta_msg_discard(nta, msg);	/* a response to nothing of ours */
		return 0;
	}

	const char *method = sip->sip_request->rq_method_name;

	counts_add(&agent->counts, DIRECTION_IN, method, 0);
	if (sip->sip_request->rq_method == sip_method_ack) {
		nta_msg_discard(nta, msg);	/* of a transaction that is over */
		return 0;
	}
	if (!compose_source(msg, &a.from) || a.from.port == 0 || !make_via_safe(sip)) {
		drop(agent, msg, &a.from);
		return 0;
	}
	if (header_octets(sip) > HEADERS_OCTETS_MAX) {
		refuse_size(agent, msg, &a.from);
		return 0;
	}

	a.irq = nta_incoming_create(nta, NULL, msg, sip, TAG_END());
	if (a.irq)
		serve(&a);
	agent_arm(agent);
	return 0;
}
