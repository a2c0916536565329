/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_sdes.c - a=crypto: what parses, what does not, what is the same key
 *
 * RFC 4568 sections 6.1, 6.3 and 9; the examples of its section 4.1 and of RFC 6188, RFC 7714.
 */
#include <errno.h>
#include <string.h>

#include "core/sdes.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

#define CM "AES_CM_128_HMAC_SHA1_80"
#define B30 "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"		/* 30 octets */
#define B30B "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR"
#define K30 "inline:" B30
#define A38 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define A46 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define A28 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define A44 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct {
	const char *text;
	int result;
	enum suite suite;
	unsigned int n_keys;
	unsigned int params;
} attributes[] = {
	/* RFC 4568 section 4.1 and 6.1 */
	{ "1 " CM " " K30 "|2^20|1:4 FEC_ORDER=FEC_SRTP", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, SDES_FEC_ORDER },
	{ "1 " CM " " K30, 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 AES_CM_128_HMAC_SHA1_32 " K30 "|2^20|1:32", 0, SUITE_AES_CM_128_HMAC_SHA1_32, 1, 0 },
	{ "2 F8_128_HMAC_SHA1_80 " K30 "|2^20|1:4;inline:" B30B "|2^20|2:4 FEC_ORDER=SRTP_FEC", 0,
	  SUITE_F8_128_HMAC_SHA1_80, 2, SDES_FEC_ORDER },
	/* every suite, with and without padding */
	{ "1 AES_192_CM_HMAC_SHA1_80 inline:" A38, 0, SUITE_AES_192_CM_HMAC_SHA1_80, 1, 0 },
	{ "1 AES_192_CM_HMAC_SHA1_32 inline:" A38 "=", 0, SUITE_AES_192_CM_HMAC_SHA1_32, 1, 0 },
	{ "1 AES_256_CM_HMAC_SHA1_80 inline:" A46, 0, SUITE_AES_256_CM_HMAC_SHA1_80, 1, 0 },
	{ "1 AES_256_CM_HMAC_SHA1_32 inline:" A46 "==", 0, SUITE_AES_256_CM_HMAC_SHA1_32, 1, 0 },
	{ "1 AEAD_AES_128_GCM inline:" A28 "==", 0, SUITE_AEAD_AES_128_GCM, 1, 0 },
	{ "1 AEAD_AES_256_GCM inline:" A44 "=", 0, SUITE_AEAD_AES_256_GCM, 1, 0 },
	/* unknown suites pass */
	{ "1 AES_CM_128_NULL " K30, 0, SUITE_UNKNOWN, 0, 0 },
	{ "1 aes_cm_128_hmac_sha1_80 " K30, 0, SUITE_UNKNOWN, 0, 0 },
	{ "9 SEED_CTR_128_HMAC_SHA1_80 whatever:x | y", 0, SUITE_UNKNOWN, 0, 0 },
	/* lifetime and MKI */
	{ "1 " CM " " K30 "|1048576", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|2^48", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|2^0", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|1:1", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|255:1", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|1:128", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|18446744073709551615:8", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1 " CM " " K30 "|2^49", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|0", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|020", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|2^020", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|2^", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "||1:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|2^20|", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|256:1", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:0", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:129", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|01:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:04", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:4|2^20", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|2^20|2^20", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|2^20|1:4|1:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:2:3", -EINVAL, 0, 0, 0 },
	/* several keys */
	{ "1 " CM " " K30 ";inline:" B30B, -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:4;inline:" B30B "|1:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:4;inline:" B30B "|2:1", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:4;", -EINVAL, 0, 0, 0 },
	{ "1 " CM " ;" K30 "|1:4", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 "|1:1;" K30 "|2:1;" K30 "|3:1;" K30 "|4:1", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 4, 0 },
	{ "1 " CM " " K30 "|1:1;" K30 "|2:1;" K30 "|3:1;" K30 "|4:1;" K30 "|5:1", -EINVAL, 0, 0, 0 },
	/* keys */
	{ "1 " CM " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGV", -EINVAL, 0, 0, 0 },
	{ "1 " CM " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVzAA", -EINVAL, 0, 0, 0 },
	{ "1 " CM " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVub!Vz", -EINVAL, 0, 0, 0 },
	{ "1 " CM " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnV=bGVz", -EINVAL, 0, 0, 0 },
	{ "1 " CM " inline:", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " B30, -EINVAL, 0, 0, 0 },
	{ "1 " CM " uri:" B30, -EINVAL, 0, 0, 0 },
	{ "1 " CM, -EINVAL, 0, 0, 0 },
	/* tags */
	{ "0 " CM " " K30, -EINVAL, 0, 0, 0 },
	{ "999999999 " CM " " K30, 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, 0 },
	{ "1000000000 " CM " " K30, -EINVAL, 0, 0, 0 },
	{ "-1 " CM " " K30, -EINVAL, 0, 0, 0 },
	{ "x " CM " " K30, -EINVAL, 0, 0, 0 },
	{ "", -EINVAL, 0, 0, 0 },
	{ "1", -EINVAL, 0, 0, 0 },
	/* session parameters */
	{ "1 " CM " " K30 " KDR=0", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, SDES_KDR },
	{ "1 " CM " " K30 "  KDR=24\tUNENCRYPTED_SRTCP ", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1,
	  SDES_KDR | SDES_UNENCRYPTED_SRTCP },
	{ "1 " CM " " K30 " UNENCRYPTED_SRTP UNAUTHENTICATED_SRTP", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1,
	  SDES_UNENCRYPTED_SRTP | SDES_UNAUTHENTICATED },
	{ "1 " CM " " K30 " WSH=64 FEC_KEY=inline:" B30B, 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1,
	  SDES_WSH | SDES_FEC_KEY },
	{ "1 " CM " " K30 " -foo -bar=1 -foo", 0, SUITE_AES_CM_128_HMAC_SHA1_80, 1, SDES_EXTENSION },
	{ "1 " CM " " K30 " KDR=25", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " KDR=", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " KDR", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " KDR=1 KDR=1", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " WSH=63", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " WSH=x", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " FEC_ORDER=FEC", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " FEC_KEY=inline:AAAA", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " UNENCRYPTED_SRTP=1", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " FOO", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " -", -EINVAL, 0, 0, 0 },
	{ "1 " CM " " K30 " unencrypted_srtp", -EINVAL, 0, 0, 0 },
};

START_TEST(an_attribute_is_taken_or_refused_as_a_whole)
{
	struct sdes sdes;

	ck_assert_int_eq(sdes_parse(span_of(attributes[_i].text), &sdes), attributes[_i].result);
	ck_assert_int_eq(sdes.suite, attributes[_i].suite);
	ck_assert_uint_eq(sdes.n_keys, attributes[_i].n_keys);
	ck_assert_uint_eq(sdes.params, attributes[_i].params);
}
END_TEST

START_TEST(a_refused_attribute_leaves_no_key_behind)
{
	static const struct sdes nothing;
	struct sdes sdes;

	ck_assert_int_eq(sdes_parse(span_lit("1 " CM " " K30 " FOO"), &sdes), -EINVAL);
	ck_assert_mem_eq(&sdes, &nothing, sizeof(sdes));
}
END_TEST

START_TEST(octets_lifetime_and_mki_are_read)
{
	struct sdes sdes;

	ck_assert_int_eq(sdes_parse(span_lit("7 " CM " " K30 "|2^20|258:4 KDR=3"), &sdes), 0);
	ck_assert_uint_eq(sdes.tag, 7);
	ck_assert_uint_eq(sdes.key[0].n_octets, 30);
	ck_assert_mem_eq(sdes.key[0].octets, "YS___semctl () {\t220;}\n}\nunles", 30);
	ck_assert_uint_eq(sdes.key[0].lifetime, 1 << 20);
	ck_assert_uint_eq(sdes.key[0].mki, 258);
	ck_assert_uint_eq(sdes.key[0].mki_octets, 4);
	ck_assert_uint_eq(sdes.kdr, 3);
}
END_TEST

/* Are they the same key?  The first is 1 CM K30. */
static const struct {
	const char *text;
	bool is_same;
} others[] = {
	{ "1 " CM " " K30, true },
	{ "2 " CM " " K30, true },
	{ "1 " CM " " K30 "|2^31", true },
	{ "1 AES_CM_128_HMAC_SHA1_32 " K30, false },
	{ "1 " CM " inline:" B30B, false },
	{ "1 " CM " " K30 "|1:1", false },
	{ "1 " CM " " K30 " UNENCRYPTED_SRTCP", false },
	{ "1 " CM " " K30 " KDR=1", false },
	{ "1 FOO " K30, false },
};

START_TEST(same_keys_are_same_suite_keys_mkis_and_parameters)
{
	struct sdes one, other;

	ck_assert_int_eq(sdes_parse(span_lit("1 " CM " " K30), &one), 0);
	ck_assert_int_eq(sdes_parse(span_of(others[_i].text), &other), 0);
	ck_assert_int_eq(sdes_same_keys(&one, &other), others[_i].is_same);
	ck_assert_int_eq(sdes_same_keys(&other, &one), others[_i].is_same);
}
END_TEST

START_TEST(a_new_key_of_an_unknown_suite_is_seen)
{
	struct sdes one, same, other;

	ck_assert_int_eq(sdes_parse(span_lit("1 FOO inline:x"), &one), 0);
	ck_assert_int_eq(sdes_parse(span_lit("2  FOO inline:x "), &same), 0);
	ck_assert_int_eq(sdes_parse(span_lit("1 FOO inline:y"), &other), 0);
	ck_assert(sdes_same_keys(&one, &same));
	ck_assert(!sdes_same_keys(&one, &other));
}
END_TEST

START_TEST(a_second_key_counts)
{
	struct sdes one, other;

	ck_assert_int_eq(sdes_parse(span_lit("1 " CM " " K30 "|1:1;" K30 "|2:1"), &one), 0);
	ck_assert_int_eq(sdes_parse(span_lit("1 " CM " " K30 "|1:1;inline:" B30B "|2:1"), &other), 0);
	ck_assert(!sdes_same_keys(&one, &other));
	ck_assert(sdes_same_keys(&one, &one));
}
END_TEST

START_TEST(every_suite_is_found_by_its_name)
{
	for (int s = SUITE_NONE + 1; s < SUITE_UNKNOWN; s++) {
		const struct suite_facts *facts = suite_facts((enum suite)s);

		ck_assert_int_eq(suite_find(span_of(facts->name)), s);
		ck_assert_uint_le(facts->key_salt_octets, SDES_KEY_MAX);
		ck_assert_uint_gt(facts->tag_octets, 0);
		ck_assert_uint_ge(facts->srtcp_tag_octets, 10);
	}
	ck_assert_int_eq(suite_find(span_lit("none")), SUITE_UNKNOWN);
	ck_assert_ptr_nonnull(suite_facts(SUITES));
	ck_assert_uint_eq(suite_facts(SUITE_UNKNOWN)->key_salt_octets, 0);
}
END_TEST

Suite *
sdes_suite(void)
{
	const TTest *const tests[] = {
		a_refused_attribute_leaves_no_key_behind,
		octets_lifetime_and_mki_are_read,
		a_new_key_of_an_unknown_suite_is_seen,
		a_second_key_counts,
		every_suite_is_found_by_its_name,
	};
	Suite *suite = suite_of("sdes", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("texts");

	tcase_add_loop_test(tc, an_attribute_is_taken_or_refused_as_a_whole, 0,
			    ARRAY_LEN(attributes));
	tcase_add_loop_test(tc, same_keys_are_same_suite_keys_mkis_and_parameters, 0,
			    ARRAY_LEN(others));
	suite_add_tcase(suite, tc);
	return suite;
}
