/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_session.c - the life of a session: admitted, identified, over
 */
#include <errno.h>
#include <string.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

START_TEST(ids_rise_and_are_never_reused)
{
	struct rig rig;
	struct call one, two, three;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &one), CAUSE_NONE);
	ck_assert_int_eq(rig_new(&rig, &two), CAUSE_NONE);
	session_failed(two.session, CAUSE_NORMAL);
	ck_assert_int_eq(rig_new(&rig, &three), CAUSE_NONE);
	ck_assert_uint_lt(one.id, two.id);
	ck_assert_uint_lt(two.id, three.id);
	ck_assert_uint_eq(core_sessions(rig.core), 2);
	rig_fini(&rig);
}
END_TEST

/* What keeps a call out, and whether an emergency call gets in all the same. */
static const struct {
	int relay_says;
	unsigned int sessions_max;
	bool is_draining;
	enum cause ordinary, emergency;
} gates[] = {
	{ 0, 0, false, CAUSE_NONE, CAUSE_NONE },
	{ 0, 1, false, CAUSE_LIMIT, CAUSE_NONE },
	{ 0, 0, true, CAUSE_DRAINING, CAUSE_DRAINING },
	{ ENOSPC, 0, false, CAUSE_LIMIT, CAUSE_LIMIT },
	{ EAGAIN, 0, false, CAUSE_LIMIT, CAUSE_LIMIT },
	{ ENOMEM, 0, false, CAUSE_INTERNAL, CAUSE_INTERNAL },
};

START_TEST(a_call_is_admitted_or_leaves_nothing)
{
	struct rig rig;
	struct call first;
	struct leg leg = { .name = "x" };

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &first), CAUSE_NONE);
	rig.config.sessions_max = gates[_i].sessions_max;
	core_configure(rig.core, &rig.config);
	core_drain(rig.core, gates[_i].is_draining);
	rig.relay.fail_open = gates[_i].relay_says;

	for (int emergency = 0; emergency < 2; emergency++) {
		const struct call_facts facts = { .leg = &leg, .is_emergency = emergency };
		unsigned int before = core_sessions(rig.core);
		struct session *session;
		enum cause cause = session_new(rig.core, &facts, &session);

		ck_assert_int_eq(cause, emergency ? gates[_i].emergency : gates[_i].ordinary);
		if (!cause)
			session_failed(session, CAUSE_NORMAL);
		ck_assert_uint_eq(core_sessions(rig.core), before);
		leg.is_released = false;
	}
	core_drain(rig.core, false);
	rig_fini(&rig);
}
END_TEST

START_TEST(failure_releases_both_legs_with_the_cause)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	session_set_leg(call.session, PARTY_CALLEE, &call.b);
	session_failed(call.session, CAUSE_CANCELLED);
	ck_assert(call.a.is_released && call.b.is_released);
	ck_assert_int_eq(call.b.why, CAUSE_CANCELLED);
	ck_assert_uint_eq(rig.sig.n_ended, 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_leg_that_is_gone_is_not_released)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	session_leg_gone(call.session, &call.a);
	session_leg_gone(call.session, &call.cs);
	session_failed(call.session, CAUSE_NORMAL);
	ck_assert(!call.a.is_released && call.b.is_released);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_callee_is_found_by_the_number_it_asserts)
{
	const struct number other = { "358403333333" };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	session_identify(call.session, PARTY_CALLEE, &other, "sip:robert@example.org");
	ck_assert_str_eq(call.session->side[PARTY_CALLEE].identity, "sip:robert@example.org");
	ck_assert_int_eq(rig_transfer(&rig, BOB, &call.cs, &msc_data), CAUSE_NO_SESSION);
	ck_assert_int_eq(rig_transfer(&rig, other.digits, &call.cs, &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_assertion_without_a_number_takes_none_away)
{
	const struct number nobody = { "" };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	session_identify(call.session, PARTY_CALLEE, &nobody, NULL);
	ck_assert_int_eq(rig_transfer(&rig, BOB, &call.cs, &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(long_strings_are_cut)
{
	char long_text[400];
	struct rig rig;
	struct leg leg = { .name = "x" };
	struct session *session;

	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	rig_init(&rig);

	const struct call_facts facts = { .leg = &leg, .identity = { long_text, NULL },
					  .icid = long_text };

	ck_assert_int_eq(session_new(rig.core, &facts, &session), CAUSE_NONE);
	ck_assert_uint_eq(strlen(session->icid), ICID_MAX - 1);
	ck_assert_uint_eq(strlen(session->side[0].identity), IDENTITY_MAX - 1);
	ck_assert_str_eq(session->side[1].identity, "");
	rig_fini(&rig);
}
END_TEST

START_TEST(the_first_on_a_spiral_may_end_first)
{
	struct rig rig;
	struct call first, second;

	rig_init(&rig);
	rig_call(&rig, &first, &savp_a, &savp_b);

	const struct call_facts facts = { .leg = &second.a, .came_from = first.session };

	second = (struct call){ .a = { .name = "a2" } };
	ck_assert_int_eq(session_new(rig.core, &facts, &second.session), CAUSE_NONE);
	session_failed(first.session, CAUSE_NORMAL);
	ck_assert_ptr_null(second.session->came_from);
	session_failed(second.session, CAUSE_NORMAL);
	rig_fini(&rig);
}
END_TEST

/* ---- with the n-th allocation failing ---- */

static int
admit(void *ctx)
{
	struct rig *rig = ctx;
	struct call call;
	enum cause cause = rig_new(rig, &call);

	ck_assert(cause == CAUSE_NONE || cause == CAUSE_INTERNAL);
	if (cause) {
		ck_assert_uint_eq(fake_relay_open_things(&rig->relay), 0);
		ck_assert_uint_eq(core_sessions(rig->core), 0);
		ck_assert_uint_eq(counter_get(&rig->core->counts.secure[KEYING_NONE]), 0);
		return -ENOMEM;
	}
	session_failed(call.session, CAUSE_NORMAL);
	return 0;
}

START_TEST(admission_fails_cleanly)
{
	struct rig rig;

	rig_init(&rig);
	ck_assert_uint_ge(failmalloc_each(admit, &rig), 5);
	rig_fini(&rig);
}
END_TEST

Suite *
session_suite(void)
{
	const TTest *const tests[] = {
		ids_rise_and_are_never_reused,
		failure_releases_both_legs_with_the_cause,
		a_leg_that_is_gone_is_not_released,
		the_callee_is_found_by_the_number_it_asserts,
		an_assertion_without_a_number_takes_none_away,
		long_strings_are_cut,
		the_first_on_a_spiral_may_end_first,
		admission_fails_cleanly,
	};
	Suite *suite = suite_of("session", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("gates");

	tcase_add_loop_test(tc, a_call_is_admitted_or_leaves_nothing, 0, ARRAY_LEN(gates));
	suite_add_tcase(suite, tc);
	return suite;
}
