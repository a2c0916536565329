/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_cs_terminated.c - a protected line whose SRTP ends in the relay
 *
 * B seals and opens with seal.h's own objects, which test_seal.c has judged.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "octets.h"
#include "rtp.h"
#include "seal.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum { PLAIN = 44, MSC_SSRC = 0x5c5c5c5c };

static struct sdes keys[PARTIES];
static struct relay_cs want;
static struct opener *b_ears;
static struct seal *b_mouth, *a_mouth;
static uint32_t box[SEAL_PACKET_MAX / 4];
static uint8_t *const pkt = (uint8_t *)box;

static void
set_up_with_keys(void)
{
	static const uint32_t ssrcs[PARTIES][SEAL_SSRCS] = {
		{ SSRC_A, 1, 2, 3 }, { SSRC_B, 4, 5, 6 },
	};

	set_up();
	for (unsigned int k = 0; k < PARTIES; k++) {
		keys[k] = (struct sdes){ .tag = 1, .suite = SUITE_AEAD_AES_128_GCM, .n_keys = 1 };
		keys[k].key[0].n_octets = 28;
		memset(keys[k].key[0].octets, (int)(17 * (k + 1)), 28);
	}
	want = (struct relay_cs){
		.bearer = BEARER_TERMINATED, .family = AF_INET, .ptime_ms = 20,
		.remote = peer_remote(&gw.peer, false), .n_pts = 1, .pts = { { 8, 96, 97 } },
		.keys = { &keys[PARTY_CALLER], &keys[PARTY_CALLEE] }, .rate_hz = 8000,
	};
	ck_assert_int_eq(opener_new(&keys[PARTY_CALLER], &b_ears), 0);
	ck_assert_int_eq(seal_new(&keys[PARTY_CALLER], ssrcs[0], &a_mouth), 0);
	ck_assert_int_eq(seal_new(&keys[PARTY_CALLEE], ssrcs[1], &b_mouth), 0);
}

static void
tear_down_with_keys(void)
{
	opener_free(b_ears);
	seal_free(a_mouth);
	seal_free(b_mouth);
	tear_down();
}

static int
open_terminated(void)
{
	return rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &want, &cs);
}

/* A plain packet of the MSC's; B's SSRC for it. */
static uint32_t
msc_to_b(uint16_t seq)
{
	uint8_t text[PLAIN];

	make_rtp(text, PLAIN, MSC_SSRC, seq);
	text[1] = 8;
	peer_send(&gw.peer, 0, &cs.rtp, text, PLAIN);

	size_t n = peer_recv(&b, 0, pkt, SEAL_PACKET_MAX, NULL);

	if (opener_rtp(b_ears, pkt, &n))
		ck_assert_int_eq(opener_admit_rtp(b_ears, pkt, &n, 0), 0);
	ck_assert_uint_eq(n, PLAIN);
	ck_assert_uint_eq(pkt[1], 96);
	ck_assert_mem_eq(pkt + RTP_HEAD, text + RTP_HEAD, PLAIN - RTP_HEAD);
	return rtp_ssrc(pkt);
}

/* A sealed packet of B's; @to_a: A's PS side gets it as it is. */
static void
b_to_msc(uint16_t seq, bool to_a)
{
	uint8_t text[PLAIN], sealed[256];
	size_t n = PLAIN;

	make_rtp(text, PLAIN, SSRC_B, seq);
	text[1] = 97;
	memcpy(pkt, text, PLAIN);
	ck_assert_int_eq(seal_rtp(b_mouth, pkt, &n), 0);
	memcpy(sealed, pkt, n);
	peer_send(&b, 0, &ours[1].rtp, sealed, n);
	if (to_a)
		peer_expect(&a, 0, sealed, n);
	text[1] = 8;
	peer_expect(&gw.peer, 0, text, PLAIN);
}

static void
a_to_b(uint16_t seq)
{
	size_t n = PLAIN;

	make_rtp(pkt, PLAIN, SSRC_A, seq);
	ck_assert_int_eq(seal_rtp(a_mouth, pkt, &n), 0);
	memcpy(p, pkt, n < N ? n : N);
	peer_send(&a, 0, &ours[0].rtp, pkt, n);
	peer_expect(&b, 0, pkt, n);
}

