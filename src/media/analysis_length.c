/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_length.c - do the lengths fit a codec and a tag?
 */
#include "analysis_length.h"

#include "base/attr.h"

enum {
	PT_STATIC_END = 35,	/* 35 on: dynamic, or unassigned and used so */
	EVENT_OCTETS = 4,
	G729_SID = 2,
	NOISE_OCTETS = 1,	/* RFC 3389, the usual payload */
	PADDING_MAX = 4,	/* octets: to a multiple of four */
	FRAMES_MAX = 12,
	TENTHS = 9,		/* of the packets must be explained */
};

/* Frames of these octets each; 0 ends the list. */
static const uint16_t gsm_sizes[] = { 33, 0 };
static const uint16_t g729_sizes[] = { 10, 0 };
static const uint16_t g723_sizes[] = { 24, 20, 4, 0 };
static const uint16_t ilbc_20_sizes[] = { 38, 0 };
static const uint16_t ilbc_30_sizes[] = { 50, 0 };
static const uint16_t speex_sizes[] = { 6, 10, 15, 20, 28, 38, 46, 62, 0 };
static const uint16_t speex_wide_sizes[] = { 10, 15, 20, 25, 32, 42, 52, 60, 70, 86, 106, 0 };
static const uint16_t evs_sizes[] = { 6, 7, 18, 20, 24, 33, 41, 61, 80, 120, 160, 240, 320, 0 };

/* Bits; AMR's payloads are worked out from them. */
static const uint16_t amr_bits[] = { 39, 95, 103, 118, 134, 148, 159, 204, 244, 0 };
static const uint16_t amr_wb_bits[] = { 40, 132, 177, 253, 285, 317, 365, 397, 461, 477, 0 };

static bool
is_multiple(const uint16_t *sizes, size_t frames, size_t octets)
{
	for (; *sizes; sizes++)
		if (octets == frames * *sizes)
			return true;
	return false;
}

static bool
is_amr(const uint16_t *bits, size_t frames, size_t octets)
{
	for (; *bits; bits++)
		if (octets == (4 + frames * (6 + *bits) + 7u) / 8 ||
		    octets == 1 + frames + frames * ((*bits + 7u) / 8))
			return true;
	return false;
}

/* Speech, with or without the description of silence behind it, or that alone. */
static bool
is_g729(const uint16_t *sizes, size_t frames, size_t octets)
{
	return is_multiple(sizes, frames, octets) || octets == (frames - 1) * *sizes + G729_SID;
}

/* Compact, header-full, header-full with a request. */
static bool
is_evs(const uint16_t *sizes, size_t frames, size_t octets)
{
	return (frames == 1 && is_multiple(sizes, 1, octets)) ||
	       (octets > frames && is_multiple(sizes, frames, octets - frames)) ||
	       (octets > frames && is_multiple(sizes, frames, octets - frames - 1));
}

/* An octet, or two samples, a tick. */
static bool
is_samples(UNUSED const uint16_t *sizes, size_t ticks, size_t octets)
{
	return octets == ticks;
}

static bool
is_any(UNUSED const uint16_t *sizes, UNUSED size_t frames, size_t octets)
{
	return octets > 0;
}

static const struct lattice {
	enum codec codec;
	uint16_t ticks;		/* a frame */
	const uint16_t *sizes;
	bool (*fits)(const uint16_t *sizes, size_t frames, size_t octets);
} lattices[] = {
	{ CODEC_AMR,    160, amr_bits,         is_amr      },
	{ CODEC_AMR_WB, 320, amr_wb_bits,      is_amr      },
	{ CODEC_EVS,    320, evs_sizes,        is_evs      },
	{ CODEC_GSM,    160, gsm_sizes,        is_multiple },
	{ CODEC_G729,   80,  g729_sizes,       is_g729     },
	{ CODEC_G723,   240, g723_sizes,       is_multiple },
	{ CODEC_ILBC,   160, ilbc_20_sizes,    is_multiple },
	{ CODEC_ILBC,   240, ilbc_30_sizes,    is_multiple },
	{ CODEC_SPEEX,  160, speex_sizes,      is_multiple },
	{ CODEC_SPEEX,  320, speex_wide_sizes, is_multiple },
	{ CODEC_PCMU,   1,   NULL,             is_samples  },
	{ CODEC_PCMA,   1,   NULL,             is_samples  },
	{ CODEC_G722,   1,   NULL,             is_samples  },
	{ CODEC_OPUS,   120, NULL,             is_any      },
};

