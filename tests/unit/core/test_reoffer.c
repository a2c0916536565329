/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_reoffer.c - the other party is offered the MSC's codec: what it hears, what
 * the MSC gets, and what is left where it comes to nothing
 */
#include <errno.h>

#include "tests/unit/core/suites.h"
#include "tests/unit/core/waiting.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

static const struct told refused_b = { MPROTO_AVP, NULL, "PCMU/8000/0", 0, MDIR_SENDRECV, MKIND_AUDIO };
static const struct told secure_b = { MPROTO_SAVP, KEY_B, "PCMU/8000/0", 5002, MDIR_SENDRECV, MKIND_AUDIO };

/* As before the MSC asked. */
static void
check_untouched(struct scene *scene)
{
	ck_assert_str_eq(rig_state(&scene->call, PARTY_CALLER), "anchored");
	ck_assert_str_eq(codec_of(alice(scene)), "AMR");
	ck_assert_str_eq(codec_of(side_other(alice(scene))), "AMR");
	ck_assert_uint_eq(anchor_of(scene)->n_cs[PARTY_CALLER], 0);
	ck_assert_uint_eq(scene->call.session->n_transfers, 0);
	ck_assert_uint_eq(counter_get(&scene->rig.core->counts.transfers[KIND_PS_CS][OUTCOME_MOVED]),
			  0);
	ck_assert_ptr_null(alice(scene)->asking);
}

START_TEST(the_msc_gets_the_codec_that_the_other_party_took)
{
	struct scene scene;

	waiting(&scene);

	const struct reoffer *what = &scene.call.b.reoffer;

	ck_assert_uint_eq(what->line, 0);
	ck_assert_uint_eq(what->n_formats, 2);
	ck_assert_uint_eq(what->wait_ms, RIG_REOFFER_WAIT_MS);
	ck_assert_str_eq(scene.call.b.formats[0].name, "PCMU");
	ck_assert_uint_eq(scene.call.b.formats[0].pt, 0);
	ck_assert_str_eq(scene.call.b.formats[1].name, "telephone-event");
	ck_assert_uint_eq(scene.call.b.formats[1].pt, 101);	/* as Bob knows it from Alice */
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "reoffering");

	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "confirming");
	ck_assert_uint_eq(scene.call.cs.n_answers, 1);
	ck_assert_str_eq(scene.call.cs.answer.pick.format.name, "PCMU");
	ck_assert_uint_eq(anchor_of(&scene)->cs[PARTY_CALLER].pts[0].own, 0);
	ck_assert_uint_eq(anchor_of(&scene)->line[0].remote[PARTY_CALLEE].rtp.port, 5002);
	ck_assert_uint_eq(anchor_of(&scene)->line[0].remote[PARTY_CALLER].rtp.port, 4000);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.reoffers[REOFFER_AGREED]), 1);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_number_never_means_another_codec)
{
	/* 97 and 101 mean something to Bob already; 96 is free */
	const struct told msc = { MPROTO_AVP, NULL,
				  "AMR-WB/16000/97|AMR-WB/16000/98/octet-align=1|telephone-event/16000/101",
				  6000, MDIR_SENDRECV, MKIND_AUDIO };
	const struct told wide_b = { MPROTO_AVP, NULL, "AMR-WB/16000/120", 5002, MDIR_SENDRECV, MKIND_AUDIO };
	const struct told again = { MPROTO_AVP, NULL, "AMR-WB/16000/104|EVS/16000/105", 6000,
				    MDIR_SENDRECV, MKIND_AUDIO };
	struct scene scene;

	rig_init(&scene.rig);
	rig_call(&scene.rig, &scene.call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.b.reoffer.n_formats, 3);
	ck_assert_uint_eq(scene.call.b.formats[0].pt, 96);
	ck_assert_uint_eq(scene.call.b.formats[1].pt, 98);
	ck_assert_uint_eq(scene.call.b.formats[2].pt, 99);
	rig_reoffered(&scene.call, &scene.call.b, &wide_b);

	const struct relay_cs *cs = &anchor_of(&scene)->cs[PARTY_CALLER];

	ck_assert_uint_eq(cs->pts[0].cs, 97);
	ck_assert_uint_eq(cs->pts[0].remote, 120);
	ck_assert_uint_eq(cs->pts[0].own, 96);

	/* and back, and there again: the same numbers, and a new one that nobody has used */
	ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &again), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.b.formats[0].pt, 96);
	ck_assert_uint_eq(scene.call.b.formats[1].pt, 100);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_refusal_leaves_all_as_it_was)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, NULL);
	check_untouched(&scene);
	ck_assert(scene.call.cs.is_released);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_NO_CODEC);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 1);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.transfers[KIND_PS_CS][OUTCOME_REFUSED]), 1);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.reoffers[REOFFER_REFUSED]), 1);
	/* the next one may come */
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &msc_speech), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.cs2.n_answers, 1);
	rig_fini(&scene.rig);
}
END_TEST

