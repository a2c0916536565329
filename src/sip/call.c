/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/call.c - see call.h
 */
#include "call.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/token.h"
#include "cause.h"
#include "compose.h"
#include "exchange.h"
#include "identity_sip.h"
#include "offer.h"
#include "route.h"

struct call *
call_find(struct agent *agent, uint64_t session_id)
{
	return map_find(&agent->calls, &session_id, sizeof(session_id));
}

struct leg *
call_other(const struct leg *leg)
{
	struct call *call = leg->call;

	if (!call || call->leg[leg->party] != leg)
		return NULL;

	struct leg *other = call->leg[party_other(leg->party)];

	return other && other->state != LEG_ENDING ? other : NULL;
}

void
call_add(struct call *call, struct leg *leg)
{
	leg->call = call;
	list_push(&call->legs, &leg->of_call);
	if (leg->kind != LEG_MSC)
		call->leg[leg->party] = leg;
}

bool
call_is_moved(const struct call *call)
{
	struct leg *leg;

	LIST_EACH(leg, &call->legs, of_call) {
		if (leg->kind == LEG_MSC && leg->state == LEG_UP)
			return true;
	}
	return false;
}

static void
call_bury(struct call *call)
{
	if (call->id)
		map_drop(&call->agent->calls, &call->id, sizeof(call->id));
	list_drop(&call->link);
	list_push(&call->agent->dead_calls, &call->link);
}

void
call_detach(struct leg *leg)
{
	struct call *call = leg->call;

	if (!call)
		return;

	list_drop(&leg->of_call);
	leg->call = NULL;
	if (call->leg[leg->party] == leg)
		call->leg[leg->party] = NULL;
	if (list_empty(&call->legs) && !call->session)
		call_bury(call);
}

void
call_remove(struct leg *leg)
{
	if (leg->call && leg->call->session)
		session_leg_gone(leg->call->session, leg);
	call_detach(leg);
}

void
call_ended(struct call *call)
{
	log_debug("call", "ended session=%" PRIu64, call->id);
	call->session = NULL;
	if (list_empty(&call->legs))
		call_bury(call);
}

struct call *
call_free(struct call *call)
{
	list_drop(&call->link);
	free(call->parting);
	free(call);
	return NULL;
}

void
call_note_parting(struct call *call, const sip_t *sip)
{
	struct headers_how how = { .has_body = false };
	struct text text;

	text_init(&text, DIALOG_TEXT_MAX);
	compose_copy(&text, sip, &how);
	free(call->parting);
	call->parting = text.n ? text_take(&text) : NULL;
	text_fini(&text);
}

/* ---- an initial INVITE ------------------------------------------------------------------- */

/* What call_start() puts together before the INVITE goes on. */
struct start {
	struct call *call;
	struct leg *caller, *callee;
	struct exchange *exchange;
	struct route_plan plan;
	char *uri, *routes;
};

static struct call *
new_call(struct agent *agent)
{
	struct call *call = calloc(1, sizeof(*call));

	if (!call)
		return NULL;
	call->agent = agent;
	list_init(&call->legs);
	list_push(&agent->all_calls, &call->link);
	return call;
}

/*
 * Our INVITE's dialog: the parties as they were named, the Request-URI untouched, a Call-ID of
 * our own.
 */
static int
make_callee_dialog(struct start *start)
{
	struct dialog *in = &start->caller->dialog, *out = &start->callee->dialog;
	char call_id[TAG_OCTETS + 1];

	token_hex(call_id, TAG_OCTETS);
	out->call_id = strdup(call_id);
	out->local = strdup(in->remote);
	out->local_tag = strdup(start->callee->tag);
	out->remote = strdup(in->local);
	out->target = strdup(start->uri);
	out->routes = strdup(start->plan.routes);
	out->peer = start->plan.hop;
	out->hop = start->plan.hop;
	if (!out->call_id || !out->local || !out->local_tag || !out->remote || !out->target ||
	    !out->routes)
		return -ENOMEM;
	return 0;
}

static int
make_legs(struct start *start, struct agent *agent, const sip_t *sip, const struct addr *from)
{
	start->uri = route_uri(sip);
	start->routes = route_text(sip->sip_route);
	start->call = new_call(agent);
	if (!start->uri || !start->routes || !start->call ||
	    route_plan(agent, sip, &start->plan) < 0)
		return -ENOMEM;
	if (leg_new(agent, start->call, LEG_CALLER, PARTY_CALLER, &start->caller) < 0 ||
	    leg_new(agent, start->call, LEG_CALLEE, PARTY_CALLEE, &start->callee) < 0)
		return -ENOMEM;
	if (dialog_serve(&start->caller->dialog, sip, start->caller->tag, from) < 0)
		return -ENOMEM;

	start->call->is_emergency = route_is_emergency(start->uri);
	start->caller->request_uri = strdup(start->uri);
	start->caller->request_routes = strdup(start->routes);
	if (!start->caller->request_uri || !start->caller->request_routes)
		return -ENOMEM;
	return make_callee_dialog(start);
}

