/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_bye.c - which BYE hangs up what (contract.md, "Three BYEs that hang up
 * nothing")
 */
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

START_TEST(either_party_hangs_up_the_other)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_bye(&call, _i ? &call.b : &call.a, 0, 0);
	ck_assert(!rig_is_up(&rig, &call));
	ck_assert_int_eq(call.a.is_released, _i == 1);
	ck_assert_int_eq(call.b.is_released, _i == 0);
	ck_assert_int_eq(_i ? call.a.why : call.b.why, CAUSE_NORMAL);
	rig_fini(&rig);
}
END_TEST

START_TEST(cause_503_before_the_answer_waits_for_nothing)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	rig_bye(&call, &call.a, 503, 0);
	ck_assert(!rig_is_up(&rig, &call));
	rig_fini(&rig);
}
END_TEST

START_TEST(cause_503_of_somebody_without_number_waits_for_nothing)
{
	struct rig rig;
	struct leg a = { .name = "a" };
	const struct call_facts facts = { .leg = &a };
	const struct reasons lost = { 503, 0 };
	struct session *session;

	rig_init(&rig);
	ck_assert_int_eq(session_new(rig.core, &facts, &session), CAUSE_NONE);
	session_confirmed(session);
	session_bye(session, &a, &lost);
	ck_assert_uint_eq(core_sessions(rig.core), 0);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_lost_source_is_found_by_its_transfer)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_bye(&call, &call.a, 503, 0);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "waiting");
	rig_pass_ms(&rig, RIG_SOURCE_WAIT_MS / 2);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	rig_pass_ms(&rig, RIG_SOURCE_WAIT_MS * 5);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "moved");
	ck_assert(!call.b.is_released);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_source_that_dies_waits_too)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	session_leg_dead(call.session, &call.a);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "waiting");
	rig_pass_ms(&rig, RIG_SOURCE_WAIT_MS + 10);
	ck_assert_int_eq(call.b.why, CAUSE_SOURCE_LOST);
	ck_assert(!call.a.is_released);
	rig_fini(&rig);
}
END_TEST

START_TEST(q850_cause_16_hangs_up_and_another_does_not)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	rig_bye(&call, &call.cs, 0, (unsigned int)_i);
	ck_assert_int_eq(rig_is_up(&rig, &call), _i != 16);
	ck_assert_int_eq(call.a.is_released, _i == 16);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_remote_hangs_up_every_leg_of_a_handover)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	rig_bye(&call, &call.b, 0, 0);
	ck_assert(call.a.is_released && call.cs.is_released && !call.b.is_released);
	rig_fini(&rig);
}
END_TEST

START_TEST(strange_legs_change_nothing)
{
	struct leg stranger = { .name = "stranger" };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_bye(&call, &stranger, 0, 0);
	session_leg_dead(call.session, &stranger);
	session_cs_confirmed(call.session, &stranger);
	session_cs_confirmed(call.session, &call.a);
	session_probed(call.session, &stranger, false);
	ck_assert(rig_is_up(&rig, &call));
	ck_assert(!stranger.is_released);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
	rig_fini(&rig);
}
END_TEST

Suite *
bye_suite(void)
{
	const TTest *const tests[] = {
		cause_503_before_the_answer_waits_for_nothing,
		cause_503_of_somebody_without_number_waits_for_nothing,
		a_lost_source_is_found_by_its_transfer,
		a_source_that_dies_waits_too,
		the_remote_hangs_up_every_leg_of_a_handover,
		strange_legs_change_nothing,
	};
	Suite *suite = suite_of("bye", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("loops");

	tcase_add_loop_test(tc, either_party_hangs_up_the_other, 0, 2);
	tcase_add_loop_test(tc, q850_cause_16_hangs_up_and_another_does_not, 15, 18);
	suite_add_tcase(suite, tc);
	return suite;
}
