/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_handover.c - an INVITE to the STN-SR: who moves, what is answered, what is
 * refused
 */
#include <errno.h>
#include <sys/socket.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

START_TEST(the_answer_names_bearer_indication_and_our_address)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);

	const struct cs_answer *answer = &call.cs.answer;

	ck_assert_int_eq(answer->pick.bearer, BEARER_CLEARMODE);
	ck_assert_uint_eq(answer->pick.format.pt, 96);
	ck_assert_uint_eq(answer->local.rtp.port, FAKE_CS_PORT);
	ck_assert_int_eq(answer->ind.keying, KEYING_SDES);
	ck_assert_int_eq(answer->dir, MDIR_SENDRECV);

	const struct relay_cs *cs = &fake_relay_of(&rig.relay, call.id)->cs[PARTY_CALLER];

	ck_assert_int_eq(cs->bearer, BEARER_CLEARMODE);
	ck_assert_int_eq(cs->family, AF_INET);
	ck_assert_uint_eq(cs->pt, 96);
	ck_assert_uint_eq(cs->ptime_ms, 20);
	ck_assert_uint_eq(cs->remote.rtp.port, 6000);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_plain_call_moves_to_a_codec_its_other_party_uses)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);

	const struct relay_cs *cs = &fake_relay_of(&rig.relay, call.id)->cs[PARTY_CALLER];

	ck_assert_int_eq(cs->bearer, BEARER_SPEECH);
	ck_assert_uint_eq(cs->n_pts, 2);
	ck_assert_uint_eq(cs->pts[0].cs, 98);
	ck_assert_uint_eq(cs->pts[0].remote, 97);
	ck_assert_uint_eq(cs->pts[1].cs, 99);
	ck_assert_uint_eq(cs->pts[1].remote, 101);
	ck_assert_int_eq(call.cs.answer.ind.keying, KEYING_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(each_end_keeps_its_own_number_for_a_codec)
{
	struct told answer = avp_b;
	struct rig rig;
	struct call call;

	answer.codecs = "AMR/8000/112|telephone-event/8000/113";
	rig_init(&rig);
	rig_call(&rig, &call, &avp_a, &answer);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);

	const struct bearer_pt *pts = fake_relay_of(&rig.relay, call.id)->cs[PARTY_CALLER].pts;

	ck_assert_uint_eq(pts[0].cs, 98);
	ck_assert_uint_eq(pts[0].remote, 112);
	ck_assert_uint_eq(pts[0].own, 97);
	ck_assert_uint_eq(pts[1].remote, 113);
	ck_assert_uint_eq(pts[1].own, 101);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_msc_says_which_codec_it_likes_best)
{
	struct told likes = msc_speech;
	struct rig rig;
	struct call call;

	likes.codecs = "PCMA/8000/8|AMR/8000/98|telephone-event/8000/99";
	rig_init(&rig);
	rig_call(&rig, &call, &avp_a, &avp_a);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &likes), CAUSE_NONE);
	ck_assert_str_eq(call.cs.answer.pick.format.name, "PCMA");
	ck_assert_uint_eq(call.cs.answer.pick.n_pts, 3);
	ck_assert_str_eq(call.cs.answer.pick.extra[0].name, "AMR");
	ck_assert_str_eq(call.cs.answer.pick.extra[1].name, "telephone-event");
	rig_fini(&rig);
}
END_TEST

START_TEST(speech_is_carried_wherever_its_line_stands)
{
	static const struct told video = {
		MPROTO_AVP, NULL, "H264/90000/99", 4002, MDIR_SENDRECV, MKIND_VIDEO
	};
	const struct told both[] = { video, avp_b };
	struct mdesc *told = rig_mdesc(both, 2);
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, told, &patch), CAUSE_NONE);
	ck_assert_int_eq(session_answer(call.session, PARTY_CALLEE, told, true, &patch),
			 CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->cs[PARTY_CALLER].line, 1);
	mdesc_free(told);
	rig_fini(&rig);
}
END_TEST

