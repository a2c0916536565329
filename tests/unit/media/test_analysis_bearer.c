/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_bearer.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis_bearer.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct stream s = { .random = 6 };

START_TEST(seven_ones_are_found_wherever_they_begin)
{
	for (unsigned int at = 0; at + 7 <= 160; at++) {
		uint8_t line[20] = { 0 };
		int flag;

		for (unsigned int i = at; i < at + 6; i++)
			line[i / 8] |= (uint8_t)(0x80 >> i % 8);
		ck_assert_uint_eq(hdlc_ones(line, sizeof(line), &flag), 6);
		ck_assert(flag || at == 0 || at + 6 == 160);
		line[(at + 6) / 8] |= (uint8_t)(0x80 >> (at + 6) % 8);
		ck_assert_uint_eq(hdlc_ones(line, sizeof(line), &flag), 7);
		ck_assert(!flag);
	}
}
END_TEST

START_TEST(coin_tosses_are_no_line)
{
	struct bearers b = { 0 };

	for (int i = 0; i < 100; i++) {
		uint8_t line[160];

		stream_toss(&s, line, sizeof(line));
		bearers_put(&b, line, sizeof(line));
		ck_assert_int_lt(b.hdlc, 35);
		ck_assert_int_lt(b.iuup, 30);
	}
	ck_assert_int_le(b.hdlc, -20);
	ck_assert_int_le(b.iuup, -20);
}
END_TEST

/* standards.md section 6.2: vectors of our own, checked against libosmocore. */
START_TEST(iu_up_is_known_by_its_crcs)
{
	uint8_t data[164] = { 0x00, 0x00, 0x00, 0xc9 }, bent[164];
	const uint8_t init[] = { 0xe0, 0x00, 0xde, 0xc2, 0x02, 0xc0, 0x02, 0x80, 0x00, 0x01, 0x00 };
	const uint8_t plain[] = { 0x10, 0x00, 0x26 << 2, 1, 2, 3 };

	memset(data + 4, 0x7e, 160);
	ck_assert_int_eq(iuup_bits(data, sizeof(data)), 16);
	ck_assert_int_eq(iuup_bits(init, sizeof(init)), 16);
	ck_assert_int_eq(iuup_bits(plain, sizeof(plain)), 6);
	for (unsigned int bit = 0; bit < 8 * sizeof(data); bit++) {
		memcpy(bent, data, sizeof(data));
		bent[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		ck_assert_int_eq(iuup_bits(bent, sizeof(bent)), -1);
	}
	for (size_t n = 0; n < 4; n++)
		ck_assert_int_eq(iuup_bits(data, n), -1);
}
END_TEST

Suite *
analysis_bearer_suite(void)
{
	const TTest *const tests[] = {
		seven_ones_are_found_wherever_they_begin,
		coin_tosses_are_no_line,
		iu_up_is_known_by_its_crcs,
	};
	return suite_of("analysis_bearer", tests, ARRAY_LEN(tests));
}
