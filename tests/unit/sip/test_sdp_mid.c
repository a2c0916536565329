/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_mid.c - who still needs an a=mid once BUNDLE is gone
 */
#include "sip/sdp_mid.h"

#include <stdio.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static bool
is_dropped(const char *session, const char *media)
{
	char text[1024];
	struct sdp_scan scan;
	struct sdp_line line = { .type = 0 };

	snprintf(text, sizeof(text), "v=0\r\n%sm=audio 5 RTP/AVP 0\r\na=mid:a\r\n%s", session,
		 media);
	ck_assert_int_eq(sdp_scan(span_of(text), &scan), 0);

	struct span rest = scan.media[0];

	while (!sdp_line_is_attr(&line, "mid", NULL))
		ck_assert(sdp_next_line(&rest, &line));
	return sdp_is_bundle_mid(&scan, scan.media[0], &line);
}

START_TEST(only_what_bundle_alone_needs_is_dropped)
{
	static const struct {
		const char *session, *media;
		bool is_dropped;
	} cases[] = {
		{ "a=group:BUNDLE a b\r\n", "", true },
		{ "a=group:bundle b a \r\n", "", true },
		{ "", "", false },
		{ "a=group:BUNDLE b\r\n", "", false },
		{ "a=group:BUNDLE aa\r\n", "", false },
		{ "a=group:LS a\r\n", "", false },
		{ "a=group:BUNDLE a\r\na=group:FID b a\r\n", "", false },
		{ "a=group:BUNDLE a\r\na=group:FID b c\r\n", "", true },
		{ "a=group:BUNDLE a\r\n", "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n",
		  false },
		{ "a=group:BUNDLE a\r\na=extmap:3/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid\r\n",
		  "", false },
		{ "a=group:BUNDLE a\r\n",
		  "a=extmap:3 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n", true },
		{ "a=group:BUNDLE a\r\n", "m=video 7 RTP/AVP 96\r\na=depend:96 lay a:0\r\n",
		  false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ck_assert_int_eq(is_dropped(cases[i].session, cases[i].media), cases[i].is_dropped);
}
END_TEST

START_TEST(bundle_is_told_from_other_groups)
{
	static const struct {
		const char *line;
		bool is_bundle;
	} cases[] = {
		{ "a=group:BUNDLE", true }, { "a=group: BUNDLE a", true },
		{ "a=group:LS a", false },  { "a=group", false },
		{ "a=bundle-only", false }, { "b=group:BUNDLE", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct span rest = span_of(cases[i].line);
		struct sdp_line line;

		ck_assert(sdp_next_line(&rest, &line));
		ck_assert_int_eq(sdp_is_bundle(&line), cases[i].is_bundle);
	}
}
END_TEST

Suite *
sdp_mid_suite(void)
{
	const TTest *const tests[] = {
		only_what_bundle_alone_needs_is_dropped, bundle_is_told_from_other_groups,
	};
	return suite_of("sdp_mid", tests, ARRAY_LEN(tests));
}
