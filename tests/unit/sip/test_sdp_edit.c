/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_edit.c - our address in, the ways past us out, the rest to the octet
 */
#include "sip/sdp_edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sip/sdp_scan.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define HEAD "v=0\r\no=- 7 8 IN IP4 192.0.2.1\r\ns=-\r\n"
#define CONN "c=IN IP4 192.0.2.1\r\n"
#define OURS "c=IN IP4 203.0.113.5\r\n"
#define IP "203.0.113.5"

static void
edits_to(const char *text, const char *ip, unsigned int port, const char *want)
{
	struct mpatch patch = patch_of(text, ip, port);
	char *got = edited(text, &patch);

	ck_assert_str_eq(got, want);
	free(got);
}

START_TEST(an_empty_patch_changes_nothing)
{
	struct mpatch none = { .n_lines = 0 };

	for (unsigned int i = 0; i < sdp_n_samples; i++) {
		char *got = edited(sdp_samples[i].text, &none);

		ck_assert_str_eq(got, sdp_samples[i].text);
		free(got);
	}
}
END_TEST

START_TEST(a_patch_that_relays_nothing_changes_nothing)
{
	for (unsigned int i = 0; i < sdp_n_samples; i++) {
		struct mpatch patch = patch_of(sdp_samples[i].text, IP, 20000);

		for (unsigned int m = 0; m < patch.n_lines; m++)
			patch.line[m].is_relayed = false;

		char *got = edited(sdp_samples[i].text, &patch);

		ck_assert_str_eq(got, sdp_samples[i].text);
		free(got);
	}
}
END_TEST

/* May the editor touch this line at all? */
static bool
is_of_the_table(const struct sdp_line *line)
{
	static const char *const names[] = {
		"rtcp",	   "candidate",	  "remote-candidates", "end-of-candidates", "ice-ufrag",
		"ice-pwd", "ice-options", "ice-lite",	       "ice-mismatch",	    "group",
		"mid",	   "altc",
	};

	if (line->type == 'm' || line->type == 'c')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (sdp_line_is_attr(line, names[i], NULL))
			return true;
	}
	return false;
}

static bool
next_outside_the_table(struct span *rest, struct sdp_line *ret)
{
	while (sdp_next_line(rest, ret)) {
		if (!is_of_the_table(ret))
			return true;
	}
	return false;
}

/*
 * The same lines outside the table, in order and to the octet, in every sample and for both
 * families.
 */
START_TEST(every_line_outside_the_table_stays_to_the_octet)
{
	static const char *const ips[] = { IP, "2001:db8::5" };

	for (unsigned int i = 0; i < 2 * sdp_n_samples; i++) {
		const char *text = sdp_samples[i / 2].text;
		struct mpatch patch = patch_of(text, ips[i % 2], 20000);
		char *got = edited(text, &patch);
		struct span before = span_of(text), after = span_of(got);
		struct sdp_line a, b;

		while (next_outside_the_table(&before, &a)) {
			ck_assert(next_outside_the_table(&after, &b));
			ck_assert(span_eq(a.whole, b.whole));
		}
		ck_assert(!next_outside_the_table(&after, &b));
		free(got);
	}
}
END_TEST

/* What we wrote is what the next one reads: our address on every relayed line, except for hold. */
START_TEST(the_edited_text_maps_to_our_addresses)
{
	for (unsigned int i = 0; i < sdp_n_samples; i++) {
		struct mpatch patch = patch_of(sdp_samples[i].text, "2001:db8::5", 20000);
		char *got = edited(sdp_samples[i].text, &patch);
		struct mdesc *before = mapped(sdp_samples[i].text), *after = mapped(got);

		ck_assert_uint_eq(before->n_lines, after->n_lines);
		for (unsigned int m = 0; m < after->n_lines; m++) {
			const struct mline *line = &after->line[m];

			ck_assert_int_eq(line->is_relayed, patch.line[m].is_relayed);
			if (!line->is_relayed)
				continue;
			ck_assert_uint_eq(line->rtp.port, patch.line[m].rtp.port);
			if (addr_is_any(&before->line[m].rtp))
				ck_assert(addr_is_any(&line->rtp));
			else
				ck_assert(addr_eq(&line->rtp, &patch.line[m].rtp));
			if (!line->has_rtcp_mux)
				ck_assert_uint_eq(line->rtcp.port, patch.line[m].rtcp.port);
		}
		mdesc_free(before);
		mdesc_free(after);
		free(got);
	}
}
END_TEST

