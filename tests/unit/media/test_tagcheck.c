/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_tagcheck.c - tags judged by libsrtp2: what it protects verifies here
 *
 * AES-192 is not in Debian's libsrtp2 (built on NSS); it runs the same code with another key length.
 */
#include <errno.h>
#include <srtp2/srtp.h>
#include <string.h>

#include "media/ghash.h"
#include "media/tagcheck.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { SSRC = 0x01020304, PAYLOAD = 33, HEAD = 12, BOX = 256 };

static const struct {
	enum suite suite;
	void (*policy)(srtp_crypto_policy_t *p);
} judged[] = {
	{ SUITE_AES_CM_128_HMAC_SHA1_80, srtp_crypto_policy_set_rtp_default },
	{ SUITE_AES_CM_128_HMAC_SHA1_32, srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32 },
	{ SUITE_AES_256_CM_HMAC_SHA1_80, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
	{ SUITE_AES_256_CM_HMAC_SHA1_32, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32 },
	{ SUITE_AEAD_AES_128_GCM, srtp_crypto_policy_set_aes_gcm_128_16_auth },
	{ SUITE_AEAD_AES_256_GCM, srtp_crypto_policy_set_aes_gcm_256_16_auth },
};

static struct sdes
keys_of(enum suite suite, uint8_t seed)
{
	struct sdes sdes = { .tag = 1, .suite = suite, .n_keys = 1 };

	sdes.key[0].n_octets = suite_facts(suite)->key_salt_octets;
	for (unsigned int i = 0; i < sdes.key[0].n_octets; i++)
		sdes.key[0].octets[i] = (uint8_t)(seed + 7 * i);
	return sdes;
}

/* What libsrtp makes of packets under the same keys. */
static srtp_t
judge(unsigned int i, struct sdes *sdes, bool with_mki)
{
	srtp_policy_t policy = { 0 };
	unsigned char mki[4] = { 0, 0, 1, 2 };
	srtp_master_key_t master = { sdes->key[0].octets, mki, 4 };
	srtp_master_key_t *masters[] = { &master };
	srtp_t session;

	judged[i].policy(&policy.rtp);
	/* RFC 4568 6.2.2, RFC 6188: SRTCP keeps its 80 bits where SRTP has 32. */
	if (policy.rtp.auth_tag_len == 4 && policy.rtp.cipher_key_len == 30)
		srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	else if (policy.rtp.auth_tag_len == 4)
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp);
	else
		judged[i].policy(&policy.rtcp);
	policy.ssrc.type = ssrc_specific;
	policy.ssrc.value = SSRC;
	if (with_mki) {
		policy.keys = masters;
		policy.num_master_keys = 1;
		sdes->key[0].mki = 0x102;
		sdes->key[0].mki_octets = 4;
	} else {
		policy.key = sdes->key[0].octets;
	}
	ck_assert_int_eq(srtp_create(&session, &policy), srtp_err_status_ok);
	return session;
}

static void
setup(void)
{
	ck_assert_int_eq(srtp_init(), srtp_err_status_ok);
}

static void
teardown(void)
{
	ck_assert_int_eq(srtp_shutdown(), srtp_err_status_ok);
}

static size_t
plain_rtp(uint8_t *pkt, uint16_t seq)
{
	const uint8_t head[HEAD] = { 0x80, 96, (uint8_t)(seq >> 8), (uint8_t)seq, 0, 0, 0, 9, 1, 2, 3, 4 };

	memcpy(pkt, head, HEAD);
	memset(pkt + HEAD, 0xa5, PAYLOAD);
	return HEAD + PAYLOAD;
}

static size_t
protected_rtp(srtp_t session, uint8_t *pkt, uint16_t seq, bool with_mki)
{
	int n = (int)plain_rtp(pkt, seq);

	ck_assert_int_eq(srtp_protect_mki(session, pkt, &n, with_mki, 0), srtp_err_status_ok);
	return (size_t)n;
}

