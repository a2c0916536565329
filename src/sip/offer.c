/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/offer.c - see offer.h
 */
#include "offer.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/wipe.h"
#include "call.h"
#include "compose.h"
#include "multipart.h"
#include "sdp_edit.h"
#include "sdp_map.h"

static bool
is_type(const sip_t *sip, const char *type)
{
	const char *is = sip->sip_content_type ? sip->sip_content_type->c_type : NULL;

	return is && strncasecmp(is, type, strlen(type)) == 0;
}

/* Where the SDP of a multipart body is. */
static enum multipart
find_part(const sip_t *sip, struct span *ret)
{
	const char *value = msg_params_find(sip->sip_content_type->c_params, "boundary=");
	struct span boundary = span_trim(span_of(value));

	if (boundary.n >= 2 && boundary.p[0] == '"' && boundary.p[boundary.n - 1] == '"')
		boundary = span_new(boundary.p + 1, boundary.n - 2);
	return multipart_find(compose_body_of(sip), boundary, ret);
}

struct span
offer_sdp_of(const sip_t *sip)
{
	struct span sdp = { 0 };

	if (!sip || !sip->sip_payload || !sip->sip_content_type)
		return sdp;
	if (is_type(sip, "application/sdp"))
		return compose_body_of(sip);
	if (is_type(sip, "multipart/") && find_part(sip, &sdp) != MULTIPART_FOUND)
		return (struct span){ 0 };
	return sdp;
}

bool
offer_is_hidden(const sip_t *sip)
{
	const msg_list_t *encoding = (const msg_list_t *)sip->sip_content_encoding;
	struct span sdp;

	if (!sip->sip_payload || sip->sip_payload->pl_len == 0 || !sip->sip_content_type)
		return false;
	if (encoding && encoding->k_items && strcasecmp(encoding->k_items[0], "identity") != 0)
		return is_type(sip, "multipart/") || is_type(sip, "application/sdp");
	return is_type(sip, "multipart/") && find_part(sip, &sdp) == MULTIPART_HIDDEN;
}

/* @body, the SDP of @sip as edited, back into the parts it came among. */
static void
wrap(const sip_t *sip, struct text *body)
{
	struct span whole = compose_body_of(sip), part = offer_sdp_of(sip);
	struct text wrapped;

	if (!is_type(sip, "multipart/") || part.n == 0)
		return;

	text_init(&wrapped, MESSAGE_MAX);
	text_put(&wrapped, whole.p, (size_t)(part.p - whole.p));
	text_put_span(&wrapped, text_span(body));
	text_put_span(&wrapped, span_skip(whole, (size_t)(part.p - whole.p) + part.n));
	text_fini(body);
	*body = wrapped;
}

enum cause
offer_map(const struct leg *leg, struct span sdp, struct mdesc **ret)
{
	const char *why = "";
	int rc = sdp_map(sdp, &why, ret);

	if (rc == 0)
		return CAUSE_NONE;
	log_warn("sdp", "refused session=%" PRIu64 " why=\"%s\" octets=%zu",
		 leg->call ? leg->call->id : 0, rc == -ENOMEM ? "out of memory" : why, sdp.n);
	return rc == -ENOMEM ? CAUSE_INTERNAL : CAUSE_BAD_SDP;
}

/* The text as @patch says and as the party of @to has to see it. */
static enum cause
edit(struct leg *to, struct span sdp, const struct mpatch *patch, struct text *body)
{
	struct text edited;
	int rc;

	text_init(&edited, MDESC_TEXT_MAX + 4096);
	rc = sdp_edit(sdp, patch, &edited);
	if (rc == 0)
		rc = sdp_told_stamp(&to->told, text_span(&edited), body);
	text_fini(&edited);
	return rc == 0 ? CAUSE_NONE : rc == -ENOMEM ? CAUSE_INTERNAL : CAUSE_BAD_SDP;
}

static struct session *
session_of(const struct exchange *exchange)
{
	const struct leg *leg = exchange->from ? exchange->from : exchange->to;

	return leg && leg->call ? leg->call->session : NULL;
}

/* An offer of @from on its way to @to. */
static enum cause
pass_offer(struct exchange *exchange, struct leg *from, struct leg *to, struct span sdp,
	   struct text *body)
{
	struct session *session = session_of(exchange);
	struct mpatch patch = { 0 };
	struct mdesc *offer;
	enum cause cause = session ? offer_map(from, sdp, &offer) : CAUSE_STATE;

