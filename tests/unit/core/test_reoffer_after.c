/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_reoffer_after.c - what comes after a re-offer: the way back, another MSC,
 * what the party asks itself
 */
#include <errno.h>

#include "tests/unit/core/suites.h"
#include "tests/unit/core/waiting.h"
#include "tests/unit/runner.h"

START_TEST(a_phone_that_comes_back_gets_its_codec_back)
{
	struct mdesc *again = rig_mdesc(&avp_a, 1);
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	ck_assert_str_eq(codec_of(alice(&scene)), "PCMU");
	ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, again), CAUSE_NONE);
	ck_assert_str_eq(codec_of(alice(&scene)), "AMR");
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	ck_assert_ptr_null(scene.call.b.reoffer.formats);
	ck_assert_uint_eq(scene.call.b.reoffer.wait_ms, 0);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.a, false), RENEGO_LATER);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	ck_assert_str_eq(codec_of(side_other(alice(&scene))), "AMR");
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.reoffers[REOFFER_BACK]), 1);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.a, false), RENEGO_PASS);
	mdesc_free(again);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_handover_that_the_msc_takes_back_takes_the_codec_back)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	rig_bye(&scene.call, &scene.call.cs, 0, 0);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "returning");
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	ck_assert_str_eq(codec_of(alice(&scene)), "AMR");
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_party_that_does_not_go_back_ends_the_call)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	if (_i) {
		ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
		rig_reoffered(&scene.call, &scene.call.b, NULL);
	} else {
		scene.rig.sig.fail_reoffer = ENOMEM;
		ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
		rig_pass_ms(&scene.rig, 10);
	}
	ck_assert(!rig_is_up(&scene.rig, &scene.call));
	ck_assert_int_eq(scene.call.a.why, CAUSE_NO_CODEC);
	ck_assert_int_eq(scene.call.b.why, CAUSE_NO_CODEC);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(from_cs_to_cs_with_another_codec_and_back)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	rig_bye(&scene.call, &scene.call.a, 0, 0);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");

	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &msc_pcma), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "cs-reoffering");
	ck_assert_str_eq(scene.call.b.formats[0].name, "PCMA");
	rig_reoffered(&scene.call, &scene.call.b, &msc_pcma);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "cs-confirming");
	ck_assert_str_eq(codec_of(alice(&scene)), "PCMA");

	/* the second MSC gives up: the first one's codec again, not Alice's of old */
	rig_bye(&scene.call, &scene.call.cs2, 0, 0);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");
	ck_assert_uint_eq(scene.call.b.n_reoffers, 3);
	ck_assert_uint_eq(scene.call.b.reoffer.n_formats, 2);
	ck_assert_str_eq(scene.call.b.formats[0].name, "PCMU");
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_str_eq(codec_of(alice(&scene)), "PCMU");
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_refusal_on_cs_leaves_the_first_msc)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	rig_bye(&scene.call, &scene.call.a, 0, 0);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &msc_pcma), CAUSE_NONE);
	rig_reoffered(&scene.call, &scene.call.b, NULL);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");
	ck_assert_str_eq(codec_of(alice(&scene)), "PCMU");
	ck_assert_int_eq(scene.call.cs2.why, CAUSE_NO_CODEC);
	ck_assert(!scene.call.cs.is_released);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.transfers[KIND_CS_CS][OUTCOME_REFUSED]), 1);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(what_the_party_asks_later_is_measured_by_the_new_agreement)
{
	struct mdesc *now = rig_mdesc(&pcmu_b, 1), *old = rig_mdesc(&amr_b, 1);
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.b, false), RENEGO_LOCAL);
	ck_assert_int_eq(session_local_offer(scene.call.session, PARTY_CALLEE, now), CAUSE_NONE);
	ck_assert_int_eq(session_local_offer(scene.call.session, PARTY_CALLEE, old), CAUSE_NEW_CODEC);
	mdesc_free(now);
	mdesc_free(old);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(the_picture_is_refused_and_comes_back)
{
	static const struct told video = { MPROTO_AVP, NULL, "H264/90000/99", 4002, MDIR_SENDRECV,
					   MKIND_VIDEO };
	static const struct told no_video = { MPROTO_AVP, NULL, "H264/90000/99", 0, MDIR_SENDRECV,
					      MKIND_VIDEO };
	const struct told both[] = { avp_b, video }, speech_only[] = { pcmu_b, no_video };
	struct mdesc *told = rig_mdesc(both, 2), *answer = rig_mdesc(speech_only, 2);
	struct scene scene;
	struct mpatch patch;

	rig_init(&scene.rig);
	ck_assert_int_eq(rig_new(&scene.rig, &scene.call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(scene.call.session, PARTY_CALLER, told, &patch), CAUSE_NONE);
	session_set_leg(scene.call.session, PARTY_CALLEE, &scene.call.b);
	ck_assert_int_eq(session_answer(scene.call.session, PARTY_CALLEE, told, true, &patch), CAUSE_NONE);
	session_confirmed(scene.call.session);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_NONE);
	scene.call.b.is_reoffering = false;
	session_reoffered(scene.call.session, &scene.call.b, answer);
	ck_assert_uint_eq(scene.call.cs.n_answers, 1);
	ck_assert(alice(&scene)->last->line[1].is_refused);
	ck_assert(anchor_of(&scene)->line[1].is_open);
	ck_assert_int_eq(anchor_of(&scene)->line[1].ind.dir, MDIR_INACTIVE);
	ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
	scene.call.b.is_reoffering = false;
	session_reoffered(scene.call.session, &scene.call.b, told);
	ck_assert(alice(&scene)->last->line[1].is_relayed);
	ck_assert_int_eq(anchor_of(&scene)->line[1].ind.dir, MDIR_SENDRECV);
	mdesc_free(told);
	mdesc_free(answer);
	rig_fini(&scene.rig);
}
END_TEST

