/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_bits.c
 */
#include "base/attr.h"
#include "media/analysis_bits.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct stream s;

/* The same sum, counted one bit at a time. */
static int
plain_deviation(const uint8_t rows[][COLUMNS_OCTETS], int n)
{
	int64_t sum16 = 0;

	for (int i = 0; i < COLUMNS_OCTETS; i++) {
		int64_t squares = 0;

		for (int bit = 0; bit < 8; bit++) {
			int ones = 0;

			for (int r = 0; r < n; r++)
				ones += rows[r][i] >> bit & 1;
			squares += (2 * ones - n) * (2 * ones - n);
		}
		sum16 += 16 * squares / n;
	}
	return chi_square_deviation(sum16, 8 * COLUMNS_OCTETS);
}

START_TEST(planes_count_as_fingers_do)
{
	static uint8_t rows[COLUMNS_ROWS][COLUMNS_OCTETS];
	struct columns c = { 0 };

	s.random = 9;
	for (int r = 0; r < COLUMNS_ROWS; r++) {
		stream_toss(&s, rows[r], COLUMNS_OCTETS);
		rows[r][3] = 0xff;
		rows[r][4] &= 0x81;

		struct columns_row row = columns_row(rows[r], COLUMNS_OCTETS);

		columns_put(&c, &row, COLUMNS_OCTETS);
		if (r >= 4)
			ck_assert_int_eq(columns_deviation(&c, 0, COLUMNS_OCTETS), plain_deviation(rows, r + 1));
	}
}
END_TEST

START_TEST(coin_tosses_deviate_little_and_a_header_much)
{
	for (unsigned int seed = 1; seed <= 200; seed++) {
		struct columns tosses = { 0 }, header = { 0 };

		s.random = seed;
		for (int r = 0; r < 40; r++) {
			uint8_t octets[COLUMNS_OCTETS];

			stream_toss(&s, octets, sizeof(octets));

			struct columns_row row = columns_row(octets, sizeof(octets));

			columns_put(&tosses, &row, sizeof(octets));
			octets[0] = 0x78;
			row = columns_row(octets, sizeof(octets));
			columns_put(&header, &row, sizeof(octets));
		}
		ck_assert_int_lt(columns_deviation(&tosses, 0, 16), 5 * COLUMNS_SIGMA);
		ck_assert_int_gt(columns_deviation(&header, 0, 16), 12 * COLUMNS_SIGMA);
	}
}
END_TEST

START_TEST(an_octet_that_never_changes_is_found)
{
	struct columns c = { 0 };

	s.random = 3;
	for (int r = 0; r < 10; r++) {
		uint8_t octets[] = { 0x5a, (uint8_t)stream_random(&s, 256), 0 };
		struct columns_row row = columns_row(octets, sizeof(octets));

		ck_assert(!columns_is_constant(&c, 0, 10));
		columns_put(&c, &row, sizeof(octets));
	}
	ck_assert(columns_is_constant(&c, 0, 10));
	ck_assert(!columns_is_constant(&c, 1, 10));
	ck_assert(columns_is_constant(&c, 2, 10));
	ck_assert(!columns_is_constant(&c, 3, 1));	/* nobody had it */
}
END_TEST

Suite *
analysis_bits_suite(void)
{
	const TTest *const tests[] = {
		planes_count_as_fingers_do,
		coin_tosses_deviate_little_and_a_header_much,
		an_octet_that_never_changes_is_found,
	};
	return suite_of("analysis_bits", tests, ARRAY_LEN(tests));
}
