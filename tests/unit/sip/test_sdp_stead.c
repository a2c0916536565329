/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_stead.c - the answer in a moved party's stead
 *
 * A is the party that moved, B the one that asks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sip/sdp_compose.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define A(version, media)                                                                          \
	"v=0\r\no=a 7 " version                                                                    \
	" IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 203.0.113.5\r\nt=0 0\r\n" media
#define B(media) "v=0\r\no=b 1 2 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n" media
#define S80(tag, key) "a=crypto:" tag " AES_CM_128_HMAC_SHA1_80 inline:" key "\r\n"
#define S32(tag, key) "a=crypto:" tag " AES_CM_128_HMAC_SHA1_32 inline:" key "\r\n"

/* What B gets when A last said @last (to which B said @from_it), and B now offers @offer. */
static void
answers(const char *last, const char *from_it, const char *offer, enum mdir may, const char *want)
{
	struct sdp_told told = { .has_origin = false };
	struct text out;

	ck_assert_int_eq(sdp_told_keep(&told, span_of(last)), 0);
	sdp_told_own(&told, "203.0.113.5");
	text_init(&out, MDESC_TEXT_MAX);

	int err = sdp_compose_answer(&told, span_of(from_it), span_of(offer), may, &out);

	ck_assert_msg(err == 0, "%d", err);
	ck_assert_str_eq(out.p, want);
	text_fini(&out);
	sdp_told_fini(&told);
}

START_TEST(a_refresh_gets_the_same_answer_to_the_octet)
{
	const char *last = A(
		"8",
		"m=audio 20000 RTP/SAVP 0 97 \r\na=rtpmap:97 AMR/8000\r\na=ssrc:5 cname:x\r\n" S80(
			"1", KEY_A) "a=x-unknown \r\n");
	const char *b = B("m=audio 6000 RTP/SAVP 0 97\r\na=rtpmap:97 AMR/8000\r\n" S80("1", KEY_B));

	answers(last, b, b, MDIR_SENDRECV, last);
}
END_TEST

/*
 * A offered two keys once, B took the second: only that one may be in an answer (RFC 4568 section
 * 5.1.2).
 */
START_TEST(only_the_key_in_force_is_kept)
{
	const char *b = B("m=audio 6000 RTP/SAVP 0\r\n" S32("2", KEY_B));

	answers(A("8", "m=audio 20000 RTP/SAVP 0\r\n" S80("1", KEY_A) S32("2", KEY_C)), b, b,
		MDIR_SENDRECV, A("9", "m=audio 20000 RTP/SAVP 0\r\n" S32("2", KEY_C)));
}
END_TEST

START_TEST(the_offers_tag_is_answered)
{
	answers(A("8", "m=audio 20000 RTP/SAVP 0\r\n" S80("1", KEY_A "|2^20|1:4")),
		B("m=audio 6000 RTP/SAVP 0\r\n" S80("1", KEY_B)),
		B("m=audio 6000 RTP/SAVP 0\r\n" S32("1", KEY_C) S80("7", KEY_B)), MDIR_SENDRECV,
		A("9", "m=audio 20000 RTP/SAVP 0\r\n" S80("7", KEY_A "|2^20|1:4")));
}
END_TEST

START_TEST(broken_keys_are_not_answered)
{
	answers(A("8", "m=audio 20000 RTP/SAVP 0\r\na=crypto:1 broken\r\n" S80("2", KEY_A)),
		B("m=audio 6000 RTP/SAVP 0\r\n" S80("2", KEY_B)),
		B("m=audio 6000 RTP/SAVP 0\r\na=crypto:1 broken\r\n" S80("2", KEY_B)),
		MDIR_SENDRECV, A("9", "m=audio 20000 RTP/SAVP 0\r\n" S80("2", KEY_A)));
}
END_TEST

