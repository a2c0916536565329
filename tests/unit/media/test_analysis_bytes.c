/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_bytes.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis_bytes.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { STRUCTURED = 12 * COLUMNS_SIGMA };

static struct stream s = { .random = 8 };
static struct bytes b;
static uint8_t p[300];

/* Coin tosses of @n octets with @mki constant ones in front of the last @tag. */
static void
put(size_t n, size_t mki, size_t tag)
{
	stream_toss(&s, p, n);
	memset(p + n - tag - mki, 0x42, mki);
	bytes_put(&b, p, n);
}

START_TEST(an_mki_is_found_and_does_not_count)
{
	static const size_t mkis[] = { 1, 2, 4 }, tags[] = { 10, 4, 0 }, octets[] = { 15, 16, 21, 28, 60 };

	for (size_t m = 0; m < ARRAY_LEN(mkis); m++)
		for (size_t t = 0; t < ARRAY_LEN(tags); t++)
			for (size_t o = 0; o < ARRAY_LEN(octets); o++) {
				size_t behind = 99;

				b = (struct bytes){ 0 };
				for (int i = 0; i < 40; i++)
					put(octets[o], mkis[m], tags[t]);
				ck_assert_uint_eq(bytes_mki(&b, &behind), mkis[m]);
				ck_assert_uint_eq(behind, tags[t]);
				ck_assert_int_lt(bytes_structure(&b), 5 * COLUMNS_SIGMA);
				ck_assert_uint_ge(bytes_judged(&b), 1280);
			}
}
END_TEST

START_TEST(an_octet_that_never_changes_is_structure_anywhere_else)
{
	for (size_t at = 0; at < 12; at++) {
		b = (struct bytes){ 0 };
		for (int i = 0; i < 60; i++) {
			stream_toss(&s, p, 40);
			p[at] = 0x42;
			bytes_put(&b, p, 40);
		}
		ck_assert_int_gt(bytes_structure(&b), STRUCTURED);
	}
}
END_TEST

START_TEST(what_goes_on_from_packet_to_packet_is_structure)
{
	b = (struct bytes){ 0 };
	for (int i = 0; i < 100; i++) {
		/* Each bit is set as often as not, but seldom changes. */
		for (size_t k = 0; k < 40; k++)
			if (i == 0 || stream_random(&s, 4) == 0)
				p[k] = (uint8_t)stream_random(&s, 256);
		bytes_put(&b, p, 40);
	}
	ck_assert_int_gt(bytes_structure(&b), STRUCTURED);
}
END_TEST

START_TEST(half_octets_that_come_too_often_are_structure)
{
	b = (struct bytes){ 0 };
	for (int i = 0; i < 30; i++) {
		stream_toss(&s, p, 200);
		for (size_t k = 20; k < 76; k += 2)
			p[k] = (uint8_t)(0xf0 | (p[k] & 0xf));
		bytes_put(&b, p, 200);
	}
	ck_assert_int_gt(bytes_structure(&b), STRUCTURED);
}
END_TEST

START_TEST(a_tag_is_even_and_samples_are_not)
{
	b = (struct bytes){ 0 };
	for (int i = 0; i < 20; i++) {
		memset(p, 0xd5, 160);
		stream_toss(&s, p + 160, 10);
		bytes_put(&b, p, 170);
		ck_assert(bytes_end_in_tag(&b, 10, 12) == (i >= 11));
	}
	ck_assert(!bytes_end_in_tag(&b, 16, 12));
}
END_TEST

START_TEST(no_more_rows_than_the_planes_count)
{
	b = (struct bytes){ 0 };
	bytes_put(&b, p, 0);
	ck_assert_uint_eq(b.packets, 0);
	for (int i = 0; i < 300; i++)
		put(100, 0, 0);
	ck_assert_uint_eq(b.packets, COLUMNS_ROWS);
	ck_assert_int_lt(bytes_structure(&b), 5 * COLUMNS_SIGMA);
}
END_TEST

Suite *
analysis_bytes_suite(void)
{
	const TTest *const tests[] = {
		an_mki_is_found_and_does_not_count,
		an_octet_that_never_changes_is_structure_anywhere_else,
		what_goes_on_from_packet_to_packet_is_structure,
		half_octets_that_come_too_often_are_structure,
		a_tag_is_even_and_samples_are_not,
		no_more_rows_than_the_planes_count,
	};
	return suite_of("analysis_bytes", tests, ARRAY_LEN(tests));
}
