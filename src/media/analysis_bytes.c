/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bytes.c - does a payload look like coin tosses?
 */
#include "analysis_bytes.h"

#include <string.h>

#include "base/attr.h"

enum {
	TRAILER_MAX = 14,	/* a tag of 10 and an MKI of 4: behind an AEAD tag an MKI is last */
	MIDDLE_MIN = 128,	/* octets before they are worth judging */
	MKI_MAX = 4,
	MKI_ROWS = 8,
	EVEN = 4 * COLUMNS_SIGMA,
};

/* Octets of the head that no MKI can reach; of any packet there is one. */
static size_t
safe_octets(size_t n)
{
	size_t safe = n > TRAILER_MAX ? n - TRAILER_MAX : 1;

	return safe < BYTES_HEAD ? safe : BYTES_HEAD;
}

static void
put_head(struct bytes *b, const uint8_t *p, size_t n)
{
	size_t head = n < BYTES_HEAD ? n : BYTES_HEAD, safe = safe_octets(n);
	struct columns_row row = columns_row(p, safe < head ? safe : head);

	columns_put(&b->head, &row, safe < head ? safe : head);
	if (safe < head) {
		struct columns_row edge = columns_row(p + safe, head - safe);

		columns_put(&b->edge, &edge, head - safe);
	}
	if (safe > head)
		safe = head;
	if (b->before_n > 0) {
		size_t both = safe < b->before_n ? safe : b->before_n;
		struct columns_row turned = columns_row(p, both);
		struct columns_row before = columns_row((const uint8_t *)b->before.word, both);

		for (size_t w = 0; w < ARRAY_LEN(turned.word); w++)
			turned.word[w] ^= before.word[w];
		columns_put(&b->turned, &turned, both);
	}
	b->before = row;
	b->before_n = (uint8_t)safe;
}

static void
put_middle(struct bytes *b, const uint8_t *p, size_t n)
{
	size_t end = n > TRAILER_MAX ? n - TRAILER_MAX : 0;

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

/*
 * Octets, up to four, that never change where an MKI would be: in front of a tag of 10 or 4, or last.
 * @ret_at: octets behind them.
 */
static size_t
constant_octets(const struct bytes *b, size_t *ret_at)
{
	static const size_t tags[] = { 10, 4, 0 };

	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		size_t n = 0;

		while (n < MKI_MAX && columns_is_constant(&b->tail, tags[i] + n, MKI_ROWS))
			n++;
		*ret_at = tags[i];
		if (n > 0)
			return n;
	}
	return 0;
}

size_t
bytes_mki(const struct bytes *b, size_t *ret_tag)
{
	size_t at, n = constant_octets(b, &at);

	if (n == 0 || columns_deviation(&b->tail, 0, at) > EVEN ||
	    columns_deviation(&b->tail, at + n, BYTES_TAIL) > EVEN)
		return 0;
	*ret_tag = at;
	return n;
}

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

int
bytes_structure(const struct bytes *b)
{
	size_t at, constant = constant_octets(b, &at);
	int most = larger(columns_deviation(&b->head, 0, BYTES_HEAD), middle_deviation(b));

	most = larger(most, columns_deviation(&b->turned, 0, BYTES_HEAD));
	if (constant == 0)
		most = larger(most, columns_deviation(&b->edge, 0, BYTES_HEAD));
	most = larger(most, columns_deviation(&b->tail, 0, constant ? at : BYTES_TAIL));
	most = larger(most, columns_deviation(&b->tail, at + constant, BYTES_TAIL));
	return most < INT16_MAX ? most : INT16_MAX;
}

/* With an MKI the head of short packets is hardly looked at, but all around the MKI is. */
unsigned int
bytes_judged(const struct bytes *b)
{
	unsigned int bits = 0;
	size_t at, constant = constant_octets(b, &at);

	for (size_t i = 0; constant && i < BYTES_TAIL; i++)
		if (i < at || i >= at + constant)
			bits += 8u * b->tail.rows[i];
	for (size_t i = 0; !constant && i < BYTES_HEAD; i++)
		bits += 8u * (b->head.rows[i] + b->edge.rows[i]);
	return bits;
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
