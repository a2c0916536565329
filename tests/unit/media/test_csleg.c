/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csleg.c
 */
#include "media/csleg.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "tests/unit/media/peer.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	PT = 97,
	PTIME_US = 20000,
};

static struct csleg leg;
static struct peer peer, second, third;
static struct catch caught;
static struct line line;
static uint64_t now_us, seed;
static uint8_t pkt[64], out[PEER_PACKET_MAX];

static struct csleg_spec
spec(void)
{
	struct csleg_spec s = { .pt = PT, .ptime_ms = 20, .n_streams = 2,
				.on_frame = catch_frame, .arg = &caught };

	for (unsigned int i = 0; i < CSLEG_RANDOM; i++)
		s.random[i] = (uint8_t)(i + 1);
	return s;
}

static void
fresh(void)
{
	struct csleg_spec s = spec();

	memset(&leg, 0xa5, sizeof(leg));
	ck_assert_int_eq(csleg_init(&leg, &s), 0);
	peer_init(&peer, PT, 0x11111111, 65530);
	peer_init(&second, PT, 0x22222222, 1);
	peer_init(&third, PT, 0x33333333, 1);
	caught.n = 0;
	line.n = 0;
	now_us = 5000000;
	seed = 51;
	peer_srtp(&seed, 0xabcd, 100, pkt, sizeof(pkt));
}

static void
recv_from(struct peer *p)
{
	csleg_recv(&leg, now_us, out, peer_packet(p, out));
}

/* One packet of the leg onto the row of bits. */
static size_t
tick(void)
{
	size_t n = csleg_tick(&leg, now_us, out);

	if (n > 0)
		line_read(&line, out + RTP_HEAD, n - RTP_HEAD);
	return n;
}

/* All that is on their lines, by turns. */
static void
recv_rest(struct peer *a, struct peer *b)
{
	size_t end_a = a->line.n, end_b = b->line.n;

	while (a->sent < end_a || b->sent < end_b) {
		recv_from(a);
		if (b != a)
			recv_from(b);
	}
}

static uint64_t
drops(enum drop reason)
{
	uint64_t sum[DROPS] = { 0 };

	csleg_drops(&leg.stats, sum);
	return sum[reason];
}

static uint64_t
all_drops(void)
{
	uint64_t sum[DROPS] = { 0 }, all = 0;

	csleg_drops(&leg.stats, sum);
	for (int i = 0; i < DROPS; i++)
		all += sum[i];
	return all;
}

START_TEST(a_bad_spec_is_refused)
{
	struct csleg_spec good = spec(), bad[6];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		bad[i] = good;
	bad[0].pt = 128;
	bad[1].ptime_ms = 4;
	bad[2].ptime_ms = 41;
	bad[3].n_streams = 0;
	bad[4].n_streams = 3;
	bad[5].on_frame = NULL;
	leg.pt = 77;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(csleg_init(&leg, &bad[i]), -EINVAL);
	ck_assert_uint_eq(leg.pt, 77);
	ck_assert_int_eq(csleg_init(&leg, &good), 0);
}
END_TEST

START_TEST(the_line_runs_from_the_start_on)
{
	fresh();
	ck_assert_uint_eq(csleg_next_us(&leg), UINT64_MAX);
	ck_assert_uint_eq(tick(), 0);
	csleg_start(&leg, now_us);
	for (int i = 0; i < 10; i++) {
		struct rtp rtp;

		ck_assert_uint_eq(csleg_next_us(&leg), now_us);
		ck_assert_uint_eq(tick(), 172);
		ck_assert_uint_eq(tick(), 0);
		ck_assert_int_eq(rtp_parse(out, 172, &rtp), 0);
		ck_assert_uint_eq(rtp.ssrc, 0x01020304);
		ck_assert_uint_eq(rtp.seq, 0x0506u + (unsigned int)i);
		ck_assert_uint_eq(rtp.ts, 0x0708090a + 160u * (unsigned int)i);
		ck_assert_uint_eq(rtp.pt, PT);
		now_us += PTIME_US;
	}
	ck_assert_uint_eq(counter_get(&leg.stats.packets_out), 10);
}
END_TEST

