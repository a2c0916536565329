/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_renego.c - re-INVITE and UPDATE in every state
 */
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/*
 * Alice's machine is brought to a state; what becomes of a re-INVITE of each leg, without and
 * with cause 487?
 */
enum stage { ANCHORED_, WAITING_, CONFIRMING_, DRAINING_, RETURNING_, MOVED_, STAGES };

static void
reach(struct rig *rig, struct call *call, enum stage stage)
{
	rig_call(rig, call, &savp_a, &savp_b);
	if (stage == WAITING_)
		rig_bye(call, &call->a, 503, 0);
	if (stage >= CONFIRMING_)
		ck_assert_int_eq(rig_transfer(rig, ALICE, &call->cs, &msc_data), CAUSE_NONE);
	if (stage == DRAINING_ || stage == MOVED_)
		session_cs_confirmed(call->session, &call->cs);
	if (stage == RETURNING_)
		rig_bye(call, &call->cs, 0, 0);
	if (stage == MOVED_)
		rig_pass_ms(rig, RIG_SOURCE_RELEASE_MS + 10);
}

static const struct {
	enum renego a, a_487, b, cs;
	bool refresh_b;
} renegos[STAGES] = {
	[ANCHORED_]   = { RENEGO_PASS, RENEGO_PASS, RENEGO_PASS, RENEGO_LATER, false },
	[WAITING_]    = { RENEGO_LATER, RENEGO_LATER, RENEGO_LATER, RENEGO_LATER, true },
	[CONFIRMING_] = { RENEGO_LATER, RENEGO_RETURN, RENEGO_LOCAL, RENEGO_MSC, true },
	[DRAINING_]   = { RENEGO_LATER, RENEGO_RETURN, RENEGO_LOCAL, RENEGO_MSC, true },
	[RETURNING_]  = { RENEGO_RETURN, RENEGO_RETURN, RENEGO_LATER, RENEGO_LATER, true },
	[MOVED_]      = { RENEGO_LATER, RENEGO_LATER, RENEGO_LOCAL, RENEGO_MSC, true },
};

START_TEST(a_re_offer_goes_where_it_can)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, (enum stage)_i);
	ck_assert_int_eq(session_renego(call.session, &call.a, false), renegos[_i].a);
	ck_assert_int_eq(session_renego(call.session, &call.a, true), renegos[_i].a_487);
	ck_assert_int_eq(session_renego(call.session, &call.b, false), renegos[_i].b);
	ck_assert_int_eq(session_renego(call.session, &call.cs, false), renegos[_i].cs);
	ck_assert_int_eq(session_must_refresh(call.session, &call.b), renegos[_i].refresh_b);
	ck_assert(!session_must_refresh(call.session, &call.cs2));
	rig_fini(&rig);
}
END_TEST

START_TEST(packets_that_are_quicker_than_the_re_invite_do_not_make_it_an_offer)
{
	struct media_event alive = { .kind = MEDIA_PS_ALIVE, .party = PARTY_CALLER };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, RETURNING_);
	alive.anchor = call.session->anchor;
	core_on_media(rig.core, &alive);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
	ck_assert_int_eq(session_renego(call.session, &call.a, true), RENEGO_RETURN);
	ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
	ck_assert_int_eq(session_renego(call.session, &call.a, false), RENEGO_PASS);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_old_cs_leg_waits_for_the_new_one)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(session_renego(call.session, &call.cs, false), RENEGO_LATER);
	ck_assert_int_eq(session_renego(call.session, &call.cs2, false), RENEGO_MSC);
	ck_assert(session_must_refresh(call.session, &call.cs2));
	rig_fini(&rig);
}
END_TEST

/* ---- the other party asks after the transfer ---- */

static enum cause
local(struct call *call, const struct told *told)
{
	struct mdesc *offer = rig_mdesc(told, 1);
	enum cause cause = session_local_offer(call->session, PARTY_CALLEE, offer);

	mdesc_free(offer);
	return cause;
}

