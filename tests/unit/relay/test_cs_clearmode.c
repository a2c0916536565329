/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_cs_clearmode.c - the line between the relay and a gateway, in real time
 */
#include <string.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

/* ---- what does not cross a CS bearer ------------------------------------------------------- */

START_TEST(dtls_and_stun_do_not_cross)
{
	set_up();
	a_says(10);
	open_cs();
	prove_cs(11);
	make_rtp(p, N, SSRC_B, 1);
	p[0] = 22;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_turn(&gw);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 1);
	p[0] = 0;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 2);
	tear_down();
}
END_TEST

/* Several frames end in one CLEARMODE packet: each comes out as itself. */
START_TEST(small_frames_share_a_packet)
{
	enum { SMALL = 14, MANY = 10 };
	uint8_t small[SMALL];

	set_up();
	a_says(10);
	open_cs();
	for (unsigned int i = 0; i < MANY; i++) {
		make_rtp(small, SMALL, SSRC_A, (uint16_t)(11 + i));
		gateway_say(&gw, 0, small, SMALL);
	}
	for (unsigned int i = 0; i < MANY; i++) {
		make_rtp(small, SMALL, SSRC_A, (uint16_t)(11 + i));
		gateway_expect_at(&gw, &b, 0, small, SMALL);
	}
	tear_down();
}
END_TEST

START_TEST(a_stream_without_a_line_is_counted)
{
	set_up();
	a_says(10);
	open_cs();
	make_rtp(p, N, SSRC_A, 11);
	gateway_say(&gw, 1, p, N);
	a_says_by_cs(11);
	rig_wait_drops(&rig, id, 0, DROP_STREAM, 1);
	tear_down();
}
END_TEST

START_TEST(the_wrong_payload_type_is_counted)
{
	uint8_t rtp[12 + 40];

	set_up();
	a_says(10);
	open_cs();
	make_rtp(rtp, sizeof(rtp), 1, 1);
	rtp[1] = GATEWAY_PT + 1;
	peer_send(&gw.peer, 0, &cs.rtp, rtp, sizeof(rtp));
	rtp[0] = 0;
	peer_send(&gw.peer, 0, &cs.rtp, rtp, sizeof(rtp));
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 1);
	rig_wait_drops(&rig, id, 0, DROP_MALFORMED, 1);
	prove_cs(11);
	tear_down();
}
END_TEST

/* What a queue of 200 ms cannot hold is dropped whole; what it holds comes out whole. */
START_TEST(more_than_the_line_carries_is_dropped_whole)
{
	struct relay_stats stats;
	unsigned int said = 100;

	set_up();
	a_says(10);
	open_cs();
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	for (unsigned int i = 0; i < said; i++) {
		make_rtp(p, N, SSRC_B, (uint16_t)i);
		peer_send(&b, 0, &ours[1].rtp, p, N);
	}
	do {
		gateway_turn(&gw);
		ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	} while (stats.from[PARTY_CALLEE].packets + stats.drops[DROP_QUEUE] < said);
	ck_assert_uint_gt(stats.drops[DROP_QUEUE], 50);
	for (unsigned int i = 0; i < 10; i++) {
		make_rtp(p, N, SSRC_B, (uint16_t)i);
		gateway_expect(&gw, 0, p, N);
	}
	tear_down();
}
END_TEST

/* ---- the line ------------------------------------------------------------------------------ */

static uint32_t
get32(const uint8_t *at_p)
{
	return (uint32_t)at_p[0] << 24 | (uint32_t)at_p[1] << 16 | (uint32_t)at_p[2] << 8 | at_p[3];
}

/* From the moment it is opened it runs: flags, packet after packet, a timestamp unit an octet. */
START_TEST(an_idle_line_is_flags_on_a_steady_clock)
{
	uint8_t rtp[2048];
	uint32_t head = 0, ts = 0;

	set_up();
	open_cs();
	for (unsigned int i = 0; i < 40; i++) {
		size_t n = peer_recv(&gw.peer, 0, rtp, sizeof(rtp), NULL);

		ck_assert_uint_eq(n, 12 + GATEWAY_PTIME_MS * 8);
		ck_assert_uint_eq(rtp[1], GATEWAY_PT);
		if (i) {
			ck_assert_uint_eq((uint16_t)get32(rtp), (uint16_t)(head + 1));
			/* Where the machine stood still longer than a burst, time is skipped. */
			ck_assert_uint_ge(get32(rtp + 4) - ts, GATEWAY_PTIME_MS * 8);
			ck_assert_uint_eq((get32(rtp + 4) - ts) % (GATEWAY_PTIME_MS * 8), 0);
		}
		head = get32(rtp);
		ts = get32(rtp + 4);
		for (size_t o = 12; o < n; o++)
			ck_assert_uint_eq(rtp[o], 0x7e);
	}
	tear_down();
}
END_TEST

/* Is there a packet of type @pt in the compound? */
static bool
has_rtcp(const uint8_t *rtcp, size_t n, uint8_t pt)
{
	for (size_t o = 0; o + 4 <= n; o += 4 * ((size_t)(rtcp[o + 2] << 8 | rtcp[o + 3]) + 1))
		if (rtcp[o + 1] == pt)
			return true;
	return false;
}

START_TEST(the_line_says_bye_when_it_closes)
{
	uint8_t rtcp[2048];

	set_up();
	open_cs();
	ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);

	size_t n = peer_recv(&gw.peer, 1, rtcp, sizeof(rtcp), NULL);

	ck_assert(has_rtcp(rtcp, n, 202));
	ck_assert(has_rtcp(rtcp, n, 203));
	tear_down();
}
END_TEST

START_TEST(a_gateway_that_moves_is_followed)
{
	set_up();
	a_says(10);
	open_cs();
	gateway_close(&gw);
	gateway_open(&gw, "127.20.3.7", 31000);

	const struct relay_remote remote = peer_remote(&gw.peer, false);

	ck_assert_int_eq(rig.relay->cs_remote(rig.relay->ctx, id, PARTY_CALLER, &remote), 0);
	gateway_start(&gw, &cs);
	prove_cs(11);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	ck_assert_int_eq(rig.relay->cs_remote(rig.relay->ctx, id, PARTY_CALLER, &remote), 0);
	a_says_by_cs(13);
	tear_down();
}
END_TEST

Suite *
cs_clearmode_suite(void)
{
	const TTest *const tests[] = {
		dtls_and_stun_do_not_cross,
		small_frames_share_a_packet,
		a_stream_without_a_line_is_counted,
		the_wrong_payload_type_is_counted,
		more_than_the_line_carries_is_dropped_whole,
		an_idle_line_is_flags_on_a_steady_clock,
		the_line_says_bye_when_it_closes,
		a_gateway_that_moves_is_followed,
	};

	return suite_of("cs_clearmode", tests, ARRAY_LEN(tests));
}
