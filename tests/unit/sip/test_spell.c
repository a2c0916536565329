/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_spell.c - a header of any length is printed whole and ends where it ends
 */
#include "sip/spell.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

enum { LONGEST = 600 };

START_TEST(of_every_length)
{
	for (unsigned int n = 1; n < LONGEST; n++) {
		su_home_t home[1] = { SU_HOME_INIT(home) };
		char value[LONGEST + 64], user[LONGEST + 1];

		memset(user, 'u', n);
		user[n] = '\0';
		snprintf(value, sizeof(value), "<sip:%s@x>;tag=t", user);

		/* What was freed must not look like an end. */
		void *before = su_alloc(home, LONGEST * 4);

		memset(before, 'Z', LONGEST * 4);
		su_free(home, before);

		const char *text = spell(home, sip_from_make(home, value));

		ck_assert_ptr_nonnull(text);
		ck_assert_str_eq(text, value);
		su_home_deinit(home);
	}
}
END_TEST

START_TEST(of_nothing)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };

	ck_assert_ptr_null(spell(home, NULL));
	su_home_deinit(home);
}
END_TEST

Suite *
spell_suite(void)
{
	Suite *suite = suite_create("spell");
	TCase *tcase = tcase_create("spell");

	tcase_add_test(tcase, of_every_length);
	tcase_add_test(tcase, of_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