START_TEST(port_and_address_become_ours)
{
	edits_to(HEAD CONN "t=0 0\r\nm=audio 49170 RTP/AVP 0\r\na=rtcp:49171\r\na=x\r\n", IP, 20000,
		 HEAD OURS "t=0 0\r\nm=audio 20000 RTP/AVP 0\r\na=rtcp:20001\r\na=x\r\n");
	edits_to(HEAD "t=0 0\r\nm=audio 49170/1 RTP/AVP 0\r\n" CONN, IP, 20000,
		 HEAD "t=0 0\r\nm=audio 20000/1 RTP/AVP 0\r\n" OURS);
}
END_TEST

START_TEST(odd_blanks_and_line_ends_stay)
{
	edits_to("v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN  IP4\t192.0.2.1 \nm=audio   49170 RTP/AVP  0 "
		 "\na=x",
		 IP, 20000,
		 "v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN  IP4\t203.0.113.5 \nm=audio   20000 RTP/AVP  "
		 "0 \na=x");
}
END_TEST

START_TEST(the_family_follows_the_address)
{
	edits_to(HEAD CONN "m=audio 49170 RTP/AVP 0\r\na=rtcp:5 IN IP4 192.0.2.9\r\n",
		 "2001:db8::5", 20000,
		 HEAD "c=IN IP6 2001:db8::5\r\nm=audio 20000 RTP/AVP 0\r\na=rtcp:20001 IN IP6 "
		      "2001:db8::5\r\n");
	edits_to(HEAD "m=audio 49170 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n", IP, 20000,
		 HEAD "m=audio 20000 RTP/AVP 0\r\n" OURS);
}
END_TEST

START_TEST(hold_of_old_keeps_its_address)
{
	edits_to(HEAD "c=IN IP4 0.0.0.0\r\nm=audio 49170 RTP/AVP 0\r\n", IP, 20000,
		 HEAD "c=IN IP4 0.0.0.0\r\nm=audio 20000 RTP/AVP 0\r\n");
	edits_to(HEAD "m=audio 49170 RTP/AVP 0\r\nc=IN IP6 ::\r\na=rtcp:5 IN IP6 ::\r\n", IP, 20000,
		 HEAD "m=audio 20000 RTP/AVP 0\r\nc=IN IP6 ::\r\na=rtcp:20001 IN IP6 ::\r\n");
	edits_to(HEAD CONN
		 "m=audio 49170 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\nm=audio 49172 RTP/AVP 0\r\n",
		 IP, 20000,
		 HEAD OURS
		 "m=audio 20000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\nm=audio 20002 RTP/AVP 0\r\n");
}
END_TEST

START_TEST(port_zero_stays)
{
	edits_to(HEAD CONN "m=audio 49170 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\na=ice-ufrag:x\r\n",
		 IP, 20000,
		 HEAD OURS "m=audio 20000 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\na=ice-ufrag:x\r\n");

	/* also where the patch is mistaken */
	const char *refused = HEAD CONN "m=audio 0 RTP/AVP 0\r\na=candidate:1\r\n";
	struct mpatch patch = patch_of(HEAD CONN "m=audio 5 RTP/AVP 0\r\n", IP, 20000);
	char *got = edited(refused, &patch);

	ck_assert_str_eq(got, refused);
	free(got);
}
END_TEST

START_TEST(lines_that_are_not_rtp_pass_untouched)
{
	edits_to(HEAD "m=message 7654 TCP/MSRP *\r\n" CONN
		      "a=path:msrp://192.0.2.1:7654/x;tcp\r\na=mid:1\r\n"
		      "m=audio 5 RTP/AVP 0\r\n" CONN,
		 IP, 20000,
		 HEAD "m=message 7654 TCP/MSRP *\r\n" CONN
		      "a=path:msrp://192.0.2.1:7654/x;tcp\r\na=mid:1\r\n"
		      "m=audio 20002 RTP/AVP 0\r\n" OURS);
}
END_TEST

