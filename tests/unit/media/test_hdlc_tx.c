/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_hdlc_tx.c
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/hdlc_tx.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { LIMIT_MS = 200 };

static struct hdlc_tx tx;
static struct hdlc_tx_stats stats;
static struct line line, wanted;
static struct catch caught;

static void
fresh(void)
{
	memset(&stats, 0, sizeof(stats));
	memset(&tx, 0xa5, sizeof(tx));
	hdlc_tx_init(&tx, LIMIT_MS, &stats);
	line.n = 0;
	wanted.n = 0;
}

/* Pull @n octets onto the row of bits. */
static void
pull(size_t n)
{
	uint8_t out[4096];

	ck_assert_uint_le(n, sizeof(out) - 1);
	out[n] = 0x55;
	hdlc_tx_pull(&tx, out, n);
	ck_assert_uint_eq(out[n], 0x55);
	line_read(&line, out, n);
}

static void
put(uint8_t stream, const uint8_t *pkt, size_t n)
{
	ck_assert_int_eq(hdlc_tx_put(&tx, stream, pkt, n), 0);
}

/* The pulled bits begin with the wanted ones. */
static void
assert_line(void)
{
	ck_assert_uint_ge(line.n, wanted.n);
	ck_assert(memcmp(line.bit, wanted.bit, wanted.n) == 0);
}

START_TEST(an_idle_line_is_flags)
{
	fresh();
	pull(160);
	pull(1);
	line_flags(&wanted, 161);
	assert_line();
}
END_TEST

START_TEST(a_frame_lies_between_flags_bit_for_bit)
{
	const uint8_t pkt[12] = { 0x80, 96, 0xff, 0xff, 0xff, 0x1f, 0, 0x7e, 0xf8, 1, 2, 3 };

	fresh();
	put(1, pkt, sizeof(pkt));
	pull(40);
	line_flags(&wanted, 1);
	line_frame(&wanted, 1, pkt, sizeof(pkt));
	line_flags(&wanted, 10);
	assert_line();
}
END_TEST

START_TEST(frames_share_their_flag)
{
	uint8_t pkt[20];
	uint64_t seed = 3;

	fresh();
	line_flags(&wanted, 1);
	for (int i = 0; i < 5; i++) {
		dice_packet(&seed, pkt, sizeof(pkt));
		put(0, pkt, sizeof(pkt));
		line_frame(&wanted, 0, pkt, sizeof(pkt));
		line_flags(&wanted, 1);
	}
	line_flags(&wanted, 3);
	pull(160);
	assert_line();
}
END_TEST

/* Idle flags of every phase, then a frame: what was left of a flag comes first. */
START_TEST(a_frame_starts_at_any_bit)
{
	uint64_t seed = 4;
	bool seen[8] = { false };

	fresh();
	for (int i = 0; i < 64; i++) {
		uint8_t pkt[16];
		size_t before = line.n;

		dice_packet(&seed, pkt, sizeof(pkt));
		seen[tx.n_bits] = true;
		put(0, pkt, sizeof(pkt));
		pull(40);

		/* Between the last frame and this one: whole flags only. */
		wanted.n = 0;
		ck_assert_uint_eq(line_frames(&line, &caught), (size_t)i + 1);
		ck_assert(catch_is(&caught, (size_t)i, 0, pkt, sizeof(pkt)));
		ck_assert_uint_eq(line.n, before + 320);
	}
	for (int i = 0; i < 8; i++)
		ck_assert_msg(seen[i], "no frame started %d bits into an octet", i);
}
END_TEST

START_TEST(frames_span_pulls_of_any_size)
{
	uint8_t pkt[200];
	uint64_t seed = 5;

	for (size_t step = 1; step <= 61; step += 4) {
		fresh();
		dice_packet(&seed, pkt, sizeof(pkt));
		put(0, pkt, sizeof(pkt));
		while (line.n < 300 * 8)
			pull(step);
		ck_assert_uint_eq(line_frames(&line, &caught), 1);
		ck_assert(catch_is(&caught, 0, 0, pkt, sizeof(pkt)));
	}
}
END_TEST

