/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_guard.c - ringing for too long, and peers that died
 */
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

START_TEST(ringing_ends)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	session_set_leg(call.session, PARTY_CALLEE, &call.b);
	rig_pass_ms(&rig, RIG_RING_MS - 10);
	ck_assert(rig_is_up(&rig, &call));
	rig_pass_ms(&rig, 20);
	ck_assert(!rig_is_up(&rig, &call));
	ck_assert_int_eq(call.a.why, CAUSE_NO_ANSWER);
	ck_assert_int_eq(call.b.why, CAUSE_NO_ANSWER);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_answered_call_rings_no_more)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_pass_ms(&rig, 2 * RIG_RING_MS);
	ck_assert(rig_is_up(&rig, &call));
	rig_fini(&rig);
}
END_TEST

START_TEST(without_a_guard_nobody_is_asked)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig.config.guard_ms = 0;
	core_configure(rig.core, &rig.config);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_uint_eq(core_next_us(rig.core), UINT64_MAX);
	rig_pass_ms(&rig, 2 * RIG_RING_MS);
	ck_assert_uint_eq(call.a.n_probes, 0);
	rig_fini(&rig);
}
END_TEST

START_TEST(silence_is_probed_and_the_dead_are_buried)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_pass_ms(&rig, RIG_GUARD_MS + 10);
	ck_assert_uint_eq(call.a.n_probes, 1);
	ck_assert_uint_eq(call.b.n_probes, 1);
	session_probed(call.session, &call.b, true);
	session_probed(call.session, &call.a, false);
	ck_assert(call.a.is_released);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "waiting");
	rig_pass_ms(&rig, RIG_SOURCE_WAIT_MS + 10);
	ck_assert(!rig_is_up(&rig, &call));
	rig_fini(&rig);
}
END_TEST

/*
 * sip says of a leg it was told to release that it is gone: the machine must hear of it all the
 * same.
 */
START_TEST(both_dead_end_the_call)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig.sig.owner = call.session;
	rig_pass_ms(&rig, RIG_GUARD_MS + 10);
	session_probed(call.session, &call.a, false);
	session_probed(call.session, &call.b, false);
	ck_assert(rig_is_up(&rig, &call));
	rig_pass_ms(&rig, RIG_SOURCE_WAIT_MS + 10);
	ck_assert(!rig_is_up(&rig, &call));
	rig.sig.owner = NULL;
	rig_fini(&rig);
}
END_TEST

START_TEST(a_session_that_lost_its_legs_ends)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	session_leg_gone(call.session, &call.a);
	session_leg_gone(call.session, &call.b);
	rig_pass_ms(&rig, 2 * RIG_GUARD_MS + 10);
	ck_assert(!rig_is_up(&rig, &call));
	rig_fini(&rig);
}
END_TEST

START_TEST(media_keeps_a_call_unasked)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	for (unsigned int i = 0; i < 5; i++) {
		fake_relay_of(&rig.relay, call.id)->line[0].stats.from[PARTY_CALLEE].packets++;
		rig_pass_ms(&rig, RIG_GUARD_MS);
	}
	ck_assert_uint_eq(call.a.n_probes, 0);
	rig_pass_ms(&rig, 2 * RIG_GUARD_MS);
	ck_assert_uint_ge(call.a.n_probes, 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(sip_keeps_a_call_unasked)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	for (unsigned int i = 0; i < 10; i++) {
		rig_pass_ms(&rig, RIG_GUARD_MS / 2);
		session_touch(call.session);
	}
	ck_assert_uint_eq(call.a.n_probes, 0);
	rig_pass_ms(&rig, 2 * RIG_GUARD_MS);
	ck_assert_uint_ge(call.a.n_probes, 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_moved_party_is_asked_on_its_cs_leg)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	rig_pass_ms(&rig, RIG_GUARD_MS * 2 + 100);
	ck_assert_uint_ge(call.cs.n_probes, 1);
	session_probed(call.session, &call.cs, false);
	ck_assert(!rig_is_up(&rig, &call));
	ck_assert_int_eq(call.b.why, CAUSE_DEAD_PEER);
	rig_fini(&rig);
}
END_TEST

Suite *
guard_suite(void)
{
	const TTest *const tests[] = {
		ringing_ends,
		an_answered_call_rings_no_more,
		without_a_guard_nobody_is_asked,
		silence_is_probed_and_the_dead_are_buried,
		both_dead_end_the_call,
		a_session_that_lost_its_legs_ends,
		media_keeps_a_call_unasked,
		sip_keeps_a_call_unasked,
		a_moved_party_is_asked_on_its_cs_leg,
	};

	return suite_of("guard", tests, ARRAY_LEN(tests));
}