/* Answers that no MSC can be given: the party has what it had, by another re-offer. */
static const struct told *const useless[] = { &refused_b, &secure_b, &amr_b };

START_TEST(an_answer_of_no_use_is_taken_back)
{
	struct scene scene;

	waiting(&scene);
	rig_reoffered(&scene.call, &scene.call.b, useless[_i]);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_NO_CODEC);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	ck_assert_ptr_null(scene.call.b.reoffer.formats);
	ck_assert(reoffer_is_pending(scene.call.session));
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.b, false), RENEGO_LATER);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &msc_speech), CAUSE_IN_PROGRESS);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	check_untouched(&scene);
	ck_assert(!reoffer_is_pending(scene.call.session));
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.b, false), RENEGO_PASS);
	ck_assert_uint_eq(anchor_of(&scene)->line[0].remote[PARTY_CALLEE].rtp.port, 5004);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(the_cs_side_cannot_be_opened_after_all)
{
	struct scene scene;

	waiting(&scene);
	scene.rig.relay.fail_cs_open = ENOSPC;
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert(scene.call.cs.is_released);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	check_untouched(&scene);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(an_msc_waits_so_long_and_no_longer)
{
	struct scene scene;

	waiting(&scene);
	rig_pass_ms(&scene.rig, RIG_REOFFER_WAIT_MS - 10);
	ck_assert(!scene.call.cs.is_released);
	rig_pass_ms(&scene.rig, 20);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_NO_CODEC);
	ck_assert_uint_eq(scene.call.b.n_stops, 1);
	ck_assert(reoffer_is_pending(scene.call.session));
	/* Bob's answer comes all the same: he is offered what he had */
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 2);
	ck_assert_ptr_null(scene.call.b.reoffer.formats);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.reoffers[REOFFER_LATE]), 1);
	rig_reoffered(&scene.call, &scene.call.b, &amr_b);
	check_untouched(&scene);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(an_msc_that_cancels_leaves_nothing_behind)
{
	struct scene scene;

	waiting(&scene);
	scene.rig.sig.stops_at_once = _i;
	rig_bye(&scene.call, &scene.call.cs, 0, 0);
	ck_assert(!scene.call.cs.is_released);
	ck_assert_uint_eq(scene.call.b.n_stops, 1);
	ck_assert_int_eq(reoffer_is_pending(scene.call.session), !_i);
	if (!_i)
		rig_reoffered(&scene.call, &scene.call.b, NULL);
	check_untouched(&scene);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 1);
	ck_assert_uint_eq(counter_get(&scene.rig.core->counts.transfers[KIND_PS_CS][OUTCOME_CANCELLED]),
			  1);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_second_msc_is_told_to_come_later)
{
	struct scene scene;

	waiting(&scene);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs2, &msc_pcmu), CAUSE_IN_PROGRESS);
	ck_assert_int_eq(rig_transfer(&scene.rig, BOB, &scene.call.cs2, &msc_speech), CAUSE_IN_PROGRESS);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(whoever_hangs_up_ends_the_call_and_the_wait)
{
	struct scene scene;

	waiting(&scene);
	rig_bye(&scene.call, _i ? &scene.call.b : &scene.call.a, 0, 0);
	ck_assert(!rig_is_up(&scene.rig, &scene.call));
	ck_assert(scene.call.cs.is_released);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_NORMAL);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(the_other_party_loses_its_leg)
{
	struct scene scene;

	waiting(&scene);
	rig_bye(&scene.call, &scene.call.b, 503, 0);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_NO_CODEC);
	check_untouched(&scene);
	ck_assert(!reoffer_is_pending(scene.call.session));
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_phone_that_loses_ps_meanwhile_moves_all_the_same)
{
	struct scene scene;

	waiting(&scene);
	rig_bye(&scene.call, &scene.call.a, 503, 0);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "reoffering-alone");
	rig_reoffered(&scene.call, &scene.call.b, &pcmu_b);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "confirming-alone");
	session_cs_confirmed(scene.call.session, &scene.call.cs);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "moved");
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(a_phone_that_is_back_first_stays)
{
	struct scene scene;

	waiting(&scene);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.a, false), RENEGO_LATER);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.b, false), RENEGO_LATER);
	ck_assert_int_eq(session_renego(scene.call.session, &scene.call.a, true), RENEGO_RETURN);
	ck_assert_int_eq(session_return(scene.call.session, &scene.call.a, NULL), CAUSE_NONE);
	ck_assert_int_eq(scene.call.cs.why, CAUSE_RETURNED);
	rig_reoffered(&scene.call, &scene.call.b, NULL);
	check_untouched(&scene);
	rig_fini(&scene.rig);
}
END_TEST

