/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_number.c - what is a global number, and when two are one
 */
#include <errno.h>

#include "core/number.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static const struct {
	const char *text;
	int result;
	const char *digits;
} numbers[] = {
	{ "+358401111111", 0, "358401111111" },
	{ "+358-40-111.1111", 0, "358401111111" },
	{ "+(358)401111111", 0, "358401111111" },
	{ "+358401111111;cpc=ordinary", 0, "358401111111" },
	{ "+123456789012345", 0, "123456789012345" },
	{ "+1234567890123456", -EINVAL, NULL },	/* ITU-T E.164 clause 6 */
	{ "0401111111", -EINVAL, NULL },	/* national */
	{ "358401111111", -EINVAL, NULL },
	{ "+", -EINVAL, NULL },
	{ "+-", -EINVAL, NULL },
	{ "+;x=1", -EINVAL, NULL },
	{ "", -EINVAL, NULL },
	{ ";", -EINVAL, NULL },
	{ "++1", -EINVAL, NULL },
	{ "+1 2", -EINVAL, NULL },
	{ "+12a", -EINVAL, NULL },
	{ "+12*", -EINVAL, NULL },		/* no global number has it: RFC 3966 section 3 */
	{ "+12#", -EINVAL, NULL },
	{ " +12", -EINVAL, NULL },
};

START_TEST(only_global_numbers_are_numbers)
{
	struct number number = { "42" };

	ck_assert_int_eq(number_parse(span_of(numbers[_i].text), &number), numbers[_i].result);
	ck_assert_str_eq(number.digits, numbers[_i].digits ? numbers[_i].digits : "42");
}
END_TEST

START_TEST(nul_is_no_digit)
{
	struct number number;

	ck_assert_int_eq(number_parse(span_new("+1\0002", 4), &number), -EINVAL);
	ck_assert_int_eq(number_parse((struct span){ 0 }, &number), -EINVAL);
}
END_TEST

START_TEST(nobody_equals_nobody)
{
	const struct number nobody = { "" }, one = { "1" }, same = { "1" }, other = { "12" };

	ck_assert(!number_eq(&nobody, &nobody));
	ck_assert(!number_eq(&nobody, &one));
	ck_assert(!number_eq(&one, &nobody));
	ck_assert(!number_eq(&one, &other));
	ck_assert(number_eq(&one, &same));
	ck_assert(!number_is_set(&nobody));
	ck_assert(number_is_set(&one));
}
END_TEST

Suite *
number_suite(void)
{
	const TTest *const tests[] = { nul_is_no_digit, nobody_equals_nobody };
	Suite *suite = suite_of("number", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("texts");

	tcase_add_loop_test(tc, only_global_numbers_are_numbers, 0, ARRAY_LEN(numbers));
	suite_add_tcase(suite, tc);
	return suite;
}
