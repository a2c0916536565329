/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_multipart.c - an SDP among other parts
 */
#include "sip/multipart.h"

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

#define SDP_PART "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=x\r\n\r\n"
#define TEXT_PART "--b\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello\r\n"

START_TEST(the_sdp_part_is_found_wherever_it_stands)
{
	static const char *const bodies[] = {
		SDP_PART "--b--\r\n",
		SDP_PART TEXT_PART "--b--",
		"preamble\r\n" TEXT_PART SDP_PART TEXT_PART "--b-- \r\nepilogue",
		"--b\nc:APPLICATION/SDP;x=y\nContent-Transfer-Encoding: binary\n\nv=0\r\ns=x\r\n\n--b--",
	};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct span part = { 0 };

		ck_assert_msg(multipart_find(span_of(bodies[i]), span_lit("b"), &part) == MULTIPART_FOUND, "%zu", i);
		ck_assert_msg(span_is(part, "v=0\r\ns=x\r\n"), "%zu", i);
	}
}
END_TEST

START_TEST(no_sdp_is_nothing_to_do)
{
	struct span part;

	ck_assert_int_eq(multipart_find(span_lit(TEXT_PART TEXT_PART "--b--"), span_lit("b"), &part), MULTIPART_NONE);
}
END_TEST

START_TEST(what_we_cannot_edit_is_hidden)
{
	static const char *const bodies[] = {
		"", "garbage", "--b", SDP_PART, TEXT_PART SDP_PART "--c--",
		SDP_PART SDP_PART "--b--",
		"--b\r\nContent-Type: multipart/alternative;boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--",
		"--b\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n\r\n--b--",
		"--b\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\ndj0w\r\n--b--",
		"--b\r\nContent-Type: application/sdp\r\nno colon\r\n\r\nv=0\r\n\r\n--b--",
		"--b\r\nContent-Type: application/sdp\r\n\r\n--b--",
	};
	struct span part;

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
		ck_assert_msg(multipart_find(span_of(bodies[i]), span_lit("b"), &part) == MULTIPART_HIDDEN, "%s",
			      bodies[i]);
	ck_assert_int_eq(multipart_find(span_lit(SDP_PART "--b--"), span_lit(""), &part), MULTIPART_HIDDEN);
}
END_TEST

START_TEST(a_boundary_that_begins_alike_is_another)
{
	struct span part;

	ck_assert_int_eq(multipart_find(span_lit("--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--bb\r\n\r\n--b--"),
					span_lit("b"), &part), MULTIPART_FOUND);
	ck_assert(span_is(part, "v=0\r\n--bb\r\n"));
}
END_TEST

Suite *
multipart_suite(void)
{
	Suite *s = suite_create("multipart");
	TCase *tc = tcase_create("multipart");

	tcase_add_test(tc, the_sdp_part_is_found_wherever_it_stands);
	tcase_add_test(tc, no_sdp_is_nothing_to_do);
	tcase_add_test(tc, what_we_cannot_edit_is_hidden);
	tcase_add_test(tc, a_boundary_that_begins_alike_is_another);
	suite_add_tcase(s, tc);
	return s;
}
