/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_clearmode_rx.c
 *
 * A story is a row of sequence numbers as they arrive, and what comes out: numbers, and '|' for a
 * gap.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "media/clearmode_rx.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { PTIME_US = 20000 };

static struct clearmode_rx rx;
static struct clearmode_rx_stats stats;
static uint64_t now_us;
static char told[65536];
static size_t told_n;

static void
tell(const char *what)
{
	const char *blank = told_n ? " " : "";

	told_n += (size_t)snprintf(told + told_n, sizeof(told) - told_n, "%s%s", blank, what);
}

static void
on_octets(void *arg, const uint8_t *line, size_t n)
{
	char text[16];

	if (n != 2 || arg != &rx)
		ck_abort_msg("payload of %zu octets", n);
	snprintf(text, sizeof(text), "%u", line[0] << 8 | line[1]);
	tell(text);
}

static void
on_gap(void *arg)
{
	ck_assert_ptr_eq(arg, &rx);
	tell("|");
}

static const struct clearmode_sink sink = { on_octets, on_gap, &rx };

static void
fresh(void)
{
	memset(&stats, 0, sizeof(stats));
	memset(&rx, 0xa5, sizeof(rx));
	clearmode_rx_init(&rx, &stats);
	now_us = 1000000;
	told_n = 0;
	told[0] = '\0';
}

static enum clearmode_fate
put(uint16_t seq)
{
	const uint8_t payload[] = { (uint8_t)(seq >> 8), (uint8_t)seq };
	const struct rtp rtp = { .seq = seq, .payload = payload, .payload_n = sizeof(payload) };

	return clearmode_rx_put(&rx, now_us, &rtp, &sink);
}

static void
put_all(const char *seqs)
{
	unsigned int seq;

	for (int used; sscanf(seqs, "%u%n", &seq, &used) == 1; seqs += used)
		put((uint16_t)seq);
}