START_TEST(srtp_on_one_side_and_speech_on_the_other)
{
	set_up_with_keys();
	a_to_b(10);
	ck_assert_int_eq(open_terminated(), 0);
	/* Make before break: down to both, up from both, until the MSC has spoken. */
	b_to_msc(65530, true);
	b_to_msc(65531, true);
	a_to_b(11);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);

	uint32_t ssrc = msc_to_b(700);

	ck_assert_uint_ne(ssrc, SSRC_A);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	for (uint16_t i = 0; i < 20; i++) {
		ck_assert_uint_eq(msc_to_b((uint16_t)(701 + i)), ssrc);
		b_to_msc((uint16_t)(65532 + i), false);
	}
	a_to_b(12);
	ck_assert(peer_is_empty(&a, 0));
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	ck_assert_uint_eq(msc_to_b(800), ssrc);
	b_to_msc(30, false);

	struct relay_stats stats;

	ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	for (unsigned int i = 0; i < DROPS; i++)
		ck_assert_uint_eq(stats.drops[i], 0);
	tear_down_with_keys();
}
END_TEST

START_TEST(rtcp_is_sealed_and_opened_too)
{
	uint8_t rr[8] = { 0x80, 201, 0, 1, 0x5c, 0x5c, 0x5c, 0x5c };
	size_t n;

	set_up_with_keys();
	ck_assert_int_eq(open_terminated(), 0);
	peer_send(&gw.peer, 1, &cs.rtcp, rr, 8);
	n = peer_recv(&b, 1, pkt, SEAL_PACKET_MAX, NULL);
	ck_assert_int_eq(opener_admit_rtcp(b_ears, pkt, &n), 0);
	ck_assert_uint_eq(n, 8);
	ck_assert_uint_ne(rtcp_ssrc(pkt), MSC_SSRC);
	put_be32(rr + 4, SSRC_B);
	memcpy(pkt, rr, 8);
	n = 8;
	ck_assert_int_eq(seal_rtcp(b_mouth, pkt, &n), 0);
	peer_send(&b, 1, &ours[1].rtcp, pkt, n);
	peer_expect(&gw.peer, 1, rr, 8);
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	tear_down_with_keys();
}
END_TEST

START_TEST(there_and_back_and_there_again_is_another_ssrc)
{
	uint32_t had[6];

	set_up_with_keys();
	for (unsigned int i = 0; i < 6; i++) {
		ck_assert_int_eq(open_terminated(), 0);
		had[i] = msc_to_b((uint16_t)(100 * i));
		for (unsigned int k = 0; k < i; k++)
			ck_assert_uint_ne(had[i], had[k]);
		ck_assert_int_eq(rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER), 0);
		a_to_b((uint16_t)(20 + i));
	}
	tear_down_with_keys();
}
END_TEST

START_TEST(what_cannot_be_used_is_counted)
{
	uint8_t junk[64];

	set_up_with_keys();
	ck_assert_int_eq(open_terminated(), 0);
	make_rtp(junk, sizeof(junk), MSC_SSRC, 1);
	peer_send(&gw.peer, 0, &cs.rtp, junk, sizeof(junk));
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 1);
	junk[0] = 22;
	peer_send(&gw.peer, 0, &cs.rtp, junk, sizeof(junk));
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 1);
	make_rtcp(junk, sizeof(junk), MSC_SSRC, 1);
	peer_send(&gw.peer, 1, &cs.rtcp, junk, sizeof(junk));
	rig_wait_drops(&rig, id, 0, DROP_MALFORMED, 1);
	/* Of B's: no tag at all, twice, for the first was new. */
	make_rtp(junk, sizeof(junk), SSRC_B, 1);
	peer_send(&b, 0, &ours[1].rtp, junk, sizeof(junk));
	peer_expect(&a, 0, junk, sizeof(junk));
	rig_wait_drops(&rig, id, 0, DROP_SEAL, 1);
	b_to_msc(2, true);
	junk[40] ^= 1;
	peer_send(&b, 0, &ours[1].rtp, junk, sizeof(junk));
	peer_expect(&a, 0, junk, sizeof(junk));
	rig_wait_drops(&rig, id, 0, DROP_SEAL, 2);
	b_to_msc(3, true);
	tear_down_with_keys();
}
END_TEST