static size_t
protected_rtcp(srtp_t session, uint8_t *pkt, bool with_mki)
{
	const uint8_t report[] = { 0x80, 201, 0, 1, 1, 2, 3, 4, 0x81, 203, 0, 1, 1, 2, 3, 4 };
	int n = sizeof(report);

	memcpy(pkt, report, sizeof(report));
	ck_assert_int_eq(srtp_protect_rtcp_mki(session, pkt, &n, with_mki, 0), srtp_err_status_ok);
	return (size_t)n;
}

START_TEST(what_the_judge_protects_verifies)
{
	for (int with_mki = 0; with_mki < 2; with_mki++) {
		struct sdes sdes = keys_of(judged[_i].suite, 3);
		srtp_t session = judge((unsigned int)_i, &sdes, with_mki);
		struct tagcheck *tc;
		uint8_t pkt[BOX];

		ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);
		for (uint16_t seq = 1; seq < 20; seq++) {
			size_t n = protected_rtp(session, pkt, seq, with_mki);

			ck_assert(tagcheck_rtp(tc, pkt, n, 0));
			ck_assert(!tagcheck_rtp(tc, pkt, n, 1));
			n = protected_rtcp(session, pkt, with_mki);
			ck_assert(tagcheck_rtcp(tc, pkt, n, NULL));
		}
		tagcheck_free(tc);
		srtp_dealloc(session);
	}
}
END_TEST

START_TEST(the_rollover_counter_counts)
{
	struct sdes sdes = keys_of(judged[_i].suite, 9);
	srtp_t session = judge((unsigned int)_i, &sdes, false);
	struct tagcheck *tc;
	uint8_t pkt[BOX];

	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);
	protected_rtp(session, pkt, 65535, false);

	size_t n = protected_rtp(session, pkt, 0, false);

	ck_assert(tagcheck_rtp(tc, pkt, n, 1));
	ck_assert(!tagcheck_rtp(tc, pkt, n, 0));
	tagcheck_free(tc);
	srtp_dealloc(session);
}
END_TEST

START_TEST(any_changed_octet_is_seen)
{
	struct sdes sdes = keys_of(judged[_i].suite, 5);
	srtp_t session = judge((unsigned int)_i, &sdes, false);
	struct tagcheck *tc;
	uint8_t pkt[BOX];

	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);

	size_t n = protected_rtp(session, pkt, 7, false);

	for (size_t i = 0; i < n; i++) {
		pkt[i] ^= 0x10;
		ck_assert_msg(!tagcheck_rtp(tc, pkt, n, 0), "RTP octet %zu", i);
		pkt[i] ^= 0x10;
	}
	ck_assert(tagcheck_rtp(tc, pkt, n, 0));

	n = protected_rtcp(session, pkt, false);
	for (size_t i = 0; i < n; i++) {
		pkt[i] ^= 0x40;
		ck_assert_msg(!tagcheck_rtcp(tc, pkt, n, NULL), "RTCP octet %zu", i);
		pkt[i] ^= 0x40;
	}
	ck_assert(tagcheck_rtcp(tc, pkt, n, NULL));
	tagcheck_free(tc);
	srtp_dealloc(session);
}
END_TEST

START_TEST(no_length_is_read_past)
{
	struct sdes sdes = keys_of(judged[_i].suite, 5);
	srtp_t session = judge((unsigned int)_i, &sdes, true);
	struct tagcheck *tc;
	uint8_t pkt[BOX];

	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);

	size_t n = protected_rtp(session, pkt, 7, true);

	for (size_t cut = 0; cut < n; cut++) {
		uint8_t exact[BOX];

		memcpy(exact + BOX - cut, pkt, cut);
		ck_assert(!tagcheck_rtp(tc, exact + BOX - cut, cut, 0));
		ck_assert(!tagcheck_rtcp(tc, exact + BOX - cut, cut, NULL));
	}
	tagcheck_free(tc);
	srtp_dealloc(session);
}
END_TEST

