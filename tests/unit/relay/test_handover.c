/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_handover.c - make before break, over a real CLEARMODE line
 *
 * UE A (a) calls UE B (b); A moves to CS (gw).  Sequence numbers wrap on the way.
 */
#include <string.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "tests/unit/relay/gateway.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum {
	PAIRS = 10,
	SSRC_A = 0xa1a1a1a1,
	SSRC_B = 0xb2b2b2b2,
	N = RIG_PACKET,
};

static struct rig rig;
static struct peer a, b;
static struct gateway gw;
static struct relay_local ours[PARTIES];
static struct relay_local cs;
static anchor_id id;
static uint8_t p[N];

static void
set_up(void)
{
	rig_init(&rig, PAIRS);
	rig_open(&rig);
	a = peer_open("127.20.1.1", 31000);
	b = peer_open("127.20.2.1", 31000);
	gateway_open(&gw, "127.20.3.1", 31000);
	id = rig_call(&rig, &sdes, &a, &b, ours);
}

static void
tear_down(void)
{
	rig.relay->close(rig.relay->ctx, id);
	rig_wait_free(&rig, PAIRS);
	rig_close(&rig);
	gateway_close(&gw);
	peer_close(&a);
	peer_close(&b);
}

/* A packet of A's by its PS side reaches B. */
static void
a_says(uint16_t seq)
{
	make_rtp(p, N, SSRC_A, seq);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
}

static void
open_cs(void)
{
	const struct relay_cs offer = gateway_offer(&gw);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs), 0);
	gateway_start(&gw, &cs);
}

/* A packet of A's by CS reaches B. */
static void
a_says_by_cs(uint16_t seq)
{
	make_rtp(p, N, SSRC_A, seq);
	gateway_say(&gw, 0, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
}

static void
prove_cs(uint16_t seq)
{
	a_says_by_cs(seq);
	a_says_by_cs((uint16_t)(seq + 1));
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
}

START_TEST(goes_to_both_until_the_new_side_has_proven_itself)
{
	set_up();
	a_says(65533);
	open_cs();
	make_rtp(p, N, SSRC_B, 65535);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	gateway_expect(&gw, 0, p, N);

	/* Uplink from both, across the wrap. */
	a_says(65534);
	a_says_by_cs(65535);
	a_says(0);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	a_says_by_cs(1);
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
	gateway_wait_event(&gw, &rig, MEDIA_GAP);

	make_rtp(p, N, SSRC_B, 0);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw, 0, p, N);
	ck_assert(peer_is_empty(&a, 0));

	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	rig_wait_free(&rig, PAIRS - 3);
	make_rtp(p, N, SSRC_B, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw, 0, p, N);
	a_says_by_cs(2);
	tear_down();
}
END_TEST

START_TEST(drops_what_comes_twice_and_nothing_that_differs)
{
	set_up();
	a_says(10);
	open_cs();
	a_says(11);
	make_rtp(p, N, SSRC_A, 11);
	gateway_say(&gw, 0, p, N);	/* again, by CS */
	p[20] ^= 1;
	gateway_say(&gw, 0, p, N);	/* the same but for a bit */
	gateway_expect_at(&gw, &b, 0, p, N);
	rig_wait_drops(&rig, id, 0, DROP_DUPLICATE, 1);
	ck_assert(peer_is_empty(&b, 0));
	tear_down();
}
END_TEST

START_TEST(drops_srtcp_of_the_side_that_was_left)
{
	uint8_t rtcp[40];

	set_up();
	a_says(10);
	open_cs();
	make_rtcp(rtcp, sizeof(rtcp), SSRC_A, 1);
	peer_send(&a, 1, &ours[0].rtcp, rtcp, sizeof(rtcp));
	gateway_expect_at(&gw, &b, 1, rtcp, sizeof(rtcp));
	prove_cs(11);
	make_rtcp(rtcp, sizeof(rtcp), SSRC_A, 2);
	peer_send(&a, 1, &ours[0].rtcp, rtcp, sizeof(rtcp));
	rig_wait_drops(&rig, id, 0, DROP_PS_SRTCP, 1);
	ck_assert(peer_is_empty(&b, 1));
	/* But from CS it goes on, and SRTP from PS too. */
	gateway_say(&gw, 0, rtcp, sizeof(rtcp));
	gateway_expect_at(&gw, &b, 1, rtcp, sizeof(rtcp));
	a_says(13);
	tear_down();
}
END_TEST

