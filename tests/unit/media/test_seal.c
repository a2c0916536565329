/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_seal.c - sealed as the RFCs say, opened again, never twice under one index
 *
 * Tags are judged by tagcheck.c, which is OpenSSL's HMAC and our GHASH, whole packets by known
 * answers; the scenes have a third judge (tests/scene/lib/srtp.py).
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/octets.h"
#include "media/rtp.h"
#include "media/seal.h"
#include "media/tagcheck.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { PAYLOAD = 33 };

static const enum suite able[] = {
	SUITE_AES_CM_128_HMAC_SHA1_80, SUITE_AES_CM_128_HMAC_SHA1_32, SUITE_AES_256_CM_HMAC_SHA1_80,
	SUITE_AES_256_CM_HMAC_SHA1_32, SUITE_AEAD_AES_128_GCM, SUITE_AEAD_AES_256_GCM,
};
static const uint32_t ssrcs[SEAL_SSRCS] = { 0xcafebabe, 2, 3, 0xffffffff };

static uint32_t box[SEAL_PACKET_MAX / 4];
static uint8_t *const pkt = (uint8_t *)box;

static struct sdes
keys_of(enum suite suite)
{
	struct sdes sdes = { .tag = 1, .suite = suite, .n_keys = 1 };

	sdes.key[0].n_octets = suite_facts(suite)->key_salt_octets;
	for (unsigned int i = 0; i < sdes.key[0].n_octets; i++)
		sdes.key[0].octets[i] = (uint8_t)(5 + 7 * i);
	return sdes;
}

static void
setup(void)
{
	ck_assert_int_eq(seal_library_open(), 0);
}

static void
teardown(void)
{
	seal_library_close();
}

static size_t
plain_rtp(uint32_t ssrc, uint16_t seq)
{
	const struct rtp head = { .pt = 96, .seq = seq, .ts = seq * 160u, .ssrc = ssrc };

	rtp_format_head(&head, pkt);
	memset(pkt + RTP_HEAD, seq, PAYLOAD);
	return RTP_HEAD + PAYLOAD;
}

static size_t
plain_rtcp(uint32_t ssrc)
{
	const uint8_t report[] = { 0x80, 201, 0, 1, 0, 0, 0, 0, 0x81, 203, 0, 1, 1, 2, 3, 4 };

	memcpy(pkt, report, sizeof(report));
	put_be32(pkt + 4, ssrc);
	return sizeof(report);
}

/* Sealed, judged by its tag, and opened again, with and without MKI. */
START_TEST(what_is_sealed_verifies_and_opens)
{
	for (int mki = 0; mki < 2; mki++) {
		struct sdes sdes = keys_of(able[_i]);
		struct seal *seal;
		struct opener *opener;
		struct tagcheck *judge;
		uint8_t want[RTP_HEAD + PAYLOAD];

		sdes.key[0].mki = mki ? 0x102 : 0;
		sdes.key[0].mki_octets = mki ? 11 : 0;
		if (mki && suite_facts(sdes.suite)->tag_octets == 4)
			continue;	/* what_is_not_surely_right_is_refused */
		ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
		ck_assert_int_eq(opener_new(&sdes, &opener), 0);
		ck_assert_int_eq(tagcheck_new(&sdes, &judge), 0);
		for (unsigned int i = 0; i < 3 * SEAL_SSRCS; i++) {
			uint32_t ssrc = ssrcs[i % SEAL_SSRCS];
			size_t n = plain_rtp(ssrc, (uint16_t)(9 + i));

			memcpy(want, pkt, n);
			ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
			ck_assert(tagcheck_rtp(judge, pkt, n, 0));
			ck_assert(!tagcheck_rtp(judge, pkt, n, 1));
			ck_assert_mem_eq(pkt, want, RTP_HEAD);
			ck_assert_mem_ne(pkt + RTP_HEAD, want + RTP_HEAD, PAYLOAD);
			ck_assert_int_eq(opener_rtp(opener, pkt, &n), i < SEAL_SSRCS ? -ENOENT : 0);
			if (i < SEAL_SSRCS)
				ck_assert_int_eq(opener_admit_rtp(opener, pkt, &n, 0), 0);
			ck_assert_uint_eq(n, sizeof(want));
			ck_assert_mem_eq(pkt, want, n);
			n = plain_rtcp(ssrc);
			ck_assert_int_eq(seal_rtcp(seal, pkt, &n), 0);
			ck_assert(tagcheck_rtcp(judge, pkt, n, NULL));
			ck_assert_int_eq(opener_rtcp(opener, pkt, &n), 0);
			ck_assert_uint_eq(n, 16);
			ck_assert_uint_eq(get_be32(pkt + 12), 0x01020304);
		}
		tagcheck_free(judge);
		opener_free(opener);
		seal_free(seal);
	}
}
END_TEST

