/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_reception.c
 */
#include "base/attr.h"
#include "media/reception.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct reception r;

/* A packet of 20 ms whose sequence is @i, @delay_us late. */
static void
put(uint32_t i, uint64_t delay_us)
{
	const struct rtp rtp = { .ssrc = 5, .seq = (uint16_t)i, .ts = i * 160 };
	uint64_t now_us = (uint64_t)i * 20000 + delay_us;

	if (r.received == 0)
		reception_start(&r, now_us, &rtp);
	else
		reception_put(&r, now_us, &rtp);
}

static void
fresh(void)
{
	r = (struct reception){ 0 };
}

START_TEST(a_clean_source_has_lost_nothing)
{
	fresh();
	for (uint32_t i = 100; i < 200; i++)
		put(i, 7);

	struct report report = reception_report(&r, 0);

	ck_assert_uint_eq(report.ssrc, 5);
	ck_assert_uint_eq(report.fraction, 0);
	ck_assert_int_eq(report.lost, 0);
	ck_assert_uint_eq(report.highest, 199);
	ck_assert_uint_eq(report.jitter, 0);
	ck_assert_uint_eq(report.last_sr, 0);
	ck_assert_uint_eq(report.delay, 0);
}
END_TEST

START_TEST(the_sequence_wraps_into_cycles)
{
	fresh();
	for (uint32_t i = 65530; i < 65546; i++)
		put(i, 0);
	ck_assert_uint_eq(reception_report(&r, 0).highest, 65545);
}
END_TEST

/* 25 of 100 lost: A.3's fraction is 256 times that, and starts anew with each report. */
START_TEST(loss_is_told_as_a_3_says)
{
	fresh();
	for (uint32_t i = 0; i < 100; i++)
		if (i % 4 != 1)
			put(i, 0);

	struct report report = reception_report(&r, 0);

	ck_assert_int_eq(report.lost, 25);
	ck_assert_uint_eq(report.fraction, 25 * 256 / 101);
	for (uint32_t i = 100; i < 200; i++)
		put(i, 0);
	report = reception_report(&r, 0);
	ck_assert_int_eq(report.lost, 25);
	ck_assert_uint_eq(report.fraction, 0);
}
END_TEST

START_TEST(duplicates_make_loss_negative)
{
	fresh();
	for (uint32_t i = 0; i < 50; i++) {
		put(i, 0);
		put(i, 0);
	}

	struct report report = reception_report(&r, 0);

	ck_assert_int_eq(report.lost, -50);
	ck_assert_uint_eq(report.fraction, 0);
}
END_TEST

/* Every second packet 5 ms (40 units) late: all differences are 40, and so becomes the jitter. */
START_TEST(jitter_converges_to_the_difference)
{
	fresh();
	for (uint32_t i = 0; i < 200; i++)
		put(i, i % 2 * 5000);

	uint32_t jitter = reception_report(&r, 0).jitter;

	ck_assert_uint_ge(jitter, 39);
	ck_assert_uint_le(jitter, 40);
}
END_TEST

/* A.8: each difference counts for a sixteenth. */
START_TEST(one_late_packet_moves_the_jitter_by_a_sixteenth)
{
	fresh();
	put(0, 0);
	put(1, 100000);
	ck_assert_uint_eq(reception_report(&r, 0).jitter, 800 / 16);
}
END_TEST

START_TEST(a_sender_report_is_echoed)
{
	fresh();
	put(0, 0);
	reception_sr(&r, 1000000, UINT64_C(0x1122334455667788));

	struct report report = reception_report(&r, 3500000);

	ck_assert_uint_eq(report.last_sr, 0x33445566);
	ck_assert_uint_eq(report.delay, 2.5 * 65536);
}
END_TEST

Suite *
reception_suite(void)
{
	const TTest *const tests[] = {
		a_clean_source_has_lost_nothing,
		the_sequence_wraps_into_cycles,
		loss_is_told_as_a_3_says,
		duplicates_make_loss_negative,
		jitter_converges_to_the_difference,
		one_late_packet_moves_the_jitter_by_a_sixteenth,
		a_sender_report_is_echoed,
	};
	return suite_of("reception", tests, ARRAY_LEN(tests));
}