/* Confirmed last, or resumed last by the other party after the first moved: it talks. */
START_TEST(the_call_that_was_answered_last_moves)
{
	struct rig rig;
	struct call old, young;

	rig_init(&rig);
	rig_call(&rig, &old, &savp_a, &savp_b);
	ck_assert_int_eq(rig_new(&rig, &young), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&young, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&young, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	rig_pass_ms(&rig, 1000);
	session_confirmed(young.session);
	rig_pass_ms(&rig, 1000);
	/* a refresh is no resumption */
	ck_assert_int_eq(rig_offer(&old, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&old, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &young.cs, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&young, PARTY_CALLER), "confirming");
	rig_fini(&rig);
}
END_TEST

static const struct told no_port = { MPROTO_AVP, NULL, "CLEARMODE/8000/96", 0, MDIR_SENDRECV, MKIND_AUDIO };
static const struct told srtp_data = { MPROTO_SAVP, KEY_C, "CLEARMODE/8000/96", 6000, MDIR_SENDRECV,
				       MKIND_AUDIO };
static const struct told iufp_at_8000 = { MPROTO_AVP, NULL, "VND.3GPP.IUFP/8000/96", 6000,
					  MDIR_SENDRECV, MKIND_AUDIO };

/* Refused transfers, and what the two fakes do to bring it about. */
static const struct {
	const char *number;
	const struct told *offer;
	bool is_plain;
	int cs_open, answer;
	enum cause cause;
} refusals[] = {
	{ "", &msc_data, false, 0, 0, CAUSE_NO_IDENTITY },
	{ "358409999999", &msc_data, false, 0, 0, CAUSE_NO_SESSION },
	{ ALICE, NULL, false, 0, 0, CAUSE_NO_MEDIA },
	{ ALICE, &no_port, false, 0, 0, CAUSE_NO_MEDIA },
	{ ALICE, &msc_speech, false, 0, 0, CAUSE_NO_BEARER },
	{ ALICE, &srtp_data, false, 0, 0, CAUSE_NO_BEARER },
	{ ALICE, &iufp_at_8000, false, 0, 0, CAUSE_NO_BEARER },
	{ ALICE, &iufp_at_8000, true, 0, 0, CAUSE_NO_CODEC },
	{ ALICE, &srtp_data, true, 0, 0, CAUSE_NO_CODEC },
	{ ALICE, &msc_data, false, EPERM, 0, CAUSE_NO_BEARER },
	{ ALICE, &msc_data, false, ENOTSUP, 0, CAUSE_NO_BEARER },
	{ ALICE, &msc_data, false, EALREADY, 0, CAUSE_IN_PROGRESS },
	{ ALICE, &msc_data, false, EAFNOSUPPORT, 0, CAUSE_NO_MEDIA },
	{ ALICE, &msc_data, false, ENOSPC, 0, CAUSE_INTERNAL },
	{ ALICE, &msc_data, false, 0, EPROTO, CAUSE_CANCELLED },
	{ ALICE, &msc_data, false, 0, ENOMEM, CAUSE_INTERNAL },
};

START_TEST(a_refused_transfer_changes_nothing)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, refusals[_i].is_plain ? &avp_a : &savp_a,
		 refusals[_i].is_plain ? &avp_b : &savp_b);
	rig.relay.fail_cs_open = refusals[_i].cs_open;
	rig.sig.fail_answer = refusals[_i].answer;

	unsigned int before = fake_relay_open_things(&rig.relay);

	ck_assert_int_eq(rig_transfer(&rig, refusals[_i].number, &call.cs, refusals[_i].offer),
			 refusals[_i].cause);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
	ck_assert_uint_eq(fake_relay_open_things(&rig.relay), before);
	ck_assert_uint_eq(call.session->n_transfers, 0);
	ck_assert_uint_eq(counter_get(&rig.core->counts.transfers[KIND_PS_CS][OUTCOME_REFUSED]), 1);
	ck_assert(!call.cs.is_released);

	/* and the next one succeeds */
	rig.relay.fail_cs_open = rig.sig.fail_answer = 0;
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs,
				      refusals[_i].is_plain ? &msc_speech : &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_unanswered_call_is_in_no_state_to_move)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_STATE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_STATE);
	session_confirmed(call.session);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_second_one_in_between_is_told_to_come_later)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_IN_PROGRESS);
	session_cs_confirmed(call.session, &call.cs);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_IN_PROGRESS);
	rig_pass_ms(&rig, RIG_SOURCE_RELEASE_MS + 10);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "cs-confirming");
	rig_fini(&rig);
}
END_TEST

START_TEST(both_calls_of_a_spiral_move_the_right_side)
{
	struct rig rig;
	struct call first, second;

	rig_init(&rig);
	rig_call(&rig, &first, &savp_a, &savp_b);

	struct call_facts facts = { .user = &second, .leg = &second.a, .came_from = first.session };

	second = (struct call){ .a = { .name = "a2" }, .b = { .name = "b2" } };
	facts.number[PARTY_CALLER] = first.session->side[PARTY_CALLER].number;
	facts.number[PARTY_CALLEE] = first.session->side[PARTY_CALLEE].number;
	rig_pass_ms(&rig, 10);
	ck_assert_int_eq(session_new(rig.core, &facts, &second.session), CAUSE_NONE);
	session_set_leg(second.session, PARTY_CALLEE, &second.b);
	ck_assert_int_eq(rig_offer(&second, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&second, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	session_confirmed(second.session);

	/* Alice is at the first, Bob at the second, whichever is younger */
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &first.cs, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&first, PARTY_CALLER), "confirming");
	ck_assert_int_eq(rig_transfer(&rig, BOB, &first.cs2, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&second, PARTY_CALLEE), "confirming");
	ck_assert_str_eq(rig_state(&second, PARTY_CALLER), "anchored");
	rig_fini(&rig);
}
END_TEST