START_TEST(comes_back_as_if_nothing_had_been)
{
	set_up();
	a_says(10);
	open_cs();
	prove_cs(11);
	ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
	rig_wait_free(&rig, PAIRS - 3);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_PS_ALIVE), 0);
	a_says(13);
	rig_wait_event(&rig, MEDIA_PS_ALIVE);
	a_says(14);
	make_rtp(p, N, SSRC_B, 7);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_PS_ALIVE), 1);
	/* And it may go again. */
	gateway_close(&gw);
	gateway_open(&gw, "127.20.3.1", 31010);
	rig.n_events = 0;
	open_cs();
	prove_cs(15);
	tear_down();
}
END_TEST

/* ---- who is believed ---------------------------------------------------------------------------------- */

/* An SSRC that the PS side never had, and one of its own from long ago: relayed, not believed. */
START_TEST(a_stranger_on_the_new_side_proves_nothing)
{
	set_up();
	a_says(1000);
	open_cs();
	for (unsigned int i = 0; i < 5; i++) {
		make_rtp(p, N, 0xdeadbeef, (uint16_t)(1001 + i));
		gateway_say(&gw, 0, p, N);
		gateway_expect_at(&gw, &b, 0, p, N);
	}
	for (unsigned int i = 0; i < 5; i++)
		a_says_by_cs((uint16_t)(100 + i));
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	/* So downlink still goes both ways. */
	make_rtp(p, N, SSRC_B, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	gateway_expect(&gw, 0, p, N);
	prove_cs(1001);
	tear_down();
}
END_TEST

START_TEST(the_wrong_source_is_not_even_heard)
{
	struct peer stranger = peer_open("127.20.3.1", 31020);

	set_up();
	a_says(10);
	open_cs();
	for (unsigned int i = 0; i < 3; i++)
		peer_send(&stranger, 0, &cs.rtp, p, N);
	peer_send(&stranger, 1, &cs.rtcp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 4);
	prove_cs(11);
	peer_close(&stranger);
	tear_down();
}
END_TEST

/* The PS leg's BYE comes before any CS packet: the proof is still told of when it comes. */
START_TEST(is_told_of_the_proof_after_the_commit_too)
{
	set_up();
	a_says(10);
	open_cs();
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	prove_cs(11);
	gateway_wait_event(&gw, &rig, MEDIA_GAP);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 1);
	ck_assert_int_eq(rig.event[0].party, PARTY_CALLER);
	ck_assert_uint_eq(rig.event[0].anchor, id);
	tear_down();
}
END_TEST

/* ---- what does not cross a CS bearer ------------------------------------------------------------------ */

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

/* ---- more than one of everything ---------------------------------------------------------------------- */

START_TEST(the_second_line_is_stream_1)
{
	struct peer video_a = peer_open("127.20.1.1", 31100), video_b = peer_open("127.20.2.1", 31100);
	const struct relay_remote remote[PARTIES] = {
		peer_remote(&video_a, false), peer_remote(&video_b, false),
	};
	struct relay_local video[PARTIES];

	set_up();
	ck_assert_int_eq(rig.relay->line_open(rig.relay->ctx, id, 1, &sdes, both_ip4, video), 0);
	for (unsigned int i = 0; i < PARTIES; i++)
		ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 1, i, &remote[i]), 0);
	a_says(10);
	open_cs();
	prove_cs(11);
	make_rtp(p, N, 0x7777, 1);
	gateway_say(&gw, 1, p, N);
	gateway_expect_at(&gw, &video_b, 0, p, N);
	peer_send(&video_b, 0, &video[1].rtp, p, N);
	gateway_expect(&gw, 1, p, N);
	ck_assert(peer_is_empty(&video_a, 0));
	peer_close(&video_a);
	peer_close(&video_b);
	tear_down();
}
END_TEST