	if (cause != CAUSE_NONE)
		return cause;

	cause = session_offer(session, from->party, offer, &patch);
	mdesc_free(offer);
	if (cause != CAUSE_NONE)
		return cause;

	cause = edit(to, sdp, &patch, body);
	if (cause != CAUSE_NONE) {
		session_offer_failed(session);
		return cause;
	}
	wipe_free_str(exchange->asked);
	exchange->asked = span_dup(sdp);
	text_fini(&exchange->sent);
	text_init(&exchange->sent, MDESC_TEXT_MAX + 4096);
	text_put_span(&exchange->sent, text_span(body));
	return CAUSE_NONE;
}

/* What was offered is in force. */
static void
settle(struct exchange *exchange, struct leg *offerer, struct leg *other)
{
	if (exchange->asked)
		leg_note_sdp(offerer, span_of(exchange->asked));
	if (exchange->sent.n && sdp_told_keep(&other->told, text_span(&exchange->sent)) < 0)
		log_warn("sdp", "not-kept leg=%s", other->tag);
}

/* An answer of @from on its way to @to, the offerer. */
static enum cause
pass_answer(struct exchange *exchange, struct leg *from, struct leg *to, struct span sdp,
	    bool is_final, struct text *body)
{
	struct session *session = session_of(exchange);
	struct mpatch patch = { 0 };
	struct mdesc *answer;
	enum cause cause = session ? offer_map(from, sdp, &answer) : CAUSE_STATE;

	if (cause != CAUSE_NONE)
		return cause;

	cause = session_answer(session, from->party, answer, is_final, &patch);
	mdesc_free(answer);
	if (cause == CAUSE_NONE)
		cause = edit(to, sdp, &patch, body);
	if (cause != CAUSE_NONE)
		return cause;

	settle(exchange, to, from);
	leg_note_sdp(from, sdp);
	if (sdp_told_keep(&to->told, text_span(body)) < 0)
		log_warn("sdp", "not-kept leg=%s", to->tag);
	return CAUSE_NONE;
}

/* An early answer becomes the answer: the 2xx came without one, or an UPDATE follows. */
static void
finish_early(struct exchange *exchange)
{
	struct session *session = session_of(exchange);
	struct leg *to = exchange->to;
	struct mpatch patch = { 0 };
	struct mdesc *answer;

	if (!session || !to->sdp_in || offer_map(to, span_of(to->sdp_in), &answer) != CAUSE_NONE)
		return;
	if (session_answer(session, to->party, answer, true, &patch) != CAUSE_NONE)
		log_warn("sdp", "early-answer-refused session=%" PRIu64, session_id(session));
	mdesc_free(answer);
	exchange->oa = OA_DONE;
}

/*
 * An offer within an early dialog: what was answered reliably before is settled first (RFC 6337
 * section 2.2).
 */
static void
settle_early(struct leg *leg)
{
	struct exchange *invite = exchange_invite_served(leg);

	if (!invite)
		invite = exchange_invite_issued(leg);
	if (invite && invite->oa == OA_EARLY)
		finish_early(invite);
}

static void
pass_plain(const sip_t *sip, struct text *body)
{
	text_put_span(body, compose_body_of(sip));
}

enum cause
offer_in_request(struct exchange *exchange, const sip_t *sip, struct text *body)
{
	struct span sdp = offer_sdp_of(sip);
	bool may_offer = exchange->is_invite || strcmp(exchange->method, "UPDATE") == 0 ||
			 strcmp(exchange->method, "PRACK") == 0;

	if (sdp.n == 0 || !may_offer) {
		pass_plain(sip, body);
		exchange->oa = exchange->is_invite ? OA_OFFER_DUE : OA_NONE;
		return CAUSE_NONE;
	}
	if (!exchange->is_initial)
		settle_early(exchange->from);

	enum cause cause = pass_offer(exchange, exchange->from, exchange->to, sdp, body);

	if (cause == CAUSE_NONE)
		exchange->oa = OA_ANSWER_DUE;
	wrap(sip, body);
	return cause;
}

