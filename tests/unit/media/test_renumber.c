/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_renumber.c - whatever comes, no index is given out twice
 */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "media/renumber.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { RATE = 8000, FIRST = 1000 };

static struct renumber r;
static struct renumbered ours;

static enum renumber_fate
put_at(uint64_t now_us, uint32_t ssrc, uint16_t seq, uint32_t ts)
{
	const struct rtp rtp = { .ssrc = ssrc, .seq = seq, .ts = ts };

	return renumber_put(&r, now_us, &rtp, &ours);
}

static enum renumber_fate
put(uint16_t seq)
{
	return put_at(1000000, 7, seq, (uint32_t)seq * 160);
}

static void
setup(void)
{
	renumber_init(&r, FIRST, RATE);
}

START_TEST(loss_and_reordering_stay_as_they_were)
{
	/* theirs, ours */
	static const uint16_t went[][2] = {
		{ 65533, 0 }, { 65534, 1 }, { 1, 4 }, { 65535, 2 }, { 2, 5 }, { 0, 3 }, { 10, 13 },
		{ 3, 6 },
	};

	for (unsigned int i = 0; i < ARRAY_LEN(went); i++) {
		ck_assert_int_eq(put(went[i][0]), RENUMBER_TAKEN);
		ck_assert_uint_eq(ours.index, FIRST + went[i][1]);
		ck_assert_uint_eq(ours.ts, went[i][0] * 160u);
	}
	for (unsigned int i = 0; i < ARRAY_LEN(went); i++)
		ck_assert_int_eq(put(went[i][0]), RENUMBER_AGAIN);
}
END_TEST

START_TEST(nothing_comes_before_the_first)
{
	ck_assert_int_eq(put(100), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST);
	for (uint16_t back = 1; back < RENUMBER_BACK; back++)
		ck_assert_int_eq(put((uint16_t)(100 - back)), RENUMBER_AGAIN);
	renumber_init(&r, 0, RATE);
	ck_assert_int_eq(put(0), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, 0);
	ck_assert_int_eq(put(65535), RENUMBER_AGAIN);
	ck_assert_int_eq(put(2), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, 2);
}
END_TEST

START_TEST(too_late_is_late_and_two_in_a_row_begin_again)
{
	ck_assert_int_eq(put(1000), RENUMBER_TAKEN);
	ck_assert_int_eq(put(1100), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 100);
	ck_assert_int_eq(put(1036), RENUMBER_LATE);
	ck_assert_int_eq(put(1037), RENUMBER_TAKEN);	/* the second: it goes on from there */
	ck_assert_uint_eq(ours.index, FIRST + 101);
	ck_assert_int_eq(put(1038), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 102);
	ck_assert_int_eq(put(1036), RENUMBER_AGAIN);
}
END_TEST

START_TEST(a_late_one_alone_changes_nothing)
{
	ck_assert_int_eq(put(1000), RENUMBER_TAKEN);
	ck_assert_int_eq(put(1100), RENUMBER_TAKEN);
	ck_assert_int_eq(put(900), RENUMBER_LATE);
	ck_assert_int_eq(put(1101), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 101);
	ck_assert_int_eq(put(901), RENUMBER_LATE);
	ck_assert_int_eq(put(1102), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 102);
}
END_TEST

START_TEST(another_ssrc_or_a_jump_goes_on_behind)
{
	ck_assert_int_eq(put_at(1000000, 7, 50, 500000), RENUMBER_TAKEN);
	/* 20 ms later, another source: the time goes on by what passed. */
	ck_assert_int_eq(put_at(1020000, 8, 60000, 9), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 1);
	ck_assert_uint_eq(ours.ts, 500000 + 160);
	ck_assert_int_eq(put_at(1040000, 8, 60001, 169), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 2);
	ck_assert_uint_eq(ours.ts, 500000 + 320);
	ck_assert_int_eq(put_at(1060000, 8, 20, 9000000), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 3);
	ck_assert_uint_eq(ours.ts, 500000 + 480);
	/* The one from before is no jump back to where it was. */
	ck_assert_int_eq(put_at(1080000, 7, 51, 500160), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, FIRST + 4);
}
END_TEST

START_TEST(reports_about_us_are_put_back_into_their_numbers)
{
	ck_assert_int_eq(put(65535), RENUMBER_TAKEN);
	ck_assert_uint_eq((uint32_t)(ours.index + renumber_back_shift(&r)), 65535);
	ck_assert_int_eq(put(0), RENUMBER_TAKEN);
	ck_assert_uint_eq((uint32_t)(ours.index + renumber_back_shift(&r)), 65536);
	ck_assert_int_eq(put_at(1, 9, 0, 0), RENUMBER_TAKEN);
	ck_assert_uint_eq((uint32_t)(ours.index + renumber_back_shift(&r)), 0);
}
END_TEST

START_TEST(there_is_an_end)
{
	ck_assert_int_eq(put(1), RENUMBER_TAKEN);
	r.index = RENUMBER_INDEX_END - 3;
	ck_assert_int_eq(put(2), RENUMBER_TAKEN);
	ck_assert_int_eq(put(4), RENUMBER_SPENT);
	ck_assert_int_eq(put(3), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, RENUMBER_INDEX_END - 1);
	ck_assert_int_eq(put(4), RENUMBER_SPENT);
	ck_assert_int_eq(put_at(1, 8, 99, 0), RENUMBER_SPENT);
	renumber_restart(&r, 5);
	ck_assert_int_eq(put(4), RENUMBER_TAKEN);
	ck_assert_uint_eq(ours.index, 5);
}
END_TEST

/* A sender that does whatever it likes. */
START_TEST(no_index_is_given_out_twice)
{
	enum { PACKETS = 200000, SPAN = PACKETS * 16 };
	uint8_t *given = calloc(SPAN, 1);
	uint32_t ssrc = 1;
	uint16_t seq = 0;

	ck_assert_ptr_nonnull(given);
	srand((unsigned int)_i + 1);
	for (unsigned int i = 0; i < PACKETS; i++) {
		int what = rand() % 100;

		if (what == 0)
			ssrc = (uint32_t)(rand() % 3);
		else if (what == 1)
			seq = (uint16_t)rand();
		else if (what < 20)
			seq = (uint16_t)(seq - rand() % 80);
		else if (what < 40)
			seq = (uint16_t)(seq + rand() % 100);
		else
			seq++;
		if (put_at(i * UINT64_C(20000), ssrc, seq, i * 160) != RENUMBER_TAKEN)
			continue;
		ck_assert_uint_lt(ours.index, SPAN);
		ck_assert_uint_eq(given[ours.index], 0);
		given[ours.index] = 1;
	}
	free(given);
}
END_TEST

Suite *
renumber_suite(void)
{
	const TTest *const tests[] = {
		loss_and_reordering_stay_as_they_were,
		nothing_comes_before_the_first,
		too_late_is_late_and_two_in_a_row_begin_again,
		a_late_one_alone_changes_nothing,
		another_ssrc_or_a_jump_goes_on_behind,
		reports_about_us_are_put_back_into_their_numbers,
		there_is_an_end,
	};
	Suite *suite = suite_create("renumber");
	TCase *tc = tcase_create("numbers");

	tcase_add_checked_fixture(tc, setup, NULL);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, no_index_is_given_out_twice, 0, 8);
	suite_add_tcase(suite, tc);
	return suite;
}
