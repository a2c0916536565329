/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/policy.c - may the stream move to what the MSC offers, and to which bearer?
 *
 * The bearers of a protected stream are a table in order of preference; each row says how a media
 * line of the offer is looked at.
 *
 * Thread      any; pure
 */
#include "policy.h"

#include <string.h>

#include "base/span.h"
#include "codec.h"
#include "fit.h"
#include "format.h"

enum {
	CS_PTIME_DEFAULT_MS = 20,	/* RFC 4040 section 6 leaves it open; what gateways do */
};

/* RFC 4040, and what gateways called it before. */
static const char *const clearmode_names[] = {
	"CLEARMODE", "X-CCD", "CCD", "G.nX64", "Cisco-clear-channel",
};

/* ---- finding formats ---- */

static bool
is_usable(const struct mline *line)
{
	return line->is_relayed && !line->is_refused && line->kind == MKIND_AUDIO &&
	       line->rtp.port != 0 && !addr_is_none(&line->rtp);
}

static const struct mformat *
find_clearmode(const struct mline *line)
{
	for (unsigned int i = 0; i < line->n_formats; i++)
		for (size_t n = 0; n < ARRAY_LEN(clearmode_names); n++)
			if (span_case_is(span_of(line->formats[i].name), clearmode_names[n]) &&
			    line->formats[i].rate_hz == 8000)
				return &line->formats[i];
	return NULL;
}

static const struct mformat *
find_iufp(const struct mline *line)
{
	for (unsigned int i = 0; i < line->n_formats; i++)
		if (span_case_is(span_of(line->formats[i].name), "VND.3GPP.IUFP") &&
		    line->formats[i].rate_hz == 16000)
			return &line->formats[i];
	return NULL;
}

/* RTP in the clear on the last hop: we have no keys for it. */
static bool
is_plain(const struct mline *line)
{
	return line->proto == MPROTO_AVP || line->proto == MPROTO_AVPF;
}

/* ---- the bearers, one finder each: true and *ret's bearer and formats ---- */

static bool
pick_clearmode(const struct mline *line, const struct policy_ask *ask, struct bearer_pick *ret)
{
	const struct mformat *format = is_plain(line) ? find_clearmode(line) : NULL;

	if (!format)
		return false;
	ret->bearer = BEARER_CLEARMODE;
	ret->format = *format;
	return true;
}

/* After CLEARMODE: it is the same line with something in front that can go wrong. */
static bool
pick_iufp(const struct mline *line, const struct policy_ask *ask, struct bearer_pick *ret)
{
	const struct mformat *format = is_plain(line) ? find_iufp(line) : NULL;

	if (!format)
		return false;
	ret->bearer = BEARER_IUFP;
	ret->format = *format;
	return true;
}

/* The same encoding under the same number. */
static bool
has_format(const struct mline *line, const struct mformat *format)
{
	const struct mformat *same = format_find_pt(line, format->pt);

	return same && format_is_same(same, format);
}

/** The MSC converts by itself and wants the packets as they are: the session's own payload type. */
static bool
pick_transparent(const struct mline *line, const struct policy_ask *ask, struct bearer_pick *ret)
{
	if (!line->wants_transparent)
		return false;
	for (unsigned int i = 0; i < line->n_formats; i++) {
		const struct mformat *format = &line->formats[i];

		/*
		 * Its header is authenticated: the number is the same at both ends, or it is
		 * another stream.
		 */
		if (!format_is_event(format) && has_format(ask->remote, format) &&
		    has_format(ask->moving, format)) {
			ret->bearer = BEARER_TRANSPARENT;
			ret->format = *format;
			return true;
		}
	}
	return false;
}