START_TEST(the_call_that_talked_last_moves)
{
	struct told held = savp_a;
	struct rig rig;
	struct call old, young;

	held.dir = MDIR_SENDONLY;
	rig_init(&rig);
	rig_call(&rig, &old, &savp_a, &savp_b);
	rig_pass_ms(&rig, 1000);
	rig_call(&rig, &young, &savp_a, &savp_b);

	/* the old one was on hold meanwhile and is resumed */
	ck_assert_int_eq(rig_offer(&old, PARTY_CALLER, &held), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&old, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	rig_pass_ms(&rig, 1000);
	ck_assert_int_eq(rig_offer(&old, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&old, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &old.cs, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&old, PARTY_CALLER), "confirming");
	ck_assert_str_eq(rig_state(&young, PARTY_CALLER), "anchored");
	rig_fini(&rig);
}
END_TEST

START_TEST(a_call_on_hold_stays_where_it_is)
{
	struct told held = savp_a;
	struct rig rig;
	struct call old, young;

	held.dir = MDIR_SENDONLY;
	rig_init(&rig);
	rig_call(&rig, &old, &savp_a, &savp_b);
	rig_pass_ms(&rig, 1000);
	rig_call(&rig, &young, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&young, PARTY_CALLER, &held), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&young, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &old.cs, &msc_data), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&old, PARTY_CALLER), "confirming");
	rig_fini(&rig);
}
END_TEST

START_TEST(a_pending_offer_may_be_answered_while_the_ps_leg_lasts)
{
	struct told held = savp_b;
	struct rig rig;
	struct call call;

	held.dir = MDIR_SENDONLY;
	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &held), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLER, &savp_a, true), CAUSE_NONE);
	ck_assert_int_eq(session_speech_dir(call.session), MDIR_RECVONLY);
	ck_assert_int_eq(session_renego(call.session, &call.b, false), RENEGO_LOCAL);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_pending_offer_is_forgotten_with_the_ps_leg)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &savp_b), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert(session_has_offer(call.session));
	rig_bye(&call, &call.a, 0, 0);
	ck_assert(!session_has_offer(call.session));

	struct call other;

	rig_call(&rig, &other, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&other, PARTY_CALLEE, &savp_b), CAUSE_NONE);
	rig_bye(&other, &other.a, 503, 0);
	ck_assert(!session_has_offer(other.session));
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLER, &savp_a, true), CAUSE_BAD_SDP);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &savp_b), CAUSE_STATE);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_transfer_is_made_while_new_calls_are_refused)
{
	struct rig rig;
	struct call call, other;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	core_drain(rig.core, true);
	rig.relay.fail_open = ENOSPC;
	ck_assert_int_eq(rig_new(&rig, &other), CAUSE_DRAINING);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_history_says_what_became_of_each)
{
	const struct media_event gap = {
		.kind = MEDIA_GAP, .party = PARTY_CALLER, .gap_us = 34000,
	};
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
	ck_assert(call.cs.is_released);
	ck_assert_int_eq(call.cs.why, CAUSE_RETURNED);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs2);

	struct media_event event = gap;

	event.anchor = call.session->anchor;
	core_on_media(rig.core, &event);

	const struct view_transfer *first = &call.session->transfer[0];
	const struct view_transfer *second = &call.session->transfer[1];

	ck_assert_str_eq(first->outcome, "returned");
	ck_assert_uint_eq(first->answer_us, 1200);
	ck_assert_str_eq(second->outcome, "open");
	ck_assert_uint_eq(second->gap_us, 34000);
	rig_bye(&call, &call.b, 0, 0);
	ck_assert_uint_eq(counter_get(&rig.core->counts.transfers[KIND_PS_CS][OUTCOME_RETURNED]),
			  1);
	ck_assert_uint_eq(counter_get(&rig.core->counts.transfers[KIND_PS_CS][OUTCOME_MOVED]), 1);
	ck_assert_uint_eq(hist_count(&rig.core->counts.answer_us), 2);
	rig_fini(&rig);
}
END_TEST

Suite *
handover_suite(void)
{
	const TTest *const tests[] = {
		the_answer_names_bearer_indication_and_our_address,
		a_plain_call_moves_to_a_codec_its_other_party_uses,
		each_end_keeps_its_own_number_for_a_codec,
		the_msc_says_which_codec_it_likes_best,
		speech_is_carried_wherever_its_line_stands,
		the_call_that_was_answered_last_moves,
		an_unanswered_call_is_in_no_state_to_move,
		a_second_one_in_between_is_told_to_come_later,
		both_calls_of_a_spiral_move_the_right_side,
		the_call_that_talked_last_moves,
		a_call_on_hold_stays_where_it_is,
		a_pending_offer_may_be_answered_while_the_ps_leg_lasts,
		a_pending_offer_is_forgotten_with_the_ps_leg,
		a_transfer_is_made_while_new_calls_are_refused,
		the_history_says_what_became_of_each,
	};
	Suite *suite = suite_of("handover", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("refusals");

	tcase_add_loop_test(tc, a_refused_transfer_changes_nothing, 0, ARRAY_LEN(refusals));
	suite_add_tcase(suite, tc);
	return suite;
}