/* The master key of RFC 3711 appendix B.3; the answer is the one SRTP libraries test with. */
START_TEST(the_known_answer_comes_out)
{
	static const uint8_t master[30] = {
		0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c, 0x06, 0xde,
		0x41, 0x39, 0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a,
		0xab, 0xe6,
	};
	static const uint8_t head[RTP_HEAD] = {
		0x80, 0x0f, 0x12, 0x34, 0xde, 0xca, 0xfb, 0xad, 0xca, 0xfe, 0xba, 0xbe,
	};
	static const uint8_t answer[26] = {
		0x4e, 0x55, 0xdc, 0x4c, 0xe7, 0x99, 0x78, 0xd8, 0x8c, 0xa4, 0xd2, 0x15, 0x94,
		0x9d, 0x24, 0x02, 0xb7, 0x8d, 0x6a, 0xcc, 0x99, 0xea, 0x17, 0x9b, 0x8d, 0xbb,
	};
	struct sdes sdes = keys_of(SUITE_AES_CM_128_HMAC_SHA1_80);
	struct seal *seal;
	size_t n = RTP_HEAD + 16;

	memcpy(sdes.key[0].octets, master, sizeof(master));
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	memcpy(pkt, head, RTP_HEAD);
	memset(pkt + RTP_HEAD, 0xab, 16);
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
	ck_assert_uint_eq(n, RTP_HEAD + sizeof(answer));
	ck_assert_mem_eq(pkt, head, RTP_HEAD);
	ck_assert_mem_eq(pkt + RTP_HEAD, answer, sizeof(answer));
	seal_free(seal);
}
END_TEST

START_TEST(an_index_is_used_once)
{
	struct sdes sdes = keys_of(able[_i]);
	struct seal *seal;
	size_t n;

	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	for (uint16_t seq = 300; seq < 600; seq++) {
		n = plain_rtp(ssrcs[0], seq);
		ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
	}
	/* Again, and from far behind: refused, whatever it holds. */
	for (uint16_t seq = 300; seq < 600; seq++) {
		n = plain_rtp(ssrcs[0], seq);
		pkt[RTP_HEAD] ^= 1;
		ck_assert_int_eq(seal_rtp(seal, pkt, &n), -EINVAL);
	}
	/* Under another SSRC it is another. */
	n = plain_rtp(ssrcs[1], 300);
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
	/* And under one that is none of ours nothing. */
	n = plain_rtp(0x12345678, 700);
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), -EINVAL);
	n = plain_rtcp(0x12345678);
	ck_assert_int_eq(seal_rtcp(seal, pkt, &n), -EINVAL);
	n = 11;
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), -EINVAL);
	n = SEAL_PACKET_MAX - SEAL_TRAILER_MAX + 1;
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), -EINVAL);
	n = 7;
	ck_assert_int_eq(seal_rtcp(seal, pkt, &n), -EINVAL);
	seal_free(seal);
}
END_TEST

/* A wrap, then far into the life of the stream: the first packet that the opener has. */
START_TEST(a_late_join_finds_the_rollover_counter)
{
	static const struct {
		uint32_t roc, guess;
		int want;
	} cases[] = {
		{ 0, 0, 0 }, { 1, 1, 0 }, { 1, 0, 0 }, { 3, 4, 0 }, { 3, 2, 0 }, { 15, 0, 0 }, { 2, 900, 0 },
		{ 40, 41, 0 }, { 40, 0, -EBADMSG },
	};
	struct sdes sdes = keys_of(able[_i]);

	for (unsigned int i = 0; i < ARRAY_LEN(cases); i++) {
		struct seal *seal;
		struct opener *opener;
		size_t n = 0, m;

		ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
		ck_assert_int_eq(opener_new(&sdes, &opener), 0);
		for (uint32_t at = 30000; at <= (cases[i].roc << 16) + 40000; at += 10000) {
			n = plain_rtp(ssrcs[0], (uint16_t)at);
			ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
		}
		ck_assert_int_eq(opener_admit_rtp(opener, pkt, &n, cases[i].guess), cases[i].want);
		m = plain_rtp(ssrcs[0], (uint16_t)(rtp_seq(pkt) + 1));
		ck_assert_int_eq(seal_rtp(seal, pkt, &m), 0);
		ck_assert_int_eq(opener_rtp(opener, pkt, &m), cases[i].want ? -ENOENT : 0);
		opener_free(opener);
		seal_free(seal);
	}
}
END_TEST

