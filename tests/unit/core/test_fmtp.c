/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_fmtp.c - one parameter of an a=fmtp value
 */
#include "core/fmtp.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static const struct {
	const char *fmtp, *name, *value;
} values[] = {
	{ "octet-align=1", "octet-align", "1" },
	{ "mode-set=0,2; octet-align=1", "octet-align", "1" },
	{ " Octet-Align = 1 ;x", "octet-align", "1" },
	{ "octet-align=", "octet-align", "" },
	{ "octet-align", "octet-align", "" },
	{ "xoctet-align=1", "octet-align", "absent" },
	{ "0-15", "mode", "absent" },
	{ "a=b=c", "a", "b=c" },
	{ "a=1;a=2", "a", "1" },
	{ ";;", "a", "absent" },
	{ "", "a", "absent" },
};

START_TEST(a_parameter_is_found_or_absent)
{
	struct span value = fmtp_value(values[_i].fmtp, values[_i].name, "absent");

	ck_assert_msg(span_is(value, values[_i].value), "\"%.*s\"", SPAN_ARG(value));
}
END_TEST

START_TEST(a_number_is_one_or_absent)
{
	ck_assert_uint_eq(fmtp_number("a=12;b=x;c=", "a", 5), 12);
	ck_assert_uint_eq(fmtp_number("a=12;b=x;c=", "b", 5), 5);
	ck_assert_uint_eq(fmtp_number("a=12;b=x;c=", "c", 5), 5);
	ck_assert_uint_eq(fmtp_number("a=4294967296", "a", 5), 5);
	ck_assert_uint_eq(fmtp_number("", "a", 5), 5);
}
END_TEST

START_TEST(the_highest_of_a_list_is_within_its_range)
{
	ck_assert_uint_eq(fmtp_highest("mode-set=0,2,4", "mode-set", 8), 4);
	ck_assert_uint_eq(fmtp_highest("mode-set= 7 ,2", "mode-set", 8), 7);
	ck_assert_uint_eq(fmtp_highest("mode-set=8,3", "mode-set", 8), 3);
	ck_assert_uint_eq(fmtp_highest("mode-set=8,x,,", "mode-set", 8), 7);
	ck_assert_uint_eq(fmtp_highest("", "mode-set", 9), 8);
}
END_TEST

Suite *
fmtp_suite(void)
{
	const TTest *const tests[] = {
		a_number_is_one_or_absent,
		the_highest_of_a_list_is_within_its_range,
	};
	Suite *suite = suite_of("fmtp", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("values");

	tcase_add_loop_test(tc, a_parameter_is_found_or_absent, 0, ARRAY_LEN(values));
	suite_add_tcase(suite, tc);
	return suite;
}