static const struct told same = { MPROTO_SAVP, KEY_B, CODECS, 5000, MDIR_SENDRECV, MKIND_AUDIO };
static const struct told held = { MPROTO_SAVP, KEY_B, CODECS, 5000, MDIR_SENDONLY, MKIND_AUDIO };
static const struct told new_key = { MPROTO_SAVP, KEY_C, CODECS, 5000, MDIR_SENDRECV, MKIND_AUDIO };
static const struct told new_port = {
	MPROTO_SAVP, KEY_B, CODECS, 5002, MDIR_SENDRECV, MKIND_AUDIO
};
static const struct told new_codec = {
	MPROTO_SAVP, KEY_B, "PCMA/8000/8", 5000, MDIR_SENDRECV, MKIND_AUDIO
};
static const struct told no_key = { MPROTO_AVP, NULL, CODECS, 5000, MDIR_SENDRECV, MKIND_AUDIO };
static const struct told refused = { MPROTO_SAVP, KEY_B, CODECS, 0, MDIR_SENDRECV, MKIND_AUDIO };

static const struct {
	const struct told *told;
	enum cause cause;
} locals[] = {
	{ &same, CAUSE_NONE },
	{ &held, CAUSE_NONE },
	{ &refused, CAUSE_NONE },
	{ &new_key, CAUSE_NEW_KEY },
	{ &new_port, CAUSE_NEW_ADDRESS },
	{ &new_codec, CAUSE_NEW_CODEC },
	{ &no_key, CAUSE_NEW_SUITE },
};

START_TEST(after_a_transfer_only_what_was_agreed_may_be_said_again)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(local(&call, locals[_i].told), locals[_i].cause);
	/* whatever came of it, the agreement stands */
	ck_assert_int_eq(local(&call, &same), CAUSE_NONE);
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->line[0].remote[PARTY_CALLEE].rtp.port,
			  5000);
	ck_assert_int_eq(fake_relay_of(&rig.relay, call.id)->line[0].ind.keying, KEYING_SDES);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_hold_of_old_keeps_the_address_in_mind)
{
	struct mdesc *offer = rig_mdesc(&same, 1);
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	offer->line[0].rtp = (struct addr){ .family = ADDR_IP4, .port = 5000 };
	offer->line[0].rtcp = addr_with_port(&offer->line[0].rtp, 5001);
	ck_assert_int_eq(session_local_offer(call.session, PARTY_CALLEE, offer), CAUSE_NONE);
	ck_assert(addr_is_any(&fake_relay_of(&rig.relay,
					     call.id)->line[0].remote[PARTY_CALLEE].rtp));
	ck_assert_int_eq(local(&call, &new_port), CAUSE_NEW_ADDRESS);
	ck_assert_int_eq(local(&call, &same), CAUSE_NONE);
	mdesc_free(offer);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_plain_stream_may_move_its_address)
{
	struct told elsewhere = avp_b;
	struct rig rig;
	struct call call;

	elsewhere.port = 5400;
	rig_init(&rig);
	rig_call(&rig, &call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	ck_assert_int_eq(local(&call, &elsewhere), CAUSE_NONE);
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->line[0].remote[PARTY_CALLEE].rtp.port,
			  5400);
	rig_fini(&rig);
}
END_TEST

START_TEST(fewer_lines_are_no_re_offer)
{
	struct mdesc *none = rig_mdesc(&same, 1);
	struct rig rig;
	struct call call;

	none->n_lines = 0;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(session_local_offer(call.session, PARTY_CALLEE, none), CAUSE_BAD_SDP);
	mdesc_free(none);
	rig_fini(&rig);
}
END_TEST

/* ---- the phone comes back ---- */

