/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_reason.c - causes out of Reason headers
 */
#include "sip/reason.h"

#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

START_TEST(causes_are_found_whatever_stands_around)
{
	static const struct {
		const char *value;
		unsigned int sip, q850;
	} cases[] = {
		{ "SIP ;cause=487 ;text=\"Handover cancelled\"", 487, 0 },
		{ "SIP;text=\"Failure to transition to CS domain\";cause=487", 487, 0 },
		{ "sip ; CAUSE = 503", 503, 0 },
		{ "Q.850;cause=16;text=\"Terminated\"", 0, 16 },
		{ "q.850;cause=16,SIP;cause=487", 487, 16 },
		{ "SIP;cause=200;text=\"a, Q.850;cause=99, \\\"b\", Q.850;cause=16", 200, 16 },
		{ "Preemption;cause=1, SIP;cause=503;x=y", 503, 0 },
		{ "SIP;cause=503, SIP;cause=487", 503, 0 },
		{ "SIP;x=\"cause=1\";cause=2", 2, 0 },
		{ "SIP", 0, 0 },
		{ "", 0, 0 },
		{ ",,;;", 0, 0 },
		{ "SIP;cause=", 0, 0 },
		{ "SIP;cause=x", 0, 0 },
		{ "SIP;cause=1000", 0, 0 },
		{ "SIP;cause=-1", 0, 0 },
		{ "SIP;cause=\"503\"", 0, 0 },
		{ "SIPS;cause=503", 0, 0 },
		{ "SIP;causes=503", 0, 0 },
		{ "text=\"SIP;cause=503", 0, 0 },
		{ "SIP;cause=x;cause=503", 503, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reasons reasons = { .sip_cause = 0 };

		reason_parse(span_of(cases[i].value), &reasons);
		ck_assert_msg(reasons.sip_cause == cases[i].sip &&
				      reasons.q850_cause == cases[i].q850,
			      "%s", cases[i].value);
	}
}
END_TEST

START_TEST(headers_add_up_and_the_first_counts)
{
	struct reasons reasons = { .sip_cause = 0 };

	reason_parse(span_lit("Q.850;cause=16"), &reasons);
	reason_parse(span_lit("SIP;cause=487"), &reasons);
	reason_parse(span_lit("Q.850;cause=31"), &reasons);
	ck_assert_uint_eq(reasons.sip_cause, 487);
	ck_assert_uint_eq(reasons.q850_cause, 16);
}
END_TEST

START_TEST(too_long_is_as_if_absent)
{
	char value[REASON_TEXT_MAX + 2];
	struct reasons reasons = { .sip_cause = 0 };

	memset(value, ' ', sizeof(value));
	memcpy(value, "SIP;cause=487", 13);
	reason_parse(span_new(value, REASON_TEXT_MAX + 1), &reasons);
	ck_assert_uint_eq(reasons.sip_cause, 0);
	reason_parse(span_new(value, REASON_TEXT_MAX), &reasons);
	ck_assert_uint_eq(reasons.sip_cause, 487);
}
END_TEST

Suite *
reason_suite(void)
{
	const TTest *const tests[] = {
		causes_are_found_whatever_stands_around, headers_add_up_and_the_first_counts,
		too_long_is_as_if_absent,
	};
	return suite_of("reason", tests, ARRAY_LEN(tests));
}