/* Two phones that do not hear each other are no call. */
/* RFC 4568 section 7.1.4 and the house: nobody tells the other party of a protected call anything. */
START_TEST(a_protected_call_is_never_re_offered)
{
	const struct told *offers[] = { &msc_pcmu, &msc_speech, &msc_pcma };
	struct told clear = avp_a;
	struct scene scene;

	rig_init(&scene.rig);
	rig_call(&scene.rig, &scene.call, &savp_a, &savp_b);
	for (unsigned int i = 0; i < ARRAY_LEN(offers); i++) {
		struct mdesc *offer = rig_mdesc(offers[i], 1);
		const struct transfer_ask ask = { .cs = &scene.call.cs, .offer = offer };

		ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, offers[i]), CAUSE_NO_BEARER);
		/* and asked straight */
		ck_assert_int_eq(reoffer_begin(alice(&scene), &ask), CAUSE_NO_CODEC);
		mdesc_free(offer);
	}
	/* nor where the operator would have it terminated, and the codec is another one */
	scene.rig.core->config.on_insecure_target = INSECURE_TERMINATE;
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_NO_CODEC);
	ck_assert_uint_eq(scene.call.b.n_reoffers, 0);
	ck_assert_ptr_null(alice(&scene)->reoffering);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "anchored");

	/* not even for its speech in the clear beside a protected picture */
	const struct told secure_video = { MPROTO_SAVP, KEY_A, "H264/90000/99", 4002, MDIR_SENDRECV, MKIND_VIDEO };
	const struct told both[] = { clear, secure_video };
	struct mdesc *told = rig_mdesc(both, 2);
	struct call mixed;
	struct mpatch patch;

	ck_assert_int_eq(rig_new(&scene.rig, &mixed), CAUSE_NONE);
	ck_assert_int_eq(session_offer(mixed.session, PARTY_CALLER, told, &patch), CAUSE_NONE);
	session_set_leg(mixed.session, PARTY_CALLEE, &mixed.b);
	ck_assert_int_eq(session_answer(mixed.session, PARTY_CALLEE, told, true, &patch), CAUSE_NONE);
	rig_pass_ms(&scene.rig, 10);
	session_confirmed(mixed.session);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &mixed.cs, &msc_pcmu), CAUSE_NO_CODEC);
	ck_assert_uint_eq(mixed.b.n_reoffers, 0);
	mdesc_free(told);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(who_cannot_be_asked_is_not)
{
	struct scene scene;

	rig_init(&scene.rig);
	rig_call(&scene.rig, &scene.call, &avp_a, &avp_b);
	scene.rig.sig.fail_reoffer = EBUSY;
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_IN_PROGRESS);
	scene.rig.sig.fail_reoffer = EPERM;
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_NO_CODEC);
	scene.rig.sig.fail_reoffer = ENOMEM;
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_INTERNAL);
	scene.rig.sig.fail_reoffer = 0;
	check_untouched(&scene);

	/* an offer between the parties is pending */
	ck_assert_int_eq(rig_offer(&scene.call, PARTY_CALLEE, &avp_b), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_IN_PROGRESS);
	session_offer_failed(scene.call.session);

	/* Bob is on CS himself: nobody to ask by SIP */
	ck_assert_int_eq(rig_transfer(&scene.rig, BOB, &scene.call.cs2, &msc_speech), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&scene.rig, ALICE, &scene.call.cs, &msc_pcmu), CAUSE_NO_CODEC);
	rig_fini(&scene.rig);
}
END_TEST

