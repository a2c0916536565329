/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/handover.c - an INVITE to the STN-SR: who moves, may it, on what
 *
 * Everything that can fail happens before the access-transfer machine hears of it, so a refusal
 * changes nothing.
 *
 * Thread      signalling
 * Standards   TS 24.237 clauses 12.3 and 12.7.2.1; TS 23.237 clause 6.3.2.1.9.1
 */
#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "core/session.h"
#include "handover.h"
#include "model.h"
#include "policy.h"
#include "reoffer.h"
#include "terminate.h"
#include "transfer.h"

static const struct mline *
speech_of(const struct side *side, int line)
{
	return &side->last->line[line];
}

/*
 * Speech for a protected stream: only where the operator says so, and once it is up for as long as
 * it is, whatever a reload has said since.
 */
static enum cause
pick_terminated(const struct side *side, const struct policy_ask *ask, struct bearer_pick *ret)
{
	const struct session *session = side->session;

	if (!ask->is_reoffer && session->core->config.on_insecure_target != INSECURE_TERMINATE)
		return CAUSE_NO_BEARER;

	enum cause cause = terminate_pick(ask, ret);

	/* Its answer may bring other keys than those we would seal with. */
	return !cause && !ask->is_reoffer && session->offer ? CAUSE_IN_PROGRESS : cause;
}

static enum cause
pick_any(const struct side *side, const struct policy_ask *ask, struct bearer_pick *ret)
{
	if (ask->is_reoffer && side->pick.bearer == BEARER_TERMINATED)
		return pick_terminated(side, ask, ret);

	enum cause cause = policy_pick(ask, ret);

	return cause == CAUSE_NO_BEARER && !ask->is_reoffer ? pick_terminated(side, ask, ret) : cause;
}

enum cause
handover_pick(struct side *side, const struct mdesc *offer, bool is_reoffer,
	      struct bearer_pick *ret)
{
	struct session *session = side->session;
	int line = session_speech_line(session);
	const struct side *other = side_other(side);

	if (line < 0 || !side->last || !other->last)
		return CAUSE_STATE;

	const struct policy_ask ask = {
		.offer = offer,
		.moving = speech_of(side, line),
		.remote = speech_of(other, line),
		.ind = &session->stream[line].ind,
		.iufp_ptime_ms = session->core->config.iufp_ptime_ms,
		.is_reoffer = is_reoffer,
		.bearer_bps = session->core->config.bearer_bps,
		.fit_by_mean = session->core->config.fit_by_mean,
	};
	struct bearer_pick pick;
	enum cause cause = pick_any(side, &ask, &pick);

	if (cause)
		return cause;
	/* 0.0.0.0 is a hold of old (RFC 3264 section 8.4), and no place to begin with. */
	if (!is_reoffer && addr_is_any(&pick.rtp))
		return CAUSE_NO_MEDIA;
	*ret = pick;
	return CAUSE_NONE;
}

struct cs_answer
handover_answer(struct side *side, const struct bearer_pick *pick, const struct relay_local *local)
{
	int line = session_speech_line(side->session);
	struct cs_answer answer = {
		.pick = *pick,
		.local = *local,
		.ind = side->session->stream[line].ind,
		.dir = mdir_mirror(pick->dir),
	};

	/*
	 * A data bearer always carries both ways; speech only where the other party talks and
	 * listens.
	 */
	if (bearer_is_speech(pick->bearer))
		answer.dir = (enum mdir)(answer.dir & speech_of(side_other(side), line)->dir);
	/* What the MSC carries is no secure session any more. */
	if (pick->bearer == BEARER_TERMINATED)
		answer.ind = (struct indication){ .keying = KEYING_NONE, .dir = answer.ind.dir };
	return answer;
}

struct relay_remote
handover_remote(const struct bearer_pick *pick)
{
	return (struct relay_remote){
		.rtp = pick->rtp,
		.rtcp = pick->rtcp_mux ? pick->rtp : pick->rtcp,
		.rtcp_mux = pick->rtcp_mux,
	};
}

/* In a spiral each party is at the access in one of the two sessions only. */
static bool
is_at_access(const struct side *side)
{
	const struct session *session = side->session;

	return side->party == PARTY_CALLER ? !session->came_from : list_empty(&session->went_on);
}

static struct corr_claim
claim_of(const struct corr_node *node)
{
	const struct side *side = CONTAINER_OF(node, struct side, node);
	const struct session *session = side->session;
	struct corr_claim claim = {
		.is_at_access = is_at_access(side),
		.is_talking = session_speech_dir(session) == MDIR_SENDRECV,
		.active_us = session->active_us,
	};

	if (!session->is_confirmed || !side->last || session_speech_line(session) < 0)
		claim.why_not = CAUSE_STATE;
	else if (reoffer_is_pending(session))
		claim.why_not = CAUSE_IN_PROGRESS;
	else if (!transfer_may(side, ON_STN_SR))
		claim.why_not = transfer_is_moving(side) ? CAUSE_IN_PROGRESS : CAUSE_STATE;
	return claim;
}

static enum cause
decide(struct core *core, const struct transfer_ask *ask, struct side **ret_side,
       struct bearer_pick *ret_pick)
{
	struct corr_node *node;

	if (!number_is_set(&ask->number))
		return CAUSE_NO_IDENTITY;

	enum cause cause = corr_pick(&core->corr, &ask->number, claim_of, &node);

