/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_hdlc_rx.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/hdlc_rx.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct hdlc_rx rx;
static struct hdlc_rx_stats stats;
static struct line line;
static struct catch caught;
static const uint8_t pkt[] = { 0x80, 96, 0xff, 0x3f, 0x7e, 0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 255 };

static void
fresh(void)
{
	memset(&stats, 0, sizeof(stats));
	memset(&rx, 0xa5, sizeof(rx));
	hdlc_rx_init(&rx, &stats);
	line.n = 0;
	caught.n = 0;
}

/* Push the row of bits, @step octets at a time. */
static void
push_in_steps(size_t step)
{
	static uint8_t octets[LINE_BITS_MAX / 8];
	size_t n = line_octets(&line, octets);

	for (size_t i = 0; i < n; i += step)
		hdlc_rx_push(&rx, octets + i, n - i < step ? n - i : step, catch_frame, &caught);
	line.n = 0;
}

static void
push(void)
{
	push_in_steps(SIZE_MAX / 2);
}

static void
assert_dropped(struct counter *only, uint64_t n)
{
	struct counter *all[] = { &stats.bad_fcs, &stats.odd, &stats.too_short,
				  &stats.too_long, &stats.aborts, &stats.torn };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		ck_assert_msg(counter_get(all[i]) == (all[i] == only ? n : 0),
			      "reason %zu counted %llu times", i,
			      (unsigned long long)counter_get(all[i]));
}

START_TEST(takes_a_frame_between_flags)
{
	fresh();
	line_flags(&line, 1);
	line_frame(&line, 7, pkt, sizeof(pkt));
	line_flags(&line, 1);
	push();
	ck_assert_uint_eq(caught.n, 1);
	ck_assert(catch_is(&caught, 0, 7, pkt, sizeof(pkt)));
	ck_assert_uint_eq(counter_get(&stats.frames), 1);
	assert_dropped(NULL, 0);
}
END_TEST

START_TEST(takes_frames_at_every_bit_offset)
{
	for (int offset = 0; offset < 64; offset++) {
		fresh();
		for (int i = 0; i < offset; i++)
			line_bits(&line, "1");
		line_flags(&line, 1);
		line_frame(&line, 0, pkt, sizeof(pkt));
		line_flags(&line, 1);
		line_frame(&line, 1, pkt, sizeof(pkt) - 1);
		line_flags(&line, 1);
		push();
		ck_assert_uint_eq(caught.n, 2);
		ck_assert(catch_is(&caught, 0, 0, pkt, sizeof(pkt)));
		ck_assert(catch_is(&caught, 1, 1, pkt, sizeof(pkt) - 1));
		assert_dropped(NULL, 0);
	}
}
END_TEST

START_TEST(flags_may_share_their_zero)
{
	for (int offset = 0; offset < 8; offset++) {
		fresh();
		for (int i = 0; i < offset; i++)
			line_bits(&line, "1");
		line_bits(&line, "0");
		for (int i = 0; i < 30; i++)
			line_bits(&line, "1111110");
		line_frame(&line, 0, pkt, sizeof(pkt));
		line_bits(&line, "011111101111110");
		line_frame(&line, 0, pkt, sizeof(pkt));
		line_bits(&line, "01111110111111011111101111110");
		push();
		ck_assert_uint_eq(caught.n, 2);
		assert_dropped(NULL, 0);
	}
}
END_TEST

START_TEST(takes_any_split_of_the_line)
{
	for (size_t step = 1; step < 40; step++) {
		fresh();
		line_bits(&line, "110");
		for (int i = 0; i < 20; i++) {
			line_flags(&line, 1 + (unsigned int)i % 5);
			line_frame(&line, 0, pkt, sizeof(pkt));
		}
		line_flags(&line, 2);
		push_in_steps(step);
		ck_assert_uint_eq(caught.n, 20);
		assert_dropped(NULL, 0);
	}
}
END_TEST

