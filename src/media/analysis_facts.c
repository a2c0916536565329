/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_facts.c - the words for what was seen, as a table
 */
#include "analysis_facts.h"

#include <stdbool.h>
#include <stdio.h>

#include "analysis_codec.h"

/*
 * In words: %a and %b the numbers, %m a model's codec, %t what the model tests and %o against what,
 * %c a codec.
 */
static const struct {
	enum fact_standing standing;
	const char *reads;
	const char *words;
} facts[FACTS] = {
	/*                            standing            reads                     words */
	[FACT_NONE]             = { STANDING_HINT,      "nothing",                "nothing yet" },
	[FACT_TAG_GOOD]         = { STANDING_PROOF,     "the caller's tag check",
				    "tag verifies under known keys in %a of %b packets" },
	[FACT_TAG_BAD]          = { STANDING_HINT,      "the caller's tag check",
				    "tag is wrong under the keys we know in %a of %b packets" },
	[FACT_SIGNALLED_CLEAR]  = { STANDING_HINT,      "SDP",
				    "UNENCRYPTED_SRTP was signalled" },
	[FACT_IUUP]             = { STANDING_PROOF,     "CRC-6, CRC-10",
				    "CRCs of Iu UP frames verify in %a of %b packets" },
	[FACT_HDLC]             = { STANDING_STRUCTURE, "runs of ones, flags",
				    "no seven ones in a row in %a of %b packets, as HDLC has it" },
	[FACT_SRTCP_INDEX]      = { STANDING_PROOF,     "last 32 octets of RTCP",
				    "SRTCP index rises by one, E bit set, %a octets from the end" },
	[FACT_SRTCP_INDEX_CLEAR] = { STANDING_PROOF,    "last 32 octets of RTCP",
				    "SRTCP index rises by one, not encrypted, %a octets from the end" },
	[FACT_RTCP_CHAINS]      = { STANDING_PROOF,     "lengths in RTCP",
				    "RTCP lengths chain to the end in %a of %b packets" },
	[FACT_HEADER_FITS]      = { STANDING_STRUCTURE, "codec header",
				    "%m %t agrees with %o in %a of %b packets" },
	[FACT_HEADER_TAGGED]    = { STANDING_STRUCTURE, "codec header",
				    "%m %t agrees with %o but for %a octets behind, a tag's size" },
	[FACT_HEADER_MISFITS]   = { STANDING_STRUCTURE, "codec header",
				    "%m %t disagrees with %o in %a of %b packets" },
	[FACT_STRUCTURE]        = { STANDING_STRUCTURE, "bits and octets of the payload",
				    "payload is no coin toss: %a standard deviations after %b packets" },
	[FACT_SURPLUS]          = { STANDING_STRUCTURE, "timestamps, length, tail",
				    "%a octets of coin tosses behind the samples, a tag's size" },
	[FACT_EVEN]             = { STANDING_HINT,      "bits and octets of the payload",
				    "every bit of the payload is a coin toss after %b packets" },
	[FACT_MKI]              = { STANDING_STRUCTURE, "last 16 octets",
				    "%a octets before the last %b never change: an MKI" },
	[FACT_CRYPTEX]          = { STANDING_STRUCTURE, "header extension",
				    "header extension is encrypted (RFC 9335) in %a packets" },
	[FACT_DTLS]             = { STANDING_HINT,      "first octet", "%a DTLS packets" },
	[FACT_ZRTP]             = { STANDING_HINT,      "first octet", "%a ZRTP packets" },
	[FACT_STUN]             = { STANDING_HINT,      "first octet", "%a STUN packets" },
	[FACT_LENGTHS]          = { STANDING_HINT,      "lengths, timestamps",
				    "lengths are those of %c frames and %a octets" },
	[FACT_CLOCK]            = { STANDING_HINT,      "timestamps", "clock is that of %c" },
	[FACT_UNEXPLAINED]      = { STANDING_HINT,      "lengths, timestamps",
				    "lengths fit no codec we know with a tag" },
};

enum fact_standing
fact_standing(enum analysis_fact fact)
{
	return facts[fact].standing;
}

struct out {
	char *dst;
	size_t cap, n;
};

static void
put(struct out *o, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++, o->n++)
		if (o->n + 1 < o->cap)
			o->dst[o->n] = s[i];
}

static void
put_string(struct out *o, const char *s)
{
	while (*s)
		put(o, s++, 1);
}

static void
put_number(struct out *o, unsigned int v)
{
	char digits[12];
	int n = snprintf(digits, sizeof(digits), "%u", v);

	put(o, digits, (size_t)n);
}

static void
put_place(struct out *o, char what, const struct finding *f)
{
	enum codec_model model = f->model < MODELS ? (enum codec_model)f->model : MODEL_AMR_BE;

	switch (what) {
	case 'a':
		put_number(o, f->a);
		break;
	case 'b':
		put_number(o, f->b);
		break;
	case 'm':
		put_string(o, codec_model_facts(model)->name);
		break;
	case 't':
		put_string(o, codec_model_facts(model)->test);
		break;
	case 'o':
		put_string(o, codec_model_facts(model)->against);
		break;
	default:
		put_string(o, codec_name((enum codec)f->model));
	}
}

size_t
finding_format(const struct finding *f, char *dst, size_t cap)
{
	struct out o = { dst, cap, 0 };
	const char *words = facts[f->fact < FACTS ? f->fact : FACT_NONE].words;

	for (; *words; words++) {
		if (*words == '%' && words[1])
			put_place(&o, *++words, f);
		else
			put(&o, words, 1);
	}
	if (cap)
		dst[o.n < cap ? o.n : cap - 1] = '\0';
	return o.n;
}
