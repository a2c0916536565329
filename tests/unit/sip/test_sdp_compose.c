/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_compose.c - the last SDP again, and the answer to the MSC
 */
#include "sip/sdp_compose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define HEAD "v=0\r\no=- 7 8 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define HEAD9 "v=0\r\no=- 7 9 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define CRYPTO "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "\r\n"

static void
told_already(struct sdp_told *told, const char *text)
{
	*told = (struct sdp_told){ .has_origin = false };
	ck_assert_int_eq(sdp_told_keep(told, span_of(text)), 0);
	sdp_told_own(told, "198.51.100.1");
}

static void
again_is(const char *last, enum mdir dir, const char *want)
{
	struct sdp_told told;
	struct text out;

	told_already(&told, last);
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_again(&told, dir, &out), 0);
	ck_assert_str_eq(out.p, want);
	text_fini(&out);
	sdp_told_fini(&told);
}

START_TEST(the_same_direction_is_the_same_text)
{
	for (unsigned int i = 0; i < sdp_n_samples; i++) {
		struct mdesc *mdesc = mapped(sdp_samples[i].text);

		again_is(sdp_samples[i].text, mdesc->line[0].dir, sdp_samples[i].text);
		mdesc_free(mdesc);
	}
}
END_TEST

START_TEST(another_direction_changes_that_and_the_version)
{
	again_is(HEAD "m=audio 5 RTP/SAVP 0\r\n" CRYPTO "a=sendrecv\r\na=x\r\n", MDIR_SENDONLY,
		 HEAD9 "m=audio 5 RTP/SAVP 0\r\n" CRYPTO "a=sendonly\r\na=x\r\n");
	again_is(HEAD "m=audio 5 RTP/SAVP 0\r\n" CRYPTO, MDIR_INACTIVE,
		 HEAD9 "m=audio 5 RTP/SAVP 0\r\n" CRYPTO "a=inactive\r\n");
	again_is(HEAD "m=audio 5 RTP/SAVP 0\r\na=x", MDIR_RECVONLY,
		 HEAD9 "m=audio 5 RTP/SAVP 0\r\na=x\r\na=recvonly");
	again_is(HEAD "a=inactive\r\nm=audio 5 RTP/SAVP 0\r\n", MDIR_SENDRECV,
		 HEAD9 "a=inactive\r\nm=audio 5 RTP/SAVP 0\r\na=sendrecv\r\n");
}
END_TEST

START_TEST(refused_lines_and_strangers_keep_their_direction)
{
	again_is(HEAD "m=audio 5 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\na=sendrecv\r\nm=message 7 "
		      "TCP/MSRP *\r\n"
		      "m=video 9 RTP/AVP 31\r\na=sendrecv\r\n",
		 MDIR_SENDONLY,
		 HEAD9 "m=audio 5 RTP/AVP 0\r\na=sendonly\r\nm=video 0 RTP/AVP 31\r\na=sendrecv\r\n"
		       "m=message 7 TCP/MSRP *\r\nm=video 9 RTP/AVP 31\r\na=sendonly\r\n");
}
END_TEST

START_TEST(hold_and_resume_rise_twice)
{
	struct sdp_told told;
	struct text out;

	told_already(&told, HEAD "m=audio 5 RTP/SAVP 0\r\na=sendrecv\r\n");
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_again(&told, MDIR_SENDONLY, &out), 0);
	ck_assert_int_eq(sdp_told_keep(&told, text_span(&out)), 0);
	text_reset(&out);
	ck_assert_int_eq(sdp_compose_again(&told, MDIR_SENDRECV, &out), 0);
	ck_assert_ptr_nonnull(strstr(out.p, "o=- 7 10 IN IP4 192.0.2.1\r\n"));
	text_fini(&out);
	sdp_told_fini(&told);
}
END_TEST

START_TEST(who_was_told_nothing_hears_nothing_again)
{
	struct sdp_told told = { .has_origin = false };
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_again(&told, MDIR_SENDRECV, &out), -EINVAL);
	text_fini(&out);
	sdp_told_fini(&told);
}
END_TEST

/* ---- the answer to the MSC ---- */

