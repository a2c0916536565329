/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_quoted.c - separators that are none
 */
#include "sip/quoted.h"

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

START_TEST(quotes_and_brackets_hide_separators)
{
	struct span rest = span_lit("\"a, \\\" b\" <sip:x,y>, c,,\"open, d");
	static const char *const want[] = { "\"a, \\\" b\" <sip:x,y>", " c", "", "\"open, d" };
	struct span head;

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		ck_assert(quoted_cut(&rest, ',', &head));
		ck_assert(span_is(head, want[i]));
	}
	ck_assert(!quoted_cut(&rest, ',', &head));
}
END_TEST

START_TEST(unclosed_ones_reach_to_the_end)
{
	static const char *const whole[] = { "<a,b", "\"a,b", "\"a,b\\", "\"a,b\\\"", "a\"," };

	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		struct span rest = span_of(whole[i]), head;

		ck_assert(quoted_cut(&rest, ',', &head));
		ck_assert(span_is(head, whole[i]));
		ck_assert_uint_eq(rest.n, 0);
	}
}
END_TEST

START_TEST(find_looks_outside_quotes)
{
	ck_assert_uint_eq(quoted_find(span_lit("\"<\"<"), '<'), 3);
	ck_assert_uint_eq(quoted_find(span_lit("\"<"), '<'), 2);
	ck_assert_uint_eq(quoted_find(span_lit(""), '<'), 0);
}
END_TEST

Suite *
quoted_suite(void)
{
	const TTest *const tests[] = {
		quotes_and_brackets_hide_separators,
		unclosed_ones_reach_to_the_end,
		find_looks_outside_quotes,
	};
	return suite_of("quoted", tests, ARRAY_LEN(tests));
}
