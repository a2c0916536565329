/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/reoffer.c - the other party is offered the MSC's codecs, and its old ones again
 *
 * side.last of both parties is always the agreement in force; those it may have to go back to are
 * kept beside it.
 *
 * Thread      signalling
 * Standards   as in reoffer.h
 */
#include "reoffer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/wipe.h"
#include "format.h"
#include "handover.h"
#include "policy.h"
#include "renumber.h"
#include "transfer.h"

enum wait {
	WAIT_NONE,
	WAIT_ANSWER,			/* an MSC waits as well */
	WAIT_LATE,			/* none does any more */
	WAIT_BACK,			/* on the way back to what was agreed before */
	WAIT_NARROW,			/* fewer codecs: the MSC has chosen */
};

/* What both parties say of themselves. */
struct agreed {
	struct mdesc *own;		/* the moved party, as its other party was told; NULL: none */
	struct mdesc *remote;
};

struct reoffering {
	enum wait wait;
	bool is_of_newest;		/* the newest CS leg brought the agreement in force */
	struct agreed home;		/* on PS, where that is not the one in force */
	struct agreed old;		/* with the CS leg that is being left */
	struct mdesc *told;		/* what is being offered, but for WAIT_BACK */
	struct mdesc *offer;		/* WAIT_ANSWER: the MSC's */
	struct minted minted;
};

static void
agreed_free(struct agreed *agreed)
{
	mdesc_free(agreed->own);
	mdesc_free(agreed->remote);
	*agreed = (struct agreed){ 0 };
}

static void
forget_ask(struct reoffering *r)
{
	r->told = mdesc_free(r->told);
	r->offer = mdesc_free(r->offer);
}

void
reoffer_free(struct side *side)
{
	struct reoffering *r = side->reoffering;

	if (!r)
		return;
	agreed_free(&r->home);
	agreed_free(&r->old);
	forget_ask(r);
	side->reoffering = wipe_free(r, sizeof(*r));
}

bool
reoffer_is_pending(const struct session *session)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct reoffering *r = session->side[p].reoffering;

		if (r && r->wait != WAIT_NONE)
			return true;
	}
	return false;
}

static void
count(struct side *side, enum reoffer_end end)
{
	counter_add(&side->session->core->counts.reoffers[end], 1);
}

/* ---- the agreement in force, and those before it ---- */

static struct agreed
in_force(struct side *side)
{
	return (struct agreed){ side->last, side_other(side)->last };
}

static void
put_in_force(struct side *side, struct agreed agreed)
{
	side->last = agreed.own;
	side_other(side)->last = agreed.remote;
}

/* The relay hears of it: where the other party takes its media, and which way it flows. */
static void
apply(struct side *side)
{
	struct session *session = side->session;
	const struct side *other = side_other(side);

	for (unsigned int i = 0; i < side->last->n_lines && i < other->last->n_lines; i++) {
		const struct mline *caller = &session->side[PARTY_CALLER].last->line[i];
		const struct mline *callee = &session->side[PARTY_CALLEE].last->line[i];
		const struct mline *said = &other->last->line[i];
		struct indication ind = session->stream[i].ind;
		bool is_used = caller->is_relayed && callee->is_relayed;

		if (!session->stream[i].is_open)
			continue;
		ind.dir = is_used ? (enum mdir)(caller->dir & mdir_mirror(callee->dir))
				  : MDIR_INACTIVE;
		stream_indicate(session, i, &ind);
		if (is_used)
			stream_remote(session, i, other->party, said,
				      said->has_rtcp_mux && side->last->line[i].has_rtcp_mux);
	}
}

/* A plain answer to a plain offer that keeps the speech. */
static bool
is_usable(const struct side *side, const struct mdesc *told, const struct mdesc *answer)
{
	unsigned int line = (unsigned int)session_speech_line(side->session);

	if (answer->n_lines != told->n_lines || !answer->line[line].is_relayed)
		return false;
	for (unsigned int i = 0; i < told->n_lines; i++) {
		struct indication ind = indication_of_answer(&told->line[i], &answer->line[i]);

		if (answer->line[i].is_relayed && indication_is_protected(&ind))
			return false;
	}
	return true;
}