#define MSC_OFFER                                                                                  \
	"v=0\r\no=msc 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n"      \
	"m=video 0 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 8 97 98\r\na=rtpmap:97 CLEARMODE/8000\r\n"  \
	"a=rtpmap:98 AMR/8000\r\nm=message 7 TCP/MSRP *\r\n"

static struct cs_answer
clearmode_answer(void)
{
	struct cs_answer answer = {
		.pick = { .bearer = BEARER_CLEARMODE,
			  .line = 1,
			  .ptime_ms = 20,
			  .format = { .pt = 97,
				      .name = "CLEARMODE",
				      .rate_hz = 8000,
				      .channels = 1 } },
		.ind = { .keying = KEYING_SDES,
			 .scope = SCOPE_E2E,
			 .suite = SUITE_AES_CM_128_HMAC_SHA1_80 },
		.dir = MDIR_SENDRECV,
	};

	ck_assert_int_eq(addr_parse(span_lit("203.0.113.5:20000"), &answer.local.rtp), 0);
	ck_assert_int_eq(addr_parse(span_lit("203.0.113.5:20001"), &answer.local.rtcp), 0);
	return answer;
}

/* From c= on: what stands before it is ours to choose. */
static void
cs_is(struct sdp_told *told, const struct cs_answer *answer, const char *offer, const char *want)
{
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_cs(told, answer, span_of(offer), &out), 0);
	ck_assert_str_eq(strstr(out.p, "c="), want);
	ck_assert_int_eq(sdp_told_keep(told, text_span(&out)), 0);
	text_fini(&out);
}

START_TEST(the_picked_line_is_answered_and_the_rest_refused)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();

	cs_is(&told, &answer, MSC_OFFER,
	      "c=IN IP4 203.0.113.5\r\nt=0 0\r\nm=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP "
	      "97\r\n"
	      "a=rtpmap:97 CLEARMODE/8000\r\na=ptime:20\r\na=sendrecv\r\n"
	      "a=secure-session:sdes e2e AES_CM_128_HMAC_SHA1_80\r\nm=message 0 TCP/MSRP *\r\n");
	sdp_told_fini(&told);
}
END_TEST

START_TEST(an_unprotected_session_shows_no_indication)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();

	answer.ind = (struct indication){ .keying = KEYING_NONE };
	answer.pick.rtcp_mux = true;
	answer.pick.ptime_ms = 0;
	answer.dir = MDIR_RECVONLY;
	cs_is(&told, &answer, MSC_OFFER,
	      "c=IN IP4 203.0.113.5\r\nt=0 0\r\nm=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP "
	      "97\r\n"
	      "a=rtpmap:97 CLEARMODE/8000\r\na=rtcp-mux\r\na=recvonly\r\nm=message 0 TCP/MSRP "
	      "*\r\n");
	sdp_told_fini(&told);
}
END_TEST

START_TEST(speech_is_answered_with_its_formats)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();

	answer.ind = (struct indication){ .keying = KEYING_NONE };
	answer.pick.bearer = BEARER_SPEECH;
	answer.pick.format = (struct mformat){
		.pt = 98, .name = "AMR", .rate_hz = 8000, .channels = 1, .fmtp = "octet-align=1"
	};
	answer.pick.n_pts = 2;
	answer.pick.extra[0] = (struct mformat){
		.pt = 100, .name = "telephone-event", .rate_hz = 8000, .channels = 1, .fmtp = "0-15"
	};
	answer.local.rtcp.port = 30000;
	cs_is(&told, &answer, MSC_OFFER,
	      "c=IN IP4 203.0.113.5\r\nt=0 0\r\nm=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP 98 "
	      "100\r\n"
	      "a=rtpmap:98 AMR/8000\r\na=fmtp:98 octet-align=1\r\na=rtpmap:100 "
	      "telephone-event/8000\r\n"
	      "a=fmtp:100 0-15\r\na=ptime:20\r\na=rtcp:30000\r\na=sendrecv\r\nm=message 0 TCP/MSRP "
	      "*\r\n");
	sdp_told_fini(&told);
}
END_TEST

