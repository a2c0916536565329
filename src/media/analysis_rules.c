/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_rules.c - the tests from proof to hint, as a table
 *
 * The first rule that speaks decides.  Each adds its findings, in words, and the further ones that
 * bear on the same question.
 */
#include "analysis_rules.h"

#include "base/attr.h"

enum {
	TAGS_80 = 1,			/* standards.md section 5, test 2 */
	TAGS_32 = 3,
	TAG_OCTETS_80 = 8,
	DOUBT_BITS = 12,		/* a model at this score may yet be right */
	IUUP_BITS = 30,
	HDLC_BITS = 35,
	STRUCTURED_PACKETS = 8,
	STRUCTURED = 12 * COLUMNS_SIGMA,	/* one in 10^13 of encrypted ones, at each look */
	EVEN_PACKETS = 28,		/* codecs without a header need them */
	EVEN_BITS = 1280,		/* 64 a packet */
	EVEN = 4 * COLUMNS_SIGMA + COLUMNS_SIGMA / 2,
	OPAQUE_PACKETS = 48,
	TAGGED_PACKETS = 16,		/* before a surplus is called a tag, or no tag */
	TAIL_ROWS = 12,
	OTHERS = 8,
};

static void
find(struct judgement *j, enum analysis_fact fact, unsigned int model, unsigned int a, unsigned int b)
{
	if (j->findings == ANALYSIS_FINDINGS)
		return;
	j->finding[j->findings++] =
		(struct finding){ (uint8_t)fact, (uint8_t)model, (uint16_t)a, (uint16_t)b };
}

static bool
say(struct judgement *j, enum stream_class class, unsigned int permille, bool is_decided)
{
	j->verdict.class = class;
	j->verdict.permille = (uint16_t)permille;
	j->verdict.is_decided = is_decided;
	return true;
}

/* ---- what more than one rule asks ------------------------------------------------------------ */

static bool
is_structured(const struct analysis *a)
{
	return a->is_looked_at && a->structure >= STRUCTURED;
}

static bool
is_even(const struct analysis *a, unsigned int packets)
{
	return a->is_looked_at && a->packets >= packets && a->structure < EVEN &&
	       a->judged >= EVEN_BITS &&
	       codecs_clear(&a->codecs, DOUBT_BITS) == MODELS;
}

static void
find_tags(const struct analysis *a, struct judgement *j)
{
	unsigned int all = a->tags_good + a->tags_bad;

	if (a->tags_good)
		find(j, FACT_TAG_GOOD, 0, a->tags_good, all);
	if (a->tags_bad > a->tags_good)
		find(j, FACT_TAG_BAD, 0, a->tags_bad, all);
}

static void
find_rtcp(const struct analysis *a, struct judgement *j)
{
	const struct rtcp_watch *w = &a->rtcp;

	if (w->rises)
		find(j, FACT_SRTCP_INDEX, 0, w->place, 0);
	else if (w->rises_clear)
		find(j, FACT_SRTCP_INDEX_CLEAR, 0, w->place, 0);
	else if (w->chained)
		find(j, FACT_RTCP_CHAINS, 0, w->chained, w->packets);
}

static void
find_structure(const struct analysis *a, struct judgement *j)
{
	enum codec_model model = codecs_clear(&a->codecs, CODEC_PROOF_BITS);

	if (model < MODELS) {
		const struct codec_score *s = &a->codecs.score[model];

		find(j, FACT_HEADER_FITS, model, s->fits, s->fits + s->misfits);
	}
	if (is_structured(a))
		find(j, FACT_STRUCTURE, 0, (unsigned int)a->structure / COLUMNS_SIGMA, a->packets);
}

/*
 * A header that leaves octets behind may be another codec's that is misread; octets that are even as well
 * are a tag.
 */
static enum codec_model
surely_tagged(const struct analysis *a)
{
	enum codec_model model = codecs_tagged(&a->codecs, CODEC_PROOF_BITS);

	if (model == MODELS || a->packets < TAGGED_PACKETS ||
	    !bytes_end_in_tag(&a->bytes, a->codecs.score[model].tag, TAIL_ROWS))
		return MODELS;
	return model;
}

