/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_offer.c - offers and answers between two phones on PS
 */
#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static const struct told video_a = { MPROTO_AVP, NULL, "H264/90000/99", 4002, MDIR_SENDRECV, MKIND_VIDEO };
static const struct told video_b = { MPROTO_AVP, NULL, "H264/90000/99", 5002, MDIR_SENDRECV, MKIND_VIDEO };
static const struct told no_video = { MPROTO_AVP, NULL, "H264/90000/99", 0, MDIR_SENDRECV, MKIND_VIDEO };
static const struct told msrp = { MPROTO_OTHER, NULL, "", 2855, MDIR_SENDRECV, MKIND_OTHER };

static enum cause
offer_lines(struct call *call, enum party from, const struct told *told, unsigned int n,
	    struct mpatch *ret)
{
	struct mdesc *mdesc = rig_mdesc(told, n);
	enum cause cause = session_offer(call->session, from, mdesc, ret);

	mdesc_free(mdesc);
	return cause;
}

static enum cause
answer_lines(struct call *call, enum party from, const struct told *told, unsigned int n,
	     bool is_final, struct mpatch *ret)
{
	struct mdesc *mdesc = rig_mdesc(told, n);
	enum cause cause = session_answer(call->session, from, mdesc, is_final, ret);

	mdesc_free(mdesc);
	return cause;
}

static struct fake_anchor *
anchor_of(struct rig *rig, const struct call *call)
{
	return fake_relay_of(&rig->relay, call->id);
}

START_TEST(each_party_is_told_our_address_on_its_side)
{
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(offer_lines(&call, PARTY_CALLER, &savp_a, 1, &patch), CAUSE_NONE);
	ck_assert_uint_eq(patch.n_lines, 1);
	ck_assert(patch.line[0].is_relayed);
	ck_assert_uint_eq(patch.line[0].rtp.port, FAKE_LOCAL_PORT + 10);
	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, &savp_b, 1, true, &patch), CAUSE_NONE);
	ck_assert_uint_eq(patch.line[0].rtp.port, FAKE_LOCAL_PORT);
	ck_assert_uint_eq(patch.line[0].rtcp.port, FAKE_LOCAL_PORT + 1);

	const struct fake_line *line = &anchor_of(&rig, &call)->line[0];

	ck_assert_uint_eq(line->remote[PARTY_CALLER].rtp.port, 4000);
	ck_assert_uint_eq(line->remote[PARTY_CALLEE].rtp.port, 5000);
	ck_assert_int_eq(line->ind.keying, KEYING_SDES);
	ck_assert_int_eq(line->ind.state, SEC_NEGOTIATED);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_indication_is_with_the_relay_from_the_offer_on)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);

	const struct fake_line *line = &anchor_of(&rig, &call)->line[0];

	ck_assert_int_eq(line->ind.keying, KEYING_SDES);
	ck_assert_int_eq(line->ind.state, SEC_OFFERED);
	/* early media: the callee may send as soon as it has the offer */
	ck_assert_uint_eq(line->remote[PARTY_CALLER].rtp.port, 4000);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_SDES]), 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(refused_lines_lose_their_bridge_with_the_final_answer_only)
{
	const struct told offer[] = { savp_a, video_a, msrp };
	const struct told answer[] = { savp_b, no_video, msrp };
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(offer_lines(&call, PARTY_CALLER, offer, 3, &patch), CAUSE_NONE);
	ck_assert(patch.line[1].is_relayed);
	ck_assert(!patch.line[2].is_relayed);
	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, answer, 3, false, &patch), CAUSE_NONE);
	ck_assert(anchor_of(&rig, &call)->line[1].is_open);
	ck_assert(!patch.line[1].is_relayed);
	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, answer, 3, true, &patch), CAUSE_NONE);
	ck_assert(anchor_of(&rig, &call)->line[0].is_open);
	ck_assert(!anchor_of(&rig, &call)->line[1].is_open);
	rig_fini(&rig);
}
END_TEST

