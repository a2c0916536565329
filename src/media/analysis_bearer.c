/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bearer.c - HDLC in CLEARMODE, Iu UP
 */
#include "analysis_bearer.h"

#include <stdbool.h>
#include <string.h>

#include "iuup_frame.h"
#include "octets.h"

enum {
	SCORE_MAX = 120,
	SCORE_LOST = -40,	/* refuted: not looked at any more */
	MISFIT = 20,		/* lines and CRCs hardly ever break */
	HDLC_MIN = 40,		/* octets: CLEARMODE of 5 ms */
	HDLC_OCTETS_A_BIT = 22,	/* 1/256 a bit position for seven ones: 0.045 bits an octet */
	IUUP_HEAD = 4,
	IUUP_HEAD_NO_CRC = 3,
};

/* Bits that begin @n ones in a row; @x has its earliest bit on top, @next follows it. */
static uint64_t
runs(uint64_t x, uint64_t next, unsigned int n)
{
	uint64_t r = x;

	for (unsigned int i = 1; i < n; i++)
		r &= x << i | next >> (64 - i);
	return r;
}

unsigned int
hdlc_ones(const uint8_t *p, size_t n, int *ret_flag)
{
	bool has_seven = false, has_flag = false;

	for (size_t at = 0; at < n; at += 8) {
		uint8_t octets[16] = { 0 };

		memcpy(octets, p + at, n - at < 16 ? n - at : 16);

		uint64_t x = (uint64_t)get_be32(octets) << 32 | get_be32(octets + 4);
		uint64_t next = (uint64_t)get_be32(octets + 8) << 32 | get_be32(octets + 12);
		uint64_t after = x << 7 | next >> 57;		/* the bit seven on */
		uint64_t six = runs(x << 1 | next >> 63, next << 1, 6);

		has_seven |= runs(x, next, 7) != 0;
		/* A zero here, six ones, a zero.  A flag that ends in the next octets counts too. */
		has_flag |= (six & ~x & ~after) != 0;
	}
	*ret_flag = has_flag;
	return has_seven ? 7 : 6;
}

int
iuup_bits(const uint8_t *p, size_t n)
{
	if (n < IUUP_HEAD_NO_CRC)
		return -1;

	unsigned int type = p[0] >> 4;
	size_t head = type == 1 ? IUUP_HEAD_NO_CRC : IUUP_HEAD;

	if ((type > 1 && type != 14) || n < head || iuup_crc6(p) != p[2] >> 2)
		return -1;
	if (type == 1)
		return p[2] & 3 ? -1 : 6;
	if (iuup_crc10(p + head, n - head) != (get_be16(p + 2) & 0x3ffu))
		return -1;
	return 16;
}

static void
add(int16_t *score, int bits)
{
	int sum = *score + bits;

	*score = (int16_t)(sum > SCORE_MAX ? SCORE_MAX : sum < -SCORE_MAX ? -SCORE_MAX : sum);
}

static void
put_hdlc(struct bearers *b, const uint8_t *p, size_t n)
{
	int flag;
	bool is_clean = hdlc_ones(p, n, &flag) < 7;

	b->hdlc_of++;
	b->hdlc_clean = (uint16_t)(b->hdlc_clean + is_clean);
	b->flags = (uint16_t)(b->flags + flag);
	add(&b->hdlc, is_clean ? (int)(n / HDLC_OCTETS_A_BIT) : -MISFIT);
}

void
bearers_put(struct bearers *b, const uint8_t *p, size_t n)
{
	if (n >= HDLC_MIN && b->hdlc > SCORE_LOST && b->hdlc_of < UINT16_MAX)
		put_hdlc(b, p, n);
	if (b->iuup > SCORE_LOST && b->iuup_of < UINT16_MAX) {
		int bits = iuup_bits(p, n);

		b->iuup_of++;
		b->iuup_good = (uint16_t)(b->iuup_good + (bits > 0));
		add(&b->iuup, bits > 0 ? bits : -MISFIT);
	}
}
