/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_indication.c - every profile and keying, offered and answered
 */
#include <string.h>

#include "core/indication.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

#define KEY_32 "2 AES_CM_128_HMAC_SHA1_32 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define KEY_MKI "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|1:4"

/* What a line brings besides its profile. */
enum { CRYPTO = 1, MIKEY = 2, FINGERPRINT = 4, BAD_CRYPTO = 8 };

static void
line_init(struct mline *line, struct sdes *sdes, enum mproto proto, int brings)
{
	*line = (struct mline){ .proto = proto, .dir = MDIR_SENDRECV, .is_relayed = true };
	line->has_key_mgmt = brings & MIKEY;
	line->has_fingerprint = brings & FINGERPRINT;
	line->n_bad_crypto = brings & BAD_CRYPTO ? 1 : 0;
	if (brings & CRYPTO) {
		ck_assert_int_eq(sdes_parse(span_lit(KEY_A), sdes), 0);
		line->crypto = sdes;
		line->n_crypto = 1;
	}
}

static const struct {
	enum mproto proto;
	int brings;
	enum keying keying;
} offers[] = {
	{ MPROTO_AVP, 0, KEYING_NONE },
	{ MPROTO_AVPF, 0, KEYING_NONE },
	{ MPROTO_AVP, CRYPTO, KEYING_SDES },		/* RFC 8643 */
	{ MPROTO_AVP, BAD_CRYPTO, KEYING_SDES },
	{ MPROTO_AVP, MIKEY, KEYING_MIKEY },
	{ MPROTO_AVPF, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_SAVP, CRYPTO, KEYING_SDES },
	{ MPROTO_SAVPF, CRYPTO, KEYING_SDES },
	{ MPROTO_SAVP, MIKEY, KEYING_MIKEY },
	{ MPROTO_SAVP, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_SAVP, CRYPTO | FINGERPRINT, KEYING_SDES },
	{ MPROTO_SAVP, 0, KEYING_SDES },
	{ MPROTO_DTLS_SAVP, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_DTLS_SAVPF, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_DTLS_SAVPF, FINGERPRINT | CRYPTO, KEYING_DTLS },
};

START_TEST(an_offer_says_how_it_would_be_keyed)
{
	struct sdes sdes;
	struct mline line;

	line_init(&line, &sdes, offers[_i].proto, offers[_i].brings);

	struct indication ind = indication_of_offer(&line);

	ck_assert_int_eq(ind.keying, offers[_i].keying);
	ck_assert_int_eq(indication_is_protected(&ind), offers[_i].keying != KEYING_NONE);
	ck_assert_int_eq(ind.state, offers[_i].keying ? SEC_OFFERED : SEC_NONE);
	ck_assert_int_eq(ind.scope, offers[_i].keying ? SCOPE_E2E : SCOPE_NONE);
}
END_TEST

static const struct {
	enum mproto offer;
	int offer_brings;
	enum mproto answer;
	int answer_brings;
	enum keying keying;
} answers[] = {
	{ MPROTO_SAVP, CRYPTO, MPROTO_SAVP, CRYPTO, KEYING_SDES },
	{ MPROTO_SAVP, MIKEY, MPROTO_SAVP, MIKEY, KEYING_MIKEY },
	{ MPROTO_DTLS_SAVPF, FINGERPRINT, MPROTO_DTLS_SAVPF, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_SAVP, CRYPTO | FINGERPRINT, MPROTO_SAVP, FINGERPRINT, KEYING_DTLS },
	/* RFC 8643: secure if both bring a key */
	{ MPROTO_AVP, CRYPTO, MPROTO_AVP, CRYPTO, KEYING_SDES },
	{ MPROTO_AVP, CRYPTO, MPROTO_AVP, 0, KEYING_NONE },
	{ MPROTO_AVP, 0, MPROTO_AVP, CRYPTO, KEYING_NONE },
	{ MPROTO_AVP, CRYPTO, MPROTO_AVP, FINGERPRINT, KEYING_NONE },
	{ MPROTO_AVP, FINGERPRINT, MPROTO_AVP, FINGERPRINT, KEYING_DTLS },
	{ MPROTO_AVP, MIKEY, MPROTO_AVP, MIKEY, KEYING_MIKEY },
	/* RFC 5939: the potential configuration was taken, or not */
	{ MPROTO_AVP, CRYPTO, MPROTO_SAVP, CRYPTO, KEYING_SDES },
	{ MPROTO_AVP, 0, MPROTO_AVP, 0, KEYING_NONE },
};

START_TEST(an_answer_says_what_became_of_it)
{
	struct sdes sdes[2];
	struct mline offer, answer;

	line_init(&offer, &sdes[0], answers[_i].offer, answers[_i].offer_brings);
	line_init(&answer, &sdes[1], answers[_i].answer, answers[_i].answer_brings);

	struct indication ind = indication_of_answer(&offer, &answer);

	ck_assert_int_eq(ind.keying, answers[_i].keying);
	ck_assert_int_eq(ind.state, answers[_i].keying ? SEC_NEGOTIATED : SEC_NONE);
}
END_TEST

