/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_codec.c - the models as a table, and their scores
 */
#include "analysis_codec.h"

#include "base/attr.h"

static const struct codec_model_facts models[MODELS] = {
	/*                    name         test                  against      codec         ticks, read */
	[MODEL_AMR_BE]    = { "AMR",       "table of contents",  "length",    CODEC_AMR,    160, amr_be_read },
	[MODEL_AMR_OA]    = { "AMR",       "table of contents",  "length",    CODEC_AMR,    160, amr_oa_read },
	[MODEL_AMR_WB_BE] = { "AMR-WB",    "table of contents",  "length",    CODEC_AMR_WB, 320, amr_wb_be_read },
	[MODEL_AMR_WB_OA] = { "AMR-WB",    "table of contents",  "length",    CODEC_AMR_WB, 320, amr_wb_oa_read },
	[MODEL_EVS]       = { "EVS",       "table of contents",  "length",    CODEC_EVS,    320, evs_read },
	[MODEL_OPUS]      = { "Opus",      "TOC octet",          "the last",  CODEC_OPUS,   120, opus_read },
	[MODEL_GSM]       = { "GSM",       "signature",          "length",    CODEC_GSM,    160, gsm_read },
	[MODEL_G723]      = { "G.723.1",   "frame type",         "length",    CODEC_G723,   240, g723_read },
	[MODEL_G729]      = { "G.729",     "parity bit",         "the pitch", CODEC_G729,   80,  g729_read },
	[MODEL_EVENT]     = { "telephone-event", "event number", "length",    CODEC_EVENT,  0,   event_read },
};

static const char *const codec_names[CODECS] = {
	[CODEC_UNKNOWN] = "unknown",
	[CODEC_PCMU] = "G.711 mu-law",
	[CODEC_PCMA] = "G.711 A-law",
	[CODEC_G722] = "G.722",
	[CODEC_G723] = "G.723.1",
	[CODEC_G729] = "G.729",
	[CODEC_GSM] = "GSM",
	[CODEC_ILBC] = "iLBC",
	[CODEC_SPEEX] = "Speex",
	[CODEC_AMR] = "AMR",
	[CODEC_AMR_WB] = "AMR-WB",
	[CODEC_EVS] = "EVS",
	[CODEC_OPUS] = "Opus",
	[CODEC_EVENT] = "telephone-event",
};

const struct codec_model_facts *
codec_model_facts(enum codec_model model)
{
	return &models[model];
}

const char *
codec_name(enum codec codec)
{
	return (unsigned int)codec < CODECS ? codec_names[codec] : "?";
}

bool
codec_may_be_tag(size_t octets)
{
	static const uint32_t sums = 1u << 4 | 1u << 5 | 1u << 6 | 1u << 8 |	/* HMAC-SHA1-32 */
				     1u << 10 | 1u << 11 | 1u << 12 | 1u << 14 |	/* HMAC-SHA1-80 */
				     1u << 16 | 1u << 17 | 1u << 18 | 1u << 20;	/* AEAD */

	return octets < 32 && (sums >> octets & 1);
}

static void
add(int16_t *score, int bits)
{
	int sum = *score + bits;

	if (sum > CODEC_SCORE_MAX)
		sum = CODEC_SCORE_MAX;
	if (sum < CODEC_SCORE_MIN)
		sum = CODEC_SCORE_MIN;
	*score = (int16_t)sum;
}

static void
count(uint8_t *n)
{
	*n = (uint8_t)(*n + (*n < UINT8_MAX));
}

/* The first surplus is learned; another one only once that has been refuted. */
static void
score_tagged(struct codec_score *s, const struct codec_word *word)
{
	if (word->bits > 0 && word->spare > 0 && word->spare == s->tag) {
		add(&s->tagged, word->bits);
		return;
	}
	add(&s->tagged, -CODEC_MISFIT_BITS);
	if (s->tagged < 0 && word->bits > 0 && codec_may_be_tag(word->spare)) {
		s->tag = (uint8_t)word->spare;
		s->tagged = 0;
	}
}

static void
score(struct codec_score *s, const struct codec_word *word)
{
	if (word->bits == 0)
		return;

	bool fits = word->bits > 0 && word->spare == 0;

	add(&s->clear, fits ? word->bits : -CODEC_MISFIT_BITS);
	count(fits ? &s->fits : &s->misfits);
	score_tagged(s, word);
}

void
codecs_put(struct codecs *c, const uint8_t *p, size_t n, uint32_t step)
{
	if (n == 0)
		return;
	for (size_t i = 0; i < MODELS; i++) {
		if (models[i].ticks && step % models[i].ticks != 0)
			continue;

		struct codec_word word = models[i].read(p, n, &c->memory);

		score(&c->score[i], &word);
	}
}

enum codec_model
codecs_clear(const struct codecs *c, int bits)
{
	enum codec_model best = MODELS;

	for (unsigned int i = 0; i < MODELS; i++) {
		if (c->score[i].clear < bits)
			continue;
		best = (enum codec_model)i;
		bits = c->score[i].clear + 1;
	}
	return best;
}

enum codec_model
codecs_tagged(const struct codecs *c, int bits)
{
	enum codec_model best = MODELS;

	for (unsigned int i = 0; i < MODELS; i++) {
		if (c->score[i].tagged < bits)
			continue;
		best = (enum codec_model)i;
		bits = c->score[i].tagged + 1;
	}
	return best;
}
