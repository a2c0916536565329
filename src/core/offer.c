/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/offer.c - offer and answer between two parties on PS
 *
 * An offer opens bridges for its new lines and changes nothing else; an answer settles far ends and
 * indications.  What both sides last agreed to is kept (side.last): after a transfer it is all
 * that may be said again.
 *
 * Thread      signalling
 * Standards   RFC 3264 sections 5, 6 and 8; RFC 3262 section 5; RFC 6337 section 3
 */
#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "core/session.h"
#include "model.h"
#include "transfer.h"

/* ---- what goes on to the other party ---- */

static struct mpatch
patch_towards(const struct session *session, enum party to, const struct mdesc *mdesc)
{
	struct mpatch patch = { .n_lines = mdesc->n_lines };

	for (unsigned int i = 0; i < mdesc->n_lines; i++) {
		const struct stream *stream = &session->stream[i];

		if (!mdesc->line[i].is_relayed || !stream->is_open)
			continue;
		patch.line[i].is_relayed = true;
		patch.line[i].rtp = stream->local[to].rtp;
		patch.line[i].rtcp = stream->local[to].rtcp;
	}
	return patch;
}

/*
 * It goes on to the other party, who may understand it; here it counts as none (RFC 4568 section
 * 9.1).
 */
static void
note_bad_crypto(struct session *session, enum party from, const struct mdesc *mdesc)
{
	struct core *core = session->core;
	unsigned int n = 0, missed;

	for (unsigned int i = 0; i < mdesc->n_lines; i++)
		n += mdesc->line[i].n_bad_crypto;
	if (n == 0)
		return;
	counter_add(&core->counts.bad_crypto, n);
	if (log_limited(&core->bad_crypto_limit, core->now_us, &missed))
		log_warn("session",
			 "bad-crypto session=%" PRIu64 " party=%s attributes=%u suppressed=%u",
			 session->id, party_name(from), n, missed);
}

/* ---- the offer ---- */

static void
drop_offer(struct session *session)
{
	session->offer = mdesc_free(session->offer);
	session->preview = mdesc_free(session->preview);
}

static void
close_new_streams(struct session *session)
{
	const struct mdesc *last = session->side[PARTY_CALLER].last;

	for (unsigned int i = 0; i < session->n_streams; i++) {
		if (session->stream[i].is_new)
			stream_close(session, i);
	}
	session->n_streams = last ? last->n_lines : 0;
}

static enum cause
may_offer(struct session *session, enum party from, const struct mdesc *offer)
{
	if (!transfer_is_anchored(&session->side[PARTY_CALLER]) ||
	    !transfer_is_anchored(&session->side[PARTY_CALLEE]))
		return CAUSE_STATE;
	/* Answered in a reliable 18x, it may be followed by another one: RFC 3262 section 5. */
	session_agree(session);
	if (session->offer)
		return CAUSE_GLARE;

	const struct mdesc *last = session->side[from].last;

	if (last && offer->n_lines < last->n_lines)
		return CAUSE_BAD_SDP;		/* RFC 3264 section 8 */
	return CAUSE_NONE;
}

enum cause
session_offer(struct session *session, enum party from, const struct mdesc *offer,
	      struct mpatch *ret)
{
	enum cause cause = may_offer(session, from, offer);
	struct mdesc *copy;

	if (cause)
		return cause;
	if (mdesc_copy(offer, &copy))
		return CAUSE_INTERNAL;

	if (offer->n_lines > session->n_streams)
		session->n_streams = offer->n_lines;
	for (unsigned int i = 0; i < offer->n_lines && !cause; i++)
		cause = stream_open(session, i, from, &offer->line[i]);
	note_bad_crypto(session, from, offer);
	if (cause) {
		close_new_streams(session);
		mdesc_free(copy);
		return cause;
	}

	session->offer = copy;
	session->offerer = from;
	session_recount(session);
	session_touch(session);
	*ret = patch_towards(session, party_other(from), offer);
	return CAUSE_NONE;
}

/* ---- the answer ---- */

