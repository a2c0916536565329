/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_facts.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis_codec.h"
#include "media/analysis_facts.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

START_TEST(every_fact_has_words_and_fills_its_places)
{
	for (unsigned int fact = 0; fact < FACTS; fact++)
		for (unsigned int model = 0; model < 256; model++) {
			char text[160];
			size_t n = finding_format(&(struct finding){ (uint8_t)fact, (uint8_t)model, 12, 34 },
						  text, sizeof(text));

			ck_assert_uint_gt(n, 3);
			ck_assert_uint_lt(n, 100);
			ck_assert_ptr_null(strchr(text, '%'));
		}
}
END_TEST

START_TEST(the_words_of_the_issue)
{
	char text[160];

	finding_format(&(struct finding){ FACT_HEADER_MISFITS, MODEL_AMR_WB_BE, 12, 12 }, text, sizeof(text));
	ck_assert_str_eq(text, "AMR-WB table of contents disagrees with length in 12 of 12 packets");
	finding_format(&(struct finding){ FACT_SRTCP_INDEX, 0, 14, 0 }, text, sizeof(text));
	ck_assert_str_eq(text, "SRTCP index rises by one, E bit set, 14 octets from the end");
	ck_assert_int_eq(fact_standing(FACT_SRTCP_INDEX), STANDING_PROOF);
	ck_assert_int_eq(fact_standing(FACT_LENGTHS), STANDING_HINT);
}
END_TEST

START_TEST(a_small_place_gets_the_beginning)
{
	const struct finding f = { FACT_DTLS, 0, 7, 0 };
	char text[8];

	ck_assert_uint_eq(finding_format(&f, text, 5), strlen("7 DTLS packets"));
	ck_assert_str_eq(text, "7 DT");
	ck_assert_uint_eq(finding_format(&f, NULL, 0), strlen("7 DTLS packets"));
}
END_TEST

Suite *
analysis_facts_suite(void)
{
	const TTest *const tests[] = {
		every_fact_has_words_and_fills_its_places,
		the_words_of_the_issue,
		a_small_place_gets_the_beginning,
	};
	return suite_of("analysis_facts", tests, ARRAY_LEN(tests));
}
