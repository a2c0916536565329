/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bits.h - how often each bit of some octets was set, over many packets
 *
 * A column is one bit position, a row one packet.  Encrypted octets set each bit in half of the
 * packets, give or take; headers and codec parameters do not.  The counts lie in bit planes (plane i holds
 * bit i of every count), so that a row of 128 bits costs a dozen word operations to add.
 *
 * Memory      240 octets, fixed.
 * Layer       media.
 * Thread      any; pure.
 */
#ifndef MEDIA_ANALYSIS_BITS_H
#define MEDIA_ANALYSIS_BITS_H

#include <stddef.h>
#include <stdint.h>

enum {
	COLUMNS_OCTETS = 16,
	COLUMNS_PLANES = 7,
	COLUMNS_ROWS = 127,	/* what the planes can count to */
	COLUMNS_SIGMA = 16,	/* deviations are in sixteenths of a standard deviation */
};

struct columns {
	uint64_t plane[COLUMNS_PLANES][COLUMNS_OCTETS / 8];
	uint8_t rows[COLUMNS_OCTETS];	/* rows that had this octet */
};

struct columns_row {
	uint64_t word[COLUMNS_OCTETS / 8];	/* octets in memory order */
};

/** The first @n (at most COLUMNS_OCTETS) octets at @p as a row; what is missing is zero. */
struct columns_row columns_row(const uint8_t *p, size_t n);

/** Add the first @n octets of @row.  No more than COLUMNS_ROWS times. */
void columns_put(struct columns *c, const struct columns_row *row, size_t n);

/**
 * How far the columns of octets @first to @end - 1 are from what coin tosses give.
 *
 * The sum over columns of (2 ones - rows)^2 / rows is chi-square with a degree of freedom a column.
 * Octets that fewer than four rows had do not count.
 *
 * Returns its distance from the mean, in 1/COLUMNS_SIGMA standard deviations; 0 without columns.
 */
int columns_deviation(const struct columns *c, size_t first, size_t end);

/** Chi-square @sum16 (in sixteenths) with @freedom degrees, as columns_deviation() gives it. */
int chi_square_deviation(int64_t sum16, int64_t freedom);

/** Did octet @i have the same value in every row, and in @rows rows at least? */
int columns_is_constant(const struct columns *c, size_t i, unsigned int rows);

#endif
