/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_agreement.c - what a party may say again
 */
#include "core/agreement.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

#define KEY_B2 "2 AES_CM_128_HMAC_SHA1_80 inline:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define KEY_D3 "3 AES_CM_128_HMAC_SHA1_32 inline:DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD"
#define KEY_A3 "3 AES_CM_128_HMAC_SHA1_32 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define MORE CODECS "|PCMA/8000/8"

static struct told
told(enum mproto proto, const char *crypto, const char *codecs)
{
	return (struct told){ proto, crypto, codecs, 5000, MDIR_SENDRECV, MKIND_AUDIO };
}

/* The party offered or answered @own, the other one said @peer; now it says @now. */
static const struct {
	const char *own_crypto, *peer_crypto, *now_crypto;
	const char *own_codecs, *peer_codecs, *now_codecs;
	enum cause cause;
} cases[] = {
	/* keys: those in force must be there, under whatever tag, among others or not */
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, CODECS, CAUSE_NONE },
	{ KEY_B, KEY_A, KEY_B2, CODECS, CODECS, CODECS, CAUSE_NONE },
	{ KEY_B, KEY_A, KEY_D3 "\n" KEY_B, CODECS, CODECS, CODECS, CAUSE_NONE },
	{ KEY_B, KEY_A, KEY_C, CODECS, CODECS, CODECS, CAUSE_NEW_KEY },
	{ KEY_B, KEY_A, KEY_D3, CODECS, CODECS, CODECS, CAUSE_NEW_SUITE },
	{ KEY_B, KEY_A, NULL, CODECS, CODECS, CODECS, CAUSE_NEW_SUITE },
	{ KEY_B "\n" KEY_D3, KEY_A3, KEY_D3, CODECS, CODECS, CODECS, CAUSE_NONE },
	{ KEY_B "\n" KEY_D3, KEY_A3, KEY_B, CODECS, CODECS, CODECS, CAUSE_NEW_SUITE },
	/* codecs: more may be listed, those in use must stay and keep their number */
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, MORE, CAUSE_NONE },
	{ KEY_B, KEY_A, KEY_B, MORE, CODECS, MORE, CAUSE_NONE },
	{ KEY_B, KEY_A, KEY_B, MORE, CODECS, "PCMA/8000/8", CAUSE_NEW_CODEC },
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, "AMR/8000/98", CAUSE_NEW_CODEC },
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, "PCMA/8000/97|AMR/8000/98", CAUSE_NEW_CODEC },
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, "AMR/8000/97/octet-align=1", CAUSE_NEW_CODEC },
	{ KEY_B, KEY_A, KEY_B, CODECS, CODECS, "telephone-event/8000/101", CAUSE_NEW_CODEC },
};

START_TEST(the_key_and_the_codec_in_use_must_stay)
{
	struct told own_told = told(MPROTO_SAVP, cases[_i].own_crypto, cases[_i].own_codecs);
	struct told peer_told = told(MPROTO_SAVP, cases[_i].peer_crypto, cases[_i].peer_codecs);
	struct told now_told = told(MPROTO_SAVP, cases[_i].now_crypto, cases[_i].now_codecs);
	struct mdesc *own = rig_mdesc(&own_told, 1), *peer = rig_mdesc(&peer_told, 1);
	struct mdesc *now = rig_mdesc(&now_told, 1);
	const struct agreement agreed = { &own->line[0], &peer->line[0], true, false, -1 };

	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), cases[_i].cause);
	mdesc_free(own);
	mdesc_free(peer);
	mdesc_free(now);
}
END_TEST

START_TEST(a_new_fingerprint_is_a_new_key)
{
	struct told dtls = told(MPROTO_DTLS_SAVPF, NULL, CODECS);
	struct mdesc *own = rig_mdesc(&dtls, 1), *now = rig_mdesc(&dtls, 1);
	const struct agreement agreed = { &own->line[0], &own->line[0], true, false, -1 };

	own->line[0].has_fingerprint = now->line[0].has_fingerprint = true;
	own->line[0].keying_hash = now->line[0].keying_hash = 42;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NONE);
	now->line[0].keying_hash = 43;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NEW_KEY);
	now->line[0].keying_hash = 42;
	now->line[0].has_fingerprint = false;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NEW_KEY);
	mdesc_free(own);
	mdesc_free(now);
}
END_TEST

START_TEST(another_kind_or_profile_is_another_stream)
{
	struct told savp = told(MPROTO_SAVP, KEY_B, CODECS), avp = told(MPROTO_AVP, KEY_B, CODECS);
	struct mdesc *own = rig_mdesc(&savp, 1), *now = rig_mdesc(&avp, 1);
	struct agreement agreed = { &own->line[0], &own->line[0], true, false, -1 };

	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NEW_SUITE);
	agreed.is_protected = false;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_BAD_SDP);
	now->line[0].proto = MPROTO_SAVP;
	now->line[0].kind = MKIND_VIDEO;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_BAD_SDP);
	mdesc_free(own);
	mdesc_free(now);
}
END_TEST

START_TEST(the_profile_of_a_potential_configuration_is_the_answers)
{
	struct told avp = told(MPROTO_AVP, KEY_B, CODECS), savp = told(MPROTO_SAVP, KEY_A, CODECS);
	struct told again = told(MPROTO_SAVP, KEY_B, CODECS);
	struct mdesc *own = rig_mdesc(&avp, 1), *peer = rig_mdesc(&savp, 1),
				      *now = rig_mdesc(&again, 1);
	const struct agreement agreed = { &own->line[0], &peer->line[0], true, false, -1 };

	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NONE);
	mdesc_free(own);
	mdesc_free(peer);
	mdesc_free(now);
}
END_TEST

START_TEST(a_codec_that_is_translated_must_stay)
{
	struct told plain = told(MPROTO_AVP, NULL, MORE), without = told(MPROTO_AVP, NULL, "PCMA/8000/8");
	struct mdesc *own = rig_mdesc(&plain, 1), *now = rig_mdesc(&without, 1);
	struct agreement agreed = { &own->line[0], &own->line[0], false, true, -1 };

	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NONE);
	agreed.must_pt = 97;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NEW_CODEC);
	ck_assert_int_eq(agreement_check(&agreed, &own->line[0]), CAUSE_NONE);
	mdesc_free(own);
	mdesc_free(now);
}
END_TEST

START_TEST(rtcp_is_an_address_too)
{
	struct told savp = told(MPROTO_SAVP, KEY_B, CODECS);
	struct mdesc *own = rig_mdesc(&savp, 1), *now = rig_mdesc(&savp, 1);
	struct agreement agreed = { &own->line[0], &own->line[0], true, false, -1 };

	now->line[0].rtcp.port++;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NEW_ADDRESS);
	agreed.may_move = true;
	ck_assert_int_eq(agreement_check(&agreed, &now->line[0]), CAUSE_NONE);
	mdesc_free(own);
	mdesc_free(now);
}
END_TEST

Suite *
agreement_suite(void)
{
	const TTest *const tests[] = {
		a_new_fingerprint_is_a_new_key,
		another_kind_or_profile_is_another_stream,
		the_profile_of_a_potential_configuration_is_the_answers,
		a_codec_that_is_translated_must_stay,
		rtcp_is_an_address_too,
	};
	Suite *suite = suite_of("agreement", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, the_key_and_the_codec_in_use_must_stay, 0, ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
