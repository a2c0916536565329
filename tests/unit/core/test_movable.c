/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_movable.c - could this line move, and if not, why
 */
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static const struct told video = {
	MPROTO_AVP, NULL, "H264/90000/99", 4002, MDIR_SENDRECV, MKIND_VIDEO
};

static const char *
why_not(const struct call *call, unsigned int line)
{
	static char why[VIEW_WHY_MAX];

	session_may_move(call->session, line, why, sizeof(why));
	return why;
}

START_TEST(an_answered_call_of_somebody_may)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_str_eq(why_not(&call, 0), "not answered yet");
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert_str_eq(why_not(&call, 0), "");
	rig_fini(&rig);
}
END_TEST

START_TEST(nobody_can_ask_for_nobody)
{
	struct rig rig;
	struct leg leg = { .name = "a" };
	const struct call_facts facts = { .leg = &leg };
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(session_new(rig.core, &facts, &call.session), CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert_str_eq(why_not(&call, 0), "no party has a global number");
	rig_fini(&rig);
}
END_TEST

START_TEST(only_the_speech_of_a_plain_call_may)
{
	const struct told both[] = { avp_a, video };
	struct mdesc *offer = rig_mdesc(both, 2);
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch), CAUSE_NONE);
	ck_assert_int_eq(session_answer(call.session, PARTY_CALLEE, offer, true, &patch),
			 CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert_str_eq(why_not(&call, 0), "");
	ck_assert_str_eq(why_not(&call, 1), "speech only moves to a speech bearer");
	mdesc_free(offer);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_protected_picture_is_not_promised_a_place)
{
	struct told picture = video;
	struct mdesc *offer;
	struct rig rig;
	struct call call;
	struct mpatch patch;

	picture.proto = MPROTO_SAVP;
	picture.crypto = KEY_C;

	const struct told both[] = { savp_a, picture };

	offer = rig_mdesc(both, 2);
	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	for (unsigned int bps = 0; bps <= 60000; bps += 30000) {
		offer->line[1].bandwidth_bps = bps;
		ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch),
				 CAUSE_NONE);
		ck_assert_int_eq(session_answer(call.session, PARTY_CALLEE, offer, true, &patch),
				 CAUSE_NONE);
		session_confirmed(call.session);
		ck_assert_str_eq(why_not(&call, 0), "");
		ck_assert_str_eq(why_not(&call, 1), bps == 30000 ? "" : "video has no room in 64 kbit/s");
	}
	mdesc_free(offer);
	rig_fini(&rig);
}
END_TEST

START_TEST(without_speech_nothing_moves)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &video, &video);
	ck_assert_str_eq(why_not(&call, 0), "no speech");
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_STATE);
	rig_fini(&rig);
}
END_TEST

Suite *
movable_suite(void)
{
	const TTest *const tests[] = {
		an_answered_call_of_somebody_may,
		nobody_can_ask_for_nobody,
		only_the_speech_of_a_plain_call_may,
		a_protected_picture_is_not_promised_a_place,
		without_speech_nothing_moves,
	};

	return suite_of("movable", tests, ARRAY_LEN(tests));
}