START_TEST(a_return_keeps_the_key)
{
	struct told moved = savp_a, rekeyed = savp_a;
	struct rig rig;
	struct call call;

	moved.port = 4400;
	rekeyed.crypto = KEY_C;
	rig_init(&rig);
	reach(&rig, &call, DRAINING_);

	struct mdesc *bad = rig_mdesc(&rekeyed, 1), *good = rig_mdesc(&moved, 1);

	ck_assert_int_eq(session_return(call.session, &call.a, bad), CAUSE_NEW_KEY);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "draining");
	ck_assert_int_eq(session_return(call.session, &call.a, good), CAUSE_NONE);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->line[0].remote[PARTY_CALLER].rtp.port,
			  4400);
	ck_assert(call.cs.is_released);
	ck_assert_uint_eq(rig.relay.n_reverts, 1);
	mdesc_free(bad);
	mdesc_free(good);
	rig_fini(&rig);
}
END_TEST

START_TEST(nobody_returns_from_where_there_is_no_ps_leg)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_STATE);
	ck_assert_int_eq(session_return(call.session, &call.cs, NULL), CAUSE_STATE);
	rig_fini(&rig);
}
END_TEST

/* ---- the MSC's re-offers ---- */

struct msc_says {
	struct cs_answer answer;
	bool tell;
	enum mdir dir;
};

static enum cause
msc(struct call *call, const struct told *told, struct msc_says *ret)
{
	struct mdesc *offer = rig_mdesc(told, 1);
	enum cause cause = session_msc_offer(call->session, &call->cs, offer, &ret->answer,
					     &ret->tell, &ret->dir);

	mdesc_free(offer);
	return cause;
}

START_TEST(hold_and_resume_of_the_msc_reach_the_other_party_once)
{
	struct told hold = msc_data, resume = msc_data;
	struct msc_says says;
	struct rig rig;
	struct call call;

	hold.dir = MDIR_SENDONLY;
	resume.port = 6400;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(msc(&call, &msc_data, &says), CAUSE_NONE);
	ck_assert(!says.tell);
	ck_assert_int_eq(msc(&call, &hold, &says), CAUSE_NONE);
	ck_assert(says.tell);
	ck_assert_int_eq(says.dir, MDIR_SENDONLY);
	ck_assert_int_eq(says.answer.dir, MDIR_RECVONLY);
	ck_assert_uint_eq(says.answer.local.rtp.port, FAKE_CS_PORT);
	ck_assert_int_eq(msc(&call, &hold, &says), CAUSE_NONE);
	ck_assert(!says.tell);
	ck_assert_int_eq(msc(&call, &resume, &says), CAUSE_NONE);
	ck_assert(says.tell);
	ck_assert_int_eq(says.dir, MDIR_SENDRECV);
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->cs[PARTY_CALLER].remote.rtp.port,
			  6400);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_hold_outlasts_a_second_handover)
{
	struct told hold = msc_data;
	struct msc_says says;
	struct rig rig;
	struct call call;

	hold.dir = MDIR_SENDONLY;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(msc(&call, &hold, &says), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs2);
	rig_pass_ms(&rig, RIG_SOURCE_RELEASE_MS + 10);

	struct mdesc *resume = rig_mdesc(&msc_data, 1);

	ck_assert_int_eq(session_msc_offer(call.session, &call.cs2, resume, &says.answer,
					   &says.tell,
					   &says.dir), CAUSE_NONE);
	ck_assert(says.tell);
	ck_assert_int_eq(says.dir, MDIR_SENDRECV);
	mdesc_free(resume);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_held_other_party_still_wants_what_it_wanted)
{
	struct told hold = msc_speech, obeys = avp_b;
	struct msc_says says;
	struct rig rig;
	struct call call;

	hold.dir = MDIR_SENDONLY;
	obeys.dir = MDIR_RECVONLY;
	rig_init(&rig);
	rig_call(&rig, &call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	ck_assert_int_eq(msc(&call, &hold, &says), CAUSE_NONE);
	ck_assert_int_eq(local(&call, &obeys), CAUSE_NONE);
	ck_assert_int_eq(msc(&call, &msc_speech, &says), CAUSE_NONE);
	ck_assert_int_eq(says.answer.dir, MDIR_SENDRECV);
	rig_fini(&rig);
}
END_TEST

/* What comes after is measured by the last re-offer, not by the first offer. */
START_TEST(a_new_gateway_is_seen)
{
	struct told elsewhere = msc_data;
	struct msc_says says;
	struct rig rig;
	struct call call;
	struct view_session view;

	elsewhere.port = 6800;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(msc(&call, &elsewhere, &says), CAUSE_NONE);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_uint_eq(view.party[PARTY_CALLER].leg[0].remote.port, 6800);
	ck_assert_int_eq(session_msc_offer(call.session, &call.b, NULL, &says.answer, &says.tell,
					   &says.dir), CAUSE_STATE);
	rig_fini(&rig);
}
END_TEST

START_TEST(nothing_agreed_is_nothing_to_repeat)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert_int_eq(local(&call, &same), CAUSE_STATE);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_local_resumption_is_activity)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(local(&call, &held), CAUSE_NONE);
	rig_pass_ms(&rig, 100);
	ck_assert_int_eq(local(&call, &same), CAUSE_NONE);
	ck_assert_uint_eq(call.session->active_us, rig.now_us);
	ck_assert_uint_eq(call.session->touched_us, rig.now_us);
	rig_fini(&rig);
}
END_TEST