START_TEST(stories)
{
	static const struct {
		const char *in, *out;
		unsigned int lost, late, duplicate, stray, restarts;
	} cases[] = {
		{ "1 2 3", "1 2 3", 0, 0, 0, 0, 0 },
		{ "65534 65535 0 1", "65534 65535 0 1", 0, 0, 0, 0, 0 },
		/* reordered by one, two, three */
		{ "1 3 2 4", "1 2 3 4", 0, 0, 0, 0, 0 },
		{ "1 3 4 2 5", "1 2 3 4 5", 0, 0, 0, 0, 0 },
		{ "1 4 3 2 5", "1 2 3 4 5", 0, 0, 0, 0, 0 },
		{ "65534 1 0 65535 2", "65534 65535 0 1 2", 0, 0, 0, 0, 0 },
		/* twice, in order, held and late */
		{ "1 1 2 2 1", "1 2", 0, 0, 3, 0, 0 },
		{ "1 3 3 2 3", "1 2 3", 0, 0, 2, 0, 0 },
		/* lost: three that wait give it up */
		{ "1 3 4 5 6", "1 | 3 4 5 6", 1, 0, 0, 0, 0 },
		{ "65533 65535 0 1 2", "65533 | 65535 0 1 2", 1, 0, 0, 0, 0 },
		{ "1 3 4 5 2 6", "1 | 3 4 5 6", 1, 1, 0, 0, 0 },
		{ "1 3 5 7 8", "1 | 3 | 5", 2, 0, 0, 0, 0 },
		{ "1 3 5 7 8 9", "1 | 3 | 5 | 7 8 9", 3, 0, 0, 0, 0 },
		{ "1 6 7 8 9", "1 | 6 7 8 9", 4, 0, 0, 0, 0 },
		{ "1 3001 3002 3003", "1 | 3001 3002 3003", 2999, 0, 0, 0, 0 },
		/* far off: two in a row are believed, one is not */
		{ "1 2 40000 3 4", "1 2 3 4", 0, 0, 0, 1, 0 },
		{ "1 2 40000 40001 40002", "1 2 | 40001 40002", 0, 0, 0, 1, 1 },
		{ "1 2 40000 3 40001 4", "1 2 3 4", 0, 0, 0, 2, 0 },
		{ "1000 901 1001", "1000 1001", 0, 1, 0, 0, 0 },
		{ "1000 900 1001", "1000 1001", 0, 0, 0, 1, 0 },
		{ "1000 899 898 1001", "1000 1001", 0, 0, 0, 2, 0 },
		{ "1000 899 900 901", "1000 | 900 901", 0, 0, 0, 1, 1 },
		/* a short step back: eight in a row are believed, seven are not */
		{ "100 90 91 92 93 94 95 96 101", "100 101", 0, 7, 0, 0, 0 },
		{ "100 90 91 92 93 94 95 96 97 98", "100 | 97 98", 0, 7, 0, 0, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fresh();
		put_all(cases[i].in);
		ck_assert_msg(strcmp(told, cases[i].out) == 0, "%s gave %s instead of %s",
			      cases[i].in, told, cases[i].out);
		ck_assert_uint_eq(counter_get(&stats.lost), cases[i].lost);
		ck_assert_uint_eq(counter_get(&stats.late), cases[i].late);
		ck_assert_uint_eq(counter_get(&stats.duplicate), cases[i].duplicate);
		ck_assert_uint_eq(counter_get(&stats.stray), cases[i].stray);
		ck_assert_uint_eq(counter_get(&stats.restarts), cases[i].restarts);
	}
}
END_TEST

/* The history reaches 64 packets back: a duplicate of an older one is merely late. */
START_TEST(duplicates_are_known_for_64_packets)
{
	fresh();
	for (uint16_t seq = 1; seq <= 70; seq++)
		put(seq);
	put(7);
	ck_assert_uint_eq(counter_get(&stats.duplicate), 1);
	put(6);
	ck_assert_uint_eq(counter_get(&stats.duplicate), 1);
	ck_assert_uint_eq(counter_get(&stats.late), 1);
}
END_TEST

START_TEST(waits_no_longer_than_sixty_milliseconds)
{
	fresh();
	put(1);
	put(3);
	now_us += CLEARMODE_HOLD_US - 1;
	clearmode_rx_tick(&rx, now_us, &sink);
	ck_assert_str_eq(told, "1");
	now_us++;
	clearmode_rx_tick(&rx, now_us, &sink);
	ck_assert_str_eq(told, "1 | 3");
	clearmode_rx_tick(&rx, now_us, &sink);
	put(4);
	ck_assert_str_eq(told, "1 | 3 4");
}
END_TEST

/* 3 has waited long enough, 5 has not: what 5 waits for may still come. */
START_TEST(each_waits_for_itself)
{
	fresh();
	put(1);
	put(3);
	now_us += PTIME_US;
	put(5);
	now_us += 2 * PTIME_US;
	clearmode_rx_tick(&rx, now_us, &sink);
	ck_assert_str_eq(told, "1 | 3");
	put(4);
	ck_assert_str_eq(told, "1 | 3 4 5");
}
END_TEST

START_TEST(fates_tell_the_reports_what_happened)
{
	fresh();
	ck_assert_int_eq(put(1), CLEARMODE_TAKEN);
	ck_assert_int_eq(put(3), CLEARMODE_TAKEN);
	ck_assert_int_eq(put(3), CLEARMODE_TAKEN);
	ck_assert_int_eq(put(30000), CLEARMODE_STRAY);
	ck_assert_int_eq(put(30001), CLEARMODE_RESTART);
	ck_assert_int_eq(put(30002), CLEARMODE_TAKEN);
}
END_TEST

START_TEST(payloads_are_bounded)
{
	static uint8_t big[CLEARMODE_PAYLOAD_MAX + 1];
	struct rtp rtp = { .seq = 1, .payload = big, .payload_n = sizeof(big) };

	fresh();
	ck_assert_int_eq(clearmode_rx_put(&rx, now_us, &rtp, &sink), CLEARMODE_STRAY);
	ck_assert_uint_eq(counter_get(&stats.oversize), 1);
	put(7);
	ck_assert_str_eq(told, "7");
}
END_TEST

/* Nothing twice, nothing backwards, one gap wherever a number is missing. */
static void
check_order(uint16_t first)
{
	long last = -1;
	bool is_gap = false;

	for (char *word = strtok(told, " "); word; word = strtok(NULL, " ")) {
		bool was_gap = is_gap;

		is_gap = *word == '|';
		if (is_gap) {
			if (was_gap)
				ck_abort_msg("two gaps in a row");
			continue;
		}

		long now = (uint16_t)(atoi(word) - first);

		if (last >= 0 && (was_gap ? now <= last + 1 : now != last + 1))
			ck_abort_msg("%ld after %ld", now, last);
		last = now;
	}
	ck_assert_int_gt(last, 150);
}

START_TEST(order_holds_under_any_disorder)
{
	uint64_t seed = 41;

	for (int round = 0; round < 300; round++) {
		uint16_t row[300];
		size_t n = 0;

		fresh();
		for (uint16_t i = 0; i < 200; i++) {
			uint32_t fate = dice(&seed) % 16;

			if (fate > 0)
				row[n++] = (uint16_t)(65436 + i);
			if (fate == 1)
				row[n++] = (uint16_t)(65436 + i);
		}
		for (size_t i = 0; i + 4 < n; i++)
			if (dice(&seed) % 8 == 0) {
				size_t with = i + dice(&seed) % 4;
				uint16_t seq = row[i];

				row[i] = row[with];
				row[with] = seq;
			}
		for (size_t i = 0; i < n; i++, now_us += PTIME_US) {
			put(row[i]);
			clearmode_rx_tick(&rx, now_us, &sink);
		}

		check_order(65436);
	}
}
END_TEST

Suite *
clearmode_rx_suite(void)
{
	const TTest *const tests[] = {
		stories,
		duplicates_are_known_for_64_packets,
		waits_no_longer_than_sixty_milliseconds,
		each_waits_for_itself,
		fates_tell_the_reports_what_happened,
		payloads_are_bounded,
		order_holds_under_any_disorder,
	};
	return suite_of("clearmode_rx", tests, ARRAY_LEN(tests));
}
