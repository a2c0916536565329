/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_cs_sources.c - an MSC's gateway moves to another address, and nobody in its place
 */
#include <string.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"
#include "tests/unit/sender.h"

static struct sdes keys;
static struct sender ua;
static struct peer home, away;
static uint8_t box[SENDER_BOX], down[RIG_PACKET];
static size_t box_n;
static uint16_t next_seq;

static void
says_by_ps(void)
{
	box_n = sender_rtp(&ua, box, next_seq++);
	peer_send(&a, 0, &ours[0].rtp, box, box_n);
	peer_expect(&b, 0, box, box_n);
}

static void
set_up_keyed(enum suite suite)
{
	set_up();
	away = peer_open("127.20.7.1", 31000);
	keys = sender_keys(suite, 5, 0);
	ua = sender_open(&keys, SSRC_A, 0);
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	make_rtp(down, sizeof(down), SSRC_B, 1);
	next_seq = 65534;
	says_by_ps();
}

/* tear_down() closes where the gateway was last. */
static void
tear_down_keyed(const struct peer *other)
{
	struct peer rest = *other;

	sender_close(&ua);
	tear_down();
	peer_close(&rest);
}

static void
says_by_cs(void)
{
	box_n = sender_rtp(&ua, box, next_seq++);
	gateway_say(&gw, 0, box, box_n);
	gateway_expect_at(&gw, &b, 0, box, box_n);
}

/*
 * From now on the gateway sends from, and hears at, another address.  A frame that was begun elsewhere is
 * lost to it: let some flags go before.
 */
static void
gateway_goes(const struct peer *to)
{
	uint64_t until = counter_get(&gw.leg.stats.packets_out) + 3;

	gw.peer = *to;
	while (counter_get(&gw.leg.stats.packets_out) < until)
		gateway_turn(&gw);
}

/* What we send reaches it where it is now, and a flag has gone before the next frame. */
static void
gateway_hears(void)
{
	uint64_t until = counter_get(&gw.leg.stats.packets_in) + 2;
	uint64_t since_us = mono_us();

	while (counter_get(&gw.leg.stats.packets_in) < until) {
		ck_assert_uint_lt(mono_us() - since_us, RIG_WAIT_MS * 1000ULL);
		gateway_turn(&gw);
	}
}

static void
on_cs(enum suite suite)
{
	set_up_keyed(suite);
	open_cs();
	says_by_cs();
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	says_by_cs();
	home = gw.peer;
}

START_TEST(a_gateway_moves_and_is_followed)
{
	on_cs(SUITE_AES_CM_128_HMAC_SHA1_80);
	gateway_goes(&away);
	says_by_cs();
	gateway_hears();
	peer_send(&b, 0, &ours[1].rtp, down, sizeof(down));
	gateway_expect(&gw, 0, down, sizeof(down));
	for (unsigned int i = 0; i < 20; i++)
		says_by_cs();
	gateway_goes(&home);		/* and back again */
	says_by_cs();
	tear_down_keyed(&away);
}
END_TEST

/* The SRTCP of the phone proves it as well. */
START_TEST(srtcp_proves_it)
{
	on_cs(SUITE_AES_CM_128_HMAC_SHA1_32);
	gateway_goes(&away);
	box_n = sender_rtcp(&ua, box);
	gateway_say(&gw, 0, box, box_n);
	gateway_expect_at(&gw, &b, 1, box, box_n);
	says_by_cs();
	tear_down_keyed(&home);
}
END_TEST

START_TEST(short_tags_need_three_frames_in_a_row)
{
	on_cs(SUITE_AES_CM_128_HMAC_SHA1_32);
	gateway_goes(&away);
	for (unsigned int i = 0; i < 2; i++) {
		box_n = sender_rtp(&ua, box, next_seq++);
		gateway_say(&gw, 0, box, box_n);
	}
	says_by_cs();			/* the third is the first that B hears */
	tear_down_keyed(&home);
}
END_TEST

/* A thief replays what A said and frames it well: B hears nothing of it, A goes on, nothing goes astray. */
START_TEST(replayed_frames_are_not_followed)
{
	struct gateway thief;

	on_cs(SUITE_AES_CM_128_HMAC_SHA1_80);
	gateway_open(&thief, "127.20.8.1", 31000);
	gateway_start(&thief, &cs);
	for (unsigned int i = 0; i < 30; i++) {
		gateway_say(&thief, 0, box, box_n);
		gateway_turn(&thief);
		says_by_cs();
		peer_send(&b, 0, &ours[1].rtp, down, sizeof(down));
		gateway_expect(&gw, 0, down, sizeof(down));
	}
	while (counter_get(&thief.leg.stats.packets_out) < 20)
		gateway_turn(&thief);
	says_by_cs();
	ck_assert(peer_is_empty(&b, 0));
	ck_assert(peer_is_empty(&thief.peer, 0));
	gateway_close(&thief);
	tear_down_keyed(&away);
}
END_TEST

START_TEST(without_keys_the_signalled_gateway_is_the_only_one)
{
	set_up_keyed(SUITE_AES_CM_128_HMAC_SHA1_80);
	ck_assert_int_eq(rig_keys(&rig, id, 0, NULL), 0);
	open_cs();
	says_by_cs();
	says_by_cs();
	home = gw.peer;
	gateway_goes(&away);
	for (unsigned int i = 0; i < 5; i++) {
		box_n = sender_rtp(&ua, box, next_seq++);
		gateway_say(&gw, 0, box, box_n);
	}
	while (counter_get(&gw.leg.stats.packets_out) < 60)
		gateway_turn(&gw);
	gateway_goes(&home);
	says_by_cs();			/* the first that B hears */
	tear_down_keyed(&away);
}
END_TEST

START_TEST(transparent_is_followed_by_its_address)
{
	set_up_keyed(SUITE_AEAD_AES_128_GCM);
	open_plain(BEARER_TRANSPARENT, _i);
	box_n = sender_rtp(&ua, box, next_seq++);
	peer_send(&gw.peer, 0, &cs.rtp, box, box_n);
	peer_expect(&b, 0, box, box_n);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	home = gw.peer;
	peer_send(&away, 0, &cs.rtp, box, box_n);		/* a replay */
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);
	box_n = sender_rtp(&ua, box, next_seq++);
	peer_send(&away, 0, &cs.rtp, box, box_n);
	peer_expect(&b, 0, box, box_n);
	peer_send(&b, 0, &ours[1].rtp, down, sizeof(down));
	peer_expect(&away, 0, down, sizeof(down));
	tear_down_keyed(&away);
}
END_TEST

Suite *
cs_sources_suite(void)
{
	const TTest *const tests[] = {
		a_gateway_moves_and_is_followed, srtcp_proves_it,
		short_tags_need_three_frames_in_a_row, replayed_frames_are_not_followed,
		without_keys_the_signalled_gateway_is_the_only_one,
	};
	Suite *suite = suite_of("cs_sources", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("mux");

	tcase_add_loop_test(tc, transparent_is_followed_by_its_address, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