START_TEST(agrees_with_the_bitwise_rule_on_noise)
{
	static struct catch judged;
	uint64_t seed = 11;

	for (int round = 0; round < 2000; round++) {
		uint8_t p[64];

		fresh();
		for (int i = 0; i < 6; i++) {
			size_t n = HDLC_PACKET_MIN + dice(&seed) % 40;

			line_flags(&line, dice(&seed) % 4);
			dice_packet(&seed, p, n);
			line_frame(&line, 0, p, n);
		}
		line_flags(&line, 1);
		for (uint32_t flips = dice(&seed) % 6; flips > 0; flips--)
			line.bit[dice(&seed) % line.n] ^= 1;
		while (line.n % 8)
			line_bits(&line, "1");
		line_frames(&line, &judged);
		push();
		ck_assert_uint_eq(caught.n, judged.n);
		for (size_t i = 0; i < judged.n; i++)
			ck_assert(catch_is(&caught, i, judged.frame[i].stream, judged.frame[i].pkt,
					   judged.frame[i].n));
	}
}
END_TEST

START_TEST(a_bad_fcs_costs_its_frame_only)
{
	for (unsigned int bit = 0; bit < 16; bit++) {
		fresh();
		line_flags(&line, 1);
		line_frame_bad(&line, 0, pkt, sizeof(pkt), (uint16_t)(1u << bit));
		line_flags(&line, 1);
		line_frame(&line, 0, pkt, sizeof(pkt));
		line_flags(&line, 1);
		push();
		ck_assert_uint_eq(caught.n, 1);
		assert_dropped(&stats.bad_fcs, 1);
	}
}
END_TEST

START_TEST(lengths_are_bounded_on_both_sides)
{
	static const struct {
		size_t n;	/* octets of the frame */
		bool is_good;
	} lengths[] = {
		{ HDLC_FRAME_MIN - 1, false }, { HDLC_FRAME_MIN, true },
		{ HDLC_FRAME_MAX, true },      { HDLC_FRAME_MAX + 1, false },
	};
	uint8_t big[HDLC_FRAME_MAX] = { 0x80, 0x60 };

	for (int round = 0; round < 64; round++) {	/* every phase of a step */
		memset(big + 2, round & 1 ? 0xff : 0x00, sizeof(big) - 2);
		for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
			bool is_short = lengths[i].n < 100;

			fresh();
			for (int offset = 0; offset < round / 2; offset++)
				line_bits(&line, "1");
			line_flags(&line, 1);
			line_frame(&line, 0, big, lengths[i].n - HDLC_AROUND);
			line_flags(&line, 1);
			line_frame(&line, 0, pkt, sizeof(pkt));
			line_flags(&line, 1);
			push_in_steps(160);
			ck_assert_uint_eq(caught.n, lengths[i].is_good ? 2 : 1);
			assert_dropped(is_short ? &stats.too_short : &stats.too_long,
				       lengths[i].is_good ? 0 : 1);
		}
	}
}
END_TEST

START_TEST(a_frame_without_end_is_counted_once)
{
	uint8_t zeros[160] = { 0 };

	fresh();
	line_flags(&line, 1);
	push();
	for (int i = 0; i < 100; i++)
		hdlc_rx_push(&rx, zeros, sizeof(zeros), catch_frame, &caught);
	assert_dropped(&stats.too_long, 1);
}
END_TEST

START_TEST(bits_that_make_no_octet_are_odd)
{
	uint8_t zeros[20] = { 0 };
	unsigned int ones = 0;

	for (int extra = 1; extra < 8; extra++) {
		fresh();
		line_flags(&line, 1);
		line_stuffed(&line, zeros, sizeof(zeros), &ones);
		for (int i = 0; i < extra; i++)
			line_bits(&line, "0");
		line_flags(&line, 1);
		push();
		ck_assert_uint_eq(caught.n, 0);
		assert_dropped(&stats.odd, 1);
	}
}
END_TEST

