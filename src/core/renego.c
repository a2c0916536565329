/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/renego.c - re-INVITE and UPDATE, in every state
 *
 * Thread      signalling
 * Standards   TS 24.237 clause 12.3 (cause 487), RFC 3264 section 8, RFC 4568 section 7.1.4, RFC
 *             4028
 */
#include "core/session.h"

#include "agreement.h"
#include "handover.h"
#include "model.h"
#include "policy.h"
#include "reoffer.h"
#include "transfer.h"

/*
 * Who speaks on PS while we wait for it there is back, cause or no cause.  Its packets may have
 * been quicker, and it is on PS already; where there never was a transfer, cause 487 is an
 * ordinary re-offer (TS 23.216 clause 8.1.2).
 */
static bool
is_return(struct side *side, bool is_487)
{
	if (side->state == RETURNING || (is_487 && side->state == REOFFERING))
		return true;
	return is_487 && record_latest(side) && transfer_may(side, ON_PS_RETURN);
}

enum renego
session_renego(const struct session *session, const struct leg *leg, bool is_487)
{
	struct side *side = session_side_of(session, leg);

	if (!side || leg == side->old_cs || leg == side->asking)
		return RENEGO_LATER;
	if (leg == side->cs)
		return RENEGO_MSC;

	if (is_return(side, is_487))
		return RENEGO_RETURN;
	if (!transfer_is_anchored(side) || reoffer_is_pending(session))
		return RENEGO_LATER;
	if (transfer_is_away(side_other(side)))
		return RENEGO_LOCAL;
	if (!transfer_is_anchored(side_other(side)) || (session->offer && !session->preview))
		return RENEGO_LATER;
	return RENEGO_PASS;
}

/* ---- what was agreed, and what is said now ---- */

/* Line @i of the agreement as @side has it; false where there is none. */
static bool
agreement_of(struct side *side, unsigned int i, bool is_return, struct agreement *ret)
{
	struct session *session = side->session;
	const struct side *other = side_other(side);
	const struct stream *stream = &session->stream[i];
	bool is_speech = other->cs && bearer_is_speech(other->pick.bearer);

	if (!stream->is_open || i >= side->last->n_lines || i >= other->last->n_lines)
		return false;
	*ret = (struct agreement){
		.own = &side->last->line[i],
		.peer = &other->last->line[i],
		.is_protected = indication_is_protected(&stream->ind),
		.may_move = is_return || !indication_is_protected(&stream->ind),
		.must_pt = is_speech && (int)i == session_speech_line(session) ?
				   other->pick.pts[0].remote : -1,
	};
	return ret->own->is_relayed && ret->peer->is_relayed;
}

static enum cause
check(struct side *side, const struct mdesc *now, bool is_return)
{
	const struct side *other = side_other(side);

	if (!side->last || !other->last)
		return CAUSE_STATE;
	if (now->n_lines < side->last->n_lines)
		return CAUSE_BAD_SDP;

	for (unsigned int i = 0; i < side->last->n_lines; i++) {
		struct agreement agreed;
		enum cause cause = CAUSE_NONE;

		if (agreement_of(side, i, is_return, &agreed))
			cause = agreement_check(&agreed, &now->line[i]);
		if (cause)
			return cause;
	}
	return CAUSE_NONE;
}

/*
 * What the party itself wants.  While its other party is held it can only answer with less (RFC
 * 3264 section 6.1), and what it may not say it still wants.
 */
static enum mdir
wanted_dir(const struct side *side, enum mdir was, const struct mline *now)
{
	const struct side *other = &side->session->side[party_other(side->party)];
	enum mdir may = transfer_is_away(other) ? mdir_mirror(other->hold) : MDIR_SENDRECV;

	return now->is_refused ? MDIR_INACTIVE : (enum mdir)(now->dir | (was & ~may));
}

/* Only direction and address can differ: all else has been checked. */
static void
take_line(struct side *side, unsigned int i, const struct mline *now)
{
	struct session *session = side->session;
	const struct mline *caller = &session->side[PARTY_CALLER].last->line[i];
	const struct mline *callee = &session->side[PARTY_CALLEE].last->line[i];
	struct mline *own = &side->last->line[i];
	struct indication ind = session->stream[i].ind;

	own->dir = wanted_dir(side, own->dir, now);
	if (!now->is_refused && !addr_is_any(&now->rtp)) {
		own->rtp = now->rtp;
		own->rtcp = now->rtcp;
	}
	ind.dir = (enum mdir)(caller->dir & mdir_mirror(callee->dir));
	stream_indicate(session, i, &ind);
	stream_remote(session, i, side->party, now,
		      now->has_rtcp_mux && side_other(side)->last->line[i].has_rtcp_mux);
}

static void
take(struct side *side, const struct mdesc *now)
{
	enum mdir was = session_speech_dir(side->session);

	for (unsigned int i = 0; i < side->last->n_lines; i++) {
		struct agreement agreed;

		if (agreement_of(side, i, false, &agreed))
			take_line(side, i, &now->line[i]);
	}
	session_note_active(side->session, was);
	session_touch(side->session);
}

