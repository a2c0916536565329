/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/through.c - see through.h
 */
#include "spell.h"
#include "through.h"

#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "compose.h"
#include "dialog.h"
#include "route.h"

struct through {
	struct list link;		/* in agent->throughs */
	struct agent *agent;
	nta_incoming_t *irq;
	nta_outgoing_t *orq;
	char method[32];
};

static void
end(struct through *through)
{
	list_drop(&through->link);
	nta_incoming_destroy(through->irq);
	nta_outgoing_destroy(through->orq);
	free(through);
}

void
through_stop(struct agent *agent)
{
	while (!list_empty(&agent->throughs))
		end(LIST_ENTRY(agent->throughs.next, struct through, link));
}

static int
on_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct through *through = magic;
	struct agent *agent = through->agent;
	struct headers_how how = { .has_body = true, .keeps_contact = true };
	struct text out;

	(void)orq;
	if (sip && sip->sip_status->st_status < 200)
		return 0;

	agent_turn(agent);
	counts_add(&agent->counts, DIRECTION_IN, through->method,
		   sip ? sip->sip_status->st_status : 408);
	if (sip) {
		text_init(&out, MESSAGE_MAX);
		compose_status(&out, through->irq, sip->sip_status->st_status,
			       sip->sip_status->st_phrase);
		compose_copy(&out, sip, &how);
		compose_body(&out, NULL, compose_body_of(sip));
		if (compose_response(agent, through->irq, &out) < 0)
			compose_reply(agent, through->irq, 500, NULL, "");
		text_fini(&out);
	}
	end(through);
	agent_arm(agent);
	return 0;
}

/* The request as it goes on, in a dialog of one message. */
static nta_outgoing_t *
send_on(struct through *through, const sip_t *sip, const struct route_plan *plan)
{
	struct headers_how how = {
		.has_body = true,
		.keeps_contact = true,
		.drops_identity = compose_hides(through->agent, sip, &plan->hop),
	};
	unsigned long left = sip->sip_max_forwards ? sip->sip_max_forwards->mf_count : MAX_FORWARDS;
	char *uri = route_uri(sip);
	struct dialog dialog = { .target = uri, .routes = plan->routes, .hop = plan->hop };
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char call_id[TAG_OCTETS + 1], tag[TAG_OCTETS + 1];
	struct text out, from;
	nta_outgoing_t *orq = NULL;

	token_hex(call_id, TAG_OCTETS);
	token_hex(tag, TAG_OCTETS);
	text_init(&from, DIALOG_TEXT_MAX);
	headers_put_untagged(
		&from, span_of(spell(home, sip->sip_from)));
	dialog.call_id = call_id;
	dialog.local = from.p;
	dialog.local_tag = tag;
	dialog.remote = spell(home, sip->sip_to);

	text_init(&out, MESSAGE_MAX);
	if (uri && from.p && dialog.remote) {
		dialog_put_request(&dialog, &out, through->method, 0);
		text_printf(&out, "Max-Forwards: %lu\r\n", left ? left - 1 : 0);
		compose_copy(&out, sip, &how);
		compose_body(&out, NULL, compose_body_of(sip));
		orq = compose_request(through->agent, &out, &plan->hop, on_response, through);
	}
	text_fini(&out);
	text_fini(&from);
	su_home_deinit(home);
	free(uri);
	return orq;
}

void
through_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip)
{
	sip_method_t method = sip->sip_request->rq_method;
	struct route_plan plan = { 0 };
	struct through *through = NULL;

	if (method != sip_method_message && method != sip_method_options) {
		compose_reply(agent, irq, method == sip_method_unknown ? 501 : 405, NULL,
			      "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE\r\n");
		nta_incoming_destroy(irq);
		return;
	}

	if (route_plan(agent, sip, &plan) == 0)
		through = calloc(1, sizeof(*through));
	if (through) {
		list_init(&through->link);
		through->agent = agent;
		through->irq = irq;
		strncpy(through->method, sip->sip_request->rq_method_name,
			sizeof(through->method) - 1);
		through->orq = send_on(through, sip, &plan);
	}
	if (through && through->orq) {
		list_push(&agent->throughs, &through->link);
	} else {
		compose_reply(agent, irq, 503, NULL, "");
		nta_incoming_destroy(irq);
		free(through);
	}
	free(plan.routes);
}
