/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/telling.c - see local.h: requests of our own in a dialog
 *
 * One re-INVITE at a time for each leg.  A wish that comes meanwhile is carried out after it; a
 * 491 is tried again after the time RFC 3261 section 14.1 gives the owner of the Call-ID.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/token.h"
#include "call.h"
#include "compose.h"
#include "local.h"
#include "offer.h"
#include "sdp_compose.h"
#include "telling.h"
#include "timer.h"

enum {
	GLARE_MIN_MS = 2100, GLARE_SPAN_MS = 1900,	/* we own the Call-ID */
	GLARE_LOW_MS = 10, GLARE_LOW_SPAN_MS = 1990,	/* the peer does */
	ANSWER_MS = 200,				/* what a try needs to be of any use */
	TRIES_MAX = 4,
};

MUST_CHECK static int send_again(struct telling *telling);

bool
local_is_telling(const struct leg *leg)
{
	return leg->telling && leg->telling->orq;
}

static void
telling_free(struct telling *telling)
{
	struct leg *leg = telling->leg;

	wheel_disarm(&leg->agent->wheel, &telling->retry);
	nta_outgoing_destroy(telling->orq);
	text_fini(&telling->sent);
	change_free(telling->change);
	leg->telling = NULL;
	free(telling);
}

/* It cannot go out after all. */
static void
give_up(struct telling *telling)
{
	struct leg *leg = telling->leg;
	struct change *change = telling->change;

	telling->change = NULL;
	telling_free(telling);
	if (change)
		change_done(leg, change, NULL);
}

static void
ack(struct telling *telling)
{
	struct leg *leg = telling->leg;
	struct addr hop = dialog_next_hop(&leg->dialog);
	struct text out;

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(&leg->dialog, &out, "ACK", telling->cseq);
	text_printf(&out, "Max-Forwards: %d\r\n", MAX_FORWARDS);
	compose_body(&out, NULL, (struct span){ 0 });
	compose_ack(leg->agent, &out, &hop, telling->orq);
	text_fini(&out);
}

/* The party has heard.  Its answer, owned by the caller; NULL: none to be read. */
static struct mdesc *
told(struct telling *telling, const sip_t *sip)
{
	struct leg *leg = telling->leg;
	struct span sdp = offer_sdp_of(sip);
	struct change *change = telling->change;
	struct mdesc *answer = NULL;

	dialog_refresh(&leg->dialog, sip, NULL);
	ack(telling);
	timer_note(leg, sip, true);
	if (sdp.n && offer_map(leg, sdp, &answer) != CAUSE_NONE)
		answer = NULL;
	if (change && change->is_sent) {
		if (!answer)
			return NULL;
		change_keep(leg, change);
		leg_note_sdp(leg, sdp);
	}
	if (sdp_told_keep(&leg->told, text_span(&telling->sent)) < 0)
		log_warn("sdp", "not-kept leg=%s", leg->tag);
	return answer;
}

/* Another direction was told: the answer must be one it may give (RFC 4568 section 7.1.4). */
static void
take_answer(struct leg *leg, struct mdesc *answer, struct span sdp)
{
	if (!answer)
		return;

	enum cause cause = session_local_offer(leg->call->session, leg->party, answer);

	mdesc_free(answer);
	if (cause == CAUSE_NONE)
		leg_note_sdp(leg, sdp);
	else
		log_warn("call", "answer-ignored session=%" PRIu64 " cause=%s", leg->call->id,
			 cause_name(cause));
}

/* RFC 3261 section 14.1, within the time there is.  False: there is none. */
static bool
retry_later(struct telling *telling)
{
	struct agent *agent = telling->leg->agent;
	const struct change *change = telling->change;
	bool is_ours = telling->leg->kind == LEG_CALLEE;
	uint64_t min_ms = is_ours ? GLARE_MIN_MS : GLARE_LOW_MS;
	uint64_t span_ms = is_ours ? GLARE_SPAN_MS : GLARE_LOW_SPAN_MS;

	if (change && change->until_us) {
		uint64_t last_us = agent->now_us + (min_ms + ANSWER_MS) * 1000;

		if (change->is_stopped || change->until_us <= last_us)
			return false;
		if (span_ms > (change->until_us - last_us) / 1000)
			span_ms = (change->until_us - last_us) / 1000 + 1;
	}
	wheel_arm(&agent->wheel, &telling->retry,
		  agent->now_us + (min_ms + token_u64() % span_ms) * 1000);
	return true;
}