START_TEST(the_callee_moves_likewise)
{
	const struct told pcmu_a = { MPROTO_AVP, NULL, "PCMU/8000/0", 4002, MDIR_SENDRECV, MKIND_AUDIO };
	struct scene scene;

	rig_init(&scene.rig);
	rig_call(&scene.rig, &scene.call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&scene.rig, BOB, &scene.call.cs, &msc_pcmu), CAUSE_NONE);
	ck_assert_uint_eq(scene.call.a.n_reoffers, 1);
	rig_reoffered(&scene.call, &scene.call.a, &pcmu_a);
	ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLEE), "confirming");
	ck_assert_uint_eq(anchor_of(&scene)->line[0].remote[PARTY_CALLER].rtp.port, 4002);
	ck_assert_uint_eq(anchor_of(&scene)->line[0].remote[PARTY_CALLEE].rtp.port, 5000);
	rig_fini(&scene.rig);
}
END_TEST

/* What is said on the way there and back, made before memory runs out. */
struct script {
	struct mdesc *offer, *there, *back;
};

static void
there_and_back(struct scene *scene, const struct script *script)
{
	struct transfer_ask ask = { .cs = &scene->call.cs, .offer = script->offer };
	struct leg *b = &scene->call.b;
	struct session *session;
	enum party party;

	ask.number = alice(scene)->number;
	if (transfer_ask(scene->rig.core, &ask, &session, &party) == CAUSE_NONE) {
		b->is_reoffering = false;
		session_reoffered(session, b, script->there);
	}
	if (scene->call.cs.n_answers)
		(void)!session_return(scene->call.session, &scene->call.a, NULL);
	if (b->is_reoffering) {
		b->is_reoffering = false;
		session_reoffered(scene->call.session, b, script->back);
	}
}

/* Whichever allocation fails: the call is as it was, or it is over; nothing is left open. */
START_TEST(want_of_memory_leaves_a_call_or_none)
{
	struct script script = { rig_mdesc(&msc_pcmu, 1), rig_mdesc(&pcmu_b, 1), rig_mdesc(&amr_b, 1) };
	bool is_reached = true;
	unsigned int n = 0;

	while (is_reached) {
		struct scene scene;

		rig_init(&scene.rig);
		rig_call(&scene.rig, &scene.call, &avp_a, &avp_b);
		failmalloc_arm(++n);
		there_and_back(&scene, &script);
		is_reached = failmalloc_disarm();
		if (rig_is_up(&scene.rig, &scene.call) && !scene.call.session->is_over) {
			ck_assert_str_eq(rig_state(&scene.call, PARTY_CALLER), "anchored");
			ck_assert_str_eq(codec_of(alice(&scene)), "AMR");
			ck_assert(!reoffer_is_pending(scene.call.session));
		}
		rig_fini(&scene.rig);
	}
	ck_assert_uint_ge(n, 5);
	mdesc_free(script.offer);
	mdesc_free(script.there);
	mdesc_free(script.back);
}
END_TEST

Suite *
reoffer_suite(void)
{
	const TTest *const tests[] = {
		the_msc_gets_the_codec_that_the_other_party_took,
		a_number_never_means_another_codec,
		a_refusal_leaves_all_as_it_was,
		the_cs_side_cannot_be_opened_after_all,
		an_msc_waits_so_long_and_no_longer,
		a_second_msc_is_told_to_come_later,
		the_other_party_loses_its_leg,
		a_phone_that_loses_ps_meanwhile_moves_all_the_same,
		a_phone_that_is_back_first_stays,
		a_protected_call_is_never_re_offered,
		who_cannot_be_asked_is_not,
		the_callee_moves_likewise,
		want_of_memory_leaves_a_call_or_none,
	};
	Suite *suite = suite_of("reoffer", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("variants");

	tcase_add_loop_test(tc, an_answer_of_no_use_is_taken_back, 0, ARRAY_LEN(useless));
	tcase_add_loop_test(tc, an_msc_that_cancels_leaves_nothing_behind, 0, 2);
	tcase_add_loop_test(tc, whoever_hangs_up_ends_the_call_and_the_wait, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