START_TEST(a_session_address_that_others_use_is_left_to_them)
{
	edits_to(HEAD CONN "t=0 0\r\nm=audio 5 RTP/AVP 0\r\ni=speech\r\nb=AS:41\r\nm=message 7654 "
			   "TCP/MSRP *\r\n",
		 IP, 20000,
		 HEAD CONN "t=0 0\r\nm=audio 20000 RTP/AVP 0\r\ni=speech\r\n" OURS "b=AS:41\r\n"
			   "m=message 7654 TCP/MSRP *\r\n");
}
END_TEST

START_TEST(lines_that_go_to_different_addresses_get_their_own)
{
	const char *text = HEAD CONN
		"m=audio 5 RTP/AVP 0\r\nm=video 7 RTP/AVP 31\r\na=y\r\nm=audio 9 RTP/AVP 0";
	struct mpatch patch = patch_of(text, IP, 20000);

	ck_assert_int_eq(addr_parse_ip(span_lit("2001:db8::5"), &patch.line[1].rtp), 0);
	patch.line[1].rtp.port = 20002;

	char *got = edited(text, &patch);

	ck_assert_str_eq(got, HEAD OURS "m=audio 20000 RTP/AVP 0\r\n"
					"m=video 20002 RTP/AVP 31\r\nc=IN IP6 "
					"2001:db8::5\r\na=y\r\nm=audio 20004 RTP/AVP 0");
	free(got);

	text = HEAD CONN "m=video 5 RTP/AVP 31\r\nm=message 7 TCP/MSRP *\r\nm=audio 9 RTP/AVP 0";
	patch = patch_of(text, IP, 20000);
	got = edited(text, &patch);
	ck_assert_str_eq(got,
			 HEAD CONN "m=video 20000 RTP/AVP 31\r\n" OURS "m=message 7 TCP/MSRP *\r\n"
				   "m=audio 20004 RTP/AVP 0\r\nc=IN IP4 203.0.113.5");
	free(got);
}
END_TEST

/* A phone may look there first. */
START_TEST(a_session_address_nobody_uses_is_ours_too)
{
	edits_to(HEAD CONN "m=audio 5 RTP/AVP 0\r\n" CONN, IP, 20000,
		 HEAD OURS "m=audio 20000 RTP/AVP 0\r\n" OURS);
}
END_TEST

START_TEST(rtcp_on_the_port_of_rtp_stays_there)
{
	edits_to(HEAD CONN "m=audio 5 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:5 IN IP4 192.0.2.1\r\n", IP,
		 20000,
		 HEAD OURS
		 "m=audio 20000 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:20000 IN IP4 203.0.113.5\r\n");
	edits_to(HEAD CONN "m=audio 5 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:6\r\n", IP, 20000,
		 HEAD OURS "m=audio 20000 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:20001\r\n");
	edits_to(HEAD CONN "m=audio 5 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:0\r\n", IP, 20000,
		 HEAD OURS "m=audio 20000 RTP/AVP 0\r\na=rtcp-mux\r\na=rtcp:0\r\n");
}
END_TEST

START_TEST(ice_and_altc_go)
{
	edits_to(HEAD CONN "a=ice-lite\r\na=ice-options:trickle\r\nm=audio 5 RTP/AVP 0\r\n"
			   "a=candidate:1 1 UDP 2130706431 10.0.1.1 8998 typ "
			   "host\r\na=ice-ufrag:8hhY\r\na=ICE-pwd:asd\r\n"
			   "a=remote-candidates:1 192.0.2.3 45664\r\na=end-of-candidates\r\n"
			   "a=altc:1 IP6 2001:db8::1 "
			   "45678\r\na=icecream\r\na=candidates\r\na=x-ice-ufrag:1\r\n",
		 IP, 20000,
		 HEAD OURS
		 "m=audio 20000 RTP/AVP 0\r\na=icecream\r\na=candidates\r\na=x-ice-ufrag:1\r\n");
}
END_TEST