START_TEST(one_of_several_keys_is_found_by_its_mki)
{
	struct sdes sdes = keys_of(SUITE_AES_CM_128_HMAC_SHA1_80, 5);
	srtp_t session = judge(0, &sdes, true);
	struct tagcheck *tc;
	uint8_t pkt[BOX];
	size_t n = protected_rtp(session, pkt, 7, true);

	sdes.key[1] = sdes.key[0];
	sdes.key[0].octets[3] ^= 1;
	sdes.key[0].mki = 0x101;
	sdes.n_keys = 2;
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);
	ck_assert(tagcheck_rtp(tc, pkt, n, 0));
	tagcheck_free(tc);

	sdes.key[1].mki = 0x103;	/* the right key under another name */
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);
	ck_assert(!tagcheck_rtp(tc, pkt, n, 0));
	tagcheck_free(tc);
	srtp_dealloc(session);
}
END_TEST

/* RFC 3711 appendix B.3: the session authentication key of its master key; HMAC of "" is its use here. */
START_TEST(keys_are_derived_as_in_rfc_3711_appendix_b)
{
	static const uint8_t master[30] = {
		0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c, 0x06, 0xde,
		0x41, 0x39, 0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a,
		0xab, 0xe6,
	};
	/* openssl mac -digest SHA1 -macopt hexkey:cebe321f6ff7716b6fd4ab49af256a156d38baa4 HMAC
	 * over 800000010000000000000001 and a ROC of 0: the first ten octets. */
	static const uint8_t pkt[HEAD + 10] = {
		0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0x84, 0xef, 0x9c, 0x44, 0x5c, 0x9e, 0x3c, 0xbe, 0x4f, 0x8c,
	};
	struct sdes sdes = { .tag = 1, .suite = SUITE_AES_CM_128_HMAC_SHA1_80, .n_keys = 1 };
	struct tagcheck *tc;

	memcpy(sdes.key[0].octets, master, sizeof(master));
	sdes.key[0].n_octets = 30;
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), 0);
	ck_assert(tagcheck_rtp(tc, pkt, sizeof(pkt), 0));
	tagcheck_free(tc);
}
END_TEST

/* NIST GCM test case 4 (AES-128, 20 octets of AAD, 60 of text), AAD given in two pieces. */
START_TEST(ghash_gives_the_tag_of_the_known_answer)
{
	static const uint8_t key[16] = { 0xfe, 0xff, 0xe9, 0x92, 0x86, 0x65, 0x73, 0x1c,
					 0x6d, 0x6a, 0x8f, 0x94, 0x67, 0x30, 0x83, 0x08 };
	static const uint8_t iv[12] = { 0xca, 0xfe, 0xba, 0xbe, 0xfa, 0xce,
					0xdb, 0xad, 0xde, 0xca, 0xf8, 0x88 };
	static const uint8_t aad[20] = { 0xfe, 0xed, 0xfa, 0xce, 0xde, 0xad, 0xbe, 0xef, 0xfe, 0xed,
					 0xfa, 0xce, 0xde, 0xad, 0xbe, 0xef, 0xab, 0xad, 0xda, 0xd2 };
	static const uint8_t text[60] = {
		0x42, 0x83, 0x1e, 0xc2, 0x21, 0x77, 0x74, 0x24, 0x4b, 0x72, 0x21, 0xb7, 0x84, 0xd0, 0xd4,
		0x9c, 0xe3, 0xaa, 0x21, 0x2f, 0x2c, 0x02, 0xa4, 0xe0, 0x35, 0xc1, 0x7e, 0x23, 0x29, 0xac,
		0xa1, 0x2e, 0x21, 0xd5, 0x14, 0xb2, 0x54, 0x66, 0x93, 0x1c, 0x7d, 0x8f, 0x6a, 0x5a, 0xac,
		0x84, 0xaa, 0x05, 0x1b, 0xa3, 0x0b, 0x39, 0x6a, 0x0a, 0xac, 0x97, 0x3d, 0x58, 0xe0, 0x91,
	};
	static const uint8_t tag[16] = { 0x5b, 0xc9, 0x4f, 0xbc, 0x32, 0x21, 0xa5, 0xdb,
					 0x94, 0xfa, 0xe9, 0x5a, 0xe7, 0x12, 0x1a, 0x47 };
	uint8_t other[16];
	struct ghash *g;

	ck_assert_int_eq(ghash_new(key, 15, &g), -EINVAL);
	ck_assert_int_eq(ghash_new(key, 16, &g), 0);
	ck_assert(ghash_is_tag(g, iv, aad, 7, aad + 7, 13, text, sizeof(text), tag));
	memcpy(other, tag, 16);
	other[15] ^= 1;
	ck_assert(!ghash_is_tag(g, iv, aad, 7, aad + 7, 13, text, sizeof(text), other));
	ghash_free(g);
}
END_TEST

