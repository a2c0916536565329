/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/renumber.c - an MSC's speech formats as another party can be offered them
 *
 * Thread      signalling
 * Standards   as in renumber.h
 */
#include "renumber.h"

#include "codec.h"
#include "policy.h"

enum {
	PT_STATIC_END = 35,		/* RFC 3551 section 6: below, numbers are assigned */
	PT_UNASSIGNED = 35, PT_UNASSIGNED_END = 64,
	PT_DYNAMIC = 96, PT_END = 128,
};

static bool
is_used(const struct session *session, unsigned int pt)
{
	return session->pts_used[pt / 64] >> pt % 64 & 1;
}

/* Dynamic ones first; when they are gone, those nobody was assigned (RFC 3551 section 3). */
static int
unused_in(const struct session *session, unsigned int from, unsigned int end)
{
	for (unsigned int pt = from; pt < end; pt++)
		if (!is_used(session, pt))
			return (int)pt;
	return -1;
}

static int
number_in(const struct mformat *formats, unsigned int n, const struct mformat *format)
{
	for (unsigned int i = 0; i < n; i++)
		if (codec_is_identical(&formats[i], format))
			return formats[i].pt;
	return -1;
}

static int
mint(struct session *session, struct minted *minted, const struct mformat *format)
{
	int pt = -1;

	if (minted->n < RENUMBER_MAX)
		pt = unused_in(session, PT_DYNAMIC, PT_END);
	if (minted->n < RENUMBER_MAX && pt < 0)
		pt = unused_in(session, PT_UNASSIGNED, PT_UNASSIGNED_END);
	if (pt < 0)
		return -1;
	session->pts_used[pt / 64] |= UINT64_C(1) << pt % 64;
	minted->format[minted->n] = *format;
	minted->format[minted->n++].pt = (uint8_t)pt;
	return pt;
}

static int
number_for(struct session *session, struct minted *minted, const struct mline *told,
	   const struct mformat *format)
{
	int pt = number_in(told->formats, told->n_formats, format);

	if (pt < 0)
		pt = number_in(minted->format, minted->n, format);
	if (pt < 0 && format->pt < PT_STATIC_END)
		pt = format->pt;
	return pt < 0 ? mint(session, minted, format) : pt;
}

unsigned int
renumber(struct session *session, struct minted *minted, const struct mline *told,
	 const struct mline *offered, struct mformat ret[RENUMBER_MAX])
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < offered->n_formats && n < RENUMBER_MAX; i++) {
		const struct mformat *format = &offered->formats[i];

		if (policy_is_data(format) || number_in(ret, n, format) >= 0)
			continue;

		int pt = number_for(session, minted, told, format);

		if (pt < 0)
			continue;
		ret[n] = *format;
		ret[n++].pt = (uint8_t)pt;
	}
	return n;
}

int
renumber_mdesc(const struct mdesc *last, unsigned int line, const struct mformat *formats,
	       unsigned int n, struct mdesc **ret)
{
	unsigned int n_formats = n;
	struct mformat *room;
	struct sdes *no_crypto;
	struct mdesc *to;

	for (unsigned int i = 0; i < last->n_lines; i++)
		n_formats += i == line ? 0 : last->line[i].n_formats;

	int err = mdesc_new(n_formats, 0, &room, &no_crypto, &to);

	if (err)
		return err;
	to->o_version = last->o_version;
	to->n_lines = last->n_lines;
	for (unsigned int i = 0; i < last->n_lines; i++) {
		const struct mline *from = &last->line[i];
		struct mline *now = &to->line[i];

		*now = *from;
		now->formats = room;
		now->crypto = no_crypto;
		now->n_crypto = now->n_bad_crypto = 0;
		now->has_key_mgmt = now->has_fingerprint = now->is_e2ae = false;
		now->has_potential = now->is_actual = false;
		now->keying_hash = 0;
		now->n_formats = i == line ? n : from->n_formats;
		for (unsigned int f = 0; f < now->n_formats; f++)
			*room++ = i == line ? formats[f] : from->formats[f];
		if (i != line && now->is_relayed) {
			now->is_refused = true;
			now->is_relayed = false;
		}
	}
	*ret = to;
	return 0;
}