START_TEST(what_does_not_verify_stays_shut)
{
	struct sdes sdes = keys_of(able[_i]), other = keys_of(able[_i]);
	struct seal *seal;
	struct opener *opener, *stranger;
	uint32_t known[OPENER_SSRCS];
	uint8_t whole[256];
	size_t n = plain_rtp(ssrcs[0], 77), m;

	other.key[0].octets[3] ^= 1;
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	ck_assert_int_eq(opener_new(&sdes, &opener), 0);
	ck_assert_int_eq(opener_new(&other, &stranger), 0);
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
	memcpy(whole, pkt, n);
	m = n;
	ck_assert_int_eq(opener_admit_rtp(stranger, pkt, &m, 0), -EBADMSG);
	ck_assert_uint_eq(opener_ssrcs(stranger, known), 0);
	for (size_t i = 0; i < n; i++) {
		memcpy(pkt, whole, n);
		pkt[i] ^= 0x20;
		m = n;
		ck_assert_int_eq(opener_admit_rtp(opener, pkt, &m, 0), -EBADMSG);
		memcpy(pkt, whole, n);
		m = i;
		ck_assert_int_eq(opener_admit_rtp(opener, pkt, &m, 0), -EBADMSG);
	}
	ck_assert_uint_eq(opener_ssrcs(opener, known), 0);
	memcpy(pkt, whole, n);
	m = n;
	ck_assert_int_eq(opener_admit_rtp(opener, pkt, &m, 0), 0);
	/* A replay. */
	memcpy(pkt, whole, n);
	m = n;
	ck_assert_int_eq(opener_rtp(opener, pkt, &m), -EBADMSG);

	n = plain_rtcp(ssrcs[1]);
	ck_assert_int_eq(seal_rtcp(seal, pkt, &n), 0);
	memcpy(whole, pkt, n);
	for (size_t i = 0; i < n; i++) {
		memcpy(pkt, whole, n);
		pkt[i] ^= 0x20;
		m = n;
		ck_assert_int_eq(opener_admit_rtcp(opener, pkt, &m), -EBADMSG);
		memcpy(pkt, whole, n);
		m = i;
		ck_assert_int_eq(opener_admit_rtcp(opener, pkt, &m), -EBADMSG);
	}
	ck_assert_uint_eq(opener_ssrcs(opener, known), 1);
	opener_free(stranger);
	opener_free(opener);
	seal_free(seal);
}
END_TEST

START_TEST(the_oldest_ssrc_is_forgotten_for_a_fifth)
{
	static const uint32_t more[SEAL_SSRCS] = { 11, 12, 13, 14 };
	struct sdes sdes = keys_of(able[0]);
	struct seal *seal, *next;
	struct opener *opener;
	uint32_t known[OPENER_SSRCS];
	size_t n;

	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	ck_assert_int_eq(seal_new(&sdes, more, &next), 0);
	ck_assert_int_eq(opener_new(&sdes, &opener), 0);
	for (unsigned int i = 0; i < SEAL_SSRCS + 1; i++) {
		n = plain_rtp(i < SEAL_SSRCS ? ssrcs[i] : more[0], 1);
		ck_assert_int_eq(seal_rtp(i < SEAL_SSRCS ? seal : next, pkt, &n), 0);
		ck_assert_int_eq(opener_admit_rtp(opener, pkt, &n, 0), 0);
	}
	ck_assert_uint_eq(opener_ssrcs(opener, known), OPENER_SSRCS);
	ck_assert_uint_eq(known[0], more[0]);
	for (unsigned int i = 1; i < OPENER_SSRCS; i++)
		ck_assert_uint_eq(known[i], ssrcs[SEAL_SSRCS - i]);
	n = plain_rtp(ssrcs[0], 2);
	ck_assert_int_eq(seal_rtp(seal, pkt, &n), 0);
	ck_assert_int_eq(opener_rtp(opener, pkt, &n), -ENOENT);
	ck_assert_int_eq(opener_admit_rtp(opener, pkt, &n, 0), 0);
	opener_free(opener);
	seal_free(seal);
	seal_free(next);
}
END_TEST