START_TEST(all_contents_come_out_of_a_bitwise_decoder)
{
	uint64_t seed = 6;

	for (int round = 0; round < 300; round++) {
		uint8_t pkt[4][200];
		size_t n[4];

		fresh();
		for (int i = 0; i < 4; i++) {
			n[i] = HDLC_PACKET_MIN + dice(&seed) % 150;
			dice_packet(&seed, pkt[i], n[i]);
			put(0, pkt[i], n[i]);
			if (dice(&seed) % 2)
				pull(dice(&seed) % 200);
		}
		pull(1000);
		ck_assert_uint_eq(line_frames(&line, &caught), 4);
		for (size_t i = 0; i < 4; i++)
			ck_assert(catch_is(&caught, i, 0, pkt[i], n[i]));
	}
}
END_TEST

START_TEST(no_six_ones_but_in_flags)
{
	uint8_t pkt[HDLC_PACKET_MAX];

	fresh();
	memset(pkt, 0xff, sizeof(pkt));
	put(0xff, pkt, sizeof(pkt));
	pull(2000);

	size_t end = 8 + HDLC_FRAME_MAX * 8;	/* within the frame, FCS and all */
	unsigned int ones = 0;

	for (size_t i = 8; i < end; i++) {
		ones = line.bit[i] ? ones + 1 : 0;
		ck_assert_uint_le(ones, 5);
	}
	ck_assert_uint_eq(line_frames(&line, &caught), 1);
}
END_TEST

START_TEST(sizes_are_bounded)
{
	uint8_t pkt[HDLC_PACKET_MAX + 1] = { 0x80, 0x60 };

	fresh();
	ck_assert_int_eq(hdlc_tx_put(&tx, 0, pkt, HDLC_PACKET_MIN - 1), -EMSGSIZE);
	ck_assert_int_eq(hdlc_tx_put(&tx, 0, pkt, HDLC_PACKET_MAX + 1), -EMSGSIZE);
	ck_assert_uint_eq(counter_get(&stats.size), 2);
	ck_assert_uint_eq(counter_get(&stats.frames), 0);
	put(0, pkt, HDLC_PACKET_MIN);
	put(0, pkt, HDLC_PACKET_MAX);
	pull(2000);
	ck_assert_uint_eq(line_frames(&line, &caught), 2);
	ck_assert_uint_eq(caught.frame[1].n, HDLC_PACKET_MAX);
	ck_assert_uint_eq(counter_get(&stats.octets), HDLC_PACKET_MIN + HDLC_PACKET_MAX);
}
END_TEST

START_TEST(a_full_queue_drops_whole_packets_srtcp_first)
{
	uint8_t rtp[100] = { 0x80, 0x60 }, rtcp[100] = { 0x80, 200 };
	size_t put_rtp = 0;

	fresh();
	while (hdlc_tx_backlog(&tx) < LIMIT_MS * 8 / 2) {
		put(0, rtp, sizeof(rtp));
		put_rtp++;
	}
	ck_assert_int_eq(hdlc_tx_put(&tx, 0, rtcp, sizeof(rtcp)), -ENOBUFS);
	ck_assert_uint_eq(counter_get(&stats.full_srtcp), 1);

	while (hdlc_tx_put(&tx, 0, rtp, sizeof(rtp)) == 0)
		put_rtp++;
	ck_assert_uint_eq(counter_get(&stats.full_srtp), 1);
	ck_assert_uint_ge(hdlc_tx_backlog(&tx), LIMIT_MS * 8);
	ck_assert_uint_lt(hdlc_tx_backlog(&tx), LIMIT_MS * 8 + 130);

	pull(2000);
	ck_assert_uint_eq(line_frames(&line, &caught), put_rtp);
	put(0, rtcp, sizeof(rtcp));
}
END_TEST

