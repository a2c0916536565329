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

Suite *
fmtp_suite(void)
{
	Suite *suite = suite_create("fmtp");
	TCase *tc = tcase_create("values");

	tcase_add_loop_test(tc, a_parameter_is_found_or_absent, 0, ARRAY_LEN(values));
	suite_add_tcase(suite, tc);
	return suite;
}
