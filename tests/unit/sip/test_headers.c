/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_headers.c - what a B2BUA passes on
 */
#include "sip/headers.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static const struct headers_how plain;

/* What becomes of @lines, one after the other. */
static const char *
passed(const char *lines, const struct headers_how *how)
{
	static char result[2048];
	struct span rest = span_of(lines), line;
	struct text out;

	text_init(&out, sizeof(result) - 1);
	while (span_cut(&rest, '\n', &line))
		headers_put(&out, span_new(line.p, line.n + 1), how);
	snprintf(result, sizeof(result), "%s", out.p ? out.p : "");
	text_fini(&out);
	return result;
}

START_TEST(unknown_headers_pass_letter_for_letter_and_in_order)
{
	const char *lines = "X-One:  two   words\r\nP-Asserted-Identity: <tel:+1>\r\nFeature-Caps: *;+g.x=\"1\"\r\n"
			    "x-one: again\r\n";

	ck_assert_str_eq(passed(lines, &plain), lines);
}
END_TEST

START_TEST(what_belongs_to_one_leg_stays_there)
{
	const char *lines = "Via: SIP/2.0/UDP x\r\nv: SIP/2.0/UDP y\r\nFROM: <sip:a@b>\r\nt: <sip:c@d>\r\ni: 1\r\n"
			    "Call-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nl: 0\r\nRecord-Route: <sip:r;lr>\r\n"
			    "Route: <sip:r;lr>\r\nRAck: 1 1 INVITE\r\nRSeq: 1\r\nTimestamp: 1\r\nm: <sip:x>\r\n"
			    "Security-Verify: x\r\nn: <https://x>\r\n";

	ck_assert_str_eq(passed(lines, &plain), "");
}
END_TEST

START_TEST(option_tags_that_do_not_work_through_us_are_left_out)
{
	ck_assert_str_eq(passed("Supported: 100rel, gruu, TIMER ,ice\r\n", &plain), "Supported: 100rel, TIMER\r\n");
	ck_assert_str_eq(passed("k: path\r\n", &plain), "");
	ck_assert_str_eq(passed("Require: precondition\r\n", &plain), "Require: precondition\r\n");
}
END_TEST

START_TEST(reliability_is_a_matter_of_each_leg)
{
	const struct headers_how how = { .drops_100rel = true };

	ck_assert_str_eq(passed("Require: 100rel\r\n", &how), "");
	ck_assert_str_eq(passed("Require: 100rel, precondition\r\n", &how), "Require: precondition\r\n");
	ck_assert_str_eq(passed("Supported: 100rel\r\n", &how), "Supported: 100rel\r\n");
}
END_TEST

START_TEST(headers_of_the_body_go_with_the_body)
{
	const struct headers_how how = { .has_body = true };
	const char *lines = "c: application/sdp\r\nContent-Disposition: session\r\n";

	ck_assert_str_eq(passed(lines, &plain), "");
	ck_assert_str_eq(passed(lines, &how), lines);
}
END_TEST

START_TEST(contact_passes_where_it_is_no_dialogs)
{
	const struct headers_how how = { .keeps_contact = true };

	ck_assert_str_eq(passed("Contact: <sip:elsewhere>\r\n", &how), "Contact: <sip:elsewhere>\r\n");
}
END_TEST

/* RFC 3325 section 7. */
START_TEST(an_asserted_identity_stays_within_the_trust_domain_where_asked)
{
	const struct headers_how how = { .drops_identity = true };

	ck_assert_str_eq(passed("p-asserted-identity: <tel:+1>\r\nPrivacy: id\r\nP-X: 1\r\n", &how),
			 "Privacy: id\r\nP-X: 1\r\n");
}
END_TEST

static bool
rename_ours(void *ctx, struct span value, struct text *out)
{
	(void)ctx;
	if (!span_starts(value, "ours"))
		return false;
	text_puts(out, "theirs;to-tag=1;from-tag=2");
	return true;
}