START_TEST(what_is_not_surely_right_is_refused)
{
	static const unsigned int params[] = {
		SDES_UNENCRYPTED_SRTP, SDES_UNENCRYPTED_SRTCP, SDES_UNAUTHENTICATED, SDES_KDR,
		SDES_FEC_ORDER, SDES_FEC_KEY,
	};
	struct sdes sdes = keys_of(able[0]);
	struct seal *seal = NULL;
	struct opener *opener = NULL;

	sdes.params = SDES_WSH | SDES_EXTENSION;
	ck_assert_int_eq(seal_check(&sdes), 0);
	for (unsigned int i = 0; i < ARRAY_LEN(params); i++) {
		sdes.params = params[i] | SDES_WSH;
		ck_assert_int_eq(seal_check(&sdes), -ENOTSUP);
		ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), -ENOTSUP);
		ck_assert_int_eq(opener_new(&sdes, &opener), -ENOTSUP);
	}
	sdes.params = 0;
	sdes.n_keys = 2;
	ck_assert_int_eq(seal_check(&sdes), -ENOTSUP);
	sdes.n_keys = 0;
	ck_assert_int_eq(seal_check(&sdes), -ENOTSUP);
	sdes = keys_of(SUITE_AES_256_CM_HMAC_SHA1_32);
	ck_assert_int_eq(seal_check(&sdes), 0);
	sdes.key[0].mki_octets = 1;
	ck_assert_int_eq(seal_check(&sdes), -ENOTSUP);
	sdes = keys_of(SUITE_AES_192_CM_HMAC_SHA1_80);
	ck_assert_int_eq(seal_check(&sdes), -ENOTSUP);
	sdes = keys_of(SUITE_F8_128_HMAC_SHA1_80);
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), -ENOTSUP);
	sdes = keys_of(SUITE_UNKNOWN);
	sdes.n_keys = 1;
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), -ENOTSUP);
	ck_assert_ptr_null(seal);
	ck_assert_ptr_null(opener);
}
END_TEST

/* The library's own allocations are not ours to fail: one each. */
static int
new_and_free(void *ctx)
{
	struct sdes sdes = keys_of(*(const enum suite *)ctx);
	struct seal *seal = NULL;
	struct opener *opener = NULL;
	int err = seal_new(&sdes, ssrcs, &seal);

	if (!err)
		err = opener_new(&sdes, &opener);
	opener_free(opener);
	seal_free(seal);
	return err;
}

START_TEST(memory_may_run_out_anywhere)
{
	enum suite suite = able[_i];

	ck_assert_uint_gt(failmalloc_each(new_and_free, &suite), 1);
}
END_TEST

START_TEST(the_library_may_be_opened_more_than_once)
{
	struct sdes sdes = keys_of(able[0]);
	struct seal *seal;

	ck_assert_int_eq(seal_library_open(), 0);
	seal_library_close();
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	seal_free(seal);
	seal_library_close();
	ck_assert_int_eq(seal_library_open(), 0);
	ck_assert_int_eq(seal_new(&sdes, ssrcs, &seal), 0);
	seal_free(seal);
}
END_TEST

Suite *
seal_suite(void)
{
	Suite *suite = suite_create("seal");
	TCase *tc = tcase_create("judged");
	int n = (int)ARRAY_LEN(able);

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_known_answer_comes_out);
	tcase_add_test(tc, the_oldest_ssrc_is_forgotten_for_a_fifth);
	tcase_add_test(tc, what_is_not_surely_right_is_refused);
	tcase_add_test(tc, the_library_may_be_opened_more_than_once);
	tcase_add_loop_test(tc, what_is_sealed_verifies_and_opens, 0, n);
	tcase_add_loop_test(tc, an_index_is_used_once, 0, n);
	tcase_add_loop_test(tc, a_late_join_finds_the_rollover_counter, 0, n);
	tcase_add_loop_test(tc, what_does_not_verify_stays_shut, 0, n);
	tcase_add_loop_test(tc, memory_may_run_out_anywhere, 0, n);
	suite_add_tcase(suite, tc);
	return suite;
}