START_TEST(nobody_is_told_who_is_on_cs_itself)
{
	struct told hold = msc_data;
	struct msc_says says;
	struct rig rig;
	struct call call;

	hold.dir = MDIR_INACTIVE;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(rig_transfer(&rig, BOB, &call.cs2, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(msc(&call, &hold, &says), CAUSE_NONE);
	ck_assert(!says.tell);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_msc_cannot_change_the_bearer)
{
	struct told other_pt = msc_data, no_media = msc_data;
	struct msc_says says;
	struct rig rig;
	struct call call;

	other_pt.codecs = "CLEARMODE/8000/100";
	no_media.port = 0;
	rig_init(&rig);
	reach(&rig, &call, MOVED_);
	ck_assert_int_eq(msc(&call, &other_pt, &says), CAUSE_NO_BEARER);
	ck_assert_int_eq(msc(&call, &msc_speech, &says), CAUSE_NO_BEARER);
	ck_assert_int_eq(msc(&call, &no_media, &says), CAUSE_NO_MEDIA);
	ck_assert_uint_eq(rig.relay.n_cs_remotes, 0);
	rig.relay.fail_cs_remote = 2;
	ck_assert_int_eq(msc(&call, &msc_data, &says), CAUSE_INTERNAL);
	rig_fini(&rig);
}
END_TEST

Suite *
renego_suite(void)
{
	const TTest *const tests[] = {
		packets_that_are_quicker_than_the_re_invite_do_not_make_it_an_offer,
		an_old_cs_leg_waits_for_the_new_one,
		a_hold_of_old_keeps_the_address_in_mind,
		a_plain_stream_may_move_its_address,
		fewer_lines_are_no_re_offer,
		a_return_keeps_the_key,
		nobody_returns_from_where_there_is_no_ps_leg,
		hold_and_resume_of_the_msc_reach_the_other_party_once,
		a_hold_outlasts_a_second_handover,
		a_held_other_party_still_wants_what_it_wanted,
		a_new_gateway_is_seen,
		nothing_agreed_is_nothing_to_repeat,
		a_local_resumption_is_activity,
		nobody_is_told_who_is_on_cs_itself,
		the_msc_cannot_change_the_bearer,
	};
	Suite *suite = suite_of("renego", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("tables");

	tcase_add_loop_test(tc, a_re_offer_goes_where_it_can, 0, STAGES);
	tcase_add_loop_test(tc, after_a_transfer_only_what_was_agreed_may_be_said_again, 0,
			    ARRAY_LEN(locals));
	suite_add_tcase(suite, tc);
	return suite;
}