/* ---- asking ---- */

static int
tell(struct side *side, const struct reoffer *what)
{
	const struct signalling *sig = side->session->core->signalling;
	const struct side *other = side_other(side);

	return other->ps ? sig->reoffer(sig->ctx, other->ps, what) : -ENOENT;
}

/* The other party went on with a codec that nobody here speaks any more. */
static void
stranded(struct side *side)
{
	struct core *core = side->session->core;

	log_warn("session", "not-restored session=%" PRIu64 " party=%s", side->session->id,
		 party_name(side_other(side)->party));
	side->why = CAUSE_NO_CODEC;
	session_over(side->session, CAUSE_NO_CODEC);
	/* not every event that leads here settles */
	wheel_arm(&core->wheel, &side->session->watch, core->now_us);
}

/* It is to have again what is in force here. */
static void
go_back(struct side *side)
{
	struct reoffering *r = side->reoffering;
	unsigned int line = (unsigned int)session_speech_line(side->session);
	struct reoffer what = { .line = line };

	if (r->home.own) {
		what.formats = side->last->line[line].formats;
		what.n_formats = side->last->line[line].n_formats;
	}
	/* it has moved by the codec that goes now, and can be told nothing */
	if (transfer_is_away(side_other(side))) {
		stranded(side);
		return;
	}
	if (!side_other(side)->ps)
		return;		/* gone, and the session with it, or waiting for an MSC */
	r->wait = WAIT_BACK;
	if (tell(side, &what)) {
		r->wait = WAIT_NONE;
		stranded(side);
	}
}

static struct reoffering *
reoffering_of(struct side *side)
{
	if (!side->reoffering)
		side->reoffering = calloc(1, sizeof(*side->reoffering));
	return side->reoffering;
}

static enum cause
may_ask(struct side *side, const struct mline *speech, enum transfer_event on)
{
	const struct session *session = side->session;
	const struct side *other = side_other(side);

	if (!speech || session_is_protected(session) || transfer_is_away(other) || !other->ps)
		return CAUSE_NO_CODEC;
	if (addr_is_any(&speech->rtp))
		return CAUSE_NO_MEDIA;
	if (session->offer || !transfer_may(side, on) || !transfer_is_anchored(other) ||
	    reoffer_is_pending(session))
		return CAUSE_IN_PROGRESS;
	return CAUSE_NONE;
}

/* Make the offer and send it. */
static enum cause
ask_other(struct side *side, struct reoffering *r, const struct mline *speech,
	  const struct mdesc *offer)
{
	struct mformat formats[RENUMBER_MAX];
	unsigned int line = (unsigned int)session_speech_line(side->session);
	struct reoffer what = {
		.line = line,
		.formats = formats,
		.n_formats = renumber(side->session, &r->minted, &side->last->line[line], speech,
				      formats),
		.wait_ms = side->session->core->config.reoffer_wait_ms,
	};
	enum cause cause = CAUSE_INTERNAL;

	if (what.n_formats == 0)
		return CAUSE_NO_CODEC;
	if (renumber_mdesc(side->last, line, formats, what.n_formats, &r->told) == 0 &&
	    mdesc_copy(offer, &r->offer) == 0) {
		int err = tell(side, &what);

		if (!err)
			return CAUSE_NONE;
		cause = err == -EBUSY ? CAUSE_IN_PROGRESS :
			err == -EPERM ? CAUSE_NO_CODEC : CAUSE_INTERNAL;
	}
	forget_ask(r);
	return cause;
}

/* @on is what the machine hears of it. */
static enum cause
begin(struct side *side, const struct mdesc *offer, enum transfer_event on)
{
	const struct mline *speech = policy_speech_line(offer);
	enum cause cause = may_ask(side, speech, on);

	if (cause)
		return cause;

	struct reoffering *r = reoffering_of(side);

	if (!r)
		return CAUSE_INTERNAL;
	cause = ask_other(side, r, speech, offer);
	if (cause)
		return cause;
	r->wait = WAIT_ANSWER;
	log_info("transfer", "reoffering session=%" PRIu64 " party=%s", side->session->id,
		 party_name(side_other(side)->party));
	(void)transfer_step(side, on);
	session_touch(side->session);
	return CAUSE_NONE;
}