/* Two codecs were agreed to and the MSC has both; then it settles on one. */
START_TEST(an_msc_that_settles_on_a_codec_has_it_to_itself)
{
	const struct told one = { MPROTO_AVP, NULL, "PCMA/8000/8", 6000, MDIR_SENDONLY, MKIND_AUDIO };
	const struct told two = { MPROTO_AVP, NULL, "AMR/8000/98|PCMA/8000/8", 6000, MDIR_SENDRECV, MKIND_AUDIO };
	const struct told pcma_b = { MPROTO_AVP, NULL, "PCMA/8000/8", 5000, MDIR_SENDRECV, MKIND_AUDIO };
	struct mdesc *now = rig_mdesc(&one, 1), *wide = rig_mdesc(&two, 1);
	struct cs_answer answer;
	struct scene scene;
	struct leg *b = &scene.call.b;
	bool tell;
	enum mdir dir;

	rig_init(&scene.rig);
	rig_call(&scene.rig, &scene.call, &avp_a, &avp_a);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &two), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.cs.answer.pick.n_pts, 2);
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	ck_assert_int_eq(session_msc_offer(scene.call.session, &scene.call.cs, wide, &answer, &tell, &dir),
			 CAUSE_NONE);
	ck_assert_uint_eq(b->n_reoffers, 0);
	ck_assert_int_eq(session_msc_offer(scene.call.session, &scene.call.cs, now, &answer, &tell, &dir),
			 CAUSE_NONE);
	ck_assert(tell);
	ck_assert_str_eq(answer.pick.format.name, "PCMA");
	ck_assert_uint_eq(b->n_reoffers, 1);
	ck_assert_uint_eq(b->reoffer.n_formats, 1);
	ck_assert_uint_eq(b->formats[0].pt, 8);
	if (_i) {
		/* refused: nothing changes, and nothing is taken back */
		rig_reoffered(&scene.call, b, NULL);
		ck_assert_str_eq(codec_of(alice(&scene)), "AMR");
		ck_assert_uint_eq(b->n_reoffers, 1);
	} else {
		rig_reoffered(&scene.call, b, &pcma_b);
		ck_assert_str_eq(codec_of(alice(&scene)), "PCMA");
		ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
		ck_assert_str_eq(codec_of(alice(&scene)), "AMR");
		ck_assert_uint_eq(b->n_reoffers, 2);
		ck_assert_ptr_null(b->reoffer.formats);
		rig_reoffered(&scene.call, b, &avp_a);
	}
	mdesc_free(now);
	mdesc_free(wide);
	rig_fini(&scene.rig);
}
END_TEST

