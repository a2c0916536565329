/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_wheel.c - the timer wheel
 */
#include "base/wheel.h"

#include <stdlib.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

enum {
	TICK = 1000,
};

#define START_US ((uint64_t)123456789)

static struct wheel w;
static struct tmr a, b;
static int fired_a, fired_b;

static void
count(void *arg)
{
	++*(int *)arg;
}

static void
setup(void)
{
	wheel_init(&w, START_US, TICK);
	tmr_init(&a, count, &fired_a);
	tmr_init(&b, count, &fired_b);
	fired_a = fired_b = 0;
}

START_TEST(fires_once_not_early_and_at_most_a_tick_late)
{
	wheel_arm(&w, &a, START_US + 10 * TICK);
	ck_assert(tmr_is_armed(&a));
	ck_assert_uint_eq(wheel_turn(&w, START_US + 10 * TICK - 1), 0);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 11 * TICK), 1);
	ck_assert(!tmr_is_armed(&a));
	ck_assert_uint_eq(wheel_turn(&w, START_US + 1000 * TICK), 0);
	ck_assert_int_eq(fired_a, 1);
}
END_TEST

START_TEST(a_time_in_the_past_fires_at_the_next_tick)
{
	wheel_arm(&w, &a, 0);
	ck_assert_uint_le(wheel_next_us(&w), START_US + TICK);
	ck_assert_uint_eq(wheel_turn(&w, START_US + TICK), 1);

	uint64_t this_tick_us = w.now_tick * TICK;

	wheel_arm(&w, &a, this_tick_us);
	ck_assert_uint_eq(wheel_turn(&w, this_tick_us), 0);
	ck_assert_uint_eq(wheel_turn(&w, this_tick_us + TICK), 1);
}
END_TEST

START_TEST(disarmed_timers_do_not_fire)
{
	struct tmr zeroed = { 0 };

	wheel_arm(&w, &a, START_US + 5 * TICK);
	wheel_arm(&w, &b, START_US + 5 * TICK);
	wheel_disarm(&w, &a);
	wheel_disarm(&w, &a);
	wheel_disarm(&w, &zeroed);
	ck_assert(!tmr_is_armed(&zeroed));
	ck_assert_uint_eq(wheel_turn(&w, START_US + 100 * TICK), 1);
	ck_assert_int_eq(fired_a, 0);
	ck_assert_int_eq(fired_b, 1);
}
END_TEST

START_TEST(arming_again_moves_the_time)
{
	wheel_arm(&w, &a, START_US + 5 * TICK);
	wheel_arm(&w, &a, START_US + 50 * TICK);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 49 * TICK), 0);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 51 * TICK), 1);
	ck_assert_uint_eq(w.count, 0);
}
END_TEST

START_TEST(next_is_never_for_an_empty_wheel)
{
	ck_assert_uint_eq(wheel_next_us(&w), UINT64_MAX);
	wheel_arm(&w, &a, START_US + 5 * TICK);
	ck_assert_uint_le(wheel_next_us(&w), START_US + 6 * TICK);
	wheel_disarm(&w, &a);
	ck_assert_uint_eq(wheel_next_us(&w), UINT64_MAX);
	wheel_arm(&w, &a, UINT64_MAX);
	ck_assert_uint_gt(wheel_next_us(&w), START_US);
	wheel_disarm(&w, &a);
}
END_TEST

/* Distances around each level's edge and beyond the wheel. */
static const uint64_t distances[] = {
	1, 62, 63, 64, 65, 127, 128, 4095, 4096, 4097, 262143, 262144, 262145, 16777215, 16777216,
	1073741823, 1073741824, 1073741825, 5000000000,
};

START_TEST(every_distance_fires_in_its_tick)
{
	uint64_t at = START_US + distances[_i] * TICK;
	unsigned int turns = 0;

	wheel_arm(&w, &a, at);
	for (uint64_t next; (next = wheel_next_us(&w)) != UINT64_MAX; turns++) {
		ck_assert_uint_lt(turns, 100);
		ck_assert_uint_lt(next, at + TICK);
		if (wheel_turn(&w, next)) {
			ck_assert_uint_ge(next, at);
			break;
		}
	}
	ck_assert_int_eq(fired_a, 1);
}
END_TEST

START_TEST(a_long_sleep_fires_all_that_was_due)
{
	static struct tmr many[ARRAY_LEN(distances)];
	static int n;

	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		tmr_init(&many[i], count, &n);
		wheel_arm(&w, &many[i], START_US + distances[i] * TICK);
	}
	ck_assert_uint_eq(wheel_turn(&w, START_US + 300000ULL * TICK), 13);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 6000000000ULL * TICK), ARRAY_LEN(many) - 13);
	ck_assert_uint_eq(w.count, 0);
}
END_TEST

/* ---- functions that touch timers ------------------------------------------------------------- */

static void
rearm_self(void *arg)
{
	++*(int *)arg;
	wheel_arm(&w, &a, (w.now_tick + 10) * TICK);
}

