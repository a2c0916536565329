/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_opus.c - Opus: a TOC octet that stays, and lengths that it allows
 *
 *	config(5) s(1) c(2)
 *
 * An encoder uses one configuration, or changes between a few; encrypted, the octet is a new one of
 * 64 each time.
 *
 * Standards   RFC 6716 sections 3.1, 3.2, 3.4 (R1 to R7).
 */
#include "analysis_codec.h"

#include <string.h>

enum {
	FRAME_MAX = 1275,		/* octets, R2 */
	PACKET_TICKS = 5760,		/* 120 ms at 48 kHz, R5 */
	CODE_MASK = 3,
	CONFIG_SHIFT = 2,		/* configuration and stereo together */
	COUNT_MASK = 0x3f,
	COUNT_PADDED = 0x40,
	COUNT_VBR = 0x80,
};

/* Ticks of a frame by configuration: SILK, hybrid, CELT. */
static unsigned int
frame_ticks(unsigned int config)
{
	static const uint16_t silk[] = { 480, 960, 1920, 2880 };

	if (config < 12)
		return silk[config % 4];
	if (config < 16)
		return config % 2 ? 960 : 480;
	return 120u << config % 4;
}

/* Code 2: the first frame's length in one or two octets. */
static bool
is_two_frames(const uint8_t *p, size_t n)
{
	if (n < 2)
		return false;
	if (p[1] < 252)
		return 2u + p[1] <= n;
	return n >= 3 && 3u + p[1] + 4u * p[2] <= n;
}

/* Code 3: so many frames of one length, or each with its own; padding at the end. */
static bool
is_many_frames(const uint8_t *p, size_t n)
{
	if (n < 2)
		return false;

	unsigned int frames = p[1] & COUNT_MASK;
	size_t at = 2, padding = 0;

	if (frames == 0 || frames * frame_ticks(p[0] >> 3) > PACKET_TICKS)
		return false;
	if (p[1] & COUNT_PADDED) {
		while (at < n && p[at] == 255) {
			padding += 254;
			at++;
		}
		if (at == n)
			return false;
		padding += p[at++];
	}
	if (at + padding > n)
		return false;
	return p[1] & COUNT_VBR || (n - at - padding) % frames == 0;
}

static bool
is_packet(const uint8_t *p, size_t n)
{
	switch (p[0] & CODE_MASK) {
	case 0:
		return n - 1 <= FRAME_MAX;
	case 1:
		return (n - 1) % 2 == 0 && (n - 1) / 2 <= FRAME_MAX;
	case 2:
		return is_two_frames(p, n);
	default:
		return is_many_frames(p, n);
	}
}

/* Where it is among those seen, or memory->tocs; it becomes the first. */
static size_t
move_to_front(struct codec_memory *memory, uint8_t toc)
{
	size_t i = 0, seen = memory->tocs;

	while (i < seen && memory->toc[i] != toc)
		i++;

	size_t at = i;

	if (i == seen) {
		memory->tocs = (uint8_t)(seen < CODEC_TOCS ? seen + 1 : seen);
		i = memory->tocs - 1u;
	}
	memmove(memory->toc + 1, memory->toc, i);
	memory->toc[0] = toc;
	return at == seen ? CODEC_TOCS : at;
}

struct codec_word
opus_read(const uint8_t *p, size_t n, struct codec_memory *memory)
{
	/* log2 of 64 over those that would have fitted, less what a mixture costs. */
	static const int bits[] = { 5, 4, 3, 3 };
	bool is_first = memory->tocs == 0;

	if (!is_packet(p, n))
		return (struct codec_word){ -1, 0 };

	size_t at = move_to_front(memory, p[0] >> CONFIG_SHIFT);

	if (is_first)
		return (struct codec_word){ 0, 0 };
	return (struct codec_word){ at < CODEC_TOCS ? bits[memory->tocs - 1] : -1, 0 };
}