START_TEST(a_second_line_that_floods_drops_nothing_of_the_first)
{
	uint8_t speech[54] = { 0x80, 0x60 }, video[400] = { 0x80, 0x61 }, rtcp[60] = { 0x80, 200 };

	fresh();
	for (int i = 0; i < 200; i++) {
		for (int k = 0; k < 4; k++)
			if (hdlc_tx_put(&tx, 1, video, sizeof(video)) == 0)
				ck_assert_uint_lt(hdlc_tx_backlog(&tx), LIMIT_MS * 8 / 4 + 500);
		put(0, speech, sizeof(speech));
		if (i % 50 == 0)
			put(0, rtcp, sizeof(rtcp));
		pull(160);
		line.n = 0;
	}
	ck_assert_uint_gt(counter_get(&stats.full_srtp), 500);
}
END_TEST

/* The longest frame behind the longest queue, at the end of the buffer: ASan would see it. */
START_TEST(the_longest_queue_fits)
{
	uint8_t ones[HDLC_PACKET_MAX], pkt[64];

	memset(ones, 0xff, sizeof(ones));
	ones[0] = 0x80;
	ones[1] = 0x60;
	memset(pkt, 0xff, sizeof(pkt));
	pkt[0] = 0x80;
	pkt[1] = 0x60;
	for (size_t shift = 0; shift < 300; shift += 7) {
		fresh();
		hdlc_tx_init(&tx, 100000, &stats);
		for (int i = 0; i < 20; i++) {
			while (hdlc_tx_put(&tx, 0, pkt, sizeof(pkt)) == 0)
				;
			pull(shift + 1);
			ck_assert_uint_lt(tx.tail + 8, HDLC_TX_LINE_MAX);
		}
		pull(HDLC_TX_LIMIT_MAX_MS * 8 + 200 - hdlc_tx_backlog(&tx) % 64);
		hdlc_tx_init(&tx, HDLC_TX_LIMIT_MAX_MS, &stats);
		while (hdlc_tx_backlog(&tx) + 80 < HDLC_TX_LIMIT_MAX_MS * 8)
			put(0, pkt, sizeof(pkt));
		pull(shift);
		put(0, ones, sizeof(ones));
		ck_assert_uint_le(tx.tail + 8, HDLC_TX_LINE_MAX);
	}
}
END_TEST

static const uint32_t paces[] = { 64000, 57600, 28800, 14400 };

/* Bits from the start of each frame to that of the next are no less than the pace wants. */
static void
check_spacing(const size_t *bits, size_t frames, uint32_t bps)
{
	static const uint8_t flag[] = { 0, 1, 1, 1, 1, 1, 1, 0 };
	size_t at = 0, start = 0, n = 0;
	uint64_t content = 0;

	for (size_t i = 0; i + 8 <= line.n && n < frames; ) {
		bool is_flag = memcmp(line.bit + i, flag, sizeof(flag)) == 0;

		if (is_flag) {
			i += 8;
			continue;
		}
		start = n == 0 ? i : start;
		/* What was sent before it, at the pace, is over; and no flag was too many. */
		ck_assert_uint_ge((i - start) * (uint64_t)bps, content * HDLC_TX_LINE_BPS);
		ck_assert_uint_lt((i - start) * (uint64_t)bps,
				  content * HDLC_TX_LINE_BPS + (uint64_t)8 * bps);
		content += bits[n] + 8;
		i += bits[n++];
		at = i;
	}
	ck_assert_uint_eq(n, frames);
	ck_assert_uint_le(at, line.n);
}