static void
add_pt(const struct policy_ask *ask, struct bearer_pick *pick, const struct mformat *cs,
       const struct mformat *remote)
{
	const struct mformat *own = format_find_same(ask->moving, cs);

	if (pick->n_pts == BEARER_PTS_MAX)
		return;
	if (pick->n_pts == 0)
		pick->format = *cs;
	else
		pick->extra[pick->n_pts - 1] = *cs;
	pick->pts[pick->n_pts++] = (struct bearer_pt){
		.cs = cs->pt,
		.remote = remote->pt,
		.own = own ? own->pt : remote->pt,
	};
}

static bool
has_remote(const struct bearer_pick *pick, const struct mformat *remote)
{
	for (unsigned int i = 0; i < pick->n_pts; i++)
		if (pick->pts[i].remote == remote->pt)
			return true;
	return false;
}

/* Speech (or what goes along with it) of the MSC's that the other party takes as it comes. */
static void
add_formats(const struct mline *line, const struct policy_ask *ask, bool are_events,
	    struct bearer_pick *ret)
{
	for (unsigned int i = 0; i < line->n_formats; i++) {
		struct mformat cs = line->formats[i];
		const struct mformat *remote = codec_find(ask->remote, ask->moving, &cs);

		if (format_is_event(&cs) != are_events || !remote || has_remote(ret, remote) ||
		    !codec_narrow(&cs, remote, format_find_same(ask->moving, remote)))
			continue;
		add_pt(ask, ret, &cs, remote);
	}
}

/* It may change among all it has agreed to, at any packet (RFC 3264 section 6.1). */
bool
policy_leaves_any(const struct bearer_pick *pick, const struct mline *moving,
		  const struct mline *remote)
{
	for (unsigned int i = 0; i < moving->n_formats; i++) {
		const struct mformat *own = &moving->formats[i];
		const struct mformat *its = format_find_same(remote, own);

		if (its && !format_is_event(its) && !has_remote(pick, its))
			return true;
	}
	return false;
}

static bool
pick_speech(const struct mline *line, const struct policy_ask *ask, struct bearer_pick *ret)
{
	struct bearer_pick pick = { .bearer = BEARER_SPEECH };

	if (!is_plain(line))
		return false;
	add_formats(line, ask, false, &pick);
	if (pick.n_pts == 0 ||
	    (!ask->is_reoffer && policy_leaves_any(&pick, ask->moving, ask->remote)))
		return false;
	add_formats(line, ask, true, &pick);
	*ret = pick;
	return true;
}

/* ---- rates ---- */

static bool
is_octet_stream(enum bearer bearer)
{
	return bearer == BEARER_CLEARMODE || bearer == BEARER_IUFP;
}

/**
 * What the offer's b= leaves for the content of the line; UINT32_MAX where it says nothing.
 *
 * TIAS is without headers; AS counts IP, UDP and RTP around each packet (RFC 3890 section 6.2).
 * The payload of CLEARMODE alone is 64 kbit/s: an AS of that or more is about the packets, and no
 * word on what the bearer behind them carries.
 */
static uint32_t
said_bps(const struct mline *line, uint16_t ptime_ms)
{
	uint32_t bps = line->bandwidth_bps;
	uint32_t headers = (line->rtp.family == ADDR_IP6 ? 60 : 40) * 8000u / ptime_ms;

	if (bps == 0 || bps >= FIT_CLEARMODE_BPS)
		return UINT32_MAX;
	if (line->is_tias)
		return bps;
	return bps > headers ? bps - headers : 1;
}

static uint32_t
bearer_bps(const struct policy_ask *ask, const struct bearer_pick *pick)
{
	uint32_t said = said_bps(&ask->offer->line[pick->line], pick->ptime_ms);
	uint32_t has = ask->bearer_bps ? ask->bearer_bps : FIT_CLEARMODE_BPS;

	return said < has ? said : has;
}

/* ---- the decision ---- */

typedef bool finder(const struct mline *line, const struct policy_ask *ask,
		    struct bearer_pick *ret);

static finder *const for_protected[] = { pick_clearmode, pick_iufp, pick_transparent };
static finder *const for_plain[] = { pick_speech };

