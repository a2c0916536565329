/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_frames.c - codecs of fixed frames: GSM, G.723.1, G.729, telephone-event
 *
 * Each has a bit or two a frame that is never anything else.
 *
 * Standards   RFC 3551 sections 4.5.3 (G.723.1), 4.5.6 (G.729), 4.5.8 (GSM); RFC 4733
 *             section 2.3.
 */
#include "analysis_codec.h"

#include "base/attr.h"

enum {
	GSM_OCTETS = 33,
	GSM_SIGNATURE = 0xd,
	G729_OCTETS = 10,
	G729_SID = 2,
	G729_BITS = 3,
	EVENT_OCTETS = 4,
	EVENT_MAX = 16,			/* DTMF and flash */
	EVENT_RESERVED = 0x40,
};

static const struct codec_word silent = { 0, 0 };
static const struct codec_word misfit = { -1, 0 };

struct codec_word
gsm_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	size_t frames = n / GSM_OCTETS, spare = n % GSM_OCTETS;

	if (frames == 0 || (spare && !codec_may_be_tag(spare)))
		return silent;
	for (size_t i = 0; i < frames; i++)
		if (p[i * GSM_OCTETS] >> 4 != GSM_SIGNATURE)
			return misfit;
	return (struct codec_word){ 4 * (int)frames, spare };
}

/* The two lowest bits of the first octet: 6.3 kbit/s, 5.3 kbit/s, SID, untransmitted. */
struct codec_word
g723_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	static const uint8_t octets[] = { 24, 20, 4, 1 };
	size_t frame = octets[p[0] & 3];

	if (n % 24 && n % 20 && n % 4)
		return silent;
	if (frame == 1 || n % frame)
		return misfit;
	for (size_t i = 0; i < n; i += frame)
		if ((p[i] & 3) != (p[0] & 3))
			return misfit;
	return (struct codec_word){ 2 * (int)(n / frame), 0 };
}

/* P0 is odd parity over the six upper bits of P1 (bits 18 to 23; P0 is bit 26). */
static bool
has_parity(const uint8_t *frame)
{
	unsigned int pitch = (frame[2] & 0x3fu);
	unsigned int parity = frame[3] >> 5 & 1u;

	return (unsigned int)__builtin_parity(pitch) != parity;
}

struct codec_word
g729_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	size_t frames = n / G729_OCTETS, rest = n % G729_OCTETS;

	if (frames == 0 || (rest && rest != G729_SID))
		return silent;
	for (size_t i = 0; i < frames; i++)
		if (!has_parity(p + i * G729_OCTETS))
			return misfit;
	/* Frames of one packet may be alike: silence, or not frames at all. */
	return (struct codec_word){ frames < G729_BITS ? (int)frames : G729_BITS, 0 };
}

struct codec_word
event_read(const uint8_t *p, size_t n, UNUSED struct codec_memory *memory)
{
	if (n != EVENT_OCTETS)
		return silent;
	if (p[0] > EVENT_MAX || p[1] & EVENT_RESERVED)
		return misfit;
	return (struct codec_word){ 4, 0 };
}
