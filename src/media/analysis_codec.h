/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_codec.h - payloads held against what each codec would have to look like in the clear
 *
 * A model reads one payload and says how unlikely it is that coin tosses would have fitted the codec's
 * own rules as well, in bits; or that they are broken.  The sum over packets is a log likelihood ratio of
 * "this codec, in the clear" against "encrypted": at 30 bits chance would need 10^9 streams.
 *
 * Codecs whose header gives the length are also held against a payload with a constant surplus of the
 * size of a tag: authenticated, not encrypted.
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   RFC 4867 sections 4.3, 4.4; RFC 6716 section 3; RFC 3551 section 4.5; RFC 4733 section 2.3;
 *             TS 26.445 annex A.2.
 */
#ifndef MEDIA_ANALYSIS_CODEC_H
#define MEDIA_ANALYSIS_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum codec {
	CODEC_UNKNOWN,
	CODEC_PCMU,
	CODEC_PCMA,
	CODEC_G722,
	CODEC_G723,
	CODEC_G729,
	CODEC_GSM,
	CODEC_ILBC,
	CODEC_SPEEX,
	CODEC_AMR,
	CODEC_AMR_WB,
	CODEC_EVS,
	CODEC_OPUS,
	CODEC_EVENT,		/* telephone-event */
	CODECS
};

enum codec_model {
	MODEL_AMR_BE,		/* bandwidth-efficient */
	MODEL_AMR_OA,		/* octet-aligned */
	MODEL_AMR_WB_BE,
	MODEL_AMR_WB_OA,
	MODEL_EVS,		/* header-full; compact packets have no header to test */
	MODEL_OPUS,
	MODEL_GSM,
	MODEL_G723,
	MODEL_G729,
	MODEL_EVENT,
	MODELS
};

enum {
	CODEC_PROOF_BITS = 30,	/* a model at this score is believed */
	CODEC_SCORE_MAX = 120,	/* bounds, so that a stream that changes is believed again */
	CODEC_SCORE_MIN = -30,
	CODEC_MISFIT_BITS = 10,	/* in the clear one packet in 2^10 may be bent */
	CODEC_TOCS = 4,
};

/* What models remember from packet to packet. */
struct codec_memory {
	uint8_t toc[CODEC_TOCS];	/* Opus: configurations seen, the latest first */
	uint8_t tocs;
};

/* What a model says of one payload. */
struct codec_word {
	int bits;		/* > 0: fits, by so many bits; < 0: does not; 0: says nothing */
	size_t spare;		/* octets behind what the header accounts for */
};

struct codec_score {
	int16_t clear;		/* bits for "in the clear" against "encrypted" */
	int16_t tagged;		/* bits for "in the clear and a tag behind" */
	uint8_t tag;		/* octets of it */
	uint8_t fits, misfits;	/* packets; up to 255 */
};

struct codecs {
	struct codec_memory memory;
	struct codec_score score[MODELS];
};

/* Facts that do not change: the table in analysis_codec.c. */
struct codec_model_facts {
	const char *name;	/* "AMR-WB" */
	const char *test;	/* what is tested, in words: "table of contents" */
	const char *against;	/* and against what: "length" */
	enum codec codec;
	uint16_t ticks;		/* of the RTP clock in a frame; 0: any */
	struct codec_word (*read)(const uint8_t *p, size_t n, struct codec_memory *memory);
};

/** Facts of @model.  Never NULL. */
const struct codec_model_facts *codec_model_facts(enum codec_model model);

/** "AMR-WB", "G.711 mu-law", ...; "?" if out of range.  Static. */
const char *codec_name(enum codec codec);

/**
 * Hold one payload against every model whose clock is possible.
 *
 * @step    Ticks from packet to packet; 0: not known yet.
 */
void codecs_put(struct codecs *c, const uint8_t *p, size_t n, uint32_t step);

/** The model with the highest score in the clear, or MODELS if none reaches @bits. */
enum codec_model codecs_clear(const struct codecs *c, int bits);

/** Same for "in the clear, a tag behind". */
enum codec_model codecs_tagged(const struct codecs *c, int bits);

/** May a tag and an MKI together have @octets?  4, 10, 16, with 0, 1, 2 or 4 of an MKI. */
bool codec_may_be_tag(size_t octets);

/* The models; each file has its own.  Any octets may come, @n > 0. */
struct codec_word amr_be_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word amr_oa_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word amr_wb_be_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word amr_wb_oa_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word evs_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word opus_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word gsm_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word g723_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word g729_read(const uint8_t *p, size_t n, struct codec_memory *memory);
struct codec_word event_read(const uint8_t *p, size_t n, struct codec_memory *memory);

#endif