START_TEST(a_stall_costs_time_and_no_frame)
{
	struct rtp before, after;

	fresh();
	csleg_start(&leg, now_us);
	ck_assert_int_eq(csleg_send(&leg, 0, pkt, sizeof(pkt)), 0);
	tick();
	ck_assert_int_eq(rtp_parse(out, 172, &before), 0);
	now_us += 10 * PTIME_US;
	ck_assert_int_eq(csleg_send(&leg, 1, pkt, sizeof(pkt)), 0);
	ck_assert_uint_ne(tick(), 0);
	ck_assert_int_eq(rtp_parse(out, 172, &after), 0);
	ck_assert_uint_eq((uint16_t)(after.seq - before.seq), 1);
	ck_assert_uint_eq(after.ts - before.ts, 9 * 160);
	ck_assert_uint_ne(tick(), 0);
	ck_assert_uint_eq(tick(), 0);
	ck_assert_uint_eq(counter_get(&leg.stats.skipped), 8);
	ck_assert_uint_eq(line_frames(&line, &caught), 2);
}
END_TEST

START_TEST(down_and_up_are_the_same_octets)
{
	static struct csleg far;
	struct csleg_spec s = spec();
	uint64_t sent = 0;

	fresh();
	ck_assert_int_eq(csleg_init(&far, &s), 0);
	csleg_start(&leg, now_us);
	for (uint16_t i = 0; i < 500; i++, now_us += PTIME_US) {
		size_t n = HDLC_PACKET_MIN + i % 90;
		uint8_t big[120];

		peer_srtp(&seed, 7, (uint16_t)(65300 + i), big, n);
		big[1] = i % 50 ? 96 : 200;
		caught.n = 0;
		ck_assert_int_eq(csleg_send(&leg, i % 2, big, n), 0);
		csleg_recv(&far, now_us, out, csleg_tick(&leg, now_us, out));
		ck_assert_uint_eq(caught.n, 1);
		ck_assert(catch_is(&caught, 0, i % 2, big, n));
		sent++;
	}
	ck_assert_uint_eq(counter_get(&far.stats.up.frames), sent);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

START_TEST(only_srtp_and_srtcp_cross)
{
	static const uint8_t firsts[] = { 0, 1, 16, 19, 20, 22, 63, 64, 100, 192, 255 };

	fresh();
	csleg_start(&leg, now_us);
	for (size_t i = 0; i < sizeof(firsts); i++) {
		pkt[0] = firsts[i];
		ck_assert_int_eq(csleg_send(&leg, 0, pkt, sizeof(pkt)), -ENOTSUP);
		peer_frame(&peer, 0, 0, pkt, sizeof(pkt));
	}
	ck_assert_uint_eq(drops(DROP_NOT_RTP), sizeof(firsts));
	recv_rest(&peer, &peer);
	ck_assert_uint_eq(caught.n, 0);
	ck_assert_uint_eq(drops(DROP_NOT_RTP), 2 * sizeof(firsts));
	ck_assert_uint_eq(hdlc_tx_backlog(&leg.down), 1);
}
END_TEST

START_TEST(streams_without_a_line_do_not_cross)
{
	fresh();
	ck_assert_int_eq(csleg_send(&leg, 2, pkt, sizeof(pkt)), -ENOTSUP);
	peer_frame(&peer, 0, 2, pkt, sizeof(pkt));
	peer_frame(&peer, 0, 1, pkt, sizeof(pkt));
	recv_from(&peer);
	ck_assert_uint_eq(caught.n, 1);
	ck_assert_uint_eq(drops(DROP_STREAM), 2);
}
END_TEST

START_TEST(every_drop_down_has_its_reason)
{
	uint8_t big[HDLC_PACKET_MAX + 1] = { 0x80, 96 };
	uint8_t rtcp[8] = { 0x80, 201, 0, 1 };

	fresh();
	ck_assert_int_eq(csleg_send(&leg, 0, big, sizeof(big)), -EMSGSIZE);
	ck_assert_int_eq(csleg_send(&leg, 0, rtcp, sizeof(rtcp)), -EMSGSIZE);
	ck_assert_uint_eq(drops(DROP_TOO_BIG), 2);
	while (csleg_send(&leg, 0, pkt, sizeof(pkt)) == 0)
		;
	ck_assert_int_eq(csleg_send(&leg, 0, pkt, sizeof(pkt)), -ENOBUFS);
	ck_assert_uint_eq(drops(DROP_QUEUE), 2);
	ck_assert_uint_eq(all_drops(), 4);
}
END_TEST

START_TEST(what_is_no_clearmode_packet_changes_nothing)
{
	size_t n;

	fresh();
	n = peer_packet(&peer, out);
	csleg_recv(&leg, now_us, out, 11);
	csleg_recv(&leg, now_us, out, 0);
	out[0] = 0x40;
	csleg_recv(&leg, now_us, out, n);
	out[0] = 0x8f;
	csleg_recv(&leg, now_us, out, 20);
	ck_assert_uint_eq(drops(DROP_MALFORMED), 4);
	out[0] = 0x80;
	for (unsigned int other = 0; other < 128; other++) {
		if (other == PT)
			continue;
		out[1] = (uint8_t)other;
		csleg_recv(&leg, now_us, out, n);
	}
	ck_assert_uint_eq(drops(DROP_PAYLOAD_TYPE), 127);
	ck_assert(!leg.source[0].is_used);
	ck_assert_uint_eq(counter_get(&leg.stats.packets_in), 0);
}
END_TEST

START_TEST(bad_frames_are_counted_by_reason)
{
	uint8_t big[1600] = { 0x80, 96 };

	fresh();
	line_frame_bad(&peer.line, 0, pkt, sizeof(pkt), 1);
	line_flags(&peer.line, 1);
	line_frame(&peer.line, 0, pkt, HDLC_PACKET_MIN - 1);
	line_flags(&peer.line, 1);
	line_frame(&peer.line, 0, big, HDLC_PACKET_MAX + 1);
	line_flags(&peer.line, 1);
	line_bits(&peer.line, "0000000001111111111");
	peer_frame(&peer, 1, 0, pkt, sizeof(pkt));
	recv_rest(&peer, &peer);
	ck_assert_uint_eq(caught.n, 1);
	ck_assert_uint_eq(drops(DROP_FCS), 1);
	ck_assert_uint_eq(drops(DROP_SHORT), 1);
	ck_assert_uint_eq(drops(DROP_LONG), 1);
	ck_assert_uint_eq(drops(DROP_ABORT), 1);
	ck_assert_uint_eq(all_drops(), 4);
}
END_TEST

START_TEST(a_second_source_decodes_beside_the_first)
{
	fresh();
	for (int i = 0; i < 40; i++, now_us += PTIME_US) {
		peer_frame(&peer, 3, 0, pkt, sizeof(pkt));
		peer_frame(&peer, 3, 0, pkt, sizeof(pkt));
		peer_frame(&second, 7, 1, pkt, sizeof(pkt));
		recv_from(&peer);
		recv_from(&second);
	}
	recv_rest(&peer, &second);
	ck_assert_uint_eq(caught.n, 120);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

/* Forty SSRCs that nobody asked for, while the real one goes on. */
START_TEST(other_sources_never_touch_the_live_one)
{
	fresh();
	for (int i = 0; i < 200; i++, now_us += PTIME_US) {
		peer_frame(&peer, 3, 0, pkt, sizeof(pkt));
		recv_from(&peer);
		third.head.ssrc = 0x40000000 + (uint32_t)i / 5;
		recv_from(&third);
	}
	ck_assert_uint_eq(caught.n, 200);
	ck_assert_uint_eq(leg.live, 0);
	ck_assert_uint_gt(drops(DROP_SOURCE), 100);
}
END_TEST

START_TEST(a_restarted_gateway_is_heard_at_once_and_again)
{
	struct peer *row[] = { &peer, &second, &third };

	fresh();
	for (size_t k = 0; k < ARRAY_LEN(row); k++) {
		for (int i = 0; i < 100; i++, now_us += PTIME_US) {
			peer_frame(row[k], 0, 0, pkt, sizeof(pkt));
			recv_from(row[k]);
		}
	}
	ck_assert_uint_eq(caught.n, 300);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

START_TEST(a_newcomer_may_prove_itself_for_a_second)
{
	fresh();
	peer_frame(&peer, 0, 0, pkt, sizeof(pkt));
	recv_from(&peer);
	recv_from(&second);
	now_us += CSLEG_PROBATION_US - 1;
	recv_from(&third);
	ck_assert_uint_eq(drops(DROP_SOURCE), 1);
	ck_assert_uint_eq(leg.source[1].reception.ssrc, 0x22222222);
	now_us++;
	recv_from(&third);
	ck_assert_uint_eq(drops(DROP_SOURCE), 1);
	ck_assert_uint_eq(leg.source[1].reception.ssrc, 0x33333333);
	ck_assert_uint_eq(leg.source[0].reception.ssrc, 0x11111111);
}
END_TEST

START_TEST(a_source_with_good_frames_keeps_its_place_beside_the_live_one)
{
	fresh();
	for (int i = 0; i < 150; i++, now_us += PTIME_US) {
		peer_frame(&second, 0, 0, pkt, sizeof(pkt));
		recv_from(&second);
		peer_frame(&peer, 0, 0, pkt, sizeof(pkt));
		recv_from(&peer);
		recv_from(&third);
	}
	ck_assert_uint_eq(caught.n, 300);
	ck_assert_uint_eq(drops(DROP_SOURCE), 150);
}
END_TEST

START_TEST(what_waits_is_given_up_by_the_tick)
{
	fresh();
	recv_from(&peer);
	peer_packet(&peer, out);		/* lost */
	peer_frame(&peer, 1, 0, pkt, sizeof(pkt));
	recv_from(&peer);
	ck_assert_uint_eq(caught.n, 0);
	now_us += CLEARMODE_HOLD_US;
	ck_assert_uint_eq(csleg_tick(&leg, now_us, out), 0);
	ck_assert_uint_eq(caught.n, 1);
}
END_TEST

START_TEST(two_frames_that_go_on_make_a_leg_authentic)
{
	struct trail trail = { 0 };
	uint8_t next[64], other[64];

	fresh();
	ck_assert(!csleg_vouch(&leg, &trail, pkt, sizeof(pkt)));
	trail_put(&trail, pkt, sizeof(pkt));
	peer_srtp(&seed, 0xabcd, 101, next, sizeof(next));
	peer_srtp(&seed, 0xabce, 101, other, sizeof(other));
	ck_assert(!csleg_vouch(&leg, &trail, next, sizeof(next)));
	ck_assert(!csleg_vouch(&leg, &trail, next, sizeof(next)));	/* it has had its say */
	ck_assert(!csleg_vouch(&leg, &trail, other, sizeof(other)));
	next[1] = 200;
	ck_assert(!csleg_vouch(&leg, &trail, next, sizeof(next)));
	peer_srtp(&seed, 0xabcd, 102, next, sizeof(next));
	ck_assert(!csleg_is_authentic(&leg));
	ck_assert(csleg_vouch(&leg, &trail, next, sizeof(next)));
	ck_assert(csleg_is_authentic(&leg));
	ck_assert(csleg_vouch(&leg, &trail, other, sizeof(other)));
}
END_TEST

Suite *
csleg_suite(void)
{
	const TTest *const tests[] = {
		a_bad_spec_is_refused,
		the_line_runs_from_the_start_on,
		a_stall_costs_time_and_no_frame,
		down_and_up_are_the_same_octets,
		only_srtp_and_srtcp_cross,
		streams_without_a_line_do_not_cross,
		every_drop_down_has_its_reason,
		what_is_no_clearmode_packet_changes_nothing,
		bad_frames_are_counted_by_reason,
		a_second_source_decodes_beside_the_first,
		other_sources_never_touch_the_live_one,
		a_restarted_gateway_is_heard_at_once_and_again,
		a_newcomer_may_prove_itself_for_a_second,
		a_source_with_good_frames_keeps_its_place_beside_the_live_one,
		what_waits_is_given_up_by_the_tick,
		two_frames_that_go_on_make_a_leg_authentic,
	};
	return suite_of("csleg", tests, ARRAY_LEN(tests));
}
