/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/line.c - HDLC as the standard words it, bit by bit
 */
#include "tests/unit/media/line.h"

#include <check.h>
#include <string.h>

static void
put_bit(struct line *l, unsigned int bit)
{
	/* Not ck_assert(): each one that holds is a system call under Check's fork mode. */
	if (l->n == LINE_BITS_MAX)
		ck_abort_msg("line too long");
	l->bit[l->n++] = bit & 1;
}

void
line_bits(struct line *l, const char *bits)
{
	for (; *bits; bits++)
		put_bit(l, *bits == '1');
}

void
line_flags(struct line *l, unsigned int n)
{
	while (n-- > 0)
		line_bits(l, "01111110");
}

void
line_stuffed(struct line *l, const uint8_t *p, size_t n, unsigned int *ones)
{
	for (size_t i = 0; i < n * 8; i++) {
		unsigned int bit = p[i / 8] >> (i % 8) & 1;

		put_bit(l, bit);
		*ones = bit ? *ones + 1 : 0;
		if (*ones == 5) {
			put_bit(l, 0);
			*ones = 0;
		}
	}
}

uint16_t
line_fcs(const uint8_t *p, size_t n)
{
	unsigned int fcs = 0xffff;

	for (size_t i = 0; i < n * 8; i++) {
		unsigned int bit = p[i / 8] >> (i % 8) & 1;

		fcs = (fcs ^ bit) & 1 ? fcs >> 1 ^ 0x8408 : fcs >> 1;
	}
	return (uint16_t)~fcs;
}

void
line_frame_bad(struct line *l, uint8_t stream, const uint8_t *pkt, size_t n, uint16_t fcs_error)
{
	uint8_t frame[CATCH_OCTETS_MAX];
	unsigned int ones = 0;

	frame[0] = stream;
	memcpy(frame + 1, pkt, n);

	uint16_t fcs = line_fcs(frame, n + 1) ^ fcs_error;

	frame[n + 1] = (uint8_t)fcs;
	frame[n + 2] = (uint8_t)(fcs >> 8);
	line_stuffed(l, frame, n + 3, &ones);
}

void
line_frame(struct line *l, uint8_t stream, const uint8_t *pkt, size_t n)
{
	line_frame_bad(l, stream, pkt, n, 0);
}

size_t
line_octets(const struct line *l, uint8_t *out)
{
	size_t n = (l->n + 7) / 8;

	memset(out, 0xff, n);
	for (size_t i = 0; i < l->n; i++)
		if (!l->bit[i])
			out[i / 8] &= (uint8_t)~(0x80 >> i % 8);
	return n;
}

void
line_read(struct line *l, const uint8_t *octets, size_t n)
{
	for (size_t i = 0; i < n * 8; i++)
		put_bit(l, (unsigned int)octets[i / 8] >> (7 - i % 8));
}

void
catch_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	struct catch *c = arg;

	if (c->n == CATCH_MAX || n > CATCH_OCTETS_MAX)
		ck_abort_msg("too many frames, or one too long");
	c->frame[c->n].stream = stream;
	c->frame[c->n].n = n;
	memcpy(c->frame[c->n].pkt, pkt, n);
	c->n++;
}

bool
catch_is(const struct catch *c, size_t i, uint8_t stream, const uint8_t *pkt, size_t n)
{
	return i < c->n && c->frame[i].stream == stream && c->frame[i].n == n &&
	       memcmp(c->frame[i].pkt, pkt, n) == 0;
}

/* The bits between two flags as a frame, if they are one. */
static void
judge(const uint8_t *bit, size_t n, struct catch *ret)
{
	uint8_t frame[CATCH_OCTETS_MAX + 8] = { 0 };
	unsigned int ones = 0;
	size_t len = 0;

	for (size_t i = 0; i < n && len / 8 < CATCH_OCTETS_MAX; i++) {
		bool is_stuffed = ones == 5 && !bit[i];

		ones = bit[i] ? ones + 1 : 0;
		if (is_stuffed)
			continue;
		frame[len / 8] |= (uint8_t)(bit[i] << len % 8);
		len++;
	}

	size_t octets = len / 8;

	if (len % 8 || octets < 15 || octets > 1500)
		return;
	if (line_fcs(frame, octets - 2) != (frame[octets - 2] | frame[octets - 1] << 8))
		return;
	catch_frame(ret, frame[0], frame + 1, octets - 3);
}

size_t
line_frames(const struct line *l, struct catch *ret)
{
	static const uint8_t flag[] = { 0, 1, 1, 1, 1, 1, 1, 0 };
	static const uint8_t ones[] = { 1, 1, 1, 1, 1, 1, 1 };
	size_t start = SIZE_MAX;

	ret->n = 0;
	for (size_t i = 0; i + sizeof(flag) <= l->n && ret->n < CATCH_MAX; i++) {
		if (memcmp(l->bit + i, ones, sizeof(ones)) == 0)
			start = SIZE_MAX;
		if (memcmp(l->bit + i, flag, sizeof(flag)) != 0)
			continue;
		if (start != SIZE_MAX && start < i)
			judge(l->bit + start, i - start, ret);
		start = i + sizeof(flag);
	}
	return ret->n;
}

uint32_t
dice(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;

	uint64_t x = *state ^ *state >> 33;

	return (uint32_t)(x * 0xff51afd7ed558ccdu >> 32);
}

void
dice_packet(uint64_t *state, uint8_t *pkt, size_t n)
{
	static const uint8_t fill[] = { 0xff, 0x00, 0x7e, 0xfe, 0x7f, 0x1f, 0xf8, 0x3e };
	uint32_t kind = dice(state) % 16;

	for (size_t i = 0; i < n; i++) {
		bool is_random = kind >= sizeof(fill) || dice(state) % 32 == 0;

		pkt[i] = is_random ? (uint8_t)dice(state) : fill[kind];
	}
	/* Valid as RTP, to pass where only that does. */
	pkt[0] = 0x80;
	pkt[1] = 96;
}
