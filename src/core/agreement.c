/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/agreement.c - may a party say this again?
 *
 * Thread      any; pure
 * Standards   as in agreement.h
 */
#include "agreement.h"

#include "format.h"

const struct sdes *
agreement_crypto(const struct mline *own, const struct mline *peer)
{
	if (own->n_crypto == 1)
		return &own->crypto[0];

	/*
	 * It offered several: the answer repeats the tag of the one it took (RFC 4568 section
	 * 5.1.2).
	 */
	for (unsigned int i = 0; peer->n_crypto == 1 && i < own->n_crypto; i++) {
		if (own->crypto[i].tag == peer->crypto[0].tag)
			return &own->crypto[i];
	}
	return NULL;
}

static enum cause
check_crypto(const struct agreement *agreed, const struct mline *now)
{
	const struct sdes *ours = agreement_crypto(agreed->own, agreed->peer);
	bool has_suite = false;

	if (!ours)
		return CAUSE_NONE;

	for (unsigned int i = 0; i < now->n_crypto; i++) {
		if (sdes_same_keys(&now->crypto[i], ours))
			return CAUSE_NONE;
		has_suite |= now->crypto[i].suite == ours->suite;
	}
	return has_suite ? CAUSE_NEW_KEY : CAUSE_NEW_SUITE;
}

static enum cause
check_keying(const struct agreement *agreed, const struct mline *now)
{
	const struct mline *own = agreed->own;

	if (!agreed->is_protected)
		return CAUSE_NONE;
	if (own->keying_hash && own->keying_hash != now->keying_hash)
		return CAUSE_NEW_KEY;
	if (own->has_fingerprint != now->has_fingerprint || own->has_key_mgmt != now->has_key_mgmt)
		return CAUSE_NEW_KEY;
	return check_crypto(agreed, now);
}

/* 0.0.0.0 is a hold of old (RFC 3264 section 8.4), not another place. */
static bool
is_elsewhere(const struct addr *was, const struct addr *is)
{
	return !addr_is_any(is) && !addr_is_any(was) && !addr_eq(was, is);
}

static bool
is_agreed(const struct agreement *agreed, const struct mformat *format)
{
	return format_find_same(agreed->peer, format);
}

/* At least one codec of the agreement, each under its number; more of them may be listed. */
static enum cause
check_codecs(const struct agreement *agreed, const struct mline *now)
{
	unsigned int n_kept = 0;
	bool must_is_kept = agreed->must_pt < 0;

	for (unsigned int i = 0; i < now->n_formats; i++) {
		const struct mformat *format = &now->formats[i];
		const struct mformat *was = format_find_pt(agreed->own, format->pt);

		if (!was || !is_agreed(agreed, was))
			continue;
		/* The number is in use on the wire: it cannot mean something else now. */
		if (!format_is_same(was, format))
			return CAUSE_NEW_CODEC;
		n_kept += !format_is_event(format);
		must_is_kept |= format->pt == agreed->must_pt;
	}
	return n_kept && must_is_kept ? CAUSE_NONE : CAUSE_NEW_CODEC;
}

enum cause
agreement_check(const struct agreement *agreed, const struct mline *now)
{
	const struct mline *own = agreed->own;

	if (now->is_refused)
		return CAUSE_NONE;		/* nobody can be forced to go on */
	if (now->kind != own->kind)
		return CAUSE_BAD_SDP;
	/* After a potential configuration (RFC 5939) the profile is the answer's. */
	if (now->proto != own->proto && now->proto != agreed->peer->proto)
		return agreed->is_protected ? CAUSE_NEW_SUITE : CAUSE_BAD_SDP;

	enum cause cause = check_keying(agreed, now);

	if (cause)
		return cause;
	if (!agreed->may_move &&
	    (is_elsewhere(&own->rtp, &now->rtp) || is_elsewhere(&own->rtcp, &now->rtcp)))
		return CAUSE_NEW_ADDRESS;
	return check_codecs(agreed, now);
}