START_TEST(of_several_offered_suites_none_is_the_one_and_the_longest_tag_counts)
{
	const struct told told = { MPROTO_SAVP, KEY_32 "\n" KEY_MKI, CODECS, 4000, MDIR_SENDRECV,
				   MKIND_AUDIO };
	struct mdesc *offer = rig_mdesc(&told, 1);
	struct indication ind = indication_of_offer(&offer->line[0]);

	ck_assert_int_eq(ind.suite, SUITE_NONE);
	ck_assert_uint_eq(ind.tag_octets, 10);
	ck_assert_uint_eq(ind.mki_octets, 4);
	mdesc_free(offer);
}
END_TEST

START_TEST(the_answer_settles_suite_tag_and_mki_of_both_ways)
{
	const struct told ours = { MPROTO_SAVP, KEY_32 "\n" KEY_MKI, CODECS, 4000, MDIR_SENDRECV,
				   MKIND_AUDIO };
	struct mdesc *offer = rig_mdesc(&ours, 1), *answer = rig_mdesc(&savp_b, 1);
	struct indication ind = indication_of_answer(&offer->line[0], &answer->line[0]);

	ck_assert_int_eq(ind.suite, SUITE_AES_CM_128_HMAC_SHA1_80);
	ck_assert_uint_eq(ind.tag_octets, 10);
	ck_assert_uint_eq(ind.mki_octets, 4);
	mdesc_free(offer);
	mdesc_free(answer);
}
END_TEST

START_TEST(an_unauthenticated_stream_has_no_tag)
{
	const struct told told = { MPROTO_SAVP, KEY_A " UNAUTHENTICATED_SRTP", CODECS, 4000,
				   MDIR_SENDRECV, MKIND_AUDIO };
	struct mdesc *offer = rig_mdesc(&told, 1);

	ck_assert_uint_eq(indication_of_offer(&offer->line[0]).tag_octets, 0);
	mdesc_free(offer);
}
END_TEST

START_TEST(directions_of_both_sides_meet)
{
	struct sdes sdes[2];
	struct mline offer, answer;

	line_init(&offer, &sdes[0], MPROTO_SAVP, CRYPTO);
	line_init(&answer, &sdes[1], MPROTO_SAVP, CRYPTO);
	answer.dir = MDIR_RECVONLY;
	ck_assert_int_eq(indication_of_answer(&offer, &answer).dir, MDIR_SENDONLY);
	offer.dir = MDIR_RECVONLY;
	ck_assert_int_eq(indication_of_answer(&offer, &answer).dir, MDIR_INACTIVE);
}
END_TEST

START_TEST(a_refused_line_is_not_protected)
{
	struct sdes sdes[2];
	struct mline offer, answer;

	line_init(&offer, &sdes[0], MPROTO_SAVP, CRYPTO);
	line_init(&answer, &sdes[1], MPROTO_SAVP, CRYPTO);
	answer.is_refused = true;

	struct indication ind = indication_of_answer(&offer, &answer);

	ck_assert(!indication_is_protected(&ind));
}
END_TEST

START_TEST(e2ae_is_protected_too)
{
	struct sdes sdes;
	struct mline line;
	char text[64];

	line_init(&line, &sdes, MPROTO_SAVP, CRYPTO);
	line.is_e2ae = true;

	struct indication ind = indication_of_offer(&line);

	ck_assert(indication_is_protected(&ind));
	indication_format(&ind, text, sizeof(text));
	ck_assert_str_eq(text, "sdes e2ae AES_CM_128_HMAC_SHA1_80");
}
END_TEST

START_TEST(format_says_the_length_it_needs)
{
	const struct indication dtls = { .keying = KEYING_DTLS, .scope = SCOPE_E2E };
	char text[5];

	ck_assert_uint_eq(indication_format(&dtls, text, sizeof(text)), strlen("dtls e2e"));
	ck_assert_str_eq(text, "dtls");
}
END_TEST

Suite *
indication_suite(void)
{
	const TTest *const tests[] = {
		of_several_offered_suites_none_is_the_one_and_the_longest_tag_counts,
		the_answer_settles_suite_tag_and_mki_of_both_ways,
		an_unauthenticated_stream_has_no_tag,
		directions_of_both_sides_meet,
		a_refused_line_is_not_protected,
		e2ae_is_protected_too,
		format_says_the_length_it_needs,
	};
	Suite *suite = suite_of("indication", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("tables");

	tcase_add_loop_test(tc, an_offer_says_how_it_would_be_keyed, 0, ARRAY_LEN(offers));
	tcase_add_loop_test(tc, an_answer_says_what_became_of_it, 0, ARRAY_LEN(answers));
	suite_add_tcase(suite, tc);
	return suite;
}