static void
apply_line(struct session *session, unsigned int i, enum party offerer, const struct mline *offer,
	   const struct mline *answer)
{
	struct indication ind = indication_of_answer(offer, answer);
	bool mux = offer->has_rtcp_mux && answer->has_rtcp_mux;

	if (offerer == PARTY_CALLEE)
		ind.dir = mdir_mirror(ind.dir);
	stream_indicate(session, i, &ind);
	stream_keys(session, i, offerer, offer, answer);
	stream_remote(session, i, offerer, offer, mux);
	stream_remote(session, i, party_other(offerer), answer, mux);
}

static void
apply(struct session *session, enum party offerer, const struct mdesc *offer,
      const struct mdesc *answer, bool is_final)
{
	for (unsigned int i = 0; i < offer->n_lines; i++) {
		if (!session->stream[i].is_open)
			continue;
		if (offer->line[i].is_relayed && answer->line[i].is_relayed)
			apply_line(session, i, offerer, &offer->line[i], &answer->line[i]);
		else if (is_final)
			stream_close(session, i);
		if (is_final)
			session->stream[i].is_new = false;
	}
	session_recount(session);
}

/* RFC 3264 section 8.3.2: none of these numbers may ever mean something else. */
static void
note_numbers(struct session *session, const struct mdesc *mdesc)
{
	for (unsigned int i = 0; i < mdesc->n_lines; i++)
		for (unsigned int f = 0; f < mdesc->line[i].n_formats; f++) {
			unsigned int pt = mdesc->line[i].formats[f].pt;

			session->pts_used[pt / 64 % 2] |= UINT64_C(1) << pt % 64;
		}
}

/* The pending offer and @answer (taken) are what both sides agreed to. */
static void
agree_on(struct session *session, struct mdesc *answer)
{
	struct side *offerer = &session->side[session->offerer];
	struct side *answerer = side_other(offerer);

	note_numbers(session, session->offer);
	note_numbers(session, answer);
	mdesc_free(offerer->last);
	mdesc_free(answerer->last);
	session->agreed_offerer = session->offerer;
	offerer->last = session->offer;
	answerer->last = answer;
	session->offer = NULL;
	session->preview = mdesc_free(session->preview);
}

void
session_agree(struct session *session)
{
	struct mdesc *answer = session->preview;

	if (!session->offer || !answer)
		return;
	session->preview = NULL;
	apply(session, session->offerer, session->offer, answer, true);
	agree_on(session, answer);
}

static bool
is_answer(const struct session *session, enum party from, const struct mdesc *answer)
{
	return session->offer && session->offerer != from &&
	       session->offer->n_lines == answer->n_lines;
}

enum cause
session_answer(struct session *session, enum party from, const struct mdesc *answer, bool is_final,
	       struct mpatch *ret)
{
	enum mdir was = session_speech_dir(session);
	struct mdesc *copy;

	if (!is_answer(session, from, answer))
		return CAUSE_BAD_SDP;
	if (mdesc_copy(answer, &copy))
		return CAUSE_INTERNAL;

	note_bad_crypto(session, from, answer);
	apply(session, session->offerer, session->offer, answer, is_final);
	*ret = patch_towards(session, session->offerer, answer);
	if (is_final) {
		agree_on(session, copy);
	} else {
		mdesc_free(session->preview);
		session->preview = copy;
	}
	session_note_active(session, was);
	session_touch(session);
	return CAUSE_NONE;
}

void
session_offer_failed(struct session *session)
{
	const struct side *offerer = &session->side[session->agreed_offerer];
	const struct side *answerer = &session->side[party_other(offerer->party)];
	bool had_preview = session->preview;

	if (!session->offer)
		return;
	drop_offer(session);
	close_new_streams(session);
	/* A provisional answer had changed things already. */
	if (had_preview && offerer->last && answerer->last)
		apply(session, offerer->party, offerer->last, answerer->last, false);
	session_recount(session);
}

bool
session_has_offer(const struct session *session)
{
	return session->offer;
}