enum cause
reoffer_begin(struct side *side, const struct transfer_ask *ask)
{
	enum cause cause = begin(side, ask->offer, ON_REOFFER);

	if (!cause)
		side->asking = ask->cs;
	return cause;
}

enum cause
reoffer_change(struct side *side, const struct mdesc *offer)
{
	return begin(side, offer, ON_CHANGE);
}

/* ---- the outcome ---- */

/* What was told and what was answered are in force. */
static int
install(struct side *side, struct mdesc *told, const struct mdesc *answer)
{
	struct reoffering *r = side->reoffering;
	struct agreed next = { .own = told };
	int err = mdesc_copy(answer, &next.remote);

	if (err)
		return err;
	agreed_free(&r->old);
	if (r->home.own)
		r->old = in_force(side);
	else
		r->home = in_force(side);
	put_in_force(side, next);
	r->is_of_newest = true;
	apply(side);
	return 0;
}

static enum cause
move(struct side *side, const struct mdesc *offer)
{
	bool is_change = side->state == CS_CHANGING;
	struct leg *cs = is_change ? side->cs : side->asking;
	struct bearer_pick pick;
	enum cause cause = handover_pick(side, offer, false, &pick);

	if (!cause && !cs)
		cause = CAUSE_CANCELLED;	/* sip lost the leg without a word */
	if (cause)
		return cause;
	if (is_change) {
		cause = handover_change(side, &pick);
		if (!cause)
			(void)transfer_step(side, ON_AGREED);
		return cause;
	}
	side->asking = NULL;
	cause = handover_begin(side, cs, &pick, ON_AGREED);
	if (cause)
		side->asking = cs;
	return cause;
}

static void
on_answer(struct side *side, const struct mdesc *answer)
{
	struct reoffering *r = side->reoffering;
	struct mdesc *told = r->told, *offer = r->offer;
	enum cause cause = CAUSE_NO_CODEC;

	r->wait = WAIT_NONE;
	r->told = r->offer = NULL;
	if (answer && is_usable(side, told, answer) && install(side, told, answer) == 0) {
		cause = move(side, offer);
		if (cause)
			reoffer_undo(side);
		else if (side->state == MOVED)
			reoffer_settled(side);	/* the same leg: nothing to go back to */
	} else {
		mdesc_free(told);
		if (answer)
			go_back(side);
	}
	mdesc_free(offer);
	count(side, cause ? REOFFER_REFUSED : REOFFER_AGREED);
	if (cause) {
		log_info("transfer", "reoffer-failed session=%" PRIu64 " cause=%s answered=%d",
			 side->session->id, cause_name(cause), answer != NULL);
		(void)transfer_step(side, ON_NOT_AGREED);
	}
}

static void
on_late(struct side *side, const struct mdesc *answer)
{
	struct reoffering *r = side->reoffering;

	r->wait = WAIT_NONE;
	forget_ask(r);
	count(side, answer ? REOFFER_LATE : REOFFER_REFUSED);
	if (answer)
		go_back(side);
}

static void
on_back(struct side *side, const struct mdesc *answer)
{
	struct side *other = side_other(side);
	struct mdesc *copy;

	side->reoffering->wait = WAIT_NONE;
	if (!answer || !is_usable(side, side->last, answer) || mdesc_copy(answer, &copy)) {
		stranded(side);
		return;
	}
	mdesc_free(other->last);
	other->last = copy;
	apply(side);
	count(side, REOFFER_BACK);
}

/* The way back stays what it was: this is the same handover still. */
static void
on_narrow(struct side *side, const struct mdesc *answer)
{
	struct reoffering *r = side->reoffering;
	struct agreed next = { .own = r->told }, before = in_force(side);

	r->wait = WAIT_NONE;
	r->told = NULL;
	if (!answer || !is_usable(side, next.own, answer) || mdesc_copy(answer, &next.remote)) {
		mdesc_free(next.own);
		count(side, REOFFER_REFUSED);
		if (answer)
			go_back(side);
		return;
	}
	put_in_force(side, next);
	if (r->home.own) {
		agreed_free(&before);
	} else {
		r->home = before;
		r->is_of_newest = true;
	}
	apply(side);
	count(side, REOFFER_AGREED);
}

