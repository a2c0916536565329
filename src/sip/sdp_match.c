/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_match.c - which of the last words an offer meets
 *
 * Thread      any; pure.
 */
#include "sdp_match.h"

static const struct sdes *
find_tag(const struct mline *line, uint32_t tag)
{
	for (unsigned int i = 0; i < line->n_crypto; i++) {
		if (line->crypto[i].tag == tag)
			return &line->crypto[i];
	}
	return NULL;
}

/*
 * Who answered last holds one crypto line, and its tag is that of the line it took.  So of the
 * moved party's lines the one in force is its only one, or the one with the tag of the asker's
 * only one.
 */
static const struct sdes *
in_force(const struct mline *mine, const struct mline *other)
{
	if (mine->n_crypto == 0)
		return NULL;
	if (mine->n_crypto > 1 && other && other->n_crypto == 1) {
		const struct sdes *taken = find_tag(mine, other->crypto[0].tag);

		if (taken)
			return taken;
	}
	return &mine->crypto[0];
}

/*
 * What the offer calls the key that is in force on its side: another tag perhaps, another suite
 * never.
 */
static uint32_t
offered_tag(const struct mline *offer, const struct sdes *theirs, const struct sdes *mine)
{
	for (unsigned int i = 0; theirs && i < offer->n_crypto; i++) {
		if (sdes_same_keys(&offer->crypto[i], theirs))
			return offer->crypto[i].tag;
	}
	for (unsigned int i = 0; i < offer->n_crypto; i++) {
		if (offer->crypto[i].suite == mine->suite)
			return offer->crypto[i].tag;
	}
	return 0;
}

void
sdp_match_crypto(const struct mline *last, const struct mline *from_it, const struct mline *offer,
		 uint32_t *ret_old, uint32_t *ret_new)
{
	const struct sdes *mine = in_force(last, from_it);
	const struct sdes *theirs = from_it ? in_force(from_it, last) : NULL;

	*ret_new = mine ? offered_tag(offer, theirs, mine) : 0;
	*ret_old = *ret_new ? mine->tag : 0;
}

static bool
is_same_codec(const struct mformat *a, const struct mformat *b)
{
	if (a->name[0] == '\0' || b->name[0] == '\0')
		return a->pt == b->pt;
	return span_case_eq(span_of(a->name), span_of(b->name)) && a->rate_hz == b->rate_hz &&
	       a->channels == b->channels;
}

unsigned int
sdp_match_formats(const struct mline *last, const struct mline *offer,
		  bool ret_keeps[SDP_MATCH_PTS])
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < last->n_formats; i++) {
		const struct mformat *mine = &last->formats[i];
		bool is_offered = false;

		for (unsigned int k = 0; k < offer->n_formats && !is_offered; k++)
			is_offered = is_same_codec(mine, &offer->formats[k]);
		ret_keeps[mine->pt] = is_offered;
		n += is_offered;
	}
	return n;
}

bool
sdp_match_line(const struct mline *last, const struct mline *offer)
{
	bool is_dtls = last->proto >= MPROTO_DTLS_SAVP;
	bool wants_dtls = offer->proto >= MPROTO_DTLS_SAVP;

	if (last->kind != offer->kind || last->is_refused || offer->is_refused)
		return false;
	if (last->proto == MPROTO_OTHER || offer->proto == MPROTO_OTHER)
		return false;
	if (last->has_potential || offer->has_potential)
		return true;
	return mproto_is_secure(last->proto) == mproto_is_secure(offer->proto) &&
	       is_dtls == wants_dtls;
}
