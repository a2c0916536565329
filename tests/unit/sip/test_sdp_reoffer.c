/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_reoffer.c - what a party is offered in its other party's stead
 */
#include <errno.h>
#include <stdlib.h>

#include "sip/sdp_compose.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define HEAD(version) "v=0\r\no=- 7 " version " IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define CRYPTO "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"

static const struct mformat formats[] = {
	{ .pt = 0, .name = "PCMU", .rate_hz = 8000, .channels = 1 },
	{ .pt = 98, .name = "AMR-WB", .rate_hz = 16000, .channels = 2, .fmtp = "mode-set=0,1,2" },
};

/* What a party has, which line is the speech, and what it is offered. */
static const struct {
	const char *had, *want;
	unsigned int speech;
	bool is_home;
	int err;
} cases[] = {
	{ HEAD("8") "m=audio 49170 RTP/AVP 97 101\r\nb=AS:30\r\nb=RS:0\r\na=rtpmap:97 AMR/8000\r\n"
	  "a=fmtp:97 mode-set=7\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\na=sendrecv\r\n",
	  HEAD("9") "m=audio 49170 RTP/AVP 0 98\r\nb=RS:0\r\na=rtpmap:0 PCMU/8000\r\n"
	  "a=rtpmap:98 AMR-WB/16000/2\r\na=fmtp:98 mode-set=0,1,2\r\na=ptime:20\r\na=sendrecv\r\n",
	  0, false, 0 },
	/* no attribute to stand before, and no line end */
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\nb=TIAS:64000",
	  HEAD("9") "m=audio 49170 RTP/AVP 0 98\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:98 AMR-WB/16000/2\r\n"
	  "a=fmtp:98 mode-set=0,1,2\r\n", 0, false, 0 },
	/* the picture is refused, what is no RTP is none of ours */
	{ HEAD("8") "m=video 49172 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\nm=audio 49170 RTP/AVP 8\r\na=x\r\n"
	  "m=message 9 TCP/MSRP *\r\na=path:msrp://x\r\n",
	  HEAD("9") "m=video 0 RTP/AVP 99\r\nm=audio 49170 RTP/AVP 0 98\r\na=rtpmap:0 PCMU/8000\r\n"
	  "a=rtpmap:98 AMR-WB/16000/2\r\na=fmtp:98 mode-set=0,1,2\r\na=x\r\n"
	  "m=message 9 TCP/MSRP *\r\na=path:msrp://x\r\n", 1, false, 0 },
	/* keys that nobody took go, whichever way */
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\n" CRYPTO "a=tcap:1 RTP/SAVP\r\na=acap:1 crypto:1 x\r\n"
	  "a=pcfg:1 t=1 a=1\r\na=fingerprint:sha-1 00\r\na=rtcp-mux\r\n",
	  HEAD("9") "m=audio 49170 RTP/AVP 0 98\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:98 AMR-WB/16000/2\r\n"
	  "a=fmtp:98 mode-set=0,1,2\r\na=rtcp-mux\r\n", 0, false, 0 },
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\nb=AS:80\r\n" CRYPTO "a=rtpmap:8 PCMA/8000\r\n",
	  HEAD("9") "m=audio 49170 RTP/AVP 8\r\nb=AS:80\r\na=rtpmap:8 PCMA/8000\r\n", 0, true, 0 },
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\nm=video 49172 RTP/AVP 99\r\n",
	  HEAD("8") "m=audio 49170 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\nm=video 49172 RTP/AVP 99\r\n",
	  0, true, 0 },
	/* protected: never */
	{ HEAD("8") "m=audio 49170 RTP/SAVP 8\r\n" CRYPTO, NULL, 0, false, -EPERM },
	{ HEAD("8") "m=audio 49170 RTP/SAVP 8\r\n" CRYPTO, NULL, 0, true, -EPERM },
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\nm=video 49172 UDP/TLS/RTP/SAVPF 99\r\n", NULL, 0, false, -EPERM },
	{ HEAD("8") "m=audio 49170 RTP/AVP 8\r\n", NULL, 1, false, -EINVAL },
};

static int
compose(struct sdp_told *told, unsigned int i, struct text *out)
{
	return sdp_compose_reoffer(told, sdp_told_last(told), cases[i].speech,
				   cases[i].is_home ? NULL : formats, ARRAY_LEN(formats), out);
}

START_TEST(all_but_the_speech_stays)
{
	struct sdp_told told = { .has_origin = false };
	struct text out;

	ck_assert_int_eq(sdp_told_keep(&told, span_of(cases[_i].had)), 0);
	sdp_told_own(&told, "192.0.2.1");
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(compose(&told, (unsigned int)_i, &out), cases[_i].err);
	if (cases[_i].want) {
		ck_assert_msg(span_is(text_span(&out), cases[_i].want), "%" SPAN_FMT,
			      SPAN_ARG(text_span(&out)));
	} else {
		ck_assert_uint_eq(out.n, 0);
		ck_assert_uint_eq(told.origin.version, 8);	/* none was spent */
	}
	text_fini(&out);
	sdp_told_fini(&told);
}
END_TEST

static int
compose_once(void *ctx)
{
	struct sdp_told told = { .has_origin = false };
	struct text out;
	int err;

	(void)ctx;
	text_init(&out, MDESC_TEXT_MAX);
	err = sdp_told_keep(&told, span_of(cases[0].had));
	if (!err)
		err = compose(&told, 0, &out);
	text_fini(&out);
	sdp_told_fini(&told);
	return err;
}

START_TEST(want_of_memory_is_said)
{
	ck_assert_uint_ge(failmalloc_each(compose_once, NULL), 3);
}
END_TEST

Suite *
sdp_reoffer_suite(void)
{
	const TTest *const tests[] = { want_of_memory_is_said };
	Suite *suite = suite_of("sdp_reoffer", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, all_but_the_speech_stays, 0, ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
