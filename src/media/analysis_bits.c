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

/* A bit a lane of eight: lane i is bit i of @octet. */
static uint64_t
lanes(uint8_t octet)
{
	uint64_t bits = octet * 0x0101010101010101u & 0x8040201008040201u;

	/* What is to be added so that a bit of its lane becomes the lane's highest. */
	return (bits + 0x00406070787c7e7fu) >> 7 & 0x0101010101010101u;
}

/* Ones in each column of octet @i, a lane a column.  Planes lie in memory order, whatever the machine's. */
static uint64_t
ones(const struct columns *c, size_t i)
{
	uint64_t n = 0;

	for (size_t p = 0; p < COLUMNS_PLANES; p++)
		n += lanes(((const uint8_t *)c->plane[p])[i]) << p;
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
		int rows = c->rows[i], squares = 0;

		if (rows < ROWS_MIN)
			continue;
		freedom += 8;
		for (uint64_t n = ones(c, i), lane = 0; lane < 8; lane++, n >>= 8) {
			int off = 2 * (int)(n & 0xff) - rows;

			squares += off * off;
		}
		sum16 += 16 * squares / rows;
	}
	return chi_square_deviation(sum16, freedom);
}

int
columns_is_constant(const struct columns *c, size_t i, unsigned int rows)
{
	if (c->rows[i] < rows)
		return 0;
	for (uint64_t n = ones(c, i), lane = 0; lane < 8; lane++, n >>= 8)
		if ((n & 0xff) != 0 && (n & 0xff) != c->rows[i])
			return 0;
	return 1;
}
