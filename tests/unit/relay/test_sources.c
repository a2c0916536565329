/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_sources.c - a phone moves to another address, and nobody else in its place
 *
 * UE A (a) is signalled; away and thief are other addresses.  A's packets are libsrtp2's.
 */
#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"
#include "tests/unit/sender.h"

static struct sdes keys;
static struct sender ua;
static struct peer away, thief;
static uint8_t old[SENDER_BOX], box[SENDER_BOX];
static size_t old_n;
static uint8_t down[RIG_PACKET];

static void
set_up_keyed(enum suite suite)
{
	set_up();
	away = peer_open("127.20.5.1", 30000);
	thief = peer_open("127.20.6.1", 30000);
	keys = sender_keys(suite, 5, 0);
	ua = sender_open(&keys, SSRC_A, 0);
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	make_rtp(down, sizeof(down), SSRC_B, 1);
}

static void
tear_down_keyed(void)
{
	sender_close(&ua);
	tear_down();
	peer_close(&away);
	peer_close(&thief);
}

/* A's packet @seq, from @from, comes to B. */
static void
passes(const struct peer *from, uint16_t seq)
{
	size_t n = sender_rtp(&ua, box, seq);

	peer_send(from, 0, &ours[0].rtp, box, n);
	peer_expect(&b, 0, box, n);
}

/* A's packet @seq, from @from, does not. */
static void
is_refused(const struct peer *from, uint16_t seq, uint64_t drops)
{
	size_t n = sender_rtp(&ua, box, seq);

	peer_send(from, 0, &ours[0].rtp, box, n);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, drops);
	ck_assert(peer_is_empty(&b, 0));
}

/* What B sends comes to @to, at @comp. */
static void
goes_to(const struct peer *to, unsigned int comp)
{
	uint8_t rtcp[40];

	if (comp == 0) {
		peer_send(&b, 0, &ours[1].rtp, down, sizeof(down));
		peer_expect(to, 0, down, sizeof(down));
		return;
	}
	make_rtcp(rtcp, sizeof(rtcp), SSRC_B, 1);
	peer_send(&b, 1, &ours[1].rtcp, rtcp, sizeof(rtcp));
	peer_expect(to, 1, rtcp, sizeof(rtcp));
}

START_TEST(a_phone_moves_and_is_followed)
{
	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	for (uint16_t seq = 65530; seq != 20; seq++)
		passes(&a, seq);
	passes(&away, 20);
	goes_to(&away, 0);
	goes_to(&a, 1);			/* RTCP has not moved */
	passes(&away, 21);
	is_refused(&a, 19, 1);		/* late: it shows nothing */
	goes_to(&away, 0);
	passes(&a, 22);			/* back where it was */
	goes_to(&a, 0);
	tear_down_keyed();
}
END_TEST

START_TEST(rtcp_moves_by_itself)
{
	uint8_t rtcp[SENDER_BOX];
	size_t n;

	set_up_keyed(SUITE_AEAD_AES_128_GCM);
	passes(&a, 1);
	n = sender_rtcp(&ua, rtcp);
	peer_send(&a, 1, &ours[0].rtcp, rtcp, n);
	peer_expect(&b, 1, rtcp, n);
	peer_send(&thief, 1, &ours[0].rtcp, rtcp, n);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);
	n = sender_rtcp(&ua, rtcp);
	peer_send(&away, 1, &ours[0].rtcp, rtcp, n);
	peer_expect(&b, 1, rtcp, n);
	goes_to(&away, 1);
	goes_to(&a, 0);
	passes(&a, 2);
	tear_down_keyed();
}
END_TEST

START_TEST(with_mux_srtcp_moves_both)
{
	uint8_t rtcp[SENDER_BOX];
	size_t n;

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_32);

	const struct relay_remote muxed = peer_remote(&a, true);

	ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 0, PARTY_CALLER, &muxed), 0);
	passes(&a, 1);
	n = sender_rtcp(&ua, rtcp);
	peer_send(&away, 0, &ours[0].rtp, rtcp, n);
	peer_expect(&b, 1, rtcp, n);
	goes_to(&away, 0);
	passes(&away, 2);
	tear_down_keyed();
}
END_TEST

START_TEST(a_replay_is_not_followed)
{
	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	for (uint16_t seq = 1; seq < 30; seq++) {
		passes(&a, seq);
		memcpy(old, box, sizeof(old));
		old_n = SENDER_PAYLOAD + 12 + 10;
		peer_send(&thief, 0, &ours[0].rtp, old, old_n);
		rig_wait_drops(&rig, id, 0, DROP_SOURCE, seq);
	}
	goes_to(&a, 0);
	ck_assert(peer_is_empty(&thief, 0));
	ck_assert(peer_is_empty(&b, 0));
	tear_down_keyed();
}
END_TEST

