/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bits.c - how often each bit of some octets was set
 */
#include "analysis_bits.h"

#include <string.h>

enum {
	WORDS = COLUMNS_OCTETS / 8,
	ROWS_MIN = 4,
};

struct columns_row
columns_row(const uint8_t *p, size_t n)
{
	struct columns_row row = { { 0 } };

	memcpy(row.word, p, n < COLUMNS_OCTETS ? n : COLUMNS_OCTETS);
	return row;
}

void
columns_put(struct columns *c, const struct columns_row *row, size_t n)
{
	for (size_t w = 0; w < WORDS; w++) {
		uint64_t carry = row->word[w];

		for (size_t i = 0; i < COLUMNS_PLANES; i++) {
			uint64_t both = c->plane[i][w] & carry;

			c->plane[i][w] ^= carry;
			carry = both;
		}
	}
	for (size_t i = 0; i < n && i < COLUMNS_OCTETS; i++)
		c->rows[i]++;
}

/* Octet @i of each plane: memory order, whatever the machine's. */
static void
planes_of(const struct columns *c, size_t i, uint8_t ret[COLUMNS_PLANES])
{
	for (size_t p = 0; p < COLUMNS_PLANES; p++)
		ret[p] = ((const uint8_t *)c->plane[p])[i];
}

static int
ones(const uint8_t planes[COLUMNS_PLANES], unsigned int bit)
{
	int n = 0;

	for (size_t p = 0; p < COLUMNS_PLANES; p++)
		n |= (planes[p] >> bit & 1) << p;
	return n;
}

static int64_t
square_root(int64_t v)
{
	int64_t r = 0;

	for (int64_t bit = (int64_t)1 << 30; bit; bit >>= 1)
		if ((r + bit) * (r + bit) <= v)
			r += bit;
	return r;
}

int
chi_square_deviation(int64_t sum16, int64_t freedom)
{
	if (freedom == 0)
		return 0;

	/* sqrt(2 f), with four bits behind the point. */
	int64_t sigma16 = square_root(512 * freedom);

	return (int)((sum16 - 16 * freedom) * COLUMNS_SIGMA / sigma16);
}

int
columns_deviation(const struct columns *c, size_t first, size_t end)
{
	int64_t sum16 = 0, freedom = 0;

	for (size_t i = first; i < end && i < COLUMNS_OCTETS; i++) {
		uint8_t planes[COLUMNS_PLANES];

		if (c->rows[i] < ROWS_MIN)
			continue;
		planes_of(c, i, planes);
		freedom += 8;
		for (unsigned int bit = 0; bit < 8; bit++) {
			int off = 2 * ones(planes, bit) - c->rows[i];

			sum16 += 16 * off * off / c->rows[i];
		}
	}
	return chi_square_deviation(sum16, freedom);
}

int
columns_is_constant(const struct columns *c, size_t i, unsigned int rows)
{
	uint8_t planes[COLUMNS_PLANES];

	if (c->rows[i] < rows)
		return 0;
	planes_of(c, i, planes);
	for (unsigned int bit = 0; bit < 8; bit++) {
		int n = ones(planes, bit);

		if (n != 0 && n != c->rows[i])
			return 0;
	}
	return 1;
}