static char *
origin_of(struct sdp_told *told)
{
	struct span last = sdp_told_last(told);
	size_t at = span_find(last, 'o');
	struct span line = span_skip(last, at);

	return span_dup(span_new(line.p, span_find(line, '\r')));
}

START_TEST(the_mscs_version_rises_only_with_a_change)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();
	char *origins[3];

	for (unsigned int i = 0; i < 3; i++) {
		struct text out;

		answer.dir = i == 2 ? MDIR_RECVONLY : MDIR_SENDRECV;
		text_init(&out, MDESC_TEXT_MAX);
		ck_assert_int_eq(sdp_compose_cs(&told, &answer, span_of(MSC_OFFER), &out), 0);
		ck_assert_int_eq(sdp_told_keep(&told, text_span(&out)), 0);
		text_fini(&out);
		origins[i] = origin_of(&told);
	}
	ck_assert_str_eq(origins[0], origins[1]);
	ck_assert_str_ne(origins[1], origins[2]);
	ck_assert_ptr_nonnull(strstr(origins[0], " 1 IN IP4 203.0.113.5"));
	ck_assert_ptr_nonnull(strstr(origins[2], " 2 IN IP4 203.0.113.5"));
	for (unsigned int i = 0; i < 3; i++)
		free(origins[i]);
	sdp_told_fini(&told);
}
END_TEST

START_TEST(our_answer_maps_and_names_us)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();
	struct text out;

	ck_assert_int_eq(addr_parse(span_lit("[2001:db8::5]:20000"), &answer.local.rtp), 0);
	ck_assert_int_eq(addr_parse(span_lit("[2001:db8::5]:20001"), &answer.local.rtcp), 0);
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_cs(&told, &answer, span_of(MSC_OFFER), &out), 0);

	struct mdesc *mdesc = mapped(out.p);

	ck_assert_uint_eq(mdesc->n_lines, 3);
	ck_assert(addr_eq(&mdesc->line[1].rtp, &answer.local.rtp));
	ck_assert(addr_eq(&mdesc->line[1].rtcp, &answer.local.rtcp));
	mdesc_free(mdesc);
	text_fini(&out);
	sdp_told_fini(&told);
}
END_TEST

START_TEST(a_line_that_is_not_offered_cannot_be_answered)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();
	struct text out;

	answer.pick.line = 3;
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_compose_cs(&told, &answer, span_of(MSC_OFFER), &out), -EINVAL);
	ck_assert_int_eq(sdp_compose_cs(&told, &answer, span_lit("no sdp"), &out), -EINVAL);
	text_fini(&out);
	sdp_told_fini(&told);
}
END_TEST

static int
compose_once(void *ctx UNUSED)
{
	struct sdp_told told = { .has_origin = false };
	struct cs_answer answer = clearmode_answer();
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);

	int err = sdp_compose_cs(&told, &answer, span_of(MSC_OFFER), &out);

	text_fini(&out);
	sdp_told_fini(&told);
	return err;
}

static int
again_once(void *ctx)
{
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);

	int err = sdp_compose_again(ctx, MDIR_INACTIVE, &out);

	text_fini(&out);
	return err;
}

START_TEST(short_memory_is_told)
{
	struct sdp_told told;

	ck_assert_uint_ge(failmalloc_each(compose_once, NULL), 2);
	told_already(&told, sdp_samples[0].text);
	ck_assert_uint_ge(failmalloc_each(again_once, &told), 2);
	sdp_told_fini(&told);
}
END_TEST

Suite *
sdp_compose_suite(void)
{
	const TTest *const tests[] = {
		the_same_direction_is_the_same_text,
		another_direction_changes_that_and_the_version,
		refused_lines_and_strangers_keep_their_direction,
		hold_and_resume_rise_twice,
		who_was_told_nothing_hears_nothing_again,
		the_picked_line_is_answered_and_the_rest_refused,
		an_unprotected_session_shows_no_indication,
		speech_is_answered_with_its_formats,
		the_mscs_version_rises_only_with_a_change,
		our_answer_maps_and_names_us,
		a_line_that_is_not_offered_cannot_be_answered,
		short_memory_is_told,
	};
	return suite_of("sdp_compose", tests, ARRAY_LEN(tests));
}
