/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/telling.c - see local.h: requests of our own in a dialog
 *
 * One re-INVITE at a time for each leg.  A wish that comes meanwhile is carried out after it; a
 * 491 is tried again after the time RFC 3261 section 14.1 gives the owner of the Call-ID.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/token.h"
#include "call.h"
#include "compose.h"
#include "local.h"
#include "offer.h"
#include "sdp_compose.h"
#include "timer.h"

enum {
	GLARE_MIN_MS = 2100, GLARE_SPAN_MS = 1900,	/* we own the Call-ID */
	GLARE_LOW_MS = 10, GLARE_LOW_SPAN_MS = 1990,	/* the peer does */
	TRIES_MAX = 4,
};

struct telling {
	struct leg *leg;
	nta_outgoing_t *orq;
	uint32_t cseq;
	enum mdir dir;			/* wanted */
	enum mdir sent_dir;
	struct text sent;
	struct tmr retry;
	unsigned int tries;
};

static void send_again(struct telling *telling);

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
	leg->telling = NULL;
	free(telling);
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

/* The party has heard: its answer must be one it may give (RFC 4568 section 7.1.4). */
static void
told(struct telling *telling, const sip_t *sip)
{
	struct leg *leg = telling->leg;
	struct span sdp = offer_sdp_of(sip);
	struct mdesc *answer;

	dialog_refresh(&leg->dialog, sip, NULL);
	ack(telling);
	if (sdp_told_keep(&leg->told, text_span(&telling->sent)) < 0)
		log_warn("sdp", "not-kept leg=%s", leg->tag);
	timer_note(leg, sip, true);

	if (sdp.n == 0 || offer_map(leg, sdp, &answer) != CAUSE_NONE)
		return;

	enum cause cause = session_local_offer(leg->call->session, leg->party, answer);

	mdesc_free(answer);
	if (cause == CAUSE_NONE)
		leg_note_sdp(leg, sdp);
	else
		log_warn("call", "answer-ignored session=%" PRIu64 " cause=%s", leg->call->id,
			 cause_name(cause));
}

static void
retry_later(struct telling *telling)
{
	bool is_ours = telling->leg->kind == LEG_CALLEE;
	uint64_t ms = is_ours ? GLARE_MIN_MS + token_u64() % GLARE_SPAN_MS
			      : GLARE_LOW_MS + token_u64() % GLARE_LOW_SPAN_MS;

	wheel_arm(&telling->leg->agent->wheel, &telling->retry,
		  telling->leg->agent->now_us + ms * 1000);
}

static void
on_final(struct telling *telling, const sip_t *sip, int status)
{
	struct leg *leg = telling->leg;
	struct call *call = leg->call;

	if (status < 300)
		told(telling, sip);
	nta_outgoing_destroy(telling->orq);
	telling->orq = NULL;

	if (status == 491 && ++telling->tries < TRIES_MAX) {
		retry_later(telling);
	} else if (status == 481 || status == 408) {
		telling_free(telling);
		session_leg_dead(call->session, leg);
		leg_gone(leg);
	} else if (status < 300 && telling->dir != telling->sent_dir) {
		send_again(telling);
	} else {
		if (status >= 300)
			log_warn("call", "not-told session=%" PRIu64 " status=%d", call->id,
				 status);
		telling_free(telling);
	}
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
	if (status >= 200 && leg->telling == telling)
		on_final(telling, sip, status);
	agent_arm(agent);
	return 0;
}

static void
send_again(struct telling *telling)
{
	struct leg *leg = telling->leg;
	struct addr hop = dialog_next_hop(&leg->dialog);
	struct text out;

	text_fini(&telling->sent);
	text_init(&telling->sent, MDESC_TEXT_MAX + 4096);
	telling->sent_dir = telling->dir;
	if (sdp_compose_again(&leg->told, telling->dir, &telling->sent) < 0) {
		telling_free(telling);
		return;
	}

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
		telling_free(telling);
}

static void
on_retry(void *arg)
{
	struct telling *telling = arg;

	if (!telling->orq)
		send_again(telling);
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

	struct telling *telling = calloc(1, sizeof(*telling));

	if (!telling) {
		log_error("call", "out-of-memory");
		return;
	}
	telling->leg = leg;
	telling->dir = dir;
	tmr_init(&telling->retry, on_retry, telling);
	text_init(&telling->sent, MDESC_TEXT_MAX + 4096);
	leg->telling = telling;
	sdp_told_own(&leg->told, "0.0.0.0");
	/* a transaction of the peer's is open: glare is certain, so wait it out */
	if (exchange_invite_served(leg) || exchange_unconfirmed(leg))
		retry_later(telling);
	else
		send_again(telling);
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