START_TEST(several_early_answers_may_come_and_the_last_counts)
{
	const struct told fork = { MPROTO_SAVP, KEY_C, CODECS, 5500, MDIR_SENDRECV, MKIND_AUDIO };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, false), CAUSE_NONE);
	ck_assert(session_has_offer(call.session));
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &fork, true), CAUSE_NONE);
	ck_assert(!session_has_offer(call.session));
	ck_assert_uint_eq(anchor_of(&rig, &call)->line[0].remote[PARTY_CALLEE].rtp.port, 5500);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_early_answer_is_final_once_the_call_is_confirmed)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, false), CAUSE_NONE);
	session_confirmed(call.session);
	ck_assert(!session_has_offer(call.session));
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_offer_after_a_reliable_early_answer_is_no_glare)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, false), CAUSE_NONE);
	ck_assert_int_eq(session_renego(call.session, &call.a, false), RENEGO_PASS);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	/* and once more, where there was an agreement before */
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, false), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(two_offers_at_once_are_glare)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &savp_b), CAUSE_GLARE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_GLARE);
	ck_assert_int_eq(session_renego(call.session, &call.b, false), RENEGO_LATER);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &savp_b), CAUSE_NONE);
	rig_fini(&rig);
}
END_TEST

START_TEST(what_is_no_answer_changes_nothing)
{
	const struct told two[] = { savp_b, video_b };
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_BAD_SDP);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLER, &savp_b, true), CAUSE_BAD_SDP);
	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, two, 2, true, &patch), CAUSE_BAD_SDP);
	ck_assert(session_has_offer(call.session));
	ck_assert_uint_eq(anchor_of(&rig, &call)->line[0].remote[PARTY_CALLEE].rtp.port, 0);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_refused_re_offer_leaves_media_as_it_was)
{
	const struct told more[] = { savp_a, video_a };
	struct told elsewhere = savp_b;
	struct rig rig;
	struct call call;
	struct mpatch patch;

	elsewhere.port = 5800;
	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(offer_lines(&call, PARTY_CALLER, more, 2, &patch), CAUSE_NONE);
	ck_assert(anchor_of(&rig, &call)->line[1].is_open);

	const struct told early[] = { elsewhere, video_b };

	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, early, 2, false, &patch), CAUSE_NONE);
	ck_assert_uint_eq(anchor_of(&rig, &call)->line[0].remote[PARTY_CALLEE].rtp.port, 5800);
	session_offer_failed(call.session);
	ck_assert(!anchor_of(&rig, &call)->line[1].is_open);
	ck_assert(anchor_of(&rig, &call)->line[0].is_open);
	ck_assert_uint_eq(anchor_of(&rig, &call)->line[0].remote[PARTY_CALLEE].rtp.port, 5000);
	ck_assert_int_eq(anchor_of(&rig, &call)->line[0].ind.suite, SUITE_AES_CM_128_HMAC_SHA1_80);
	session_offer_failed(call.session);
	rig_fini(&rig);
}
END_TEST

START_TEST(fewer_lines_than_agreed_are_refused)
{
	const struct told two[] = { savp_a, video_a }, answer[] = { savp_b, video_b };
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(offer_lines(&call, PARTY_CALLER, two, 2, &patch), CAUSE_NONE);
	ck_assert_int_eq(answer_lines(&call, PARTY_CALLEE, answer, 2, true, &patch), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &savp_b), CAUSE_BAD_SDP);
	rig_fini(&rig);
}
END_TEST

START_TEST(no_ports_refuse_the_offer_and_leave_nothing_behind)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	rig.relay.fail_line_open = ENOSPC;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_LIMIT);
	rig.relay.fail_line_open = EAFNOSUPPORT;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_INTERNAL);
	ck_assert(!session_has_offer(call.session));
	ck_assert_uint_eq(fake_relay_open_things(&rig.relay), 1);
	rig_fini(&rig);
}
END_TEST