START_TEST(what_cannot_be_checked_is_said_to_be_so)
{
	struct sdes sdes = keys_of(SUITE_AES_CM_128_HMAC_SHA1_80, 1);
	struct tagcheck *tc = NULL;

	sdes.params = SDES_UNAUTHENTICATED;
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), -ENOTSUP);
	sdes.params = SDES_KDR;
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), -ENOTSUP);
	sdes.params = 0;
	sdes.n_keys = 0;
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), -ENOTSUP);
	sdes = (struct sdes){ .suite = SUITE_UNKNOWN, .n_keys = 1 };
	ck_assert_int_eq(tagcheck_new(&sdes, &tc), -ENOTSUP);
	ck_assert_ptr_null(tc);
}
END_TEST

START_TEST(each_suite_with_a_key_length_has_a_recipe)
{
	struct tagcheck *tc;

	for (enum suite suite = SUITE_NONE; suite < SUITES; suite++) {
		struct sdes sdes = keys_of(suite, 1);
		int err = tagcheck_new(&sdes, &tc);

		ck_assert_int_eq(err, suite_facts(suite)->key_salt_octets ? 0 : -ENOTSUP);
		if (!err)
			tagcheck_free(tc);
	}
}
END_TEST

static int
new_and_free(void *ctx)
{
	struct sdes sdes = keys_of(*(enum suite *)ctx, 1);
	struct tagcheck *tc;
	int err = tagcheck_new(&sdes, &tc);

	if (!err)
		tagcheck_free(tc);
	return err;
}

START_TEST(memory_may_run_out_anywhere)
{
	enum suite hmac = SUITE_AES_CM_128_HMAC_SHA1_80, gcm = SUITE_AEAD_AES_256_GCM;

	ck_assert_uint_gt(failmalloc_each(new_and_free, &hmac), 0);
	ck_assert_uint_gt(failmalloc_each(new_and_free, &gcm), 1);
}
END_TEST

Suite *
tagcheck_suite(void)
{
	const TTest *const tests[] = {
		one_of_several_keys_is_found_by_its_mki, keys_are_derived_as_in_rfc_3711_appendix_b,
		ghash_gives_the_tag_of_the_known_answer, what_cannot_be_checked_is_said_to_be_so,
		each_suite_with_a_key_length_has_a_recipe, memory_may_run_out_anywhere,
	};
	Suite *suite = suite_create("tagcheck");
	TCase *tc = tcase_create("judged");
	int n = (int)ARRAY_LEN(judged);

	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, what_the_judge_protects_verifies, 0, n);
	tcase_add_loop_test(tc, the_rollover_counter_counts, 0, n);
	tcase_add_loop_test(tc, any_changed_octet_is_seen, 0, n);
	tcase_add_loop_test(tc, no_length_is_read_past, 0, n);
	suite_add_tcase(suite, tc);
	return suite;
}