/* The models that would have been heard, had it been in the clear. */
static void
find_misfits(const struct analysis *a, enum codec codec, struct judgement *j)
{
	const struct codec_score *most = NULL;
	unsigned int model = 0;

	for (unsigned int i = 0; i < MODELS; i++) {
		const struct codec_score *s = &a->codecs.score[i];

		if (codec_model_facts((enum codec_model)i)->codec != codec || !s->misfits ||
		    (most && s->misfits <= most->misfits))
			continue;
		most = s;
		model = i;
	}
	if (most)
		find(j, FACT_HEADER_MISFITS, model, most->misfits, most->fits + most->misfits);
}

/* ---- the rules ------------------------------------------------------------------------------- */

static bool
is_tag_proof(const struct analysis *a)
{
	return a->tags_good >= (a->hint.tag_octets >= TAG_OCTETS_80 ? TAGS_80 : TAGS_32);
}

static bool
by_tag(const struct analysis *a, struct judgement *j)
{
	if (!is_tag_proof(a))
		return false;

	bool is_clear = is_structured(a) || codecs_clear(&a->codecs, CODEC_PROOF_BITS) < MODELS ||
			surely_tagged(a) < MODELS;

	find_tags(a, j);
	if (a->hint.is_unencrypted)
		find(j, FACT_SIGNALLED_CLEAR, 0, 0, 0);
	find_structure(a, j);
	return say(j, is_clear || a->hint.is_unencrypted ? CLASS_AUTHENTICATED : CLASS_SRTP, 1000,
		   true);
}

static bool
by_iuup(const struct analysis *a, struct judgement *j)
{
	if (a->bearers.iuup < IUUP_BITS)
		return false;
	find(j, FACT_IUUP, 0, a->bearers.iuup_good, a->bearers.iuup_of);
	return say(j, CLASS_IUUP, 1000, true);
}

static bool
by_hdlc(const struct analysis *a, struct judgement *j)
{
	const struct bearers *b = &a->bearers;

	/* An octet a tick, and flags in three packets of four. */
	if (b->hdlc < HDLC_BITS || b->flags * 4 < b->hdlc_of * 3 || a->lengths.seen[0].octets != a->step ||
	    codec_of_static_pt(a->pt) != CODEC_UNKNOWN)
		return false;
	find(j, FACT_HDLC, 0, b->hdlc_clean, b->hdlc_of);
	return say(j, CLASS_HDLC, 999, true);
}

/* An SRTCP trailer proves SRTP in force; the payload tells whether it is encrypted as well. */
static bool
by_srtcp(const struct analysis *a, struct judgement *j)
{
	bool has_trailer = a->rtcp.rises || a->rtcp.rises_clear;

	if (!has_trailer || a->packets < STRUCTURED_PACKETS)
		return false;
	if (is_structured(a) || codecs_clear(&a->codecs, CODEC_PROOF_BITS) < MODELS)
		say(j, CLASS_AUTHENTICATED, 999, true);
	else if (is_even(a, STRUCTURED_PACKETS))
		say(j, CLASS_SRTP, 999, true);
	else
		return false;
	find_rtcp(a, j);
	find_structure(a, j);
	return true;
}

static bool
by_header(const struct analysis *a, struct judgement *j)
{
	enum codec_model clear = codecs_clear(&a->codecs, CODEC_PROOF_BITS);
	enum codec_model tagged = surely_tagged(a);

	if (clear < MODELS) {
		find_structure(a, j);
		find_rtcp(a, j);
		j->verdict.codec = codec_model_facts(clear)->codec;
		return say(j, CLASS_RTP, 999, true);
	}
	if (tagged == MODELS)
		return false;
	find(j, FACT_HEADER_TAGGED, tagged, a->codecs.score[tagged].tag, 0);
	find_rtcp(a, j);
	j->verdict.codec = codec_model_facts(tagged)->codec;
	return say(j, CLASS_AUTHENTICATED, 999, true);
}

static bool
by_structure(const struct analysis *a, struct judgement *j)
{
	enum codec codec = codec_of_static_pt(a->pt);

	if (!is_structured(a))
		return false;

	size_t surplus = lengths_surplus(&a->lengths, a->pt, a->step, &codec);
	bool is_tagged = surplus > 0 && bytes_end_in_tag(&a->bytes, surplus, TAIL_ROWS);

	/* There may be a tag: time to see. */
	if (a->packets < TAGGED_PACKETS && (surplus > 0 || a->step == 0 ||
					    codecs_tagged(&a->codecs, 1) < MODELS))
		return false;
	find_structure(a, j);
	if (is_tagged)
		find(j, FACT_SURPLUS, 0, (unsigned int)surplus, 0);
	find_rtcp(a, j);
	j->verdict.codec = codec;
	return say(j, is_tagged ? CLASS_AUTHENTICATED : CLASS_RTP, 999, true);
}

