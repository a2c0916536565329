/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_formats.c - payload types and their names
 */
#include "sip/sdp_formats.h"

#include <errno.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

START_TEST(static_types_have_names_and_twins_count_once)
{
	struct mformat formats[MDESC_FORMATS_MAX];
	struct mline line = { .formats = formats };

	ck_assert_int_eq(sdp_formats_parse(span_lit("0 10 96 0 34 127"), &line), 0);
	ck_assert_uint_eq(line.n_formats, 5);
	ck_assert_str_eq(formats[0].name, "PCMU");
	ck_assert_str_eq(formats[1].name, "L16");
	ck_assert_uint_eq(formats[1].channels, 2);
	ck_assert_str_eq(formats[2].name, "");
	ck_assert_str_eq(formats[3].name, "H263");
	ck_assert_uint_eq(formats[3].rate_hz, 90000);
	ck_assert_int_eq(sdp_formats_parse(span_lit("0 128"), &line), -EINVAL);
	ck_assert_int_eq(sdp_formats_parse(span_lit("PCMU"), &line), -EINVAL);
}
END_TEST

START_TEST(names_and_parameters_go_to_their_number)
{
	struct mformat formats[MDESC_FORMATS_MAX];
	struct mline line = { .formats = formats };

	ck_assert_int_eq(sdp_formats_parse(span_lit("97 0"), &line), 0);
	sdp_formats_name(&line, span_lit("97 opus/48000/2"));
	sdp_formats_describe(&line, span_lit("97  useinbandfec=1 "));
	sdp_formats_name(&line, span_lit("0 PCMU/8000"));
	sdp_formats_name(&line, span_lit("98 AMR/8000"));
	sdp_formats_name(&line, span_lit("97 AMR"));
	ck_assert_str_eq(formats[0].name, "opus");
	ck_assert_uint_eq(formats[0].rate_hz, 48000);
	ck_assert_uint_eq(formats[0].channels, 2);
	ck_assert_str_eq(formats[0].fmtp, "useinbandfec=1");
	ck_assert_str_eq(formats[1].name, "PCMU");
	ck_assert_uint_eq(formats[1].channels, 1);
}
END_TEST

Suite *
sdp_formats_suite(void)
{
	const TTest *const tests[] = {
		static_types_have_names_and_twins_count_once,
		names_and_parameters_go_to_their_number,
	};
	return suite_of("sdp_formats", tests, ARRAY_LEN(tests));
}