	if (cause)
		return cause;

	struct side *side = CONTAINER_OF(node, struct side, node);

	*ret_side = side;
	return handover_pick(side, ask->offer, false, ret_pick);
}

/* What the relay says no with. */
static enum cause
cause_of_cs_open(int err)
{
	switch (-err) {
	case EPERM:
	case ENOTSUP:
		return CAUSE_NO_BEARER;
	case EALREADY:
		return CAUSE_IN_PROGRESS;
	case EAFNOSUPPORT:
		return CAUSE_NO_MEDIA;
	default:
		return CAUSE_INTERNAL;
	}
}

/* The keys are shown to the relay for this call alone. */
static bool
add_keys(struct side *side, const struct bearer_pick *pick, struct relay_cs *want)
{
	unsigned int line = want->line;
	struct side *other = side_other(side);

	want->rate_hz = pick->format.rate_hz;
	return terminate_keys(&side->last->line[line], &other->last->line[line],
			      &side->session->stream[line].ind, &want->keys[side->party],
			      &want->keys[other->party]);
}

static enum cause
open_and_answer(struct side *side, struct leg *cs, const struct bearer_pick *pick,
		struct relay_local *ret_local)
{
	struct session *session = side->session;
	const struct relay *relay = session->core->relay;
	const struct signalling *sig = session->core->signalling;
	struct relay_cs want = {
		.bearer = pick->bearer,
		.line = (unsigned int)session_speech_line(session),
		.family = pick->rtp.family == ADDR_IP6 ? AF_INET6 : AF_INET,
		.remote = handover_remote(pick),
		.pt = pick->format.pt,
		.ptime_ms = pick->ptime_ms,
		.iufp = session->core->config.iufp,
		.bearer_bps = pick->bearer_bps,
		.queue_ms = session->core->config.cs_queue_ms,
		.n_pts = pick->n_pts,
	};

	for (unsigned int i = 0; i < pick->n_pts; i++)
		want.pts[i] = pick->pts[i];
	if (pick->bearer == BEARER_TERMINATED && !add_keys(side, pick, &want))
		return CAUSE_NO_BEARER;

	int err = relay->cs_open(relay->ctx, session->anchor, side->party, &want, ret_local);

	if (err)
		return cause_of_cs_open(err);

	struct cs_answer answer = handover_answer(side, pick, ret_local);

	err = sig->answer_cs(sig->ctx, cs, &answer);
	if (!err)
		return CAUSE_NONE;
	relay->cs_revert(relay->ctx, session->anchor, side->party);
	return err == -EPROTO ? CAUSE_CANCELLED : CAUSE_INTERNAL;
}

static void
refused(struct core *core, const struct number *number, enum cause cause)
{
	counter_add(&core->counts.transfers[KIND_PS_CS][OUTCOME_REFUSED], 1);
	log_debug("transfer", "refused number=+%s cause=%s", number->digits, cause_name(cause));
}

/* The newest CS leg is @cs; what the other party has of the mover's direction stands. */
static void
adopt(struct side *side, struct leg *cs, const struct bearer_pick *pick,
      const struct relay_local *local)
{
	int line = session_speech_line(side->session);

	if (!side->cs)
		side->hold = speech_of(side, line)->dir;
	side->old_cs = side->cs;
	side->old_pick = side->pick;
	side->old_local = side->cs_local;
	session_see_cs_anew(side->session, side->party);
	side->cs = cs;
	side->is_bearer_dead = false;
	side->pick = *pick;
	side->cs_local = *local;
}

enum cause
handover_begin(struct side *side, struct leg *cs, const struct bearer_pick *pick,
	       enum transfer_event on)
{
	struct session *session = side->session;
	struct relay_local local;
	enum cause cause = open_and_answer(side, cs, pick, &local);

	if (cause)
		return cause;
	adopt(side, cs, pick, &local);
	log_debug("transfer",
		  "answered session=%" PRIu64 " party=%s bearer=%s peer=%s secure=%s", session->id, party_name(side->party), bearer_name(pick->bearer),
		  ADDR_TEXT(&pick->rtp), keying_name(session->secure));
	(void)transfer_step(side, on);
	session_touch(session);
	return CAUSE_NONE;
}

enum cause
handover_change(struct side *side, const struct bearer_pick *pick)
{
	struct session *session = side->session;
	const struct relay *relay = session->core->relay;
	struct relay_local local;
	enum cause cause = open_and_answer(side, side->cs, pick, &local);

	if (cause)
		return cause;
	if (relay->cs_commit(relay->ctx, session->anchor, side->party))
		log_error("session", "commit-failed session=%" PRIu64, session->id);
	side->pick = *pick;
	side->cs_local = local;
	return CAUSE_NONE;
}

enum cause
transfer_ask(struct core *core, const struct transfer_ask *ask, struct session **ret,
	     enum party *ret_party)
{
	struct bearer_pick pick;
	struct side *side = NULL;
	enum cause cause = decide(core, ask, &side, &pick);

	if (!cause) {
		reoffer_not_needed(side);
		cause = handover_begin(side, ask->cs, &pick, ON_STN_SR);
	} else if (cause == CAUSE_NO_CODEC) {
		cause = reoffer_begin(side, ask);
	}
	if (cause) {
		refused(core, &ask->number, cause);
		return cause;
	}
	*ret = side->session;
	*ret_party = side->party;
	return CAUSE_NONE;
}
