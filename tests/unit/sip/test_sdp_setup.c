/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_setup.c - DTLS roles
 */
#include "sip/sdp_setup.h"

#include <stdio.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static struct sdp_scan
scanned(const char *text)
{
	struct sdp_scan scan;

	ck_assert_int_eq(sdp_scan(span_of(text), &scan), 0);
	return scan;
}

START_TEST(roles_are_read_from_line_or_session)
{
	struct sdp_scan scan =
		scanned("v=0\r\na=setup:actpass\r\nm=a 1 b c\r\nm=a 1 b c\r\na=setup: ACTIVE \r\n");

	ck_assert_int_eq(sdp_role_of(&scan, 0), SDP_ROLE_ACTPASS);
	ck_assert_int_eq(sdp_role_of(&scan, 1), SDP_ROLE_ACTIVE);
	ck_assert_int_eq(sdp_role_of(&scan, 2), SDP_ROLE_ACTPASS);
	scan = scanned("v=0\r\nm=a 1 b c\r\na=setup:holdconn\r\n");
	ck_assert_int_eq(sdp_role_of(&scan, 0), SDP_ROLE_NONE);
}
END_TEST

START_TEST(only_roles_an_answer_may_say_have_names)
{
	ck_assert_ptr_null(sdp_role_name(SDP_ROLE_NONE));
	ck_assert_ptr_null(sdp_role_name(SDP_ROLE_ACTPASS));
	ck_assert_str_eq(sdp_role_name(SDP_ROLE_ACTIVE), "active");
	ck_assert_str_eq(sdp_role_name(SDP_ROLE_PASSIVE), "passive");
}
END_TEST

START_TEST(without_any_word_the_role_is_not_known)
{
	struct sdp_scan none = scanned("v=0\r\nm=a 1 b c\r\n"),
			free = scanned("v=0\r\nm=a 1 b c\r\na=setup:actpass\r\n");

	ck_assert_int_eq(sdp_role_to_answer(&none, &none, (struct span){ 0 }, 0), SDP_ROLE_NONE);
	ck_assert_int_eq(sdp_role_to_answer(&free, &free, (struct span){ 0 }, 0), SDP_ROLE_ACTPASS);
	ck_assert_int_eq(sdp_role_to_answer(&free, &free, span_lit("v=0\r\nm=a 1 b c\r\n"), 0),
			 SDP_ROLE_NONE);
}
END_TEST

Suite *
sdp_setup_suite(void)
{
	const TTest *const tests[] = {
		roles_are_read_from_line_or_session, only_roles_an_answer_may_say_have_names,
		without_any_word_the_role_is_not_known,
	};
	return suite_of("sdp_setup", tests, ARRAY_LEN(tests));
}
