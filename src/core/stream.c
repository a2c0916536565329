/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/stream.c - one media line: its bridge, its far ends, its indication
 *
 * Thread      signalling
 * Standards   RFC 3264, RFC 3605, RFC 5761 section 5.1.3
 */
#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "model.h"

enum cause
stream_open(struct session *session, unsigned int i, enum party from, const struct mline *offered)
{
	const struct relay *relay = session->core->relay;
	struct stream *stream = &session->stream[i];
	struct relay_place place[PARTIES];

	if (!offered->is_relayed || stream->is_open)
		return CAUSE_NONE;

	for (unsigned int p = 0; p < PARTIES; p++)
		place[p] = session->side[p].place;
	stream->ind = indication_of_offer(offered);
	if (from == PARTY_CALLEE)
		stream->ind.dir = mdir_mirror(stream->ind.dir);

	int err = relay->line_open(relay->ctx, session->anchor, i, &stream->ind, place,
				   stream->local);
	if (err == -ENOSPC || err == -EAGAIN)
		return CAUSE_LIMIT;
	if (err)
		return CAUSE_INTERNAL;

	stream->is_open = stream->is_new = true;
	stream->signalled = stream->ind.state;
	stream->kind = offered->kind;
	stream_remote(session, i, from, offered, offered->has_rtcp_mux);
	return CAUSE_NONE;
}

void
stream_close(struct session *session, unsigned int i)
{
	const struct relay *relay = session->core->relay;

	if (!session->stream[i].is_open)
		return;
	relay->line_close(relay->ctx, session->anchor, i);
	session->stream[i] = (struct stream){ 0 };
}

void
stream_remote(struct session *session, unsigned int i, enum party party, const struct mline *line,
	      bool mux)
{
	const struct relay *relay = session->core->relay;
	struct relay_remote remote = { line->rtp, line->rtcp, mux };

	/* Offered with mux and not taken: the RTCP port is the one it would have had. */
	if (mux)
		remote.rtcp = remote.rtp;
	else if (line->has_rtcp_mux && addr_eq(&line->rtp, &line->rtcp))
		remote.rtcp = addr_with_port(&line->rtp, (uint16_t)(addr_port(&line->rtp) + 1));

	int err = relay->line_remote(relay->ctx, session->anchor, i, party, &remote);

	if (err)
		log_error("session", "remote-failed session=%" PRIu64 " line=%u party=%s error=%d",
			  session->id, i, party_name(party), -err);
}

/*
 * A protected agreement that the next one made plain is the phones' right, but never a quiet one.
 */
static bool
is_lowered(const struct indication *was, const struct indication *is)
{
	return was->state >= SEC_NEGOTIATED && indication_is_protected(was) &&
	       !indication_is_protected(is);
}

/* Another agreement: what was seen before it says nothing of this one.  As struct relay has it. */
static bool
is_another(const struct stream *stream, const struct indication *ind)
{
	enum sec_state state = ind->state <= SEC_NEGOTIATED ? ind->state : stream->signalled;

	return stream->ind.keying != ind->keying || stream->signalled != state;
}

void
stream_indicate(struct session *session, unsigned int i, const struct indication *ind)
{
	const struct relay *relay = session->core->relay;
	struct stream *stream = &session->stream[i];
	int err = relay->line_indicate(relay->ctx, session->anchor, i, ind);

	if (err) {
		log_error("session", "indicate-failed session=%" PRIu64 " line=%u error=%d",
			  session->id, i, -err);
		return;
	}
	if (is_another(stream, ind)) {
		for (unsigned int p = 0; p < PARTIES; p++)
			stream_see_anew(session, i, p);
	}
	if (is_lowered(&stream->ind, ind)) {
		counter_add(&session->core->counts.lowered, 1);
		log_warn("session", "security-lowered session=%" PRIu64 " line=%u was=%s", session->id,
			 i, keying_name(stream->ind.keying));
	}
	stream->ind = *ind;
	/* What was raised by packets is not what was signalled. */
	if (ind->state <= SEC_NEGOTIATED)
		stream->signalled = ind->state;
	stream_settle(stream);
}

/* The offerer's a=crypto that the answer took: RFC 4568 section 5.1.2. */
static const struct sdes *
offered_crypto(const struct mline *offer, uint32_t tag)
{
	for (unsigned int i = 0; i < offer->n_crypto; i++)
		if (offer->crypto[i].tag == tag)
			return &offer->crypto[i];
	return NULL;
}

static void
tell_keys(struct session *session, unsigned int i, enum party party, const struct sdes *sdes)
{
	const struct relay *relay = session->core->relay;
	bool is_other = false;
	int err = relay->line_keys(relay->ctx, session->anchor, i, party, sdes, &is_other);

	session->stream[i].is_unencrypted[party] = sdes && (sdes->params & SDES_UNENCRYPTED_SRTP);
	if (is_other)
		stream_see_anew(session, i, party);
	if (err)
		log_error("session", "keys-failed session=%" PRIu64 " line=%u party=%s error=%d",
			  session->id, i, party_name(party), -err);
}

void
stream_keys(struct session *session, unsigned int i, enum party offerer, const struct mline *offer,
	    const struct mline *answer)
{
	struct stream *stream = &session->stream[i];
	bool is_sdes = stream->ind.keying == KEYING_SDES && answer->n_crypto > 0;

	if (!is_sdes && !stream->has_keys)
		return;
	tell_keys(session, i, offerer,
		  is_sdes ? offered_crypto(offer, answer->crypto[0].tag) : NULL);
	tell_keys(session, i, party_other(offerer), is_sdes ? &answer->crypto[0] : NULL);
	stream->has_keys = is_sdes;
}

void
session_recount(struct session *session)
{
	struct counter *secure = session->core->counts.secure;
	enum keying now = KEYING_NONE;

	for (unsigned int i = 0; i < session->n_streams && now == KEYING_NONE; i++) {
		if (session->stream[i].is_open)
			now = session->stream[i].ind.keying;
	}
	if (now == session->secure)
		return;
	counter_add(&secure[session->secure], (uint64_t)-1);
	counter_add(&secure[now], 1);
	session->secure = now;
}
