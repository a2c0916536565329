/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_dir.c - reading and writing a direction
 */
#include "sip/sdp_dir.h"

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

START_TEST(the_last_one_said_holds)
{
	ck_assert_int_eq(sdp_dir_of(span_lit("m=x\r\na=sendonly\r\na=inactive\r\n"), MDIR_SENDRECV),
			 MDIR_INACTIVE);
	ck_assert_int_eq(sdp_dir_of(span_lit("m=x\r\na=sendonlyx\r\n"), MDIR_RECVONLY),
			 MDIR_RECVONLY);
}
END_TEST

/* @section with direction @want, written as the composers do. */
static void
becomes(const char *section, enum mdir want, enum mdir inherited, const char *result)
{
	struct sdp_dir dir = { .want = want, .inherited = inherited };
	struct span rest = span_of(section);
	struct sdp_line line;
	struct text out;

	text_init(&out, 256);
	while (sdp_next_line(&rest, &line)) {
		if (!sdp_dir_put(&dir, &line, &out))
			text_put_span(&out, line.whole);
	}
	sdp_dir_finish(&dir, span_of(section), "\r\n", &out);
	ck_assert_str_eq(out.p, result);
	text_fini(&out);
}

START_TEST(a_line_is_replaced_appended_or_left)
{
	becomes("m=x\r\na=sendonly\r\n", MDIR_RECVONLY, MDIR_SENDRECV, "m=x\r\na=recvonly\r\n");
	becomes("m=x\na=sendonly", MDIR_RECVONLY, MDIR_SENDRECV, "m=x\na=recvonly");
	becomes("m=x\r\na=sendonly:odd \r\n", MDIR_SENDONLY, MDIR_SENDRECV,
		"m=x\r\na=sendonly:odd \r\n");
	becomes("m=x\r\n", MDIR_RECVONLY, MDIR_SENDRECV, "m=x\r\na=recvonly\r\n");
	becomes("m=x", MDIR_RECVONLY, MDIR_SENDRECV, "m=x\r\na=recvonly");
	becomes("m=x\r\n", MDIR_RECVONLY, MDIR_RECVONLY, "m=x\r\n");
	becomes("m=x\r\na=inactive\r\na=sendrecv\r\n", MDIR_SENDONLY, MDIR_SENDRECV,
		"m=x\r\na=sendonly\r\na=sendonly\r\n");
}
END_TEST

Suite *
sdp_dir_suite(void)
{
	const TTest *const tests[] = { the_last_one_said_holds,
				       a_line_is_replaced_appended_or_left };
	return suite_of("sdp_dir", tests, ARRAY_LEN(tests));
}