/*
 * Which of our media addresses serves a party: the family it is reached by, where both are
 * there.
 */
static int
media_family(const struct agent *agent, enum realm realm, const struct addr *peer)
{
	int family = agent->config.media_family[realm];

	if (family != AF_UNSPEC)
		return family;
	return peer->family == ADDR_IP6 ? AF_INET6 : AF_INET;
}

static enum cause
make_session(struct start *start, const sip_t *sip, const struct leg *came_from)
{
	struct agent *agent = start->call->agent;
	struct identity caller, callee;
	char icid[ICID_MAX];
	enum cause cause = identity_caller(sip, agent->config.fallback_from, &caller);

	if (cause != CAUSE_NONE)
		return cause;
	identity_callee(sip, &callee);
	identity_icid(sip, icid);

	const struct addr *from = &start->caller->dialog.peer, *hop = &start->plan.hop;
	struct call_facts facts = {
		.user = start->call,
		.leg = start->caller,
		.number = { caller.number, callee.number },
		.identity = { caller.uri, callee.uri },
		.icid = icid,
		.place = {
			{ REALM_ACCESS, media_family(agent, REALM_ACCESS, from) },
			{ REALM_CORE, media_family(agent, REALM_CORE, hop) },
		},
		.came_from = came_from ? came_from->call->session : NULL,
		.is_emergency = start->call->is_emergency,
	};

	cause = session_new(agent->core, &facts, &start->call->session);
	if (cause != CAUSE_NONE)
		return cause;

	start->call->id = session_id(start->call->session);
	session_set_leg(start->call->session, PARTY_CALLEE, start->callee);
	/* a transfer would not find it: rather no call than one that cannot move */
	if (map_put(&agent->calls, &start->call->id, sizeof(start->call->id), start->call) < 0)
		return CAUSE_INTERNAL;
	return CAUSE_NONE;
}

static void
start_fini(struct start *start)
{
	free(start->uri);
	free(start->routes);
	free(start->plan.routes);
}

/* Nothing has gone out yet: refuse, and take everything down again. */
static void
start_refuse(struct start *start, enum cause cause)
{
	static struct log_limit limit;	/* an overload brings one a call */
	struct call *call = start->call;
	unsigned int missed;

	if (log_limited(&limit, start->caller->agent->now_us, &missed))
		log_info("call", "refused cause=%s uri=%s suppressed=%u", cause_name(cause),
			 start->uri, missed);
	exchange_refuse_cause(start->exchange, cause);
	start->caller->state = start->callee->state = LEG_ENDING;
	if (call->session) {
		session_leg_gone(call->session, start->caller);
		session_leg_gone(call->session, start->callee);
		session_failed(call->session, cause);
	}
	leg_reap(start->caller);
	leg_reap(start->callee);
}

static void
start_pass(struct start *start, const sip_t *sip)
{
	struct text body;
	enum cause cause;

	text_init(&body, MESSAGE_MAX);
	cause = offer_in_request(start->exchange, sip, &body);
	if (cause == CAUSE_NONE &&
	    exchange_send(start->exchange, sip, &start->callee->dialog, text_span(&body), "") < 0)
		cause = CAUSE_INTERNAL;
	text_fini(&body);

	if (cause != CAUSE_NONE)
		start_refuse(start, cause);
	else
		log_info("call", "started session=%" PRIu64 " uri=%s hop=%s", start->call->id,
			 start->uri, ADDR_TEXT(&start->plan.hop));
}

/* Out of memory before there was an exchange. */
static void
start_give_up(struct start *start, struct agent *agent, nta_incoming_t *irq)
{
	compose_reply(agent, irq, 500, NULL, "");
	nta_incoming_destroy(irq);
	if (start->caller)
		leg_bury(start->caller);
	if (start->callee)
		leg_bury(start->callee);
	if (start->call && !start->caller)
		call_free(start->call);		/* with a leg it goes with its last one */
}

void
call_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip, const struct addr *from,
	   struct leg *came_from)
{
	struct start start = { 0 };
	enum cause cause;

	if (make_legs(&start, agent, sip, from) < 0 ||
	    exchange_new(start.caller, start.callee, irq, sip, &start.exchange) < 0) {
		start_give_up(&start, agent, irq);
		start_fini(&start);
		return;
	}

	start.exchange->is_initial = true;
	nta_incoming_tag(irq, start.caller->tag);
	if (came_from)
		memcpy(start.call->came_from, came_from->tag, sizeof(start.call->came_from));

	cause = make_session(&start, sip, came_from);
	if (cause == CAUSE_NONE) {
		nta_incoming_treply(irq, SIP_100_TRYING, TAG_END());
		start_pass(&start, sip);
	} else {
		start_refuse(&start, cause);
	}
	start_fini(&start);
}
