/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bytes.c - does a payload look like coin tosses?
 */
#include "analysis_bytes.h"

#include <string.h>

#include "base/attr.h"

enum {
	HEAD_OFF = 14,		/* a tag of 10 and an MKI of 4 are not head, however short the packet */
	TAG_MIN = 4,
	SHORT = 1,		/* octets of a short payload (SID, comfort noise) that are in front of both */
	MIDDLE_MIN = 128,	/* octets before they are worth judging */
	MKI_MAX = 4,
	MKI_ROWS = 8,
	EVEN = 4 * COLUMNS_SIGMA,
};

static size_t
head_octets(size_t n)
{
	if (n <= TAG_MIN)
		return n;	/* no tag fits */
	if (n >= HEAD_OFF + BYTES_HEAD)
		return BYTES_HEAD;
	if (n > HEAD_OFF + SHORT)
		return n - HEAD_OFF;
	return SHORT;
}

static void
put_head(struct bytes *b, const uint8_t *p, size_t n)
{
	size_t head = head_octets(n);
	struct columns_row row = columns_row(p, head);

	columns_put(&b->head, &row, head);
	if (b->before_n > 0) {
		size_t both = head < b->before_n ? head : b->before_n;
		struct columns_row turned = columns_row(p, both);
		struct columns_row before = columns_row((const uint8_t *)b->before.word, both);

		for (size_t w = 0; w < ARRAY_LEN(turned.word); w++)
			turned.word[w] ^= before.word[w];
		columns_put(&b->turned, &turned, both);
	}
	b->before = row;
	b->before_n = (uint8_t)head;
}

static void
put_middle(struct bytes *b, const uint8_t *p, size_t n)
{
	size_t end = n > BYTES_END ? n - BYTES_END : 0;

	if (end > BYTES_HEAD + BYTES_MIDDLE)
		end = BYTES_HEAD + BYTES_MIDDLE;
	for (size_t i = BYTES_HEAD; i < end; i++) {
		b->high[p[i] >> 4]++;
		b->low[p[i] & 0xf]++;
		b->middles++;
	}
}

static void
put_tail(struct bytes *b, const uint8_t *p, size_t n)
{
	size_t tail = n < BYTES_TAIL ? n : BYTES_TAIL;
	uint8_t backwards[BYTES_TAIL];

	for (size_t i = 0; i < tail; i++)
		backwards[i] = p[n - 1 - i];

	struct columns_row row = columns_row(backwards, tail);

	columns_put(&b->tail, &row, tail);
}

void
bytes_put(struct bytes *b, const uint8_t *p, size_t n)
{
	if (n == 0 || b->packets == COLUMNS_ROWS)
		return;
	b->packets++;
	put_head(b, p, n);
	put_middle(b, p, n);
	put_tail(b, p, n);
}

/* Sixteen classes, equally likely: chi-square with 15 degrees. */
static int64_t
halves16(const uint16_t counts[16], int64_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < 16; i++) {
		int64_t off = 16 * counts[i] - n;

		sum += off * off / n;	/* (c - n/16)^2 / (n/16), in sixteenths */
	}
	return sum;
}

static int
middle_deviation(const struct bytes *b)
{
	if (b->middles < MIDDLE_MIN)
		return 0;
	return chi_square_deviation(halves16(b->high, b->middles) + halves16(b->low, b->middles), 30);
}

int
bytes_structure(const struct bytes *b)
{
	int most = columns_deviation(&b->head, 0, BYTES_HEAD);
	int turned = columns_deviation(&b->turned, 0, BYTES_HEAD);
	int middle = middle_deviation(b);

	if (turned > most)
		most = turned;
	if (middle > most)
		most = middle;
	return most < INT16_MAX ? most : INT16_MAX;
}

bool
bytes_end_in_tag(const struct bytes *b, size_t octets, unsigned int rows)
{
	size_t constant = 0, first = 0, end = octets < BYTES_TAIL ? octets : BYTES_TAIL;

	if (b->tail.rows[end - 1] < rows)
		return false;
	/* An MKI is behind the tag (AEAD) or in front of it. */
	while (first < end && columns_is_constant(&b->tail, first, rows))
		first++;
	constant = first;
	while (end > first && columns_is_constant(&b->tail, end - 1, rows)) {
		end--;
		constant++;
	}
	return constant <= MKI_MAX && end > first && columns_deviation(&b->tail, first, end) < EVEN;
}

size_t
bytes_mki(const struct bytes *b, size_t *ret_tag)
{
	static const size_t tags[] = { 10, 4, 0 };

	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		size_t at = tags[i], n = 0;

		while (n < MKI_MAX && at + n < BYTES_TAIL &&
		       columns_is_constant(&b->tail, at + n, MKI_ROWS))
			n++;
		if (n == 0 || columns_deviation(&b->tail, 0, at) > EVEN ||
		    columns_deviation(&b->tail, at + n, BYTES_TAIL) > EVEN)
			continue;
		*ret_tag = tags[i];
		return n;
	}
	return 0;
}