START_TEST(bundle_goes_with_the_mids_only_it_needed)
{
	edits_to(HEAD CONN
		 "a=group:BUNDLE a b\r\na=group:LS a c\r\nm=audio 5 RTP/AVP 0\r\na=mid:a\r\n"
		 "m=video 7 RTP/AVP 31\r\na=mid:b\r\nm=video 9 RTP/AVP 31\r\na=mid:c\r\n",
		 IP, 20000,
		 HEAD OURS "a=group:LS a c\r\nm=audio 20000 RTP/AVP 0\r\na=mid:a\r\n"
			   "m=video 20002 RTP/AVP 31\r\nm=video 20004 RTP/AVP 31\r\na=mid:c\r\n");
}
END_TEST

START_TEST(keys_and_their_neighbours_are_kept_to_the_letter)
{
	const char *kept =
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "|2^20|1:4 \r\n"
		"a=crypto:2  broken\r\na=key-mgmt:mikey AQAF\r\na=fingerprint:SHA-1 aa:bb\r\n"
		"a=setup:actpass\r\na=3ge2ae:requested\r\na=tcap:1 RTP/SAVP\r\na=pcfg:1 t=1\r\n"
		"a=acfg:1 t=1\r\na=rtcp-mux\r\na=rtcp-fb:* nack\r\na=rtcp-xr:voip-metrics\r\n"
		"a=srtpctx:1 ssrc=1\r\na=\r\na\r\nk=clear:x\r\n";
	char text[2048], want[2048];

	snprintf(text, sizeof(text), "%sm=audio 5 RTP/SAVP 0\r\n%s", HEAD CONN, kept);
	snprintf(want, sizeof(want), "%sm=audio 20000 RTP/SAVP 0\r\n%s", HEAD OURS, kept);
	edits_to(text, IP, 20000, want);
}
END_TEST

START_TEST(what_does_not_fit_together_is_refused)
{
	struct mpatch patch = patch_of(HEAD CONN "m=audio 5 RTP/AVP 0\r\n", IP, 20000);
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ HEAD CONN, -EINVAL },				/* no line for the patch */
		{ HEAD "m=audio 5 RTP/AVP 0\r\n", -EINVAL },	/* no c= */
		{ HEAD CONN "m=audio 5\r\n", -EINVAL },
		{ "nonsense", -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text out;

		text_init(&out, MDESC_TEXT_MAX);
		ck_assert_int_eq(sdp_edit(span_of(cases[i].text), &patch, &out), cases[i].err);
		text_fini(&out);
	}
}
END_TEST

START_TEST(a_full_buffer_is_told)
{
	struct mpatch none = { .n_lines = 0 };
	struct text out;

	text_init(&out, 10);
	ck_assert_int_eq(sdp_edit(span_of(sdp_samples[0].text), &none, &out), -ENOMEM);
	text_fini(&out);
}
END_TEST

static int
edit_once(void *ctx)
{
	const struct mpatch *patch = ctx;
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);

	int err = sdp_edit(span_of(sdp_samples[0].text), patch, &out);

	text_fini(&out);
	return err;
}

START_TEST(short_memory_is_told)
{
	struct mpatch patch = patch_of(sdp_samples[0].text, IP, 20000);

	ck_assert_uint_ge(failmalloc_each(edit_once, &patch), 1);
}
END_TEST

Suite *
sdp_edit_suite(void)
{
	const TTest *const tests[] = {
		an_empty_patch_changes_nothing,
		a_patch_that_relays_nothing_changes_nothing,
		every_line_outside_the_table_stays_to_the_octet,
		the_edited_text_maps_to_our_addresses,
		port_and_address_become_ours,
		odd_blanks_and_line_ends_stay,
		the_family_follows_the_address,
		hold_of_old_keeps_its_address,
		port_zero_stays,
		lines_that_are_not_rtp_pass_untouched,
		a_session_address_that_others_use_is_left_to_them,
		lines_that_go_to_different_addresses_get_their_own,
		a_session_address_nobody_uses_is_ours_too,
		rtcp_on_the_port_of_rtp_stays_there,
		ice_and_altc_go,
		bundle_goes_with_the_mids_only_it_needed,
		keys_and_their_neighbours_are_kept_to_the_letter,
		what_does_not_fit_together_is_refused,
		a_full_buffer_is_told,
		short_memory_is_told,
	};
	return suite_of("sdp_edit", tests, ARRAY_LEN(tests));
}