/* The SDP of a 1xx or 2xx to a request that had the offer. */
static enum cause
answer_in_response(struct exchange *exchange, struct span sdp, bool is_final, struct text *body)
{
	enum cause cause = pass_answer(exchange, exchange->to, exchange->from, sdp, is_final, body);

	if (cause == CAUSE_NONE)
		exchange->oa = is_final ? OA_DONE : OA_EARLY;
	return cause;
}

static enum cause
offer_in_late_response(struct exchange *exchange, struct span sdp, struct text *body)
{
	enum cause cause = pass_offer(exchange, exchange->to, exchange->from, sdp, body);

	if (cause == CAUSE_NONE)
		exchange->oa = OA_ANSWER_IN_ACK;
	return cause;
}

/* A 2xx without SDP: what came early holds; nothing came at all: there is no agreement. */
static void
bare_success(struct exchange *exchange)
{
	struct session *session = session_of(exchange);

	if (exchange->oa == OA_EARLY)
		finish_early(exchange);
	else if (exchange->oa == OA_ANSWER_DUE && session)
		session_offer_failed(session);
	if (exchange->oa == OA_ANSWER_DUE)
		exchange->oa = OA_DONE;
}

static enum cause
sdp_in_response(struct exchange *exchange, const sip_t *sip, struct text *body)
{
	struct span sdp = offer_sdp_of(sip);
	bool is_final = sip->sip_status->st_status >= 200;
	bool is_reliable = is_final || (sip->sip_rseq && exchange->from_100rel);

	if (sdp.n == 0 || exchange->oa == OA_NONE) {
		if (is_final)
			bare_success(exchange);
		if (sdp.n == 0 || !exchange->is_invite)
			pass_plain(sip, body);
		return CAUSE_NONE;
	}

	switch (exchange->oa) {
	case OA_ANSWER_DUE:
	case OA_EARLY:
		return answer_in_response(exchange, sdp, is_final, body);
	case OA_OFFER_DUE:
		/*
		 * RFC 3261 section 13.2.1: in the first reliable one; elsewhere it says nothing
		 * yet
		 */
		return is_reliable ? offer_in_late_response(exchange, sdp, body) : CAUSE_NONE;
	default:
		/* a repetition of what was agreed (RFC 6337 section 3.1): in our words again */
		text_put_span(body, sdp_told_last(&exchange->from->told));
		return CAUSE_NONE;
	}
}

enum cause
offer_in_response(struct exchange *exchange, const sip_t *sip, struct text *body)
{
	enum cause cause;

	if (sip->sip_status->st_status >= 200 && offer_is_hidden(sip))
		return CAUSE_BAD_SDP;
	cause = sdp_in_response(exchange, sip, body);
	if (body->n && exchange->oa != OA_NONE)
		wrap(sip, body);
	return cause;
}

void
offer_in_ack(struct exchange *exchange, const sip_t *sip, struct text *body)
{
	struct span sdp = offer_sdp_of(sip);
	struct session *session = session_of(exchange);

	if (exchange->oa != OA_ANSWER_IN_ACK) {
		if (sdp.n == 0)
			pass_plain(sip, body);
		return;
	}
	exchange->oa = OA_DONE;
	if (sdp.n &&
	    pass_answer(exchange, exchange->from, exchange->to, sdp, true, body) == CAUSE_NONE) {
		wrap(sip, body);
		return;
	}

	log_warn("call", "no-answer-in-ack session=%" PRIu64, session ? session_id(session) : 0);
	text_reset(body);
	if (session)
		session_offer_failed(session);
}

enum cause
offer_in_prack(struct exchange *invite, const sip_t *sip, struct text *body)
{
	struct span sdp = offer_sdp_of(sip);

	if (invite->oa != OA_ANSWER_IN_ACK || sdp.n == 0) {
		pass_plain(sip, body);
		return CAUSE_NONE;
	}

	enum cause cause = pass_answer(invite, invite->from, invite->to, sdp, true, body);

	if (cause == CAUSE_NONE)
		invite->oa = OA_DONE;
	wrap(sip, body);
	return cause;
}

void
offer_refused(struct exchange *exchange)
{
	struct session *session = session_of(exchange);
	bool is_open = exchange->oa == OA_ANSWER_DUE || exchange->oa == OA_EARLY ||
		       exchange->oa == OA_ANSWER_IN_ACK;

	if (is_open && session && session_has_offer(session))
		session_offer_failed(session);
	exchange->oa = OA_DONE;
}