START_TEST(a_third_line_stays_where_it_is_until_the_commit)
{
	struct peer text_a = peer_open("127.20.1.1", 31100), text_b = peer_open("127.20.2.1", 31100);
	const struct relay_remote remote[PARTIES] = {
		peer_remote(&text_a, false), peer_remote(&text_b, false),
	};
	struct relay_local text[PARTIES];

	set_up();
	ck_assert_int_eq(rig.relay->line_open(rig.relay->ctx, id, 2, &sdes, both_ip4, text), 0);
	for (unsigned int i = 0; i < PARTIES; i++)
		ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 2, i, &remote[i]), 0);
	a_says(10);
	open_cs();
	prove_cs(11);
	peer_send(&text_b, 0, &text[1].rtp, p, N);
	peer_expect(&text_a, 0, p, N);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	peer_send(&text_b, 0, &text[1].rtp, p, N);
	rig_wait_drops(&rig, id, 2, DROP_NO_REMOTE, 1);
	peer_close(&text_a);
	peer_close(&text_b);
	tear_down();
}
END_TEST

static struct gateway gw2;

/* A CS side that carries becomes the old one. */
START_TEST(cs_to_cs_is_the_same_again)
{
	struct relay_local cs2;

	set_up();
	gateway_open(&gw2, "127.20.3.2", 31000);
	a_says(10);
	open_cs();
	prove_cs(11);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	rig.n_events = 0;

	const struct relay_cs offer = gateway_offer(&gw2);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs2), 0);
	gateway_start(&gw2, &cs2);
	make_rtp(p, N, SSRC_B, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw, 0, p, N);
	gateway_expect(&gw2, 0, p, N);
	a_says_by_cs(13);
	for (unsigned int i = 0; i < 2; i++) {
		make_rtp(p, N, SSRC_A, (uint16_t)(14 + i));
		gateway_say(&gw2, 0, p, N);
		gateway_expect_at(&gw2, &b, 0, p, N);
	}
	gateway_wait_event(&gw2, &rig, MEDIA_AUTHENTIC);
	gateway_wait_event(&gw2, &rig, MEDIA_GAP);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	rig_wait_free(&rig, PAIRS - 3);
	make_rtp(p, N, SSRC_B, 2);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw2, 0, p, N);
	gateway_close(&gw2);
	tear_down();
}
END_TEST

START_TEST(cs_to_cs_comes_back_too)
{
	struct relay_local cs2;

	set_up();
	gateway_open(&gw2, "127.20.3.2", 31000);
	a_says(10);
	open_cs();
	prove_cs(11);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);

	const struct relay_cs offer = gateway_offer(&gw2);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs2), 0);
	ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
	a_says_by_cs(13);
	gateway_wait_event(&gw, &rig, MEDIA_PS_ALIVE);
	make_rtp(p, N, SSRC_B, 2);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw, 0, p, N);
	gateway_close(&gw2);
	tear_down();
}
END_TEST

START_TEST(both_parties_may_be_on_cs)
{
	struct relay_local cs2;

	set_up();
	gateway_open(&gw2, "127.20.3.2", 31000);
	a_says(10);
	make_rtp(p, N, SSRC_B, 20);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	open_cs();

	const struct relay_cs offer = gateway_offer(&gw2);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLEE, &offer, &cs2), 0);
	gateway_start(&gw2, &cs2);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLEE), 0);
	for (unsigned int i = 0; i < 10; i++) {
		make_rtp(p, N, SSRC_A, (uint16_t)(11 + i));
		gateway_say(&gw, 0, p, N);
		for (unsigned int before = gw2.n_frames; gw2.n_frames == before;) {
			gateway_turn(&gw);
			gateway_turn(&gw2);
		}
		gateway_expect(&gw2, 0, p, N);
		make_rtp(p, N, SSRC_B, (uint16_t)(21 + i));
		gateway_say(&gw2, 0, p, N);
		for (unsigned int before = gw.n_frames; gw.n_frames == before;) {
			gateway_turn(&gw);
			gateway_turn(&gw2);
		}
		gateway_expect(&gw, 0, p, N);
	}
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 2);
	gateway_close(&gw2);
	tear_down();
}
END_TEST

