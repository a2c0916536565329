/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_ssrc.c - no SSRC is drawn twice, none that was seen goes unnoticed
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "media/ssrc.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { DRAWS = 1 << 20 };

static int
compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

START_TEST(no_two_draws_are_equal)
{
	uint32_t *drawn = malloc(DRAWS * sizeof(*drawn));
	struct ssrc_source source;
	const uint8_t key[16] = { (uint8_t)_i, 7 };

	ck_assert_ptr_nonnull(drawn);
	ssrc_source_init(&source, key);
	/* Also where the counter's upper half moves. */
	source.drawn = _i ? UINT32_MAX - DRAWS / 2 : 0;
	for (unsigned int i = 0; i < DRAWS; i++)
		drawn[i] = ssrc_draw(&source);
	qsort(drawn, DRAWS, sizeof(*drawn), compare);
	for (unsigned int i = 1; i < DRAWS; i++)
		ck_assert_uint_ne(drawn[i - 1], drawn[i]);
	/* Spread over all of them: no quarter has more than its share by far. */
	ck_assert_uint_lt(drawn[DRAWS / 4], 0x42000000);
	ck_assert_uint_gt(drawn[DRAWS / 4], 0x3e000000);
	free(drawn);
}
END_TEST

START_TEST(another_session_draws_others)
{
	struct ssrc_source a, b;
	const uint8_t key_a[16] = { 1 }, key_b[16] = { 2 };

	ssrc_source_init(&a, key_a);
	ssrc_source_init(&b, key_b);
	for (unsigned int i = 0; i < 100; i++)
		ck_assert_uint_ne(ssrc_draw(&a), ssrc_draw(&b));
}
END_TEST

START_TEST(what_was_seen_stays_seen)
{
	struct ssrc_seen seen = { { 0 } };
	unsigned int mistaken = 0;

	for (uint32_t i = 0; i < 8; i++)
		ssrc_note(&seen, i * 0x01010101u);
	for (uint32_t i = 0; i < 8; i++)
		ck_assert(ssrc_is_seen(&seen, i * 0x01010101u));
	for (uint32_t i = 0; i < 10000; i++)
		mistaken += ssrc_is_seen(&seen, 0x80000000u + i * 77777);
	ck_assert_uint_lt(mistaken, 10000 * 8 * 2 / SSRC_SEEN_BITS);
}
END_TEST

Suite *
ssrc_suite(void)
{
	const TTest *const tests[] = { another_session_draws_others, what_was_seen_stays_seen };
	Suite *suite = suite_of("ssrc", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("draws");

	tcase_add_loop_test(tc, no_two_draws_are_equal, 0, 3);
	suite_add_tcase(suite, tc);
	return suite;
}