/* An SDU is 5 or 10 ms of the line (TS 25.415); what else is offered must be for other formats. */
static uint16_t
ptime_of(const struct mline *line, const struct policy_ask *ask, enum bearer bearer)
{
	if (bearer == BEARER_IUFP && line->ptime_ms != 5 && line->ptime_ms != 10)
		return ask->iufp_ptime_ms;

	uint16_t ms = line->ptime_ms ? line->ptime_ms : CS_PTIME_DEFAULT_MS;

	return line->maxptime_ms && ms > line->maxptime_ms ? line->maxptime_ms : ms;
}

/** Try each finder on each usable line; the order of the finders is the preference. */
static bool
search(finder *const *finders, size_t n, const struct policy_ask *ask, struct bearer_pick *ret)
{
	for (size_t f = 0; f < n; f++)
		for (unsigned int i = 0; i < ask->offer->n_lines; i++) {
			const struct mline *line = &ask->offer->line[i];

			if (!is_usable(line) || !finders[f](line, ask, ret))
				continue;
			ret->line = i;
			ret->rtp = line->rtp;
			ret->rtcp = line->rtcp;
			ret->rtcp_mux = line->has_rtcp_mux;
			ret->dir = line->dir;
			ret->ptime_ms = ptime_of(line, ask, ret->bearer);
			return true;
		}
	return false;
}

bool
policy_is_data(const struct mformat *format)
{
	struct span name = span_of(format->name);

	for (size_t n = 0; n < ARRAY_LEN(clearmode_names); n++)
		if (span_case_is(name, clearmode_names[n]))
			return true;
	return name.n == 0 || span_case_is(name, "VND.3GPP.IUFP");
}

const struct mline *
policy_speech_line(const struct mdesc *offer)
{
	for (unsigned int i = 0; i < offer->n_lines; i++) {
		const struct mline *line = &offer->line[i];

		for (unsigned int f = 0; is_usable(line) && is_plain(line) && f < line->n_formats; f++)
			if (!policy_is_data(&line->formats[f]) && !format_is_event(&line->formats[f]))
				return line;
	}
	return NULL;
}

static bool
has_usable(const struct mdesc *offer)
{
	for (unsigned int i = 0; i < offer->n_lines; i++)
		if (is_usable(&offer->line[i]))
			return true;
	return false;
}

enum cause
policy_pick_speech(const struct policy_ask *ask, struct bearer_pick *ret)
{
	struct bearer_pick pick = { .bearer = BEARER_NONE };

	if (!ask->offer || !has_usable(ask->offer))
		return CAUSE_NO_MEDIA;
	if (!search(for_plain, ARRAY_LEN(for_plain), ask, &pick))
		return CAUSE_NO_CODEC;
	*ret = pick;
	return CAUSE_NONE;
}

enum cause
policy_pick(const struct policy_ask *ask, struct bearer_pick *ret)
{
	struct bearer_pick pick = { .bearer = BEARER_NONE };
	bool is_protected = indication_is_protected(ask->ind);

	if (!ask->offer || !has_usable(ask->offer))
		return CAUSE_NO_MEDIA;

	bool found = is_protected ?
			     search(for_protected, ARRAY_LEN(for_protected), ask, &pick) :
			     search(for_plain, ARRAY_LEN(for_plain), ask, &pick);
	if (!found)
		return is_protected ? CAUSE_NO_BEARER : CAUSE_NO_CODEC;

	if (is_octet_stream(pick.bearer)) {
		struct fit fit = fit_lines(ask->remote, ask->moving, ask->ind);

		pick.bearer_bps = bearer_bps(ask, &pick);
		if (!fit_is_within(&fit, pick.bearer_bps, ask->fit_by_mean, NULL, 0))
			return CAUSE_NO_BEARER;
	}

	*ret = pick;
	return CAUSE_NONE;
}
