/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csrate.c - a peer whose clock is off, seen through a network that delays
 */
#include "base/attr.h"
#include "media/csrate.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	UNITS = 160,		/* a packet */
	NEAR = 25000,		/* ppb */
};

/* A peer that sends every 20 ms by its own clock. */
struct sender {
	uint64_t seed;
	int64_t ppb;			/* its periods are longer by so much */
	unsigned int jitter_us;		/* what the network adds at most */
	uint64_t sent;
	uint32_t ts;
	uint64_t start_us;
};

static struct csrate rate;

static uint64_t
arrival_us(struct sender *s)
{
	uint64_t ns = s->sent * (uint64_t)(20000000 + s->ppb / 50);

	return s->start_us + ns / 1000 + (s->jitter_us ? dice(&s->seed) % s->jitter_us : 0);
}

/* @seconds of its packets, one in @lose lost; the last estimate, or INT32_MAX if there was none. */
static int32_t
run(struct sender *s, unsigned int seconds, unsigned int lose)
{
	int32_t ppb = INT32_MAX;

	for (unsigned int i = 0; i < seconds * 50; i++, s->sent++) {
		uint32_t ts = s->ts + (uint32_t)(s->sent * UNITS);

		if (!lose || dice(&s->seed) % lose)
			(void)csrate_put(&rate, arrival_us(s), ts, &ppb);
	}
	return ppb;
}

static const int64_t clocks[] = { 0, 20000, -20000, 100000, -100000, 450000, -450000 };

START_TEST(finds_a_clock_that_is_off)
{
	struct sender s = {
		.seed = 7, .ppb = clocks[_i], .jitter_us = 10000, .ts = 0xfffffff0, .start_us = 77,
	};

	csrate_init(&rate);

	int64_t found = run(&s, 120, 20);

	ck_assert_int_gt(found, clocks[_i] - NEAR);
	ck_assert_int_lt(found, clocks[_i] + NEAR);
}
END_TEST

/* Timestamps of 16000 Hz, an odd number of them a packet: nothing is lost in rounding. */
START_TEST(finds_a_clock_of_another_frequency)
{
	int32_t found = INT32_MAX;

	csrate_init_clock(&rate, 16000);
	for (uint32_t i = 0; i < 60 * 100; i++)
		(void)csrate_put(&rate, 77 + i * 10002ull, i * 160 + i % 3, &found);
	ck_assert_int_gt(found, 200000 - NEAR);
	ck_assert_int_lt(found, 200000 + NEAR);
}
END_TEST

START_TEST(says_nothing_before_the_second_window)
{
	struct sender s = { .seed = 7, .ppb = 100000, .start_us = 77 };

	csrate_init(&rate);
	ck_assert_int_eq(run(&s, 15, 0), INT32_MAX);
	ck_assert_int_ne(run(&s, 3, 0), INT32_MAX);
}
END_TEST

START_TEST(runs_free_outside_500_ppm_and_follows_again_within)
{
	struct sender s = { .seed = 9, .ppb = _i ? 700000 : -700000, .jitter_us = 2000 };

	csrate_init(&rate);
	ck_assert_int_eq(run(&s, 60, 0), 0);
	s.start_us = arrival_us(&s);
	s.ts += (uint32_t)(s.sent * UNITS);
	s.sent = 0;
	s.ppb = 200000;

	int32_t found = run(&s, 120, 0);

	ck_assert_int_gt(found, 200000 - NEAR);
	ck_assert_int_lt(found, 200000 + NEAR);
}
END_TEST

/* A restart of the timestamps, or a pause in which they stood still, is no fast or slow clock. */
START_TEST(a_jump_starts_again_and_keeps_the_estimate)
{
	struct sender s = { .seed = 11, .ppb = 100000, .jitter_us = 2000 };

	csrate_init(&rate);
	(void)run(&s, 60, 0);
	s.ts += _i ? 0x55555555 : 0;
	s.start_us += _i ? 0 : 30000000;
	ck_assert_int_eq(run(&s, 10, 0), INT32_MAX);
	ck_assert(rate.has_rate);

	int32_t found = run(&s, 30, 0);

	ck_assert_int_gt(found, 100000 - NEAR);
	ck_assert_int_lt(found, 100000 + NEAR);
}
END_TEST

/* Whatever timestamps come, in whatever order and time: an estimate is within bounds. */
START_TEST(no_input_leads_it_out_of_bounds)
{
	uint64_t seed = 13, now_us = 0;
	int32_t ppb = 0;

	csrate_init(&rate);
	for (unsigned int i = 0; i < 300000; i++) {
		now_us += dice(&seed) % 40000;

		uint32_t ts = dice(&seed) % 100 ? (uint32_t)(now_us / 125 + dice(&seed) % 4000)
						: (uint32_t)dice(&seed);

		(void)csrate_put(&rate, now_us, ts, &ppb);
		ck_assert_int_le(ppb, CSRATE_MAX_PPB);
		ck_assert_int_ge(ppb, -CSRATE_MAX_PPB);
	}
}
END_TEST

Suite *
csrate_suite(void)
{
	const TTest *const tests[] = {
		finds_a_clock_of_another_frequency,
		says_nothing_before_the_second_window,
		no_input_leads_it_out_of_bounds,
	};
	Suite *suite = suite_of("csrate", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("clocks");

	tcase_add_loop_test(tc, finds_a_clock_that_is_off, 0, ARRAY_LEN(clocks));
	tcase_add_loop_test(tc, runs_free_outside_500_ppm_and_follows_again_within, 0, 2);
	tcase_add_loop_test(tc, a_jump_starts_again_and_keeps_the_estimate, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