/* A re-INVITE of the MSC on its leg that is up, with a codec that Bob was never asked about. */
START_TEST(an_msc_that_wants_another_codec_later_waits_for_it)
{
	struct mdesc *pcma = rig_mdesc(&msc_pcma, 1);
	struct scene scene;
	struct leg *b = &scene.call.b, *cs = &scene.call.cs;

	waiting(&scene);
	rig_reoffered(&scene.call, b, &pcmu_b);
	/* not while there is a way back */
	ck_assert_int_eq(session_msc_change(scene.call.session, cs, pcma), CAUSE_IN_PROGRESS);
	session_cs_confirmed(scene.call.session, cs);
	rig_bye(&scene.call, &scene.call.a, 0, 0);

	ck_assert_int_eq(session_msc_change(scene.call.session, cs, pcma), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "cs-changing");
	ck_assert_uint_eq(cs->n_answers, 1);
	if (_i == 0) {
		rig_reoffered(&scene.call, b, &msc_pcma);
		ck_assert_uint_eq(cs->n_answers, 2);
		ck_assert_str_eq(cs->answer.pick.format.name, "PCMA");
		ck_assert_uint_eq(anchor_of(&scene)->cs[PARTY_CALLER].pts[0].cs, 8);
		ck_assert_uint_eq(anchor_of(&scene)->n_cs[PARTY_CALLER], 1);
		ck_assert_str_eq(codec_of(alice(&scene)), "PCMA");
	} else if (_i == 1) {
		rig_reoffered(&scene.call, b, NULL);
		ck_assert_uint_eq(cs->n_refused, 1);
		ck_assert_int_eq(cs->why_refused, CAUSE_NO_CODEC);
		ck_assert_str_eq(codec_of(alice(&scene)), "PCMU");
	} else if (_i == 2) {
		rig_pass_ms(&scene.rig, RIG_REOFFER_WAIT_MS + 10);
		ck_assert_uint_eq(cs->n_refused, 1);
		/* late: the codec in use again, not Alice's of old */
		rig_reoffered(&scene.call, b, &msc_pcma);
		ck_assert_str_eq(b->formats[0].name, "PCMU");
		rig_reoffered(&scene.call, b, &pcmu_b);
	} else {
		scene.rig.relay.fail_cs_open = ENOSPC;
		rig_reoffered(&scene.call, b, &msc_pcma);
		ck_assert_uint_eq(cs->n_refused, 1);
		ck_assert_str_eq(b->formats[0].name, "PCMU");
		rig_reoffered(&scene.call, b, &pcmu_b);
		ck_assert_str_eq(codec_of(alice(&scene)), "PCMU");
	}
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");
	ck_assert_uint_eq(scene.call.session->n_transfers, 1);
	ck_assert(!cs->is_released);
	mdesc_free(pcma);
	rig_fini(&scene.rig);
}
END_TEST

/* Both on CS with a codec that only the one's way back knows: better no call than a silent one. */
START_TEST(the_way_back_is_barred_by_a_party_that_has_moved_itself)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_int_eq(rig_transfer(&scene.rig, BOB, &scene.call.cs2, &msc_pcmu), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.cs2.n_answers, 1);
	rig_bye(&scene.call, &scene.call.cs, 0, 0);
	ck_assert(!rig_is_up(&scene.rig, &scene.call));
	ck_assert_int_eq(scene.call.cs2.why, CAUSE_NO_CODEC);
	rig_fini(&scene.rig);
}
END_TEST

Suite *
reoffer_after_suite(void)
{
	const TTest *const tests[] = {
		a_phone_that_comes_back_gets_its_codec_back,
		a_handover_that_the_msc_takes_back_takes_the_codec_back,
		from_cs_to_cs_with_another_codec_and_back,
		a_refusal_on_cs_leaves_the_first_msc,
		the_way_back_is_barred_by_a_party_that_has_moved_itself,
		what_the_party_asks_later_is_measured_by_the_new_agreement,
		the_picture_is_refused_and_comes_back,
	};
	Suite *suite = suite_of("reoffer_after", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("variants");

	tcase_add_loop_test(tc, a_party_that_does_not_go_back_ends_the_call, 0, 2);
	tcase_add_loop_test(tc, an_msc_that_settles_on_a_codec_has_it_to_itself, 0, 2);
	tcase_add_loop_test(tc, an_msc_that_wants_another_codec_later_waits_for_it, 0, 4);
	suite_add_tcase(suite, tc);
	return suite;
}