/* 500: the peer has a transaction of its own open (RFC 3261 section 14.2). */
static bool
may_retry(struct telling *telling, int status)
{
	bool is_change = telling->change && telling->change->is_sent;

	return (status == 491 || (is_change && status == 500)) && ++telling->tries < TRIES_MAX &&
	       retry_later(telling);
}

/* Go on with what is wanted besides, if anything is; else the telling is over. */
static void
go_on(struct telling *telling, bool is_told)
{
	bool wants_more = telling->change || (is_told && telling->dir != telling->sent_dir);

	if (!wants_more)
		telling_free(telling);
	else if (send_again(telling) < 0)
		give_up(telling);
}

static void
on_change_final(struct telling *telling, struct mdesc *answer, int status)
{
	struct leg *leg = telling->leg;
	struct change *change = telling->change;

	if (status >= 300)
		log_info("call", "reoffer-refused session=%" PRIu64 " status=%d", leg->call->id, status);
	else if (!answer)
		log_warn("call", "reoffer-unanswered session=%" PRIu64, leg->call->id);
	telling->change = NULL;
	go_on(telling, true);
	change_done(leg, change, answer);
}

static void
on_final(struct telling *telling, const sip_t *sip, int status)
{
	struct leg *leg = telling->leg;
	struct call *call = leg->call;
	struct mdesc *answer = status < 300 ? told(telling, sip) : NULL;
	bool is_change = telling->change && telling->change->is_sent;

	nta_outgoing_destroy(telling->orq);
	telling->orq = NULL;

	if (status == 481 || status == 408) {
		telling_free(telling);
		session_leg_dead(call->session, leg);
		leg_gone(leg);
	} else if (may_retry(telling, status)) {
		if (is_change)
			telling->change->is_sent = false;
	} else if (is_change) {
		on_change_final(telling, answer, status);
	} else {
		if (status >= 300)
			log_warn("call", "not-told session=%" PRIu64 " status=%d", call->id, status);
		else
			take_answer(leg, answer, offer_sdp_of(sip));
		go_on(telling, status < 300);
	}
}

static void
cancel_now(struct telling *telling)
{
	telling->change->cancel_waits = false;
	counts_add(&telling->leg->agent->counts, DIRECTION_OUT, "CANCEL", 0);
	nta_outgoing_tcancel(telling->orq, NULL, NULL, TAG_END());
}

static int
on_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct telling *telling = magic;
	struct leg *leg = telling->leg;
	struct agent *agent = leg->agent;
	int status = sip ? sip->sip_status->st_status : 408;

	(void)orq;
	agent_turn(agent);
	counts_add(&agent->counts, DIRECTION_IN, "INVITE", status);
	/* a timer that was due may have ended the leg, and the telling with it */
	if (leg->telling != telling)
		;
	else if (status >= 200)
		on_final(telling, sip, status);
	else if (telling->change && telling->change->cancel_waits)
		cancel_now(telling);
	agent_arm(agent);
	return 0;
}

/* A change goes first: what is told after it goes on from there. */
static int
compose(struct telling *telling)
{
	struct leg *leg = telling->leg;

	text_fini(&telling->sent);
	text_init(&telling->sent, MDESC_TEXT_MAX + 4096);
	if (telling->change)
		return change_compose(leg, telling->change, &telling->sent);
	telling->sent_dir = telling->dir;
	return sdp_compose_again(&leg->told, telling->dir, &telling->sent);
}

static int
send_again(struct telling *telling)
{
	struct leg *leg = telling->leg;
	struct addr hop = dialog_next_hop(&leg->dialog);
	struct text out;
	int err = compose(telling);

	if (err < 0)
		return err;

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(&leg->dialog, &out, "INVITE", 0);
	text_printf(&out,
		    "Max-Forwards: %d\r\nAllow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, "
		    "INFO\r\n",
		    MAX_FORWARDS);
	timer_put_request(leg, &out);
	leg_put_contact(leg, &out, &hop, NULL);
	compose_body(&out, "application/sdp", text_span(&telling->sent));
	telling->cseq = leg->dialog.seq;
	telling->orq = compose_request(leg->agent, &out, &hop, on_response, telling);
	text_fini(&out);
	if (!telling->orq)
		return -EIO;
	if (telling->change)
		telling->change->is_sent = true;
	return 0;
}

