/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_match.c - which of the last words an offer meets
 */
#include "sip/sdp_match.h"

#include <stdio.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define KEY(tag, suite, key) "a=crypto:" tag " " suite " inline:" key "\r\n"
#define S80 "AES_CM_128_HMAC_SHA1_80"
#define S32 "AES_CM_128_HMAC_SHA1_32"

static void
crypto_is(const char *last, const char *from_it, const char *offer, uint32_t want_old,
	  uint32_t want_new)
{
	struct mdesc *a = mapped(last), *b = from_it ? mapped(from_it) : NULL, *c = mapped(offer);
	uint32_t old, new;

	sdp_match_crypto(&a->line[0], b ? &b->line[0] : NULL, &c->line[0], &old, &new);
	ck_assert_uint_eq(old, want_old);
	ck_assert_uint_eq(new, want_new);
	mdesc_free(a);
	mdesc_free(b);
	mdesc_free(c);
}

START_TEST(the_key_in_force_is_the_one_that_was_taken)
{
	const char *two = SDP_AUDIO("RTP/SAVP", KEY("1", S80, KEY_A) KEY("2", S32, KEY_B));
	const char *one = SDP_AUDIO("RTP/SAVP", KEY("2", S32, KEY_C));

	crypto_is(two, one, one, 2, 2);
	crypto_is(one, two, two, 2, 2);
	crypto_is(two, NULL, SDP_AUDIO("RTP/SAVP", KEY("9", S80, KEY_C)), 1, 9);
	crypto_is(two, one, SDP_AUDIO("RTP/SAVP", KEY("1", S80, KEY_A) KEY("7", S32, KEY_C)), 2, 7);
}
END_TEST

START_TEST(no_key_or_another_suite_answers_nothing)
{
	const char *one = SDP_AUDIO("RTP/SAVP", KEY("1", S80, KEY_A));

	crypto_is(one, one, SDP_AUDIO("RTP/AVP", ""), 0, 0);
	crypto_is(SDP_AUDIO("RTP/AVP", ""), one, one, 0, 0);
	crypto_is(one, one, SDP_AUDIO("RTP/SAVP", KEY("1", S32, KEY_A)), 0, 0);
}
END_TEST

START_TEST(lines_match_by_kind_use_and_security)
{
	static const struct {
		const char *last, *offer;
		bool matches;
	} cases[] = {
		{ "m=audio 5 RTP/AVP 0", "m=audio 7 RTP/AVPF 0", true },
		{ "m=audio 5 RTP/SAVP 0", "m=audio 7 RTP/SAVPF 0", true },
		{ "m=audio 5 RTP/SAVP 0", "m=audio 7 RTP/AVP 0", false },
		{ "m=audio 5 RTP/SAVP 0", "m=audio 7 RTP/AVP 0\r\na=pcfg:1 t=1", true },
		{ "m=audio 5 RTP/SAVP 0", "m=audio 7 UDP/TLS/RTP/SAVP 0", false },
		{ "m=audio 5 RTP/AVP 0", "m=video 7 RTP/AVP 0", false },
		{ "m=audio 0 RTP/AVP 0", "m=audio 7 RTP/AVP 0", false },
		{ "m=audio 5 RTP/AVP 0", "m=audio 0 RTP/AVP 0", false },
		{ "m=message 5 TCP/MSRP *", "m=message 7 TCP/MSRP *", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char last[256], offer[256];

		snprintf(last, sizeof(last), "v=0\r\nc=IN IP4 192.0.2.1\r\n%s\r\n", cases[i].last);
		snprintf(offer, sizeof(offer), "v=0\r\nc=IN IP4 192.0.2.1\r\n%s\r\n",
			 cases[i].offer);

		struct mdesc *a = mapped(last), *b = mapped(offer);

		ck_assert_int_eq(sdp_match_line(&a->line[0], &b->line[0]), cases[i].matches);
		mdesc_free(a);
		mdesc_free(b);
	}
}
END_TEST

START_TEST(formats_match_by_codec)
{
	struct mdesc *a = mapped(SDP_AUDIO("RTP/AVP", ""));
	struct mdesc *b = mapped("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 7 RTP/AVP 8 110 97\r\n"
				 "a=rtpmap:110 amr/8000\r\na=rtpmap:97 AMR-WB/16000\r\n");
	bool keeps[SDP_MATCH_PTS] = { false };

	ck_assert_uint_eq(sdp_match_formats(&a->line[0], &b->line[0], keeps), 2);
	ck_assert(!keeps[0] && keeps[8] && keeps[97] && !keeps[110]);
	mdesc_free(a);
	mdesc_free(b);
}
END_TEST

Suite *
sdp_match_suite(void)
{
	const TTest *const tests[] = {
		the_key_in_force_is_the_one_that_was_taken,
		no_key_or_another_suite_answers_nothing,
		lines_match_by_kind_use_and_security,
		formats_match_by_codec,
	};
	return suite_of("sdp_match", tests, ARRAY_LEN(tests));
}
