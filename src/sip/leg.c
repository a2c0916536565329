/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/leg.c - see leg.h
 */
#include "leg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/token.h"
#include "base/wipe.h"
#include "call.h"
#include "cause.h"
#include "compose.h"
#include "exchange.h"
#include "local.h"

int
leg_new(struct agent *agent, struct call *call, enum leg_kind kind, enum party party,
	struct leg **ret)
{
	struct leg *leg = calloc(1, sizeof(*leg));

	if (!leg)
		return -ENOMEM;

	leg->agent = agent;
	leg->kind = kind;
	leg->state = LEG_SETUP;
	leg->party = party;
	leg->may = MDIR_SENDRECV;
	list_init(&leg->link);
	list_init(&leg->of_call);
	list_init(&leg->forks);
	list_init(&leg->served);
	list_init(&leg->issued);
	token_hex(leg->tag, TAG_OCTETS);

	if (map_put(&agent->legs, leg->tag, TAG_OCTETS, leg) < 0) {
		free(leg);
		return -ENOMEM;
	}
	list_push(&agent->all_legs, &leg->link);
	if (call)
		call_add(call, leg);
	*ret = leg;
	return 0;
}

struct leg *
leg_find(const struct agent *agent, const char *tag)
{
	if (!tag || strlen(tag) != TAG_OCTETS)
		return NULL;
	return map_find(&agent->legs, tag, TAG_OCTETS);
}

struct dialog *
leg_dialog_of(struct leg *leg, const char *remote_tag)
{
	struct fork *fork;
	const char *tag = remote_tag ? remote_tag : "";

	if (leg->dialog.remote_tag && strcasecmp(leg->dialog.remote_tag, tag) == 0)
		return &leg->dialog;
	LIST_EACH(fork, &leg->forks, link) {
		if (strcasecmp(fork->dialog.remote_tag, tag) == 0)
			return &fork->dialog;
	}
	return NULL;
}

struct fork *
leg_fork(struct leg *leg, const char *remote_tag)
{
	struct fork *fork;

	LIST_EACH(fork, &leg->forks, link) {
		if (strcasecmp(fork->dialog.remote_tag, remote_tag) == 0)
			return fork;
	}

	fork = calloc(1, sizeof(*fork));
	if (!fork || dialog_fork(&leg->dialog, remote_tag, &fork->dialog) < 0) {
		free(fork);
		return NULL;
	}
	list_push(&leg->forks, &fork->link);
	return fork;
}

unsigned int
leg_forks(const struct leg *leg)
{
	const struct fork *fork;
	unsigned int n = 0;

	LIST_EACH(fork, &leg->forks, link)
		n++;
	return n;
}

struct dialog *
leg_dialog(struct leg *leg)
{
	return leg->state == LEG_SETUP && leg->early ? &leg->early->dialog : &leg->dialog;
}

static void
forget_forks(struct leg *leg)
{
	struct fork *fork, *next;
	struct exchange *exchange;

	LIST_EACH(exchange, &leg->issued, issued)
		exchange->in = NULL;
	LIST_EACH_SAFE(fork, next, &leg->forks, link) {
		list_drop(&fork->link);
		dialog_fini(&fork->dialog);
		free(fork);
	}
	leg->early = NULL;
}

void
leg_up(struct leg *leg, const char *remote_tag)
{
	struct fork *fork = remote_tag ? leg_fork(leg, remote_tag) : NULL;

	if (fork) {
		dialog_fini(&leg->dialog);
		leg->dialog = fork->dialog;
		memset(&fork->dialog, 0, sizeof(fork->dialog));
	}
	forget_forks(leg);
	if (leg->state == LEG_SETUP)
		leg->state = LEG_UP;
}

void
leg_put_contact(struct leg *leg, struct text *out, const struct addr *peer, const sip_t *sip)
{
	bool is_new = sip && sip->sip_contact;
	size_t at = out->n;

	if (!is_new && leg->contact) {
		text_puts(out, leg->contact);
		return;
	}
	compose_contact(leg->agent, out, peer, sip);
	if (!is_new || out->failed)
		return;

	char *copy = span_dup(span_new(out->p + at, out->n - at));

	if (copy) {
		free(leg->contact);
		leg->contact = copy;
	}
}

void
leg_note_sdp(struct leg *leg, struct span sdp)
{
	char *copy = span_dup(sdp);

	if (!copy)
		return;
	wipe_free_str(leg->sdp_in);
	leg->sdp_in = copy;
}

/* ---- the end ----------------------------------------------------------------------------- */

/* The headers of a BYE or CANCEL: what the other side gave, else a Reason that tells the cause. */
static void
put_parting(const struct leg *leg, struct text *out)
{
	char value[CAUSE_HEADER_MAX];

	if (leg->parting && (leg->why == CAUSE_NORMAL || leg->why == CAUSE_CANCELLED))
		text_puts(out, leg->parting);
	else if (cause_reason(leg->why, value, sizeof(value)))
		text_printf(out, "Reason: %s\r\n", value);
}

