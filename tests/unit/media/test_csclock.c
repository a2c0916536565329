/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csclock.c
 */
#include "base/attr.h"
#include "media/csclock.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct csclock csclock;

/* Packets due at @now_us, and periods skipped on the way. */
static unsigned int
take_all(uint64_t now_us, uint64_t *skipped)
{
	unsigned int n = 0;

	for (uint64_t s; csclock_take(&csclock, now_us, &s); n++)
		*skipped += s;
	return n;
}

START_TEST(the_first_is_due_at_once_and_then_every_period)
{
	uint64_t skipped = 0;

	csclock_start(&csclock, 1000000, 20);
	ck_assert_uint_eq(csclock_next_us(&csclock), 1000000);
	ck_assert_uint_eq(take_all(999999, &skipped), 0);
	ck_assert_uint_eq(take_all(1000000, &skipped), 1);
	ck_assert_uint_eq(csclock_next_us(&csclock), 1020000);
	ck_assert_uint_eq(take_all(1019999, &skipped), 0);
	ck_assert_uint_eq(take_all(1020000, &skipped), 1);
	ck_assert_uint_eq(skipped, 0);
}
END_TEST

/* The rate is that of the clock, not of who asks. */
START_TEST(jitter_of_the_caller_does_not_add_up)
{
	uint64_t seed = 31, skipped = 0, now = 5000;
	unsigned int n = 0;

	csclock_start(&csclock, now, 20);
	for (int i = 0; i < 5000; i++) {
		now = csclock_next_us(&csclock) + dice(&seed) % 19000;
		n += take_all(now, &skipped);
	}
	ck_assert_uint_eq(skipped, 0);
	ck_assert_uint_eq(n, (now - 5000) / 20000 + 1);
}
END_TEST

START_TEST(a_late_caller_gets_two_at_most_and_the_rest_is_skipped)
{
	for (unsigned int late = 0; late < 200; late++) {
		uint64_t skipped = 0;

		csclock_start(&csclock, 0, 10);

		unsigned int n = take_all(late * 1000, &skipped);
		unsigned int due = late / 10 + 1;

		ck_assert_uint_eq(n, due < 2 ? due : 2);
		ck_assert_uint_eq(n + skipped, due);
		ck_assert_uint_eq(csclock_next_us(&csclock), due * 10000);
	}
}
END_TEST

/* An hour at a rate that is off: to the packet. */
START_TEST(follows_another_clock)
{
	uint64_t skipped = 0;
	unsigned int n = 0;

	csclock_start(&csclock, 0, 20);
	csclock_follow(&csclock, _i ? 500000 : -500000);
	while (csclock_next_us(&csclock) < UINT64_C(3600) * 1000000)
		n += take_all(csclock_next_us(&csclock), &skipped);
	ck_assert_int_ge((int)n, _i ? 179910 : 180090);
	ck_assert_int_le((int)n, _i ? 179911 : 180091);
	ck_assert_uint_eq(skipped, 0);
	csclock_follow(&csclock, 0);
	ck_assert_uint_eq(csclock.period_ns, 20000000);
}
END_TEST

START_TEST(far_in_time_nothing_overflows)
{
	uint64_t skipped = 0;
	uint64_t century_us = UINT64_C(100) * 366 * 86400 * 1000000;

	csclock_start(&csclock, century_us, 5);
	ck_assert_uint_eq(take_all(century_us + 5000, &skipped), 2);
	ck_assert_uint_eq(csclock_next_us(&csclock), century_us + 10000);
}
END_TEST

/* TS 25.415 6.5.4: 1.5 ms later, then 4 ms earlier. */
START_TEST(a_shift_moves_all_that_follows)
{
	uint64_t skipped = 0;

	csclock_start(&csclock, 1000000, 10);
	ck_assert_uint_eq(take_all(1000000, &skipped), 1);
	csclock_shift(&csclock, 1500);
	ck_assert_uint_eq(csclock_next_us(&csclock), 1011500);
	ck_assert_uint_eq(take_all(1011500, &skipped), 1);
	csclock_shift(&csclock, -4000);
	ck_assert_uint_eq(csclock_next_us(&csclock), 1017500);
	ck_assert_uint_eq(skipped, 0);
}
END_TEST

Suite *
csclock_suite(void)
{
	const TTest *const tests[] = {
		the_first_is_due_at_once_and_then_every_period,
		jitter_of_the_caller_does_not_add_up,
		a_late_caller_gets_two_at_most_and_the_rest_is_skipped,
		a_shift_moves_all_that_follows,
		far_in_time_nothing_overflows,
	};
	Suite *suite = suite_of("csclock", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("follows");

	tcase_add_loop_test(tc, follows_another_clock, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
