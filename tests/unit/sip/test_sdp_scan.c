/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_scan.c - lines and sections
 */
#include "sip/sdp_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

START_TEST(sections_together_are_the_text)
{
	for (unsigned int i = 0; i < sdp_n_samples; i++) {
		struct span text = span_of(sdp_samples[i].text);
		struct sdp_scan scan;

		ck_assert_int_eq(sdp_scan(text, &scan), 0);

		const char *at = scan.session.p + scan.session.n;

		ck_assert_ptr_eq(scan.session.p, text.p);
		for (unsigned int m = 0; m < scan.n_media; m++) {
			ck_assert_ptr_eq(scan.media[m].p, at);
			ck_assert_int_eq(scan.media[m].p[0], 'm');
			at += scan.media[m].n;
		}
		ck_assert_ptr_eq(at, text.p + text.n);
	}
}
END_TEST

START_TEST(lines_together_are_the_text_whatever_their_ends)
{
	struct span rest = span_lit("v=0\r\ns=\n\r\njunk\nx=\ra\na=last\r");
	static const struct {
		char type;
		const char *value, *whole;
	} want[] = {
		{ 'v', "0", "v=0\r\n" }, { 's', "", "s=\n" },      { 0, "", "\r\n" },
		{ 0, "junk", "junk\n" }, { 'x', "\ra", "x=\ra\n" }, { 'a', "last\r", "a=last\r" },
	};
	struct sdp_line line;

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		ck_assert(sdp_next_line(&rest, &line));
		ck_assert_int_eq(line.type, want[i].type);
		ck_assert(span_is(line.value, want[i].value));
		ck_assert(span_is(line.whole, want[i].whole));
	}
	ck_assert(!sdp_next_line(&rest, &line));
}
END_TEST

START_TEST(what_is_no_sdp_is_refused)
{
	static const struct span bad[] = {
		SPAN_INIT(""),
		SPAN_INIT("\r\n"),
		SPAN_INIT("v=1\r\n"),
		SPAN_INIT("s=-\r\nv=0\r\n"),
		SPAN_INIT("v=0\r\ns=a\0b\r\n"),
		SPAN_INIT("v=0\0"),
		SPAN_INIT("m=audio 1 RTP/AVP 0\r\n"),
	};
	struct sdp_scan scan;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(sdp_scan(bad[i], &scan), -EINVAL);
	ck_assert_int_eq(sdp_scan((struct span){ NULL, 0 }, &scan), -EINVAL);
}
END_TEST

/* "v=0\r\n" and @n times @line. */
static char *
many(unsigned int n, const char *line)
{
	size_t each = strlen(line);
	char *text = malloc(6 + n * each);

	strcpy(text, "v=0\r\n");
	for (unsigned int i = 0; i < n; i++)
		strcpy(text + 5 + i * each, line);
	return text;
}

START_TEST(the_bounds_themselves_fit)
{
	static const struct {
		unsigned int n;
		const char *line;
		int err;
	} cases[] = {
		{ MDESC_TEXT_LINES_MAX - 1, "a=x\r\n", 0 },
		{ MDESC_TEXT_LINES_MAX, "a=x\r\n", -E2BIG },
		{ MDESC_TEXT_LINES_MAX - 1, "\n", 0 },
		{ MDESC_TEXT_LINES_MAX, "\n", -E2BIG },
		{ SDP_MEDIA_MAX, "m=audio 1 RTP/AVP 0\r\n", 0 },
		{ SDP_MEDIA_MAX + 1, "m=audio 1 RTP/AVP 0\r\n", -E2BIG },
		{ MDESC_TEXT_MAX - 5, "x", 0 },
		{ MDESC_TEXT_MAX - 4, "x", -E2BIG },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = many(cases[i].n, cases[i].line);
		struct sdp_scan scan;

		ck_assert_int_eq(sdp_scan(span_of(text), &scan), cases[i].err);
		free(text);
	}
}
END_TEST

START_TEST(attributes_have_exact_names_and_maybe_a_value)
{
	struct span text =
		span_lit("a=rtcp:5 IN\r\na=rtcp-mux\r\na=RTCP:5\r\nb=rtcp:5\r\na=rtcp\r\n");
	static const bool is_rtcp[] = { true, false, false, false, true };
	static const char *const values[] = { "5 IN", NULL, NULL, NULL, "" };
	struct sdp_line line;

	for (size_t i = 0; sdp_next_line(&text, &line); i++) {
		struct span value = span_lit("untouched");

		ck_assert_int_eq(sdp_line_is_attr(&line, "rtcp", &value), is_rtcp[i]);
		ck_assert(span_is(value, values[i] ? values[i] : "untouched"));
	}
}
END_TEST

START_TEST(media_fields_part_at_any_blanks)
{
	struct sdp_media media;

	ck_assert_int_eq(sdp_media_parse(span_lit("audio  5/2\tRTP/AVP 0  8 "), &media), 0);
	ck_assert(span_is(media.kind, "audio"));
	ck_assert(span_is(media.port, "5/2"));
	ck_assert(span_is(media.proto, "RTP/AVP"));
	ck_assert(span_is(media.formats, "0  8"));
	ck_assert_int_eq(sdp_media_parse(span_lit("audio 5 RTP/AVP "), &media), -EINVAL);
	ck_assert_int_eq(sdp_media_parse(span_lit(""), &media), -EINVAL);
}
END_TEST

START_TEST(refused_is_port_zero_however_written)
{
	static const struct {
		const char *value;
		bool is_refused;
	} cases[] = {
		{ "audio 0 RTP/AVP 0", true },	 { "audio 00 RTP/AVP 0", true },
		{ "audio 0/2 RTP/AVP 0", true }, { "audio 10 RTP/AVP 0", false },
		{ "audio x RTP/AVP 0", false },	 { "audio / RTP/AVP 0", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sdp_media media;

		ck_assert_int_eq(sdp_media_parse(span_of(cases[i].value), &media), 0);
		ck_assert_int_eq(sdp_media_is_refused(&media), cases[i].is_refused);
	}
}
END_TEST

START_TEST(conn_has_three_fields)
{
	struct sdp_conn conn;

	ck_assert_int_eq(sdp_conn_parse(span_lit(" IN IP4  192.0.2.1 "), &conn), 0);
	ck_assert(span_is(conn.address, "192.0.2.1"));
	ck_assert_int_eq(sdp_conn_parse(span_lit("IN IP4"), &conn), -EINVAL);
	ck_assert_int_eq(sdp_conn_parse(span_lit("IN IP4 a b"), &conn), -EINVAL);
}
END_TEST

START_TEST(the_line_end_is_the_first_ones)
{
	ck_assert_str_eq(sdp_line_end(span_lit("v=0\r\na\n")), "\r\n");
	ck_assert_str_eq(sdp_line_end(span_lit("v=0\na\r\n")), "\n");
	ck_assert_str_eq(sdp_line_end(span_lit("\n")), "\n");
	ck_assert_str_eq(sdp_line_end(span_lit("v=0")), "\r\n");
}
END_TEST

Suite *
sdp_scan_suite(void)
{
	const TTest *const tests[] = {
		sections_together_are_the_text,
		lines_together_are_the_text_whatever_their_ends,
		what_is_no_sdp_is_refused,
		the_bounds_themselves_fit,
		attributes_have_exact_names_and_maybe_a_value,
		media_fields_part_at_any_blanks,
		refused_is_port_zero_however_written,
		conn_has_three_fields,
		the_line_end_is_the_first_ones,
	};
	return suite_of("sdp_scan", tests, ARRAY_LEN(tests));
}
