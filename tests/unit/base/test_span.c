/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_span.c - comparing, cutting and reading spans
 */
#include <errno.h>
#include <stdlib.h>

#include "base/span.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

START_TEST(equality_counts_octets_not_strings)
{
	ck_assert(span_eq(span_new("a\0b", 3), span_new("a\0b", 3)));
	ck_assert(!span_eq(span_new("a\0b", 3), span_new("a\0c", 3)));
	ck_assert(!span_is(span_new("a\0b", 3), "a"));
	ck_assert(span_eq((struct span){ 0 }, span_lit("")));
	ck_assert(span_is((struct span){ 0 }, ""));
	ck_assert(span_eq(span_of(NULL), span_of("")));
}
END_TEST

START_TEST(case_folds_ascii_letters_only)
{
	ck_assert(span_case_is(span_lit("RTP/SAVP"), "rtp/savp"));
	ck_assert(!span_case_is(span_lit("["), "{"));
	ck_assert(!span_case_is(span_lit("@"), "`"));
	ck_assert(!span_case_is(span_lit("\xc4"), "\xe4"));
}
END_TEST

START_TEST(starts_with_a_prefix_not_longer_than_itself)
{
	ck_assert(span_starts(span_lit("a=crypto:1"), "a=crypto:"));
	ck_assert(!span_starts(span_lit("a=cry"), "a=crypto:"));
	ck_assert(span_starts((struct span){ 0 }, ""));
	ck_assert(span_case_starts(span_lit("SIP:x"), "sip:"));
	ck_assert(!span_case_starts(span_lit("SI"), "sip:"));
}
END_TEST

START_TEST(trim_takes_both_ends_and_nothing_between)
{
	ck_assert(span_is(span_trim(span_lit(" \t a b\r\n")), "a b"));
	ck_assert_uint_eq(span_trim(span_lit(" \r\n")).n, 0);
	ck_assert_uint_eq(span_trim((struct span){ 0 }).n, 0);
}
END_TEST

START_TEST(skip_stops_at_the_end)
{
	ck_assert(span_is(span_skip(span_lit("abc"), 2), "c"));
	ck_assert_uint_eq(span_skip(span_lit("abc"), 3).n, 0);
	ck_assert_uint_eq(span_skip(span_lit("abc"), 99).n, 0);
	ck_assert_uint_eq(span_skip((struct span){ 0 }, 1).n, 0);
}
END_TEST

START_TEST(cut_walks_a_list_with_empty_items)
{
	struct span rest = span_lit("a,,b,"), item;

	ck_assert(span_cut(&rest, ',', &item) && span_is(item, "a"));
	ck_assert(span_cut(&rest, ',', &item) && span_is(item, ""));
	ck_assert(span_cut(&rest, ',', &item) && span_is(item, "b"));
	ck_assert(!span_cut(&rest, ',', &item));
}
END_TEST

START_TEST(cut_without_separator_takes_all)
{
	struct span rest = span_lit("abc"), item;

	ck_assert(span_cut(&rest, ';', &item) && span_is(item, "abc"));
	ck_assert_uint_eq(rest.n, 0);
}
END_TEST

START_TEST(find_gives_the_first_or_the_length)
{
	ck_assert_uint_eq(span_find(span_lit("a:b:c"), ':'), 1);
	ck_assert_uint_eq(span_find(span_lit("abc"), ':'), 3);
	ck_assert_uint_eq(span_find((struct span){ 0 }, ':'), 0);
}
END_TEST

/* Decimal numbers: text, bound, result, value. */
static const struct {
	const char *text;
	uint64_t max;
	int result;
	uint64_t v;
} numbers[] = {
	{ "0", 0, 0, 0 },
	{ "65535", 65535, 0, 65535 },
	{ "65536", 65535, -ERANGE, 0 },
	{ "007", 9, 0, 7 },
	{ "9", 8, -ERANGE, 0 },
	{ "10", 9, -ERANGE, 0 },
	{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
	{ "99999999999999999999999999", UINT64_MAX, -ERANGE, 0 },
	{ "", 9, -EINVAL, 0 },
	{ "-1", 9, -EINVAL, 0 },
	{ "+1", 9, -EINVAL, 0 },
	{ " 1", 9, -EINVAL, 0 },
	{ "1 ", 9, -EINVAL, 0 },
	{ "0x1", 9, -EINVAL, 0 },
	{ "99999999999999999999999999x", 9, -EINVAL, 0 },
};

START_TEST(a_number_is_digits_within_its_bound)
{
	uint64_t v = 42;

	ck_assert_int_eq(span_u64(span_of(numbers[_i].text), numbers[_i].max, &v),
			 numbers[_i].result);
	ck_assert_uint_eq(v, numbers[_i].result == 0 ? numbers[_i].v : 42);
}
END_TEST

START_TEST(a_hex_number_has_up_to_sixteen_digits)
{
	uint64_t v = 42;

	ck_assert_int_eq(span_hex(span_lit("FFffffffFFFFffff"), &v), 0);
	ck_assert_uint_eq(v, UINT64_MAX);
	ck_assert_int_eq(span_hex(span_lit("1aG"), &v), -EINVAL);
	ck_assert_int_eq(span_hex(span_lit(""), &v), -EINVAL);
	ck_assert_int_eq(span_hex(span_lit("00000000000000001"), &v), -ERANGE);
	ck_assert_uint_eq(v, UINT64_MAX);
}
END_TEST

START_TEST(copy_never_cuts)
{
	char to[4] = "xyz";

	ck_assert_int_eq(span_copy(to, sizeof(to), span_lit("abcd")), -ENAMETOOLONG);
	ck_assert_str_eq(to, "xyz");
	ck_assert_int_eq(span_copy(to, sizeof(to), span_new("a\0b", 3)), -EINVAL);
	ck_assert_str_eq(to, "xyz");
	ck_assert_int_eq(span_copy(to, sizeof(to), span_lit("abc")), 0);
	ck_assert_str_eq(to, "abc");
	ck_assert_int_eq(span_copy(to, sizeof(to), (struct span){ 0 }), 0);
	ck_assert_str_eq(to, "");
	ck_assert_int_eq(span_copy(to, 0, (struct span){ 0 }), -ENAMETOOLONG);
}
END_TEST

static int
dup_once(void *ctx UNUSED)
{
	char *copy = span_dup(span_lit("abc"));

	if (!copy)
		return -ENOMEM;
	ck_assert_str_eq(copy, "abc");
	free(copy);
	return 0;
}

START_TEST(dup_is_a_string_or_null)
{
	ck_assert_uint_eq(failmalloc_each(dup_once, NULL), 1);
}
END_TEST

Suite *
span_suite(void)
{
	const TTest *const tests[] = {
		equality_counts_octets_not_strings,
		case_folds_ascii_letters_only,
		starts_with_a_prefix_not_longer_than_itself,
		trim_takes_both_ends_and_nothing_between,
		skip_stops_at_the_end,
		cut_walks_a_list_with_empty_items,
		cut_without_separator_takes_all,
		find_gives_the_first_or_the_length,
		a_hex_number_has_up_to_sixteen_digits,
		copy_never_cuts,
		dup_is_a_string_or_null,
	};
	Suite *suite = suite_of("span", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("numbers");

	tcase_add_loop_test(tc, a_number_is_digits_within_its_bound, 0, ARRAY_LEN(numbers));
	suite_add_tcase(suite, tc);
	return suite;
}
