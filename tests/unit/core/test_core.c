/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_core.c - all sessions together: shutdown, time, media events, no memory
 */
#include <errno.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

START_TEST(shutdown_ends_every_call_in_every_state)
{
	struct rig rig;
	struct call calls[3];

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &calls[0]), CAUSE_NONE);
	rig_call(&rig, &calls[1], &savp_a, &savp_b);
	rig_call(&rig, &calls[2], &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &calls[2].cs, &msc_data), CAUSE_NONE);
	core_shutdown(rig.core);
	ck_assert_uint_eq(core_sessions(rig.core), 0);
	ck_assert_uint_eq(rig.sig.n_ended, 3);
	ck_assert_int_eq(calls[1].b.why, CAUSE_SHUTDOWN);
	core_shutdown(rig.core);
	rig_fini(&rig);
}
END_TEST

START_TEST(time_never_goes_back)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	rig_bye(&call, &call.a, 503, 0);
	core_turn(rig.core, 5);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_uint_eq(call.session->transfer[0].at_us, rig.now_us);
	core_turn(rig.core, rig.now_us + 1000);
	ck_assert(rig_is_up(&rig, &call));
	rig_fini(&rig);
}
END_TEST

START_TEST(events_of_anchors_that_are_gone_are_ignored)
{
	const struct media_event strange = { .anchor = 99, .kind = MEDIA_PS_ALIVE };
	struct rig rig;
	struct call call;
	struct media_event event = { .kind = MEDIA_AUTHENTIC };

	rig_init(&rig);
	core_on_media(rig.core, &strange);
	rig_call(&rig, &call, &savp_a, &savp_b);
	event.anchor = call.session->anchor;
	core_on_media(rig.core, &event);
	event.kind = MEDIA_GAP;
	core_on_media(rig.core, &event);
	event.party = (enum party)7;
	core_on_media(rig.core, &event);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
	rig_fini(&rig);
}
END_TEST

START_TEST(free_shuts_down_first)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	core_free(rig.core);
	ck_assert(call.a.is_released && call.b.is_released);
	ck_assert_uint_eq(fake_relay_open_things(&rig.relay), 0);
	ck_assert_uint_eq(rig.sig.n_ended, 1);
}
END_TEST

START_TEST(free_accepts_nothing)
{
	ck_assert_ptr_null(core_free(NULL));
}
END_TEST

/* ---- with the n-th allocation failing ---- */

static int
make_core(void *ctx)
{
	struct rig *rig = ctx;
	struct core *core;
	int err = core_new(&rig->config, &rig->sig.signalling, &rig->relay.relay, 0, &core);

	if (!err)
		core_free(core);
	return err;
}

START_TEST(a_core_is_made_or_not)
{
	struct rig rig;

	rig_init(&rig);
	ck_assert_uint_ge(failmalloc_each(make_core, &rig), 4);
	rig_fini(&rig);
}
END_TEST

/* Descriptions are made before the failure is armed: they are sip's. */
struct scene {
	struct rig *rig;
	struct mdesc *offer, *answer, *msc;
};

static enum cause
negotiate(struct scene *scene, struct call *call)
{
	struct mpatch patch;
	enum cause cause = session_offer(call->session, PARTY_CALLER, scene->offer, &patch);

	if (!cause)
		cause = session_answer(call->session, PARTY_CALLEE, scene->answer, true, &patch);
	return cause;
}

static enum cause
hand_over(struct scene *scene, struct call *call)
{
	const struct transfer_ask ask = {
		.cs = &call->cs, .number = { ALICE }, .offer = scene->msc,
	};
	struct session *session;
	enum party party;

	session_confirmed(call->session);
	return transfer_ask(scene->rig->core, &ask, &session, &party);
}

/* A whole call with a handover; whatever fails on the way, nothing stays behind. */
static int
whole_call(void *ctx)
{
	struct scene *scene = ctx;
	struct call call;
	enum cause cause = rig_new(scene->rig, &call);

	if (!cause) {
		session_set_leg(call.session, PARTY_CALLEE, &call.b);
		cause = negotiate(scene, &call);
		if (!cause)
			cause = hand_over(scene, &call);
		if (!cause)
			cause = session_return(call.session, &call.a, scene->offer);
		session_failed(call.session, CAUSE_NORMAL);
	}
	ck_assert(cause == CAUSE_NONE || cause == CAUSE_INTERNAL);
	ck_assert_uint_eq(fake_relay_open_things(&scene->rig->relay), 0);
	ck_assert_uint_eq(core_sessions(scene->rig->core), 0);
	return cause ? -ENOMEM : 0;
}

START_TEST(a_call_survives_or_ends_without_memory)
{
	struct rig rig;
	struct scene scene = { &rig, rig_mdesc(&savp_a, 1), rig_mdesc(&savp_b, 1),
			      rig_mdesc(&msc_data, 1) };

	rig_init(&rig);
	ck_assert_uint_ge(failmalloc_each(whole_call, &scene), 7);
	mdesc_free(scene.offer);
	mdesc_free(scene.answer);
	mdesc_free(scene.msc);
	rig_fini(&rig);
}
END_TEST

Suite *
core_suite(void)
{
	const TTest *const tests[] = {
		shutdown_ends_every_call_in_every_state,
		time_never_goes_back,
		events_of_anchors_that_are_gone_are_ignored,
		free_shuts_down_first,
		free_accepts_nothing,
		a_core_is_made_or_not,
		a_call_survives_or_ends_without_memory,
	};

	return suite_of("core", tests, ARRAY_LEN(tests));
}