/* ---- the line ------------------------------------------------------------------------------------------ */

/* From the moment it is opened the line runs: flags, packet after packet, one timestamp unit an octet. */
START_TEST(an_idle_line_is_flags_on_a_steady_clock)
{
	uint8_t rtp[2048];
	uint16_t seq = 0;
	uint32_t ts = 0;

	set_up();
	open_cs();
	for (unsigned int i = 0; i < 40; i++) {
		size_t n = peer_recv(&gw.peer, 0, rtp, sizeof(rtp), NULL);

		ck_assert_uint_eq(n, 12 + GATEWAY_PTIME_MS * 8);
		ck_assert_uint_eq(rtp[1], GATEWAY_PT);
		if (i) {
			ck_assert_uint_eq((uint16_t)(rtp[2] << 8 | rtp[3]), (uint16_t)(seq + 1));
			ck_assert_uint_eq(((uint32_t)rtp[4] << 24 | (uint32_t)rtp[5] << 16 |
					   (uint32_t)rtp[6] << 8 | rtp[7]) - ts, GATEWAY_PTIME_MS * 8);
		}
		seq = (uint16_t)(rtp[2] << 8 | rtp[3]);
		ts = (uint32_t)rtp[4] << 24 | (uint32_t)rtp[5] << 16 | (uint32_t)rtp[6] << 8 | rtp[7];
		for (size_t o = 12; o < n; o++)
			ck_assert_uint_eq(rtp[o], 0x7e);
	}
	tear_down();
}
END_TEST

START_TEST(the_line_says_bye_when_it_closes)
{
	uint8_t rtcp[2048];

	set_up();
	open_cs();
	ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
	ck_assert_uint_gt(peer_recv(&gw.peer, 1, rtcp, sizeof(rtcp), NULL), 28);
	ck_assert(rtcp[1] == 200 || rtcp[1] == 201);
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

/* ---- bearers of whole packets ------------------------------------------------------------------------- */

static void
open_plain(enum bearer bearer, bool mux)
{
	struct relay_cs offer = {
		.bearer = bearer,
		.family = AF_INET,
		.remote = peer_remote(&gw.peer, mux),
		.ptime_ms = 20,
		.n_pts = 2,
		.pts = { { 8, 96 }, { 101, 97 } },
	};

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs), 0);
}

START_TEST(transparent_changes_no_octet)
{
	uint8_t rtcp[40];

	set_up();
	a_says(65535);
	open_plain(BEARER_TRANSPARENT, false);
	for (unsigned int i = 0; i < 2; i++) {
		ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
		make_rtp(p, N, SSRC_A, (uint16_t)i);
		p[1] = 0xe3;	/* marker, an unknown type */
		peer_send(&gw.peer, 0, &cs.rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	make_rtcp(rtcp, sizeof(rtcp), SSRC_A, 1);
	peer_send(&gw.peer, 1, &cs.rtcp, rtcp, sizeof(rtcp));
	peer_expect(&b, 1, rtcp, sizeof(rtcp));
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&gw.peer, 0, p, N);
	ck_assert(peer_is_empty(&a, 0));
	p[0] = 22;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 1);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 2);
	tear_down();
}
END_TEST