/* 32 bits may be guessed; three in a row not.  The thief sends copies in between. */
START_TEST(short_tags_need_three_in_a_row)
{
	uint64_t drops = 0;

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_32);
	for (uint16_t seq = 1; seq < 6; seq++)
		passes(&a, seq);
	for (uint16_t seq = 6; seq < 8; seq++) {
		is_refused(&away, seq, ++drops);
		peer_send(&thief, 0, &ours[0].rtp, box, SENDER_PAYLOAD + 12 + 4);
		rig_wait_drops(&rig, id, 0, DROP_SOURCE, ++drops);
	}
	goes_to(&a, 0);
	passes(&away, 8);
	goes_to(&away, 0);
	tear_down_keyed();
}
END_TEST

START_TEST(a_refresh_keeps_and_a_new_name_resets)
{
	struct relay_remote remote;

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	remote = peer_remote(&a, false);
	passes(&a, 1);
	passes(&away, 2);
	for (unsigned int i = 0; i < 2; i++) {
		ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 0, PARTY_CALLER,
							&remote), 0);
		ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	}
	passes(&away, 3);
	goes_to(&away, 0);
	remote = peer_remote(&thief, false);
	ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 0, PARTY_CALLER, &remote), 0);
	goes_to(&thief, 0);
	passes(&thief, 4);
	tear_down_keyed();
}
END_TEST

/* Nothing was ever accepted: a phone behind a NAT, whose SDP names an address of no use. */
START_TEST(the_first_packet_may_prove_it)
{
	set_up_keyed(SUITE_AEAD_AES_256_GCM);
	passes(&away, 65535);
	goes_to(&away, 0);
	passes(&away, 0);
	tear_down_keyed();
}
END_TEST

START_TEST(without_keys_nobody_is_followed)
{
	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	passes(&a, 1);
	ck_assert_int_eq(rig_keys(&rig, id, 0, NULL), 0);
	for (uint16_t seq = 2; seq < 8; seq++)
		is_refused(&away, seq, seq - 1u);
	goes_to(&a, 0);
	tear_down_keyed();
}
END_TEST

/* The keys are A's: B's own packets from elsewhere would have to verify under B's. */
START_TEST(each_party_has_its_own_keys)
{
	size_t n;

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	n = sender_rtp(&ua, box, 5);
	peer_send(&away, 0, &ours[1].rtp, box, n);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);
	passes(&a, 6);
	tear_down_keyed();
}
END_TEST

START_TEST(neither_dtls_nor_stun_is_followed)
{
	uint8_t other[RIG_PACKET] = { 0, 1, 0, 8 };

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	passes(&a, 1);
	passes(&away, 2);
	for (unsigned int i = 0; i < 2; i++) {
		other[0] = i ? 22 : 0;
		peer_send(&away, 0, &ours[0].rtp, other, sizeof(other));
		rig_wait_drops(&rig, id, 0, DROP_SOURCE, i + 1);
		/* From the signalled pair and to it. */
		peer_send(&a, 0, &ours[0].rtp, other, sizeof(other));
		peer_expect(&b, 0, other, sizeof(other));
		peer_send(&b, 0, &ours[1].rtp, other, sizeof(other));
		peer_expect(&a, 0, other, sizeof(other));
	}
	goes_to(&away, 0);
	tear_down_keyed();
}
END_TEST

START_TEST(a_flood_of_wrong_tags_leaves_the_call_alone)
{
	struct relay_stats stats;

	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	for (uint16_t seq = 1; seq < 200; seq++) {
		for (uint16_t i = 0; i < 20; i++) {
			size_t n = sender_rtp(&ua, old, (uint16_t)(1000 + i));

			old[n - 1] ^= 1;
			peer_send(&thief, 0, &ours[0].rtp, old, n);
		}
		passes(&a, seq);
		goes_to(&a, 0);
	}
	ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	ck_assert_uint_gt(stats.drops[DROP_SOURCE], 0);
	ck_assert(peer_is_empty(&thief, 0));
	tear_down_keyed();
}
END_TEST

Suite *
sources_suite(void)
{
	const TTest *const tests[] = {
		a_phone_moves_and_is_followed, rtcp_moves_by_itself, with_mux_srtcp_moves_both,
		a_replay_is_not_followed, short_tags_need_three_in_a_row,
		a_refresh_keeps_and_a_new_name_resets, the_first_packet_may_prove_it,
		without_keys_nobody_is_followed, each_party_has_its_own_keys,
		neither_dtls_nor_stun_is_followed, a_flood_of_wrong_tags_leaves_the_call_alone,
	};
	return suite_of("sources", tests, ARRAY_LEN(tests));
}