static int
on_bye_answered(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct leg *leg = magic;

	if (sip && sip->sip_status->st_status < 200)
		return 0;

	counts_add(&leg->agent->counts, DIRECTION_IN, "BYE",
		   sip ? sip->sip_status->st_status : 408);
	nta_outgoing_destroy(orq);
	leg->bye = NULL;
	leg_reap(leg);
	return 0;
}

void
leg_bye(struct leg *leg)
{
	struct text out;
	struct addr hop = dialog_next_hop(&leg->dialog);

	leg->bye_waits = false;
	leg->state = LEG_ENDING;
	if (leg->bye)
		return;

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(&leg->dialog, &out, "BYE", 0);
	text_printf(&out, "Max-Forwards: %d\r\n", MAX_FORWARDS);
	put_parting(leg, &out);
	compose_body(&out, NULL, (struct span){ 0 });
	leg->bye = compose_request(leg->agent, &out, &hop, on_bye_answered, leg);
	text_fini(&out);
}

/*
 * Requests that came on @leg or went out on it have nobody to go to or come from any more.  The
 * core let go of the leg and may not be called back: offers are off without a word.
 */
static void
abort_exchanges(struct leg *leg, int status)
{
	struct exchange *exchange, *next;

	LIST_EACH_SAFE(exchange, next, &leg->served, served) {
		exchange->oa = OA_DONE;
		if (!(exchange->is_invite && exchange->ack_is_due) && !exchange->is_initial)
			exchange_abort(exchange, status);
	}
	LIST_EACH_SAFE(exchange, next, &leg->issued, issued) {
		exchange->oa = OA_DONE;
		if (!exchange->is_initial)
			exchange_abort(exchange, status);
	}
}

/* An INVITE of ours that nobody has answered: RFC 3261 section 9. */
static void
cancel_setup(struct leg *leg)
{
	struct exchange *exchange = exchange_invite_issued(leg);
	struct text lines;

	if (!exchange)
		return;

	text_init(&lines, DIALOG_TEXT_MAX);
	put_parting(leg, &lines);
	exchange_cancel(exchange, lines.p && !lines.failed ? lines.p : "");
	text_fini(&lines);
}

static void
end_setup(struct leg *leg)
{
	struct exchange *exchange = exchange_invite_served(leg);

	leg->state = LEG_ENDING;
	if (leg->kind == LEG_CALLEE)
		cancel_setup(leg);
	else if (exchange)
		exchange_refuse_cause(exchange, leg->why);
}

void
leg_let_go(struct leg *leg, enum cause why)
{
	leg->why = why;
	if (leg->call && leg->call->parting && !leg->parting)
		leg->parting = strdup(leg->call->parting);
	call_detach(leg);
	local_stop(leg);

	if (leg->state == LEG_SETUP) {
		end_setup(leg);
		abort_exchanges(leg, 487);
	} else if (leg->state == LEG_UP) {
		abort_exchanges(leg, 487);
		/* RFC 3261 section 15: no BYE before the ACK of our 2xx, or until it is overdue */
		if (exchange_unconfirmed(leg) && !leg->agent->is_stopping) {
			leg->bye_waits = true;
			leg->state = LEG_ENDING;
		} else {
			leg_bye(leg);
		}
	}
	leg_reap(leg);
}

void
leg_gone(struct leg *leg)
{
	struct exchange *exchange, *next;

	leg->state = LEG_ENDING;
	leg->bye_waits = false;
	LIST_EACH_SAFE(exchange, next, &leg->served, served) {
		exchange->ack_is_due = false;
		exchange_abort(exchange, 487);
	}
	LIST_EACH_SAFE(exchange, next, &leg->issued, issued)
		exchange_abort(exchange, 487);
	call_remove(leg);
	local_stop(leg);
	leg_reap(leg);
}

void
leg_reap(struct leg *leg)
{
	if (leg->state == LEG_ENDING && !leg->bye && !leg->bye_waits &&
	    list_empty(&leg->served) && list_empty(&leg->issued))
		leg_bury(leg);
}

void
leg_bury(struct leg *leg)
{
	struct exchange *exchange, *next;

	if (leg->is_buried)
		return;
	leg->is_buried = true;

	LIST_EACH_SAFE(exchange, next, &leg->served, served)
		exchange_bury(exchange);
	LIST_EACH_SAFE(exchange, next, &leg->issued, issued)
		exchange_bury(exchange);
	call_remove(leg);
	local_stop(leg);
	nta_outgoing_destroy(leg->bye);
	nta_outgoing_destroy(leg->probe);
	leg->bye = leg->probe = NULL;
	map_drop(&leg->agent->legs, leg->tag, TAG_OCTETS);
	list_drop(&leg->link);
	list_push(&leg->agent->dead_legs, &leg->link);
}

struct leg *
leg_free(struct leg *leg)
{
	if (!leg)
		return NULL;

	list_drop(&leg->link);
	forget_forks(leg);
	dialog_fini(&leg->dialog);
	wipe_free_str(leg->sdp_in);
	sdp_told_fini(&leg->told);
	wipe_free_str(leg->home);
	free(leg->contact);
	free(leg->parting);
	free(leg->request_uri);
	free(leg->request_routes);
	free(leg);
	return NULL;
}