START_TEST(seven_ones_abort_and_six_do_not)
{
	for (int ones = 7; ones < 40; ones++) {
		fresh();
		line_flags(&line, 1);
		line_bits(&line, "0010010000000000000001");
		for (int i = 0; i < ones - 1; i++)
			line_bits(&line, "1");
		line_bits(&line, "0");
		line_frame(&line, 0, pkt, sizeof(pkt));	/* no flag before it: hunted over */
		line_flags(&line, 1);
		line_frame(&line, 1, pkt, sizeof(pkt));
		line_flags(&line, 1);
		push();
		ck_assert_uint_eq(caught.n, 1);
		ck_assert_uint_eq(caught.frame[0].stream, 1);
		assert_dropped(&stats.aborts, 1);
	}
}
END_TEST

START_TEST(ones_between_frames_are_idle)
{
	fresh();
	for (int i = 0; i < 10; i++) {
		line_flags(&line, 1);
		line_frame(&line, 0, pkt, sizeof(pkt));
		line_flags(&line, 1);
		for (int ones = 0; ones < 7 + i * 3; ones++)
			line_bits(&line, "1");
	}
	push();
	ck_assert_uint_eq(caught.n, 10);
	assert_dropped(NULL, 0);
}
END_TEST

START_TEST(endless_ones_cost_nothing)
{
	uint8_t ones[160];

	fresh();
	memset(ones, 0xff, sizeof(ones));
	line_flags(&line, 1);
	line_bits(&line, "00000000");
	push();
	for (int i = 0; i < 10000; i++)
		hdlc_rx_push(&rx, ones, sizeof(ones), catch_frame, &caught);
	assert_dropped(&stats.aborts, 1);
	ck_assert_uint_eq(caught.n, 0);
	line_flags(&line, 1);
	line_frame(&line, 0, pkt, sizeof(pkt));
	line_flags(&line, 1);
	push();
	ck_assert_uint_eq(caught.n, 1);
}
END_TEST

START_TEST(six_ones_and_a_zero_at_the_start_are_no_flag)
{
	fresh();
	line_bits(&line, "1111110");
	line_frame(&line, 0, pkt, sizeof(pkt));
	line_flags(&line, 1);
	push();
	ck_assert_uint_eq(caught.n, 0);
	assert_dropped(NULL, 0);
}
END_TEST

START_TEST(a_gap_costs_the_frame_it_is_in)
{
	fresh();
	line_flags(&line, 1);
	line_frame(&line, 0, pkt, sizeof(pkt));
	line.n -= 40;
	line.n -= line.n % 8;
	push();
	hdlc_rx_gap(&rx);
	line_bits(&line, "1010");
	line_flags(&line, 1);
	line_frame(&line, 1, pkt, sizeof(pkt));
	line_flags(&line, 1);
	push();
	ck_assert_uint_eq(caught.n, 1);
	ck_assert_uint_eq(caught.frame[0].stream, 1);
	assert_dropped(&stats.torn, 1);
}
END_TEST

START_TEST(a_gap_in_flags_costs_nothing)
{
	for (int i = 0; i < 8; i++) {
		fresh();
		for (int offset = 0; offset < i; offset++)
			line_bits(&line, "1");
		line_flags(&line, 5);
		line.n -= line.n % 8;		/* within a flag */
		push();
		ck_assert(!rx.is_hunting);
		hdlc_rx_gap(&rx);
		assert_dropped(NULL, 0);
		hdlc_rx_gap(&rx);
		assert_dropped(NULL, 0);
	}
}
END_TEST

Suite *
hdlc_rx_suite(void)
{
	const TTest *const tests[] = {
		takes_a_frame_between_flags,
		takes_frames_at_every_bit_offset,
		flags_may_share_their_zero,
		takes_any_split_of_the_line,
		agrees_with_the_bitwise_rule_on_noise,
		a_bad_fcs_costs_its_frame_only,
		lengths_are_bounded_on_both_sides,
		a_frame_without_end_is_counted_once,
		bits_that_make_no_octet_are_odd,
		seven_ones_abort_and_six_do_not,
		ones_between_frames_are_idle,
		endless_ones_cost_nothing,
		six_ones_and_a_zero_at_the_start_are_no_flag,
		a_gap_costs_the_frame_it_is_in,
		a_gap_in_flags_costs_nothing,
	};
	return suite_of("hdlc_rx", tests, ARRAY_LEN(tests));
}