START_TEST(transparent_is_believed_like_frames_are)
{
	set_up();
	a_says(100);
	open_plain(BEARER_TRANSPARENT, true);
	/* A stranger's, the same one twice, and one from before. */
	for (unsigned int i = 0; i < 3; i++) {
		make_rtp(p, N, 0x99, (uint16_t)(101 + i));
		peer_send(&gw.peer, 0, &cs.rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	make_rtp(p, N, SSRC_A, 101);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	p[30] ^= 1;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	make_rtp(p, N, SSRC_A, 20);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	make_rtp(p, N, SSRC_A, 102);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	tear_down();
}
END_TEST

START_TEST(speech_translates_payload_types_both_ways)
{
	uint8_t want[N], rtcp[40];

	set_up();
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &plain), 0);
	a_says(10);
	open_plain(BEARER_SPEECH, false);
	/* Up: the MSC's 8 is B's 96, with or without marker. */
	make_rtp(p, N, 0x5555, 1);
	memcpy(want, p, N);
	p[1] = 0x80 | 8;
	want[1] = 0x80 | 96;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, want, N);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	p[1] = 101;
	want[1] = 97;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, want, N);
	/* Down. */
	peer_send(&b, 0, &ours[1].rtp, want, N);
	peer_expect(&gw.peer, 0, p, N);
	/* RTCP passes; a type that nobody agreed on does not. */
	make_rtcp(rtcp, sizeof(rtcp), 0x5555, 1);
	peer_send(&gw.peer, 1, &cs.rtcp, rtcp, sizeof(rtcp));
	peer_expect(&b, 1, rtcp, sizeof(rtcp));
	peer_send(&b, 1, &ours[1].rtcp, rtcp, sizeof(rtcp));
	peer_expect(&gw.peer, 1, rtcp, sizeof(rtcp));
	p[1] = 3;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 2);
	tear_down();
}
END_TEST

/* While both are sent to, the old side gets the other party's own types and the new one the MSC's. */
START_TEST(speech_goes_to_both_each_in_its_own_types)
{
	uint8_t want[N];

	set_up();
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &plain), 0);
	open_plain(BEARER_SPEECH, false);
	make_rtp(p, N, SSRC_B, 1);
	memcpy(want, p, N);
	want[1] = 8;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	peer_expect(&gw.peer, 0, want, N);

	struct relay_stats stats;

	do
		ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	while (!stats.from[PARTY_CALLEE].packets);
	ck_assert_uint_eq(stats.from[PARTY_CALLEE].packets, 1);
	tear_down();
}
END_TEST

/* ---- many ---------------------------------------------------------------------------------------------- */

/*
 * 50 handovers there and back with a packet by each side in turn and now and then one by both:
 * B has each once, in order, whichever way it came.
 */
START_TEST(nothing_is_lost_or_doubled_through_many_handovers)
{
	uint16_t seq = 65000;

	set_up();
	a_says(seq++);
	for (unsigned int i = 0; i < 50; i++) {
		open_plain(BEARER_TRANSPARENT, false);
		for (unsigned int k = 0; k < 12; k++) {
			make_rtp(p, N, SSRC_A, seq++);
			if (k % 3 != 1)
				peer_send(&a, 0, &ours[0].rtp, p, N);
			if (k % 3 != 0)
				peer_send(&gw.peer, 0, &cs.rtp, p, N);
			peer_expect(&b, 0, p, N);
		}
		ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
		a_says(seq++);
		rig_wait_free(&rig, PAIRS - 3);
		rig.n_events = 0;
	}
	ck_assert(peer_is_empty(&b, 0));
	tear_down();
}
END_TEST

Suite *
handover_suite(void)
{
	const TTest *const tests[] = {
		goes_to_both_until_the_new_side_has_proven_itself,
		drops_what_comes_twice_and_nothing_that_differs,
		drops_srtcp_of_the_side_that_was_left,
		comes_back_as_if_nothing_had_been,
		a_stranger_on_the_new_side_proves_nothing,
		the_wrong_source_is_not_even_heard,
		is_told_of_the_proof_after_the_commit_too,
		dtls_and_stun_do_not_cross,
		a_stream_without_a_line_is_counted,
		the_wrong_payload_type_is_counted,
		more_than_the_line_carries_is_dropped_whole,
		the_second_line_is_stream_1,
		a_third_line_stays_where_it_is_until_the_commit,
		cs_to_cs_is_the_same_again,
		cs_to_cs_comes_back_too,
		both_parties_may_be_on_cs,
		an_idle_line_is_flags_on_a_steady_clock,
		the_line_says_bye_when_it_closes,
		a_gateway_that_moves_is_followed,
		transparent_changes_no_octet,
		transparent_is_believed_like_frames_are,
		speech_translates_payload_types_both_ways,
		speech_goes_to_both_each_in_its_own_types,
		nothing_is_lost_or_doubled_through_many_handovers,
	};

	return suite_of("handover", tests, ARRAY_LEN(tests));
}