/* Both on speech bearers: each under its own party's key, and plain at either end. */
START_TEST(both_may_have_moved)
{
	struct peer gw_b;
	struct relay_local cs_b;
	struct relay_cs want_b;
	uint8_t text[PLAIN];

	set_up_with_keys();
	gw_b = peer_open("127.20.4.1", 31000);
	want_b = want;
	want_b.remote = peer_remote(&gw_b, false);
	want_b.pts[0] = (struct bearer_pt){ 9, 97, 96 };
	ck_assert_int_eq(open_terminated(), 0);
	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLEE, &want_b, &cs_b), 0);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLER), 0);
	ck_assert_int_eq(rig.relay->cs_commit(rig.relay->ctx, id, PARTY_CALLEE), 0);
	for (uint16_t seq = 1; seq < 5; seq++) {
		make_rtp(text, PLAIN, MSC_SSRC, seq);
		text[1] = 8;
		peer_send(&gw.peer, 0, &cs.rtp, text, PLAIN);
		ck_assert_uint_eq(peer_recv(&gw_b, 0, pkt, SEAL_PACKET_MAX, NULL), PLAIN);
		ck_assert_uint_eq(pkt[1], 9);
		ck_assert_mem_eq(pkt + RTP_HEAD, text + RTP_HEAD, PLAIN - RTP_HEAD);
	}
	peer_close(&gw_b);
	tear_down_with_keys();
}
END_TEST

static const struct indication unfit[] = {
	{ .keying = KEYING_NONE },
	{ .keying = KEYING_SDES, .scope = SCOPE_E2E, .state = SEC_OFFERED },
	{ .keying = KEYING_MIKEY, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED },
	{ .keying = KEYING_DTLS, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED },
};

START_TEST(it_is_for_sdes_that_was_agreed_on_and_for_who_has_the_keys)
{
	set_up_with_keys();
	want.keys[PARTY_CALLEE] = NULL;
	ck_assert_int_eq(open_terminated(), -EPERM);
	want.keys[PARTY_CALLEE] = &keys[PARTY_CALLEE];
	want.keys[PARTY_CALLER] = NULL;
	ck_assert_int_eq(open_terminated(), -EPERM);
	want.keys[PARTY_CALLER] = &keys[PARTY_CALLER];
	want.line = 1;
	ck_assert_int_eq(open_terminated(), -EPERM);
	want.line = MDESC_LINES_MAX;
	ck_assert_int_eq(open_terminated(), -EPERM);
	want.line = 0;
	/* Having the keys does not make a speech bearer one of these. */
	want.bearer = BEARER_SPEECH;
	ck_assert_int_eq(open_terminated(), -EPERM);
	want.bearer = BEARER_TERMINATED;
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &unfit[_i]), 0);
	ck_assert_int_eq(open_terminated(), -EPERM);
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &sdes), 0);
	ck_assert_int_eq(open_terminated(), 0);
	tear_down_with_keys();
}
END_TEST

START_TEST(keys_that_cannot_be_used_change_nothing)
{
	unsigned int free_pairs;

	set_up_with_keys();
	free_pairs = media_ports_free(rig.media);
	keys[PARTY_CALLEE].params = SDES_KDR;
	ck_assert_int_eq(open_terminated(), -ENOTSUP);
	keys[PARTY_CALLEE].params = 0;
	keys[PARTY_CALLER].suite = SUITE_F8_128_HMAC_SHA1_80;
	ck_assert_int_eq(open_terminated(), -ENOTSUP);
	keys[PARTY_CALLER].suite = SUITE_AEAD_AES_128_GCM;
	want.n_pts = 0;
	ck_assert_int_eq(open_terminated(), -ENOTSUP);
	want.n_pts = 1;
	want.rate_hz = 0;
	ck_assert_int_eq(open_terminated(), -ENOTSUP);
	ck_assert_uint_eq(media_ports_free(rig.media), free_pairs);
	a_to_b(1);
	tear_down_with_keys();
}
END_TEST

static int
open_and_revert(void *ctx UNUSED)
{
	int r = open_terminated();

	return r ? r : rig.relay->cs_revert(rig.relay->ctx, id, PARTY_CALLER);
}

/* Each time nothing is open, the pair is back, and the call goes on. */
START_TEST(memory_may_run_out_anywhere)
{
	set_up_with_keys();
	ck_assert_uint_ge(failmalloc_each(open_and_revert, NULL), 4);
	a_to_b(1);
	ck_assert_int_eq(open_terminated(), 0);
	(void)msc_to_b(5);
	tear_down_with_keys();
}
END_TEST

Suite *
cs_terminated_suite(void)
{
	const TTest *const tests[] = {
		srtp_on_one_side_and_speech_on_the_other,
		rtcp_is_sealed_and_opened_too,
		there_and_back_and_there_again_is_another_ssrc,
		what_cannot_be_used_is_counted,
		both_may_have_moved,
		keys_that_cannot_be_used_change_nothing,
		memory_may_run_out_anywhere,
	};
	Suite *suite = suite_of("cs_terminated", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("refused");

	tcase_add_loop_test(tc, it_is_for_sdes_that_was_agreed_on_and_for_who_has_the_keys, 0,
			    (int)ARRAY_LEN(unfit));
	suite_add_tcase(suite, tc);
	return suite;
}