START_TEST(a_timer_may_arm_itself)
{
	tmr_init(&a, rearm_self, &fired_a);
	wheel_arm(&w, &a, START_US + 10 * TICK);
	wheel_turn(&w, START_US + 101 * TICK);
	ck_assert_int_eq(fired_a, 10);
	ck_assert(tmr_is_armed(&a));
}
END_TEST

static void
disarm_other(void *arg)
{
	++fired_a;
	wheel_disarm(&w, arg);
}

START_TEST(a_timer_may_disarm_one_of_its_own_tick)
{
	tmr_init(&a, disarm_other, &b);
	tmr_init(&b, disarm_other, &a);
	wheel_arm(&w, &a, START_US + 10 * TICK);
	wheel_arm(&w, &b, START_US + 10 * TICK);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 20 * TICK), 1);
	ck_assert_int_eq(fired_a, 1);
	ck_assert_uint_eq(w.count, 0);
	ck_assert_uint_eq(wheel_next_us(&w), UINT64_MAX);
}
END_TEST

static void
arm_other_now(void *arg)
{
	wheel_arm(&w, arg, 0);
}

START_TEST(one_armed_for_now_waits_for_the_next_tick)
{
	tmr_init(&a, arm_other_now, &b);
	wheel_arm(&w, &a, START_US + TICK);

	uint64_t tick_us = wheel_next_us(&w);

	ck_assert_uint_eq(wheel_turn(&w, tick_us), 1);
	ck_assert_int_eq(fired_b, 0);
	ck_assert_uint_eq(wheel_turn(&w, tick_us + TICK), 1);
	ck_assert_int_eq(fired_b, 1);
}
END_TEST

static void
free_self(void *arg)
{
	free(arg);
}

START_TEST(a_timer_may_free_its_object)
{
	struct tmr *tmr = malloc(sizeof(*tmr));

	tmr_init(tmr, free_self, tmr);
	wheel_arm(&w, tmr, START_US + TICK);
	ck_assert_uint_eq(wheel_turn(&w, START_US + 2 * TICK), 1);
}
END_TEST

/* ---- against a list -------------------------------------------------------------------------- */

enum {
	TIMERS = 300,
	STEPS = 20000,
};

struct model {
	struct tmr tmr;
	uint64_t at_us;		/* 0: not armed */
};

static struct model models[TIMERS];
static uint64_t now_us, turned_us;

static void
on_model(void *arg)
{
	struct model *m = arg;

	ck_assert_uint_ne(m->at_us, 0);
	ck_assert_uint_le(m->at_us, now_us);
	m->at_us = 0;
}

/* Nothing is left that was due a tick ago, and nothing is due before `next`. */
static void
check_models(void)
{
	uint64_t next = wheel_next_us(&w);

	for (size_t i = 0; i < TIMERS; i++) {
		if (models[i].at_us == 0)
			continue;
		ck_assert(models[i].tmr.armed);
		ck_assert_uint_gt(models[i].at_us + TICK, turned_us);
		if (models[i].at_us > turned_us)
			ck_assert_uint_lt(next, models[i].at_us + TICK);
	}
}

START_TEST(a_long_random_life_agrees_with_a_plain_list)
{
	uint32_t seed = 1;

	now_us = turned_us = START_US;
	for (size_t i = 0; i < TIMERS; i++)
		tmr_init(&models[i].tmr, on_model, &models[i]);

	for (int step = 0; step < STEPS; step++) {
		seed = seed * 1664525 + 1013904223;

		struct model *m = &models[seed >> 8 & 0xff];
		unsigned int power = seed >> 16 & 31;

		if (seed >> 28 < 10) {
			m->at_us = now_us + ((uint64_t)(seed >> 4 & 0xfff) << power) / 64 + 1;
			wheel_arm(&w, &m->tmr, m->at_us);
		} else if (seed >> 28 < 12) {
			m->at_us = 0;
			wheel_disarm(&w, &m->tmr);
		} else {
			now_us += (uint64_t)(seed >> 4 & 0xfff) << (power / 2);
			wheel_turn(&w, now_us);
			turned_us = now_us;
			check_models();
		}
	}
}
END_TEST

Suite *
wheel_suite(void)
{
	const TTest *const tests[] = {
		fires_once_not_early_and_at_most_a_tick_late,
		a_time_in_the_past_fires_at_the_next_tick,
		disarmed_timers_do_not_fire,
		arming_again_moves_the_time,
		next_is_never_for_an_empty_wheel,
		a_long_sleep_fires_all_that_was_due,
		a_timer_may_arm_itself,
		a_timer_may_disarm_one_of_its_own_tick,
		one_armed_for_now_waits_for_the_next_tick,
		a_timer_may_free_its_object,
		a_long_random_life_agrees_with_a_plain_list,
	};
	Suite *suite = suite_create("wheel");
	TCase *tc = tcase_create("wheel");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_set_timeout(tc, 30);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, every_distance_fires_in_its_tick, 0, ARRAY_LEN(distances));
	suite_add_tcase(suite, tc);
	return suite;
}