START_TEST(direction_is_mirrored_within_what_the_moved_party_allows)
{
	static const struct {
		const char *offer;
		enum mdir may;
		const char *want;
	} cases[] = {
		{ "", MDIR_SENDRECV, "" },
		{ "a=sendrecv\r\n", MDIR_SENDRECV, "" },
		{ "a=sendonly\r\n", MDIR_SENDRECV, "a=recvonly\r\n" },
		{ "a=recvonly\r\n", MDIR_SENDRECV, "a=sendonly\r\n" },
		{ "a=inactive\r\n", MDIR_SENDRECV, "a=inactive\r\n" },
		{ "a=sendrecv\r\n", MDIR_SENDONLY, "a=sendonly\r\n" },
		{ "a=sendonly\r\n", MDIR_SENDONLY, "a=inactive\r\n" },
		{ "a=sendrecv\r\n", MDIR_INACTIVE, "a=inactive\r\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char offer[512], want[512];

		snprintf(offer, sizeof(offer), B("m=audio 6000 RTP/AVP 0\r\n%s"), cases[i].offer);
		snprintf(want, sizeof(want), A("%d", "m=audio 20000 RTP/AVP 0\r\n%s"),
			 cases[i].want[0] ? 9 : 8, cases[i].want);
		answers(A("8", "m=audio 20000 RTP/AVP 0\r\n"), "", offer, cases[i].may, want);
	}
}
END_TEST

START_TEST(after_a_hold_the_wish_of_then_is_forgotten)
{
	answers(A("8", "m=audio 20000 RTP/AVP 0\r\na=recvonly\r\n"),
		B("m=audio 6000 RTP/AVP 0\r\na=sendonly\r\n"), B("m=audio 6000 RTP/AVP 0\r\n"),
		MDIR_SENDRECV, A("9", "m=audio 20000 RTP/AVP 0\r\na=sendrecv\r\n"));
}
END_TEST

START_TEST(formats_are_those_of_the_offer_under_the_numbers_already_known)
{
	answers(A("8", "m=audio 20000 RTP/AVP 97 8 98 101\r\na=rtpmap:97 AMR/8000\r\na=fmtp:97 "
		       "octet-align=1\r\n"
		       "a=rtpmap:98 AMR-WB/16000/1\r\na=fmtp:98 mode-set=2\r\na=rtcp-fb:98 nack\r\n"
		       "a=rtcp-fb:* nack\r\na=rtpmap:101 telephone-event/8000\r\n"),
		"",
		B("m=audio 6000 RTP/AVP 110 111\r\na=rtpmap:110 amr/8000/1\r\n"
		  "a=rtpmap:111 telephone-event/8000\r\n"),
		MDIR_SENDRECV,
		A("9", "m=audio 20000 RTP/AVP 97 101\r\na=rtpmap:97 AMR/8000\r\na=fmtp:97 "
		       "octet-align=1\r\n"
		       "a=rtcp-fb:* nack\r\na=rtpmap:101 telephone-event/8000\r\n"));
}
END_TEST

START_TEST(lines_are_matched_one_to_one)
{
	answers(A("8", "m=audio 20000 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\na=old\r\nm=video 20004 "
		       "RTP/AVP 31\r\n"
		       "a=was-on\r\n"),
		"",
		B("m=audio 6000 RTP/AVP 0\r\nm=video 6002 RTP/AVP 31\r\nm=video 0 RTP/AVP 31\r\n"
		  "m=message 7 TCP/MSRP *\r\nm=audio 6006 RTP/AVP 0 8\r\n"),
		MDIR_SENDRECV,
		A("9", "m=audio 20000 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\na=old\r\nm=video 0 "
		       "RTP/AVP 31\r\n"
		       "m=message 0 TCP/MSRP *\r\nm=audio 0 RTP/AVP 0 8\r\n"));
}
END_TEST

START_TEST(another_kind_profile_or_codec_is_refused)
{
	static const char *const offers[] = {
		"m=video 6000 RTP/AVP 31\r\n",	       "m=audio 6000 RTP/SAVP 0\r\n",
		"m=audio 6000 UDP/TLS/RTP/SAVP 0\r\n", "m=audio 6000 RTP/AVP 8\r\n",
		"m=audio 6000 TCP/RTP/AVP 0\r\n",
	};
	static const char *const wants[] = {
		"m=video 0 RTP/AVP 31\r\n",	    "m=audio 0 RTP/SAVP 0\r\n",
		"m=audio 0 UDP/TLS/RTP/SAVP 0\r\n", "m=audio 0 RTP/AVP 8\r\n",
		"m=audio 0 TCP/RTP/AVP 0\r\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		char offer[512], want[512];

		snprintf(offer, sizeof(offer), B("%s"), offers[i]);
		snprintf(want, sizeof(want), A("9", "%s"), wants[i]);
		answers(A("8", "m=audio 20000 RTP/AVP 0\r\n"), "", offer, MDIR_SENDRECV, want);
	}
}
END_TEST

START_TEST(feedback_profiles_answer_in_the_offers_words)
{
	answers(A("8", "m=audio 20000 RTP/SAVP 0\r\n" S80("1", KEY_A)),
		B("m=audio 6000 RTP/SAVP 0\r\n" S80("1", KEY_B)),
		B("m=audio 6000 RTP/SAVPF 0\r\n" S80("1", KEY_B)), MDIR_SENDRECV,
		A("9", "m=audio 20000 RTP/SAVPF 0\r\n" S80("1", KEY_A)));
}
END_TEST

/*
 * RFC 5939: A offered RTP/AVP with the key in a capability, B took RTP/SAVP; from then on it is a
 * plain fact.
 */
START_TEST(a_potential_configuration_has_become_actual)
{
	answers(A("8", "m=audio 20000 RTP/AVP 0\r\na=tcap:1 RTP/SAVP\r\n"
		       "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A
		       "\r\na=acap:2 x\r\na=pcfg:1 t=1 a=1\r\n"),
		B("m=audio 6000 RTP/SAVP 0\r\na=acfg:1 t=1 a=1\r\n" S80("1", KEY_B)),
		B("m=audio 6000 RTP/SAVP 0\r\n" S80("1", KEY_B)), MDIR_SENDRECV,
		A("9",
		  "m=audio 20000 RTP/SAVP 0\r\na=tcap:1 RTP/SAVP\r\n" S80("1",
									  KEY_A) "a=acap:2 x\r\n"));
}
END_TEST

/*
 * RFC 5939: B offered RTP/AVP with the key in a capability and does so again; A's answer was
 * RTP/SAVP and stays so.
 */
START_TEST(an_actual_configuration_is_answered_again)
{
	const char *a = A("8", "m=audio 20000 RTP/SAVP 0\r\na=acfg:1 t=1 a=1\r\n" S80("1", KEY_A));
	const char *b = B("m=audio 6000 RTP/AVP 0\r\na=tcap:1 RTP/SAVP\r\n"
			  "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_B
			  "\r\na=pcfg:1 t=1 a=1\r\n");

	answers(a, b, b, MDIR_SENDRECV, a);
}
END_TEST

START_TEST(mux_is_answered_only_if_offered)
{
	const char *last = A("8", "m=audio 20000 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:20000\r\n");

	answers(last, "", B("m=audio 6000 RTP/AVP 0\r\na=rtcp-mux\r\n"), MDIR_SENDRECV, last);
	answers(last, "", B("m=audio 6000 RTP/AVP 0\r\n"), MDIR_SENDRECV,
		A("9", "m=audio 20000 RTP/AVP 0\r\na=rtcp:20000\r\n"));
}
END_TEST

#define DTLS(role) "m=audio 5 UDP/TLS/RTP/SAVP 0\r\na=fingerprint:sha-1 AA\r\n" role

START_TEST(the_dtls_role_stays_what_it_is)
{
	static const struct {
		const char *last, *from_it, *offer, *want;
	} cases[] = {
		{ "active", "passive", "actpass", "active" },
		{ "passive", "actpass", "actpass", "passive" },
		{ "actpass", "active", "actpass", "passive" },
		{ "actpass", "passive", "actpass", "active" },
		{ "actpass", "active", "active", "passive" },
		{ "active", "actpass", "passive", "active" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char last[512], from_it[512], offer[512], want[512];
		bool is_same = strcmp(cases[i].last, cases[i].want) == 0;

		snprintf(last, sizeof(last), A("8", DTLS("a=setup:%s\r\n")), cases[i].last);
		snprintf(from_it, sizeof(from_it), B("a=setup:%s\r\n" DTLS("")), cases[i].from_it);
		snprintf(offer, sizeof(offer), B(DTLS("a=setup:%s\r\n")), cases[i].offer);
		snprintf(want, sizeof(want), A("%d", DTLS("a=setup:%s\r\n")), is_same ? 8 : 9,
			 cases[i].want);
		answers(last, from_it, offer, MDIR_SENDRECV, want);
	}
}
END_TEST

START_TEST(the_result_is_an_sdp_for_any_pair_of_the_corpus)
{
	for (unsigned int i = 0; i < sdp_n_samples * sdp_n_samples; i++) {
		const char *last = sdp_samples[i / sdp_n_samples].text,
			   *offer = sdp_samples[i % sdp_n_samples].text;
		struct mdesc *a = mapped(last), *b = mapped(offer);
		struct sdp_told told = { .has_origin = false };
		struct text out;

		ck_assert_int_eq(sdp_told_keep(&told, span_of(last)), 0);
		sdp_told_own(&told, "203.0.113.5");
		text_init(&out, MDESC_TEXT_MAX);

		int err = sdp_compose_answer(&told, span_of(offer), span_of(offer), MDIR_SENDRECV,
					     &out);

		ck_assert_int_eq(err, b->n_lines < a->n_lines ? -EINVAL : 0);
		if (!err) {
			struct mdesc *answer = mapped(out.p);

			ck_assert_uint_eq(answer->n_lines, b->n_lines);
			for (unsigned int m = 0; m < answer->n_lines; m++) {
				ck_assert_uint_le(answer->line[m].n_crypto, 1);
				if (answer->line[m].is_relayed) {
					unsigned int may = mdir_mirror(b->line[m].dir);

					ck_assert_uint_eq((unsigned int)answer->line[m].dir & ~may,
							  0);
				}
			}
			mdesc_free(answer);
		}
		text_fini(&out);
		sdp_told_fini(&told);
		mdesc_free(a);
		mdesc_free(b);
	}
}
END_TEST

START_TEST(what_cannot_be_read_is_not_answered)
{
	static const struct {
		const char *last, *from_it, *offer;
	} cases[] = {
		{ NULL, "", B("m=audio 6000 RTP/AVP 0\r\n") },
		{ A("8", "m=audio 2 RTP/AVP 0\r\n"), "", "x" },
		{ A("8", "m=audio 2 RTP/AVP 0\r\n"), "x", B("m=audio 6000 RTP/AVP 0\r\n") },
		{ A("8", "m=audio 2 RTP/AVP 0\r\nm=audio 4 RTP/AVP 0\r\n"), "",
		  B("m=audio 6000 RTP/AVP 0\r\n") },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sdp_told told = { .has_origin = false };
		struct text out;

		if (cases[i].last)
			ck_assert_int_eq(sdp_told_keep(&told, span_of(cases[i].last)), 0);
		text_init(&out, MDESC_TEXT_MAX);
		ck_assert_int_eq(sdp_compose_answer(&told, span_of(cases[i].from_it),
						    span_of(cases[i].offer), MDIR_SENDRECV, &out),
				 -EINVAL);
		text_fini(&out);
		sdp_told_fini(&told);
	}
}
END_TEST

static int
answer_once(void *ctx)
{
	const char *b = B("m=audio 6000 RTP/SAVP 0\r\n" S80("1", KEY_B));
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);

	int err = sdp_compose_answer(ctx, span_of(b), span_of(b), MDIR_SENDRECV, &out);

	text_fini(&out);
	return err;
}

START_TEST(short_memory_is_told)
{
	struct sdp_told told = { .has_origin = false };

	ck_assert_int_eq(sdp_told_keep(&told,
				       span_lit(A("8",
						  "m=audio 20000 RTP/SAVP 0\r\n" S80("1", KEY_A)))),
			 0);
	ck_assert_uint_ge(failmalloc_each(answer_once, &told), 5);
	sdp_told_fini(&told);
}
END_TEST

Suite *
sdp_stead_suite(void)
{
	const TTest *const tests[] = {
		a_refresh_gets_the_same_answer_to_the_octet,
		only_the_key_in_force_is_kept,
		the_offers_tag_is_answered,
		broken_keys_are_not_answered,
		direction_is_mirrored_within_what_the_moved_party_allows,
		after_a_hold_the_wish_of_then_is_forgotten,
		formats_are_those_of_the_offer_under_the_numbers_already_known,
		lines_are_matched_one_to_one,
		another_kind_profile_or_codec_is_refused,
		feedback_profiles_answer_in_the_offers_words,
		a_potential_configuration_has_become_actual,
		an_actual_configuration_is_answered_again,
		mux_is_answered_only_if_offered,
		the_dtls_role_stays_what_it_is,
		the_result_is_an_sdp_for_any_pair_of_the_corpus,
		what_cannot_be_read_is_not_answered,
		short_memory_is_told,
	};
	return suite_of("sdp_stead", tests, ARRAY_LEN(tests));
}
