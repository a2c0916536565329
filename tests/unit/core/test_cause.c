/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_cause.c - names of causes, bearers, parties, drops
 */
#include <ctype.h>
#include <string.h>

#include "core/bearer.h"
#include "core/cause.h"
#include "core/relay.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static void
check_name(const char *name)
{
	ck_assert_ptr_nonnull(name);
	ck_assert_str_ne(name, "");
	for (const char *c = name; *c; c++)
		ck_assert_msg(islower(*c) || isdigit(*c) || *c == '-', "%s", name);
}

START_TEST(every_cause_has_a_name_of_its_own)
{
	for (int a = 0; a < CAUSES; a++) {
		check_name(cause_name((enum cause)a));
		for (int b = 0; b < a; b++)
			ck_assert_str_ne(cause_name((enum cause)a), cause_name((enum cause)b));
	}
	ck_assert_str_eq(cause_name(CAUSES), "?");
	ck_assert_str_eq(cause_name((enum cause)-1), "?");
}
END_TEST

START_TEST(a_text_is_a_sentence_that_fits_a_quoted_string)
{
	for (int i = 0; i < CAUSES; i++) {
		const char *text = cause_text((enum cause)i);

		ck_assert_uint_gt(strlen(text), 5);
		ck_assert(isupper(text[0]));
		ck_assert_ptr_null(strpbrk(text, "\"\\\r\n."));
	}
	ck_assert_str_eq(cause_text(CAUSES), "?");
}
END_TEST

START_TEST(bearers_parties_and_drops_have_names)
{
	for (int i = 0; i < BEARERS; i++)
		check_name(bearer_name((enum bearer)i));
	for (int i = 0; i < PARTIES; i++)
		check_name(party_name((enum party)i));
	for (int i = 0; i < DROPS; i++)
		check_name(drop_name((enum drop)i));
	ck_assert_str_eq(bearer_name(BEARERS), "?");
	ck_assert_str_eq(party_name(PARTIES), "?");
	ck_assert_str_eq(drop_name(DROPS), "?");
}
END_TEST

Suite *
cause_suite(void)
{
	const TTest *const tests[] = {
		every_cause_has_a_name_of_its_own,
		a_text_is_a_sentence_that_fits_a_quoted_string,
		bearers_parties_and_drops_have_names,
	};

	return suite_of("cause", tests, ARRAY_LEN(tests));
}
