/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_anchor.c - make before break, over a real CLEARMODE line
 *
 * Sequence numbers wrap on the way.
 */
#include <string.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

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

/* A STUN request repeated is the same octets, and has to be heard again (RFC 8489 6.2.1). */
/* Sent on both sides just before the phone returned: the second copy is late, and no news. */
START_TEST(a_copy_that_outlives_the_handover_is_dropped)
{
	set_up();
	a_says(10);
	open_cs();
	a_says_by_cs(11);
	ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_DUPLICATE, 1);
	a_says(12);
	tear_down();
}
END_TEST

START_TEST(what_is_not_rtp_may_repeat_itself)
{
	set_up();
	a_says(10);
	open_cs();
	make_rtp(p, N, SSRC_A, 11);
	p[0] = 0;
	for (unsigned int i = 0; i < 3; i++) {
		peer_send(&a, 0, &ours[0].rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
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

/* ---- who is believed ----------------------------------------------------------------------- */

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

/* From the old side's last packet to the first that goes on, whatever comes between and after. */
START_TEST(the_gap_is_what_the_other_party_missed)
{
	enum { SILENCE_US = 30000 };
	uint64_t before_us, first_us;

	set_up();
	before_us = mono_us();
	a_says(10);
	open_cs();
	for (uint16_t i = 0; mono_us() - before_us < SILENCE_US; i++) {
		make_rtp(p, N, 0xdeadbeef, i);
		gateway_say(&gw, 0, p, N);
		gateway_expect_at(&gw, &b, 0, p, N);
	}
	a_says_by_cs(11);
	first_us = mono_us();
	while (mono_us() - first_us < SILENCE_US)
		gateway_turn(&gw);
	a_says_by_cs(12);
	gateway_wait_event(&gw, &rig, MEDIA_GAP);

	uint64_t gap_us = rig_wait_event(&rig, MEDIA_GAP).gap_us;

	ck_assert_uint_le(gap_us, first_us - before_us);
	ck_assert_uint_ge(gap_us, SILENCE_US / 2);
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

/* ---- more than one of everything ----------------------------------------------------------- */

START_TEST(the_second_line_is_stream_1)
{
	struct peer video_a = peer_open("127.20.1.1", 31100);
	struct peer video_b = peer_open("127.20.2.1", 31100);
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
	struct peer text_a = peer_open("127.20.1.1", 31100);
	struct peer text_b = peer_open("127.20.2.1", 31100);
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

/* ---- many ---------------------------------------------------------------------------------- */

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
anchor_suite(void)
{
	const TTest *const tests[] = {
		goes_to_both_until_the_new_side_has_proven_itself,
		drops_what_comes_twice_and_nothing_that_differs,
		a_copy_that_outlives_the_handover_is_dropped,
		what_is_not_rtp_may_repeat_itself,
		drops_srtcp_of_the_side_that_was_left,
		comes_back_as_if_nothing_had_been,
		a_stranger_on_the_new_side_proves_nothing,
		the_wrong_source_is_not_even_heard,
		the_gap_is_what_the_other_party_missed,
		is_told_of_the_proof_after_the_commit_too,
		the_second_line_is_stream_1,
		a_third_line_stays_where_it_is_until_the_commit,
		cs_to_cs_is_the_same_again,
		cs_to_cs_comes_back_too,
		both_parties_may_be_on_cs,
		nothing_is_lost_or_doubled_through_many_handovers,
	};

	return suite_of("anchor", tests, ARRAY_LEN(tests));
}