enum cause
session_local_offer(struct session *session, enum party from, const struct mdesc *offer)
{
	struct side *side = &session->side[from];
	enum cause cause = check(side, offer, false);

	if (!cause)
		take(side, offer);
	return cause;
}

enum cause
session_return(struct session *session, const struct leg *leg, const struct mdesc *offer)
{
	struct side *side = session_side_of(session, leg);

	if (!side || leg != side->ps || !transfer_may(side, ON_PS_RETURN))
		return CAUSE_STATE;

	/* it speaks of what it agreed to, not of what its other party was told since */
	reoffer_swap_home(side);

	enum cause cause = offer ? check(side, offer, true) : CAUSE_NONE;

	reoffer_swap_home(side);
	if (cause)
		return cause;
	(void)transfer_step(side, ON_PS_RETURN);
	if (offer)
		take(side, offer);
	session_touch(session);
	return CAUSE_NONE;
}

/* ---- from the MSC ---- */

static bool
has_pt(const struct bearer_pick *pick, const struct bearer_pt *pt)
{
	for (unsigned int i = 0; i < pick->n_pts; i++)
		if (pick->pts[i].cs == pt->cs && pick->pts[i].remote == pt->remote &&
		    pick->pts[i].own == pt->own)
			return true;
	return false;
}

/* Does the relay translate each number of @now already? */
static bool
is_part_of(const struct bearer_pick *now, const struct bearer_pick *was)
{
	for (unsigned int i = 0; i < now->n_pts; i++)
		if (!has_pt(was, &now->pts[i]))
			return false;
	return true;
}

/* The same bearer under the same number: the relay's framing stays. */
static enum cause
pick_again(struct side *side, const struct mdesc *offer, struct bearer_pick *ret)
{
	enum cause cause = handover_pick(side, offer, true, ret);

	if (cause)
		return cause;
	if (ret->bearer != side->pick.bearer)
		return CAUSE_NO_BEARER;
	if (ret->bearer != BEARER_SPEECH && ret->format.pt != side->pick.format.pt)
		return bearer_is_speech(ret->bearer) ? CAUSE_NO_CODEC : CAUSE_NO_BEARER;
	if (bearer_is_speech(ret->bearer) && !is_part_of(ret, &side->pick))
		return CAUSE_NO_CODEC;
	if (addr_is_any(&ret->rtp))
		ret->dir = (enum mdir)(ret->dir & MDIR_SENDONLY);	/* RFC 3264 section 8.4 */
	return CAUSE_NONE;
}

/* The relay goes on translating all that it did: those numbers come behind the ones in use. */
static void
narrow(struct side *side, const struct bearer_pick *now)
{
	unsigned int line = (unsigned int)session_speech_line(side->session);
	const struct side *other = side_other(side);
	struct bearer_pick was = side->pick;

	side->pick = *now;
	if (now->bearer != BEARER_SPEECH)
		return;
	for (unsigned int i = 0; i < was.n_pts; i++)
		if (!has_pt(now, &was.pts[i]) && side->pick.n_pts < BEARER_PTS_MAX)
			side->pick.pts[side->pick.n_pts++] = was.pts[i];
	if (policy_leaves_any(now, &side->last->line[line], &other->last->line[line]))
		reoffer_narrow(side, now);
}

enum cause
session_msc_offer(struct session *session, const struct leg *leg, const struct mdesc *offer,
		  struct cs_answer *ret_answer, bool *ret_tell, enum mdir *ret_dir)
{
	const struct relay *relay = session->core->relay;
	struct side *side = session_side_of(session, leg);
	struct bearer_pick pick;

	if (!side || leg != side->cs)
		return CAUSE_STATE;

	enum cause cause = pick_again(side, offer, &pick);

	if (cause)
		return cause;

	struct relay_remote remote = handover_remote(&pick);

	if (relay->cs_remote(relay->ctx, session->anchor, side->party, &remote))
		return CAUSE_INTERNAL;
	*ret_answer = handover_answer(side, &pick, &side->cs_local);
	*ret_tell = pick.dir != side->hold && transfer_is_anchored(side_other(side));
	*ret_dir = pick.dir;
	side->hold = pick.dir;
	narrow(side, &pick);
	session_touch(session);
	return CAUSE_NONE;
}

enum cause
session_msc_change(struct session *session, const struct leg *leg, const struct mdesc *offer)
{
	struct side *side = session_side_of(session, leg);

	if (!side || leg != side->cs || side->pick.bearer != BEARER_SPEECH)
		return CAUSE_NO_CODEC;
	return reoffer_change(side, offer);
}

void
session_msc_cancelled(struct session *session, const struct leg *leg)
{
	struct side *side = session_side_of(session, leg);

	if (side && leg == side->cs && side->state == CS_CHANGING)
		(void)transfer_step(side, ON_ASK_GONE);
	session_settle(session);
}

bool
session_must_refresh(const struct session *session, const struct leg *leg)
{
	struct side *side = session_side_of(session, leg);

	if (!side)
		return false;
	return leg != side->ps || !transfer_is_anchored(side_other(side));
}
