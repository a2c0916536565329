/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_amr.c - AMR, AMR-WB and EVS: does the table of contents account for the length?
 *
 *	bandwidth-efficient   CMR(4)          F(1) FT(4) Q(1) ...          speech bits, padded once
 *	octet-aligned         CMR(4) 0000     F(1) FT(4) Q(1) 00 ...       frames, each padded
 *	EVS header-full       [1 CMR(7)]      0 F(1) EVS-mode(1) Q(1) FT(4) ...   frames of whole octets
 *
 * Not modelled: CRC and interleaving (RFC 4867 section 3.6), which must be signalled and which nobody
 * has been seen to use; such a stream is judged by its octets alone.
 *
 * Standards   RFC 4867 sections 4.3, 4.4 and tables 1 (AMR), TS 26.201 table 1 (AMR-WB), TS 26.445 A.2.2.
 */
#include "analysis_codec.h"

#include "base/attr.h"

enum {
	FRAME_TYPES = 16,
	RESERVED = 0xffff,
	CMR_NONE = 15,
	FRAMES_MAX = 12,
	FOLLOWS = 0x80,		/* F of an octet-aligned entry */
	TYPE_SHIFT = 3,
	PADDING = 0x03,		/* of an octet-aligned entry */
	EVS_CMR = 0x80,
	EVS_FOLLOWS = 0x40,
	EVS_IO = 0x20,
};

struct amr {
	uint16_t bits[FRAME_TYPES];	/* speech bits by frame type */
	uint8_t cmr_max;
};

static const struct amr narrow = {
	{ 95, 103, 118, 134, 148, 159, 204, 244, 39, 43, 38, 37, RESERVED, RESERVED, RESERVED, 0 }, 7
};

static const struct amr wide = {
	{ 132, 177, 253, 285, 317, 365, 397, 461, 477, 40, RESERVED, RESERVED, RESERVED, RESERVED, 0, 0 }, 8
};

static const struct codec_word misfit = { -1, 0 };

static unsigned int
bits_at(const uint8_t *p, size_t at, unsigned int n)
{
	unsigned int v = 0;

	for (size_t i = at; i < at + n; i++)
		v = v << 1 | (p[i / 8] >> (7 - i % 8) & 1);
	return v;
}

static bool
is_cmr(const struct amr *amr, unsigned int cmr)
{
	return cmr <= amr->cmr_max || cmr == CMR_NONE;
}

/*
 * @bits of chance, and what the zeros that pad the last octet add.  Padding that is not zero
 * is against the rules of every sender we know.
 */
static struct codec_word
judge(const uint8_t *p, size_t n, size_t need_bits, int bits)
{
	size_t need = (need_bits + 7) / 8;
	unsigned int pad = (unsigned int)(need * 8 - need_bits);

	if (need > n || need == 0 || (pad && bits_at(p, need_bits, pad) != 0))
		return misfit;
	return (struct codec_word){ bits + (int)pad, n - need };
}

static struct codec_word
read_be(const struct amr *amr, const uint8_t *p, size_t n)
{
	size_t at = 4, speech = 0, frames = 0;
	bool follows = true;

	if (!is_cmr(amr, p[0] >> 4))
		return misfit;
	while (follows) {
		if (at + 6 > 8 * n || frames++ == FRAMES_MAX)
			return misfit;
		follows = bits_at(p, at, 1);

		unsigned int type = bits_at(p, at + 1, 4);

		if (amr->bits[type] == RESERVED)
			return misfit;
		speech += amr->bits[type];
		at += 6;
	}
	/* One frame: F is zero and of sixteen types one has this length. */
	return judge(p, n, at + speech, 5);
}

static struct codec_word
read_oa(const struct amr *amr, const uint8_t *p, size_t n)
{
	size_t at = 1, octets = 0, pad = 0;
	bool follows = true;

	if (!is_cmr(amr, p[0] >> 4) || p[0] & 0xf)
		return misfit;
	while (follows) {
		if (at == n || at > FRAMES_MAX || p[at] & PADDING)
			return misfit;
		follows = p[at] & FOLLOWS;

		unsigned int type = p[at] >> TYPE_SHIFT & 0xf;

		if (amr->bits[type] == RESERVED)
			return misfit;
		pad = (8 - amr->bits[type] % 8u) % 8;
		octets += (amr->bits[type] + 7u) / 8;
		at++;
	}
	/* Four reserved bits, two and F an entry, the type. */
	return judge(p, n, 8 * (at + octets) - pad, 4 + 3 * (int)(at - 1) + 3);
}

struct codec_word
amr_be_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	return read_be(&narrow, p, n);
}

struct codec_word
amr_oa_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	return read_oa(&narrow, p, n);
}

struct codec_word
amr_wb_be_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	return read_be(&wide, p, n);
}

struct codec_word
amr_wb_oa_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	return read_oa(&wide, p, n);
}

/* Octets of EVS primary frames by type; TS 26.445 table A.4. */
static const uint16_t evs_octets[FRAME_TYPES] = { 7,   18,  20,  24,  33, 41, 61, 80, 120, 160, 240, 320, 6,
						  RESERVED, 0, 0 };

/* A packet of one of these lengths is compact: one frame, no header (A.2.1). */
static bool
is_evs_compact(size_t n)
{
	for (size_t i = 0; i < 12; i++)
		if (evs_octets[i] == n)
			return true;
	return n == 6;
}

struct codec_word
evs_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	size_t at = p[0] & EVS_CMR ? 1 : 0, octets = 0, first = at;
	bool follows = true;

	if (is_evs_compact(n))
		return (struct codec_word){ 0, 0 };
	while (follows) {
		if (at == n || at > FRAMES_MAX || p[at] & EVS_CMR)
			return misfit;
		follows = p[at] & EVS_FOLLOWS;

		unsigned int type = p[at] & 0xf;
		unsigned int size = p[at] & EVS_IO ? (wide.bits[type] == RESERVED ?
						      RESERVED : (wide.bits[type] + 7u) / 8) :
						     evs_octets[type];

		if (size == RESERVED)
			return misfit;
		octets += size;
		at++;
	}
	/* H and F an entry, and of thirty-two types and modes two or so have this length. */
	return judge(p, n, 8 * (at + octets), 2 * (int)(at - first) + 2);
}
