/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_keys.c - a CS side believed by its tag, where the SDP showed us A's keys
 *
 * A's packets are libsrtp2's.
 */
#include <errno.h>
#include <srtp2/srtp.h>
#include <string.h>

#include "base/attr.h"
#include "seal.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static srtp_t sender;
static struct sdes keys;

static int
tell_keys(const struct sdes *what)
{
	return rig_keys(&rig, id, 0, what);
}

static void
set_up_with_keys(void)
{
	srtp_policy_t policy = { .ssrc = { ssrc_specific, SSRC_A } };

	set_up();
	keys = (struct sdes){ .tag = 1, .suite = SUITE_AES_CM_128_HMAC_SHA1_80, .n_keys = 1 };
	keys.key[0].n_octets = 30;
	for (unsigned int i = 0; i < 30; i++)
		keys.key[0].octets[i] = (uint8_t)(3 * i + 1);
	ck_assert_int_eq(seal_library_open(), 0);
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	policy.key = keys.key[0].octets;
	ck_assert_int_eq(srtp_create(&sender, &policy), srtp_err_status_ok);
	ck_assert_int_eq(tell_keys(&keys), 0);
}

static void
tear_down_with_keys(void)
{
	ck_assert_int_eq(srtp_dealloc(sender), srtp_err_status_ok);
	seal_library_close();
	tear_down();
}

/* N octets, tag and all. */
static void
protect(uint16_t seq)
{
	int n = N - 10;

	make_rtp(p, N - 10, SSRC_A, seq);
	ck_assert_int_eq(srtp_protect(sender, p, &n), srtp_err_status_ok);
	ck_assert_int_eq(n, N);
}

static void
sends_by_ps(uint16_t seq)
{
	protect(seq);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
}

/* Good-looking frames that go on where the PS side left off, by somebody without the keys. */
static void
somebody_else_says_by_cs(uint16_t first)
{
	for (unsigned int i = 0; i < 4; i++)
		a_says_by_cs((uint16_t)(first + i));
	rig_poll(&rig);
}

START_TEST(one_good_tag_proves_it_across_the_wrap)
{
	set_up_with_keys();
	for (unsigned int i = 0; i < 4; i++)
		sends_by_ps((uint16_t)(65530 + i));
	open_cs();
	sends_by_ps(65534);
	sends_by_ps(65535);
	somebody_else_says_by_cs(0);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	/* The first of A's own by CS has wrapped. */
	protect(0);
	gateway_say(&gw, 0, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
	gateway_wait_event(&gw, &rig, MEDIA_GAP);
	tear_down_with_keys();
}
END_TEST

START_TEST(srtcp_with_a_good_tag_proves_it_too)
{
	uint8_t rtcp[64];
	int n = 28;

	set_up_with_keys();
	sends_by_ps(10);
	open_cs();
	make_rtcp(rtcp, (size_t)n, SSRC_A, 1);
	ck_assert_int_eq(srtp_protect_rtcp(sender, rtcp, &n), srtp_err_status_ok);
	gateway_say(&gw, 0, rtcp, (size_t)n);
	gateway_expect_at(&gw, &b, 1, rtcp, (size_t)n);
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
	tear_down_with_keys();
}
END_TEST

START_TEST(transparent_is_judged_by_the_tag_as_well)
{
	set_up_with_keys();
	sends_by_ps(10);
	open_plain(BEARER_TRANSPARENT, false);
	for (unsigned int i = 0; i < 4; i++) {
		make_rtp(p, N, SSRC_A, (uint16_t)(11 + i));
		peer_send(&gw.peer, 0, &cs.rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	protect(11);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	tear_down_with_keys();
}
END_TEST

/* No key any more, or one for a suite we cannot check: the rule without keys. */
START_TEST(without_keys_two_that_fit_suffice)
{
	struct sdes unknown = { .tag = 1, .suite = SUITE_UNKNOWN };

	set_up_with_keys();
	ck_assert_int_eq(tell_keys(_i ? &unknown : NULL), 0);
	sends_by_ps(10);
	open_cs();
	somebody_else_says_by_cs(11);
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
	tear_down_with_keys();
}
END_TEST

START_TEST(keys_want_a_line)
{
	set_up_with_keys();
	ck_assert_int_eq(rig_keys(&rig, id, 1, &keys), -ENOENT);
	ck_assert_int_eq(rig_keys(&rig, id + 1, 0, &keys), -ENOENT);
	/* Replaced many times over: none is left behind (the address sanitizer looks). */
	for (unsigned int i = 0; i < 20; i++)
		ck_assert_int_eq(tell_keys(&keys), 0);
	rig.relay->line_close(rig.relay->ctx, id, 0);
	ck_assert_int_eq(tell_keys(&keys), -ENOENT);
	tear_down_with_keys();
}
END_TEST

Suite *
keys_suite(void)
{
	const TTest *const tests[] = {
		one_good_tag_proves_it_across_the_wrap,
		srtcp_with_a_good_tag_proves_it_too,
		transparent_is_judged_by_the_tag_as_well,
		keys_want_a_line,
	};
	Suite *suite = suite_of("keys", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("none");

	tcase_add_loop_test(tc, without_keys_two_that_fit_suffice, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