START_TEST(content_never_exceeds_the_pace)
{
	enum { FRAMES = 60 };
	uint32_t bps = paces[_i];
	size_t bits[FRAMES];
	uint8_t pkt[200];
	uint64_t seed = 71 + (uint64_t)_i;

	fresh();
	ck_assert_int_eq(hdlc_tx_pace(&tx, bps), 0);
	for (size_t i = 0; i < FRAMES; i++) {
		size_t n = HDLC_PACKET_MIN + dice(&seed) % 150;

		dice_packet(&seed, pkt, n);
		wanted.n = 0;
		line_frame(&wanted, 0, pkt, n);
		bits[i] = wanted.n;
		put(0, pkt, n);
		while (hdlc_tx_backlog(&tx) > 500)
			pull(100);
	}
	while (hdlc_tx_backlog(&tx) > 0)
		pull(100);
	pull(4);
	check_spacing(bits, FRAMES, bps);
	ck_assert_uint_eq(line_frames(&line, &caught), FRAMES);
}
END_TEST

/* A queue in ms is one in ms of the bearer: fewer packets wait where it is slower. */
START_TEST(a_slower_bearer_holds_fewer_packets)
{
	uint8_t pkt[54] = { 0x80, 96 };
	unsigned int held[ARRAY_LEN(paces)] = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(paces); i++) {
		fresh();
		ck_assert_int_eq(hdlc_tx_pace(&tx, paces[i]), 0);
		while (hdlc_tx_put(&tx, 0, pkt, sizeof(pkt)) == 0)
			held[i]++;
		/* 57 octets, a flag, little stuffing; the last one came when less than all waited. */
		ck_assert_uint_ge(held[i], LIMIT_MS * paces[i] / 1000 / 490);
		ck_assert_uint_le(held[i], LIMIT_MS * paces[i] / 1000 / 464 + 1);
	}
	ck_assert_uint_gt(held[0], 2 * held[2]);
}
END_TEST

START_TEST(the_longest_frame_fits_at_the_slowest_pace)
{
	uint8_t pkt[HDLC_PACKET_MAX];

	memset(pkt, 0xff, sizeof(pkt));
	pkt[0] = 0x80;
	for (int i = 0; i < 300; i++) {
		hdlc_tx_init(&tx, HDLC_TX_LIMIT_MAX_MS, &stats);
		ck_assert_int_eq(hdlc_tx_pace(&tx, HDLC_TX_BPS_MIN), 0);
		for (int k = 0; k < i % 40; k++)
			(void)!hdlc_tx_put(&tx, 0, pkt, 20);
		(void)!hdlc_tx_put(&tx, 0, pkt, sizeof(pkt));
		ck_assert_uint_le(tx.tail + 8, HDLC_TX_LINE_MAX);
	}
	ck_assert_int_eq(hdlc_tx_pace(&tx, HDLC_TX_BPS_MIN - 1), -ERANGE);
	ck_assert_int_eq(hdlc_tx_pace(&tx, HDLC_TX_LINE_BPS + 1), -ERANGE);
	ck_assert_uint_eq(tx.bps, HDLC_TX_BPS_MIN);
}
END_TEST

Suite *
hdlc_tx_suite(void)
{
	const TTest *const tests[] = {
		an_idle_line_is_flags,
		a_frame_lies_between_flags_bit_for_bit,
		frames_share_their_flag,
		a_frame_starts_at_any_bit,
		frames_span_pulls_of_any_size,
		all_contents_come_out_of_a_bitwise_decoder,
		no_six_ones_but_in_flags,
		sizes_are_bounded,
		a_full_queue_drops_whole_packets_srtcp_first,
		a_second_line_that_floods_drops_nothing_of_the_first,
		the_longest_queue_fits,
		a_slower_bearer_holds_fewer_packets,
		the_longest_frame_fits_at_the_slowest_pace,
	};
	Suite *suite = suite_of("hdlc_tx", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("paces");

	tcase_add_loop_test(tc, content_never_exceeds_the_pace, 0, (int)ARRAY_LEN(paces));
	suite_add_tcase(suite, tc);
	return suite;
}