void
session_reoffered(struct session *session, struct leg *leg, const struct mdesc *answer)
{
	struct side *other = session_side_of(session, leg);
	struct side *side = other ? side_other(other) : NULL;

	if (!side || leg != other->ps || !side->reoffering)
		return;
	session_touch(session);
	switch (side->reoffering->wait) {
	case WAIT_ANSWER:
		on_answer(side, answer);
		break;
	case WAIT_LATE:
		on_late(side, answer);
		break;
	case WAIT_BACK:
		on_back(side, answer);
		break;
	case WAIT_NARROW:
		on_narrow(side, answer);
		break;
	case WAIT_NONE:
		break;
	}
	session_settle(session);
}

/* ---- what the machine does meanwhile ---- */

void
reoffer_not_needed(struct side *side)
{
	if (side->reoffering)
		side->reoffering->is_of_newest = false;
}

void
reoffer_withdraw(struct side *side, enum outcome outcome)
{
	struct core *core = side->session->core;
	const struct signalling *sig = core->signalling;
	struct reoffering *r = side->reoffering;
	struct leg *target = side_other(side)->ps;
	enum transfer_kind kind = side->state == MOVED ? KIND_CS_CS : KIND_PS_CS;

	if (outcome != OUTCOME_OPEN)
		counter_add(&core->counts.transfers[kind][outcome], 1);
	if (r->wait != WAIT_ANSWER)
		return;
	r->wait = WAIT_NONE;
	if (target && sig->reoffer_stop(sig->ctx, target))
		r->wait = WAIT_LATE;
	else
		forget_ask(r);
}

void
reoffer_undo(struct side *side)
{
	struct reoffering *r = side->reoffering;

	if (!r || !r->is_of_newest)
		return;

	struct agreed gone = in_force(side), *back = r->old.own ? &r->old : &r->home;

	put_in_force(side, *back);
	*back = (struct agreed){ 0 };
	agreed_free(&gone);
	r->is_of_newest = false;
	go_back(side);
}

/* The formats of @told that the MSC has taken, in its order.  Returns how many. */
static unsigned int
taken(const struct mline *told, const struct bearer_pick *pick, struct mformat ret[BEARER_PTS_MAX])
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < pick->n_pts; i++) {
		const struct mformat *format = format_find_pt(told, pick->pts[i].own);

		if (format)
			ret[n++] = *format;
	}
	return n;
}

void
reoffer_narrow(struct side *side, const struct bearer_pick *pick)
{
	struct mformat formats[BEARER_PTS_MAX];
	unsigned int line = (unsigned int)session_speech_line(side->session);
	struct reoffer what = { .line = line, .formats = formats };
	bool may = side->state == DRAINING || side->state == MOVED;

	if (!may || session_is_protected(side->session) || reoffer_is_pending(side->session) ||
	    !transfer_is_anchored(side_other(side)))
		return;
	what.n_formats = taken(&side->last->line[line], pick, formats);

	struct reoffering *r = what.n_formats ? reoffering_of(side) : NULL;

	if (!r || renumber_mdesc(side->last, line, formats, what.n_formats, &r->told))
		return;
	r->wait = WAIT_NARROW;
	if (tell(side, &what)) {
		r->wait = WAIT_NONE;
		forget_ask(r);
	}
}

void
reoffer_settled(struct side *side)
{
	if (side->reoffering)
		agreed_free(&side->reoffering->old);
}

void
reoffer_target_lost(struct side *side)
{
	struct reoffering *r = side->reoffering;

	if (!r || r->wait == WAIT_NONE)
		return;
	r->wait = WAIT_NONE;
	forget_ask(r);
	if (side->asking || side->state == CS_CHANGING)
		(void)transfer_step(side, ON_NOT_AGREED);
}

void
reoffer_swap_home(struct side *side)
{
	struct reoffering *r = side->reoffering;

	if (!r || !r->is_of_newest || !r->home.own)
		return;

	struct agreed home = r->home;

	r->home = in_force(side);
	put_in_force(side, home);
}