/* What else says that coin tosses are SRTP: permille, or 0. */
static unsigned int
explain(const struct analysis *a, struct judgement *j)
{
	size_t behind = 0, mki = bytes_mki(&a->bytes, &behind);
	struct length_fit fit = { CODEC_UNKNOWN, 0, 0, 0 };
	bool fits = lengths_fit(&a->lengths, a->pt, a->step, mki ? mki : a->hint.mki_octets,
				a->hint.codec, &fit);
	unsigned int permille = 0;

	if (mki)
		find(j, FACT_MKI, 0, (unsigned int)mki, (unsigned int)behind);
	if (a->cryptex)
		find(j, FACT_CRYPTEX, 0, a->cryptex, 0);
	if (a->kinds[PKT_DTLS])
		find(j, FACT_DTLS, 0, a->kinds[PKT_DTLS], 0);
	if (a->kinds[PKT_ZRTP])
		find(j, FACT_ZRTP, 0, a->kinds[PKT_ZRTP], 0);
	if (j->findings)
		permille = 999;
	if (fits) {
		find_misfits(a, fit.codec, j);
		find(j, fit.tag ? FACT_LENGTHS : FACT_CLOCK, fit.codec, fit.tag, 0);
		j->verdict.codec = fit.codec;
		if (!permille)
			permille = a->hint.codec == fit.codec || fit.kinds > 1 ? 998 : 990;
	}
	return permille;
}

static bool
by_evenness(const struct analysis *a, struct judgement *j)
{
	if (!is_even(a, EVEN_PACKETS))
		return false;

	unsigned int permille = explain(a, j);

	if (permille == 0)
		return false;
	find(j, FACT_EVEN, 0, 0, a->packets);
	find_tags(a, j);
	return say(j, CLASS_SRTP, permille, true);
}

static bool
by_nothing_known(const struct analysis *a, struct judgement *j)
{
	if (!is_even(a, OPAQUE_PACKETS))
		return false;
	find(j, FACT_EVEN, 0, 0, a->packets);
	find(j, FACT_UNEXPLAINED, 0, 0, 0);
	find_tags(a, j);
	find_rtcp(a, j);
	return say(j, CLASS_OPAQUE, 500, true);
}

/* No media yet. */
static bool
by_company(const struct analysis *a, struct judgement *j)
{
	if (a->kinds[PKT_RTP])
		return false;
	if (a->rtcp.rises || a->rtcp.rises_clear || a->rtcp.chained) {
		find_rtcp(a, j);
		return say(j, a->rtcp.chained ? CLASS_RTCP : CLASS_SRTCP, 999, false);
	}
	if (a->kinds[PKT_DTLS]) {
		find(j, FACT_DTLS, 0, a->kinds[PKT_DTLS], 0);
		return say(j, CLASS_DTLS, 990, false);
	}
	if (a->kinds[PKT_ZRTP]) {
		find(j, FACT_ZRTP, 0, a->kinds[PKT_ZRTP], 0);
		return say(j, CLASS_ZRTP, 990, false);
	}
	if (a->kinds[PKT_STUN]) {
		find(j, FACT_STUN, 0, a->kinds[PKT_STUN], 0);
		return say(j, CLASS_STUN, 990, false);
	}
	return a->kinds[PKT_OTHER] >= OTHERS && say(j, CLASS_OTHER, 990, false);
}

static bool (*const rules[])(const struct analysis *a, struct judgement *j) = {
	by_tag,			/* proof */
	by_iuup,
	by_srtcp,
	by_hdlc,
	by_header,
	by_structure,
	by_evenness,
	by_nothing_known,	/* hint */
	by_company,
};

struct judgement
analysis_judge(const struct analysis *a)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct judgement j = { 0 };

		if (rules[i](a, &j))
			return j;
	}
	return (struct judgement){ 0 };
}