START_TEST(a_dialog_of_ours_is_renamed_another_passes)
{
	const struct headers_how how = { .rename = rename_ours };

	ck_assert_str_eq(passed("Replaces: ours;to-tag=a;from-tag=b\r\n", &how),
			 "Replaces: theirs;to-tag=1;from-tag=2\r\n");
	ck_assert_str_eq(passed("Replaces: other;to-tag=a;from-tag=b\r\n", &how),
			 "Replaces: other;to-tag=a;from-tag=b\r\n");
}
END_TEST

START_TEST(folded_lines_stay_folded_and_junk_is_dropped)
{
	struct text out;

	text_init(&out, 256);
	headers_put(&out, span_lit("Subject: a\r\n  b\r\n"), &plain);
	headers_put(&out, span_lit("no colon here\r\n"), &plain);
	headers_put(&out, span_lit(": no name\r\n"), &plain);
	ck_assert(span_is(text_span(&out), "Subject: a\r\n  b\r\n"));
	text_fini(&out);
}
END_TEST

START_TEST(line_ends_are_made_plain)
{
	struct text out;

	text_init(&out, 256);
	headers_put(&out, span_lit("X-A: 1\n"), &plain);
	headers_put(&out, span_lit("X-B: 2\r"), &plain);
	headers_put(&out, span_lit("X-C: 3\n 4\r\n"), &plain);
	ck_assert(span_is(text_span(&out), "X-A: 1\r\nX-B: 2\r\nX-C: 3\r\n 4\r\n"));
	text_fini(&out);
}
END_TEST

START_TEST(tags_are_taken_off_whatever_stands_around)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{ "\"A; <B>\" <sip:a@b;tag=no>;tag=1;x=y", "\"A; <B>\" <sip:a@b;tag=no>;x=y" },
		{ "<sip:a@b>;TAG=1", "<sip:a@b>" },
		{ "sip:a@b;tag=1", "sip:a@b" },
		{ "<tel:+1>", "<tel:+1>" },
		{ "\"quo\\\"te\" <sip:a>;tag", "\"quo\\\"te\" <sip:a>" },
		{ "<sip:unclosed;tag=1", "<sip:unclosed;tag=1" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text out;

		text_init(&out, 256);
		headers_put_untagged(&out, span_of(cases[i].value));
		ck_assert_msg(span_is(text_span(&out), cases[i].want), "%s became %s", cases[i].value, out.p);
		text_fini(&out);
	}
}
END_TEST

START_TEST(unsupported_lists_only_what_we_cannot)
{
	struct text out;

	text_init(&out, 256);
	ck_assert_uint_eq(headers_unsupported(span_lit("100rel, foo,, bar "), &out), 2);
	ck_assert(span_is(text_span(&out), "foo, bar"));
	ck_assert_uint_eq(headers_unsupported(span_lit("timer"), &out), 0);
	text_fini(&out);
}
END_TEST

START_TEST(every_row_says_why)
{
	static const char *const names[] = { "Via", "Contact", "Supported", "Replaces", "Timestamp", "X-Unknown" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ck_assert_uint_gt(strlen(headers_row(span_of(names[i]))->because), 0);
}
END_TEST

Suite *
headers_suite(void)
{
	Suite *s = suite_create("headers");
	TCase *tc = tcase_create("headers");

	tcase_add_test(tc, unknown_headers_pass_letter_for_letter_and_in_order);
	tcase_add_test(tc, what_belongs_to_one_leg_stays_there);
	tcase_add_test(tc, option_tags_that_do_not_work_through_us_are_left_out);
	tcase_add_test(tc, reliability_is_a_matter_of_each_leg);
	tcase_add_test(tc, headers_of_the_body_go_with_the_body);
	tcase_add_test(tc, contact_passes_where_it_is_no_dialogs);
	tcase_add_test(tc, an_asserted_identity_stays_within_the_trust_domain_where_asked);
	tcase_add_test(tc, a_dialog_of_ours_is_renamed_another_passes);
	tcase_add_test(tc, folded_lines_stay_folded_and_junk_is_dropped);
	tcase_add_test(tc, line_ends_are_made_plain);
	tcase_add_test(tc, tags_are_taken_off_whatever_stands_around);
	tcase_add_test(tc, unsupported_lists_only_what_we_cannot);
	tcase_add_test(tc, every_row_says_why);
	suite_add_tcase(s, tc);
	return s;
}