void
lengths_put(struct lengths *l, size_t octets, bool is_padded)
{
	size_t i = 0;

	l->is_padded |= is_padded;
	while (i < l->n && l->seen[i].octets != octets)
		i++;
	if (i == LENGTHS) {
		l->others = (uint8_t)(l->others + (l->others < UINT8_MAX));
		return;
	}
	if (i == l->n) {
		l->seen[i].octets = (uint16_t)octets;
		l->seen[i].packets = 0;
		l->n++;
	}
	l->seen[i].packets = (uint8_t)(l->seen[i].packets + (l->seen[i].packets < UINT8_MAX));
}

enum codec
codec_of_static_pt(uint8_t pt)
{
	static const uint8_t codecs[] = {
		[0] = CODEC_PCMU, [3] = CODEC_GSM, [4] = CODEC_G723, [8] = CODEC_PCMA, [9] = CODEC_G722,
		[18] = CODEC_G729,
	};

	return pt < ARRAY_LEN(codecs) ? (enum codec)codecs[pt] : CODEC_UNKNOWN;
}

/* Up to as many frames as the step is long: with silence suppression it may be longer. */
static bool
explains(const struct lattice *t, uint32_t step, size_t octets)
{
	size_t most = step / t->ticks;

	if (octets == EVENT_OCTETS || octets == NOISE_OCTETS)
		return true;
	if (t->fits == is_samples)
		return octets == step;
	for (size_t frames = 1; frames <= most && frames <= FRAMES_MAX; frames++)
		if (t->fits(t->sizes, frames, octets))
			return true;
	return false;
}

/* Padding is encrypted: of so many octets that the packet comes out even, or of none. */
static bool
explains_padded(const struct lattice *t, const struct lengths *l, uint32_t step, size_t octets)
{
	size_t most = l->is_padded ? PADDING_MAX : 0;

	for (size_t pad = 0; pad <= most && pad < octets; pad++)
		if (explains(t, step, octets - pad))
			return true;
	return false;
}

static bool
fits_with(const struct lengths *l, const struct lattice *t, uint32_t step, size_t tag,
	  struct length_fit *ret)
{
	unsigned int all = l->others, good = t->fits == is_any ? l->others : 0;
	uint8_t kinds = 0;

	for (size_t i = 0; i < l->n; i++) {
		all += l->seen[i].packets;
		if (l->seen[i].octets <= tag || !explains_padded(t, l, step, l->seen[i].octets - tag))
			continue;
		good += l->seen[i].packets;
		kinds++;
	}
	if (all == 0 || good * 10 < all * TENTHS)
		return false;
	*ret = (struct length_fit){ t->codec, (uint8_t)(t->fits == is_any ? 0 : tag), kinds,
				    t->sizes ? step / t->ticks : 1 };
	return true;
}

/* More of the lengths, and of codecs that explain as many the one with the fewest frames a packet. */
static bool
is_better(const struct length_fit *fit, const struct length_fit *best)
{
	return fit->kinds > best->kinds || (fit->kinds == best->kinds && fit->frames < best->frames);
}

bool
lengths_fit(const struct lengths *l, uint8_t pt, uint32_t step, size_t mki, enum codec hint,
	    struct length_fit *ret)
{
	static const size_t tags[] = { 10, 4, 16 };
	enum codec only = pt < PT_STATIC_END ? codec_of_static_pt(pt) : hint;
	struct length_fit best = { CODEC_UNKNOWN, 0, 0, 0 };

	if (step == 0 || (pt < PT_STATIC_END && !only))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(lattices); i++) {
		const struct lattice *t = &lattices[i];

		if (step % t->ticks || (only && only != t->codec) ||
		    (t->fits == is_any && best.kinds))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(tags); k++) {
			struct length_fit fit;

			if (fits_with(l, t, step, tags[k] + mki, &fit) && is_better(&fit, &best))
				best = fit;
		}
	}
	if (best.kinds == 0)
		return false;
	*ret = best;
	return true;
}

size_t
lengths_surplus(const struct lengths *l, uint8_t pt, uint32_t step, enum codec *ret_codec)
{
	enum codec codec = codec_of_static_pt(pt);
	size_t most = 0;

	if (l->n == 0 || step == 0)
		return 0;
	for (size_t i = 1; i < l->n; i++)
		if (l->seen[i].packets > l->seen[most].packets)
			most = i;

	size_t octets = l->seen[most].octets;
	size_t need = codec == CODEC_GSM ? step / 160 * 33 : codec == CODEC_G729 ? step / 8 :
		      codec == CODEC_G723 ? step / 240 * 24 : step;

	if (octets <= need || !codec_may_be_tag(octets - need))
		return 0;
	*ret_codec = codec;
	return octets - need;
}