static void
on_retry(void *arg)
{
	struct telling *telling = arg;

	if (!telling->orq && send_again(telling) < 0)
		give_up(telling);
}

static struct telling *
telling_new(struct leg *leg, enum mdir dir)
{
	struct telling *telling = calloc(1, sizeof(*telling));

	if (!telling)
		return NULL;
	telling->leg = leg;
	telling->dir = telling->sent_dir = dir;
	tmr_init(&telling->retry, on_retry, telling);
	text_init(&telling->sent, MDESC_TEXT_MAX + 4096);
	leg->telling = telling;
	sdp_told_own(&leg->told, "0.0.0.0");
	return telling;
}

/* Now, or when what the peer has open is done: glare would be certain. */
static int
begin(struct telling *telling)
{
	struct leg *leg = telling->leg;

	if (exchange_invite_served(leg) || exchange_unconfirmed(leg) || exchange_invite_issued(leg))
		return retry_later(telling) ? 0 : -EBUSY;
	return send_again(telling);
}

void
local_tell(struct leg *leg, enum mdir dir)
{
	if (leg->state != LEG_UP || !leg->call)
		return;

	leg->may = dir;
	if (leg->telling) {
		leg->telling->dir = dir;
		return;
	}

	struct telling *telling = telling_new(leg, dir);

	if (!telling)
		log_error("call", "out-of-memory");
	else if (begin(telling) < 0)
		telling_free(telling);
}

int
telling_change(struct leg *leg, struct change *change)
{
	struct telling *telling = leg->telling;
	int err = 0;

	if (leg->state != LEG_UP || !leg->call)
		return -EINVAL;
	if (telling && telling->change)
		return -EBUSY;
	if (telling) {
		telling->change = change;	/* goes out after what is under way */
		return 0;
	}

	telling = telling_new(leg, leg->may);
	if (!telling)
		return -ENOMEM;
	telling->change = change;
	err = begin(telling);
	if (err < 0) {
		telling->change = NULL;		/* still the caller's */
		telling_free(telling);
	}
	return err;
}

bool
telling_stop(struct leg *leg)
{
	struct telling *telling = leg->telling;
	struct change *change = telling ? telling->change : NULL;

	if (!change)
		return false;
	change->is_stopped = true;
	if (change->is_sent) {
		change->cancel_waits = true;
		if (nta_outgoing_status(telling->orq) >= 100)
			cancel_now(telling);
		return true;
	}
	telling->change = change_free(change);
	if (!telling->orq && telling->dir == telling->sent_dir)
		telling_free(telling);
	return false;
}

/* ---- a sign of life ---------------------------------------------------------------------- */

static int
on_probed(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct leg *leg = magic;
	struct agent *agent = leg->agent;
	int status = sip ? sip->sip_status->st_status : 408;

	if (status < 200)
		return 0;

	agent_turn(agent);
	counts_add(&agent->counts, DIRECTION_IN, "OPTIONS", status);
	nta_outgoing_destroy(orq);
	leg->probe = NULL;

	struct session *session = leg->call ? leg->call->session : NULL;

	if (session && status == 481) {
		session_leg_dead(session, leg);
		leg_gone(leg);
	} else if (session) {
		session_probed(session, leg, status != 408 && status != 503);
	}
	agent_arm(agent);
	return 0;
}

void
local_probe(struct leg *leg)
{
	struct addr hop = dialog_next_hop(&leg->dialog);
	struct text out;

	if (leg->probe || leg->state != LEG_UP)
		return;

	text_init(&out, MESSAGE_MAX);
	dialog_put_request(&leg->dialog, &out, "OPTIONS", 0);
	text_printf(&out, "Max-Forwards: %d\r\n", MAX_FORWARDS);
	leg_put_contact(leg, &out, &hop, NULL);
	compose_body(&out, NULL, (struct span){ 0 });
	leg->probe = compose_request(leg->agent, &out, &hop, on_probed, leg);
	text_fini(&out);
}

void
local_stop(struct leg *leg)
{
	if (leg->telling)
		telling_free(leg->telling);
	nta_outgoing_destroy(leg->probe);
	leg->probe = NULL;
	timer_stop(leg);
}
