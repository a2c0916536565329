/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_cause.c - causes on the wire
 */
#include "sip/cause.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

/* contract.md, Who is who. */
START_TEST(refusals_are_those_of_the_contract)
{
	static const struct {
		enum cause cause;
		int status;
		bool retries;
	} cases[] = {
		{ CAUSE_NOT_TRUSTED, 403, false }, { CAUSE_NOT_MSC, 403, false },
		{ CAUSE_NO_SESSION, 404, false },  { CAUSE_STATE, 480, false },
		{ CAUSE_IN_PROGRESS, 480, true },  { CAUSE_NO_BEARER, 488, false },
		{ CAUSE_NO_CODEC, 488, false },	   { CAUSE_NEW_KEY, 488, false },
		{ CAUSE_NEW_SUITE, 488, false },   { CAUSE_NEW_ADDRESS, 488, false },
		{ CAUSE_NEW_CODEC, 488, false },   { CAUSE_LIMIT, 503, true },
		{ CAUSE_GLARE, 491, false },	   { CAUSE_CANCELLED, 487, false },
		{ CAUSE_DRAINING, 503, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_int_eq(cause_wire(cases[i].cause)->status, cases[i].status);
		ck_assert_int_eq(cause_wire(cases[i].cause)->retry_after_s > 0, cases[i].retries);
	}
}
END_TEST

START_TEST(every_cause_has_a_row)
{
	for (int c = CAUSE_NONE + 1; c < CAUSES; c++) {
		const struct cause_wire *wire = cause_wire((enum cause)c);

		ck_assert_int_ge(wire->status, 400);
		ck_assert_int_lt(wire->status, 600);
		ck_assert_ptr_nonnull(wire->phrase);
		ck_assert_int_eq(wire->protocol != NULL, wire->code != 0);
	}
	ck_assert_ptr_eq(cause_wire((enum cause)999), cause_wire(CAUSE_INTERNAL));
	ck_assert_ptr_eq(cause_wire((enum cause)-1), cause_wire(CAUSE_INTERNAL));
}
END_TEST

/* A refusal names its cause in a Warning, or is a plain RFC 3261 matter. */
START_TEST(refused_transfers_have_a_warning)
{
	static const enum cause refusals[] = {
		CAUSE_NOT_TRUSTED, CAUSE_NOT_MSC,  CAUSE_NO_IDENTITY, CAUSE_IDENTITY_CONFLICT,
		CAUSE_NO_SESSION,  CAUSE_STATE,	   CAUSE_IN_PROGRESS, CAUSE_NO_MEDIA,
		CAUSE_NO_BEARER,   CAUSE_NO_CODEC, CAUSE_BAD_SDP,
	};
	char value[CAUSE_HEADER_MAX];

	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		size_t n = cause_warning(refusals[i], "atcf1.example", value, sizeof(value));

		ck_assert_uint_eq(n, strlen(value));
		ck_assert_int_eq(strncmp(value, "399 atcf1.example \"", 19), 0);
		ck_assert_int_eq(value[n - 1], '"');
	}
	ck_assert_uint_eq(cause_warning(CAUSE_GLARE, "x", value, sizeof(value)), 0);
	ck_assert_str_eq(value, "");
}
END_TEST

/* A node like us would wait for a transfer: contract.md, Three BYEs that hang up nothing. */
START_TEST(no_bye_of_ours_says_sip_503)
{
	for (int c = 0; c < CAUSES; c++) {
		const struct cause_wire *wire = cause_wire((enum cause)c);

		ck_assert(!wire->protocol || strcmp(wire->protocol, "SIP") != 0 ||
			  wire->code != 503);
	}
}
END_TEST

START_TEST(reasons_are_well_formed_and_cut_at_the_room)
{
	char value[CAUSE_HEADER_MAX], small[8];
	size_t n = cause_reason(CAUSE_NORMAL, value, sizeof(value));

	ck_assert_uint_eq(n, strlen(value));
	ck_assert_int_eq(strncmp(value, "Q.850;cause=16;text=\"", 21), 0);
	ck_assert_uint_eq(cause_reason(CAUSE_NONE, value, sizeof(value)), 0);
	ck_assert_uint_eq(cause_reason(CAUSE_NORMAL, small, sizeof(small)), 7);
	ck_assert_str_eq(small, "Q.850;c");
}
END_TEST

Suite *
cause_wire_suite(void)
{
	const TTest *const tests[] = {
		refusals_are_those_of_the_contract,
		every_cause_has_a_row,
		refused_transfers_have_a_warning,
		no_bye_of_ours_says_sip_503,
		reasons_are_well_formed_and_cut_at_the_room,
	};
	return suite_of("cause_wire", tests, ARRAY_LEN(tests));
}