/* Each keying, answered plain: the phones may, but it is never quiet. */
START_TEST(a_protected_line_that_is_made_plain_is_counted)
{
	const struct told plain_a = { MPROTO_AVP, NULL, CODECS, 4000, MDIR_SENDRECV, MKIND_AUDIO };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &plain_a), CAUSE_NONE);
	/* until the answer it is as it was agreed */
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_SDES]), 1);
	ck_assert_int_eq(anchor_of(&rig, &call)->line[0].ind.keying, KEYING_SDES);
	log_level_set(LOGL_ERROR);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &avp_b, true), CAUSE_NONE);
	ck_assert_uint_eq(counter_get(&rig.core->counts.lowered), 1);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_SDES]), 0);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_NONE]), 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(an_offered_key_that_is_not_taken_lowers_nothing)
{
	const struct told osrtp = { MPROTO_AVP, KEY_A, CODECS, 4000, MDIR_SENDRECV, MKIND_AUDIO };
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &osrtp, &avp_b);
	ck_assert_uint_eq(counter_get(&rig.core->counts.lowered), 0);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_NONE]), 1);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_key_that_cannot_be_read_goes_on_and_is_counted)
{
	struct mdesc *offer = rig_mdesc(&savp_a, 1);
	struct rig rig;
	struct call call;
	struct mpatch patch;

	offer->line[0].n_crypto = 0;
	offer->line[0].n_bad_crypto = 2;
	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch), CAUSE_NONE);
	ck_assert_uint_eq(counter_get(&rig.core->counts.bad_crypto), 2);
	ck_assert(session_is_protected(call.session));
	mdesc_free(offer);
	rig_fini(&rig);
}
END_TEST

START_TEST(rtcp_mux_holds_only_if_both_want_it)
{
	struct mdesc *offer = rig_mdesc(&savp_a, 1), *answer = rig_mdesc(&savp_b, 1);
	struct rig rig;
	struct call call;
	struct mpatch patch;

	offer->line[0].has_rtcp_mux = true;
	offer->line[0].rtcp = offer->line[0].rtp;
	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch), CAUSE_NONE);
	ck_assert(anchor_of(&rig, &call)->line[0].remote[PARTY_CALLER].rtcp_mux);
	ck_assert_int_eq(session_answer(call.session, PARTY_CALLEE, answer, true, &patch),
			 CAUSE_NONE);

	const struct relay_remote *a = &anchor_of(&rig, &call)->line[0].remote[PARTY_CALLER];

	ck_assert(!a->rtcp_mux);
	ck_assert_uint_eq(a->rtcp.port, 4001);
	mdesc_free(offer);
	mdesc_free(answer);
	rig_fini(&rig);
}
END_TEST

Suite *
offer_suite(void)
{
	const TTest *const tests[] = {
		each_party_is_told_our_address_on_its_side,
		the_indication_is_with_the_relay_from_the_offer_on,
		refused_lines_lose_their_bridge_with_the_final_answer_only,
		several_early_answers_may_come_and_the_last_counts,
		an_early_answer_is_final_once_the_call_is_confirmed,
		an_offer_after_a_reliable_early_answer_is_no_glare,
		two_offers_at_once_are_glare,
		what_is_no_answer_changes_nothing,
		a_refused_re_offer_leaves_media_as_it_was,
		fewer_lines_than_agreed_are_refused,
		no_ports_refuse_the_offer_and_leave_nothing_behind,
		a_protected_line_that_is_made_plain_is_counted,
		an_offered_key_that_is_not_taken_lowers_nothing,
		a_key_that_cannot_be_read_goes_on_and_is_counted,
		rtcp_mux_holds_only_if_both_want_it,
	};

	return suite_of("offer", tests, ARRAY_LEN(tests));
}
