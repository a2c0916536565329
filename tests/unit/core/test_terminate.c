/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_terminate.c - a protected stream ends here only where the operator says so,
 * and then everybody can see it
 */
#include <errno.h>
#include <string.h>

#include "core/terminate.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;
static struct call call;

static void
choose(enum insecure_target target)
{
	rig.config.on_insecure_target = target;
	core_configure(rig.core, &rig.config);
}

static void
setup(void)
{
	rig_init(&rig);
	choose(INSECURE_TERMINATE);
	rig_call(&rig, &call, &savp_a, &savp_b);
}

static void
teardown(void)
{
	rig_fini(&rig);
}

static uint64_t
degraded(void)
{
	struct view_session view;

	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_uint_eq(counter_get(&rig.core->counts.degraded), view.is_degraded);
	return view.is_degraded;
}

START_TEST(the_relay_gets_both_keys_and_the_msc_no_indication)
{
	const struct fake_anchor *anchor = fake_relay_of(&rig.relay, call.id);
	const struct relay_cs *cs = &anchor->cs[PARTY_CALLER];
	const struct cs_answer *answer = &call.cs.answer;

	ck_assert_uint_eq(degraded(), 0);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	ck_assert_int_eq(cs->bearer, BEARER_TERMINATED);
	ck_assert_uint_eq(cs->rate_hz, 8000);
	ck_assert_uint_eq(cs->ptime_ms, 20);
	ck_assert_uint_eq(cs->n_pts, 2);
	ck_assert_uint_eq(cs->pts[0].cs, 98);
	ck_assert_uint_eq(cs->pts[0].remote, 97);
	ck_assert_uint_eq(cs->pts[1].cs, 99);
	ck_assert_uint_eq(anchor->shown[PARTY_CALLER].key[0].octets[0], 0);		/* KEY_A: AAAA */
	ck_assert_uint_eq(anchor->shown[PARTY_CALLEE].key[0].octets[0], 0x04);	/* KEY_B: BBBB */
	ck_assert_int_eq(answer->ind.keying, KEYING_NONE);
	ck_assert_int_eq(answer->pick.bearer, BEARER_TERMINATED);
	ck_assert_int_eq(answer->dir, MDIR_SENDRECV);
	ck_assert_uint_eq(degraded(), 1);
	ck_assert_uint_eq(counter_get(&rig.core->counts.terminations), 1);
}
END_TEST

START_TEST(reject_means_reject)
{
	choose(INSECURE_REJECT);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NO_BEARER);
	ck_assert_uint_eq(degraded(), 0);
	ck_assert_uint_eq(fake_relay_of(&rig.relay, call.id)->n_opened[PARTY_CALLER], 0);
}
END_TEST

START_TEST(a_data_bearer_is_taken_where_there_is_one)
{
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_int_eq(call.cs.answer.pick.bearer, BEARER_CLEARMODE);
	ck_assert_int_eq(call.cs.answer.ind.keying, KEYING_SDES);
	ck_assert_int_eq(fake_relay_of(&rig.relay, call.id)->shown[PARTY_CALLER].suite, SUITE_NONE);
	ck_assert_uint_eq(degraded(), 0);
}
END_TEST

START_TEST(on_ps_again_the_mark_ends_and_the_history_keeps_it)
{
	struct leg legs[3] = { { .name = "1" }, { .name = "2" }, { .name = "3" } };

	for (unsigned int i = 1; i < 4; i++) {
		struct view_session view;

		ck_assert_int_eq(rig_transfer(&rig, ALICE, &legs[i - 1], &msc_speech), CAUSE_NONE);
		session_cs_confirmed(call.session, &legs[i - 1]);
		ck_assert_uint_eq(degraded(), 1);
		ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
		ck_assert_uint_eq(degraded(), 0);
		ck_assert(core_view_one(rig.core, call.id, &view));
		ck_assert_uint_eq(view.n_transfers, i);
		ck_assert(view.transfer[i - 1].is_degraded);
	}
	ck_assert_uint_eq(counter_get(&rig.core->counts.terminations), 3);
}
END_TEST

START_TEST(on_a_data_bearer_the_mark_ends_with_the_old_leg)
{
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	rig_bye(&call, &call.a, 0, 0);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "moved");
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs2, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs2);
	ck_assert_uint_eq(degraded(), 1);	/* the old leg carries yet */
	rig_bye(&call, &call.cs, 0, 16);
	ck_assert_uint_eq(degraded(), 0);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "moved");
}
END_TEST

START_TEST(a_cancelled_one_ends_the_mark)
{
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	rig_bye(&call, &call.cs, 0, 0);
	ck_assert_uint_eq(degraded(), 0);
}
END_TEST

START_TEST(keys_that_are_not_ours_are_refused_all_the_same)
{
	struct indication *ind = &call.session->stream[0].ind;

	ind->keying = _i ? KEYING_DTLS : KEYING_MIKEY;
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NO_BEARER);
	ind->keying = KEYING_SDES;
	ind->state = SEC_OFFERED;
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NO_BEARER);
	ind->state = SEC_VERIFIED;
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
}
END_TEST

START_TEST(what_the_relay_cannot_do_changes_nothing)
{
	rig.relay.fail_cs_open = _i ? ENOTSUP : EPERM;
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NO_BEARER);
	ck_assert_uint_eq(degraded(), 0);
	ck_assert_uint_eq(counter_get(&rig.core->counts.terminations), 0);
	ck_assert_str_eq(rig_state(&call, PARTY_CALLER), "anchored");
}
END_TEST

/* ---- codec and ptime ---- */

static enum cause
ask_with(const char *codecs, uint16_t ptime_ms, uint16_t maxptime_ms)
{
	struct told told = msc_speech;
	struct session *session;
	enum party party;

	told.codecs = codecs;

	struct mdesc *offer = rig_mdesc(&told, 1);
	struct transfer_ask ask = { .cs = &call.cs, .offer = offer };

	strcpy(ask.number.digits, ALICE);
	offer->line[0].ptime_ms = ptime_ms;
	offer->line[0].maxptime_ms = maxptime_ms;

	enum cause cause = transfer_ask(rig.core, &ask, &session, &party);

	mdesc_free(offer);
	return cause;
}

START_TEST(codec_and_ptime_stay_as_they_were)
{
	ck_assert_int_eq(ask_with("PCMA/8000/8", 0, 0), CAUSE_NO_CODEC);
	ck_assert_int_eq(ask_with("AMR-WB/16000/98", 0, 0), CAUSE_NO_CODEC);
	ck_assert_int_eq(ask_with("AMR/8000/98/octet-align=1", 0, 0), CAUSE_NO_CODEC);
	ck_assert_int_eq(ask_with("AMR/8000/98", 40, 0), CAUSE_NO_CODEC);
	ck_assert_int_eq(ask_with("AMR/8000/98", 0, 10), CAUSE_NO_CODEC);
	ck_assert_uint_eq(degraded(), 0);
	/* B asked for 40 ms: that is what the MSC is asked for. */
	call.session->side[PARTY_CALLEE].last->line[0].ptime_ms = 40;
	ck_assert_int_eq(ask_with("AMR/8000/98", 20, 20), CAUSE_NONE);
	ck_assert_uint_eq(call.cs.answer.pick.ptime_ms, 40);
}
END_TEST

/* Its answer may bring new keys, which what we would seal with are not. */
START_TEST(an_offer_in_between_comes_first)
{
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_IN_PROGRESS);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
}
END_TEST

/* ---- the MSC again ---- */

static enum cause
msc_says(const char *codecs)
{
	struct told told = msc_speech;
	struct cs_answer answer;
	enum mdir dir;
	bool tell;

	told.codecs = codecs;

	struct mdesc *offer = rig_mdesc(&told, 1);
	enum cause cause = session_msc_offer(call.session, &call.cs, offer, &answer, &tell, &dir);

	mdesc_free(offer);
	if (!cause)
		ck_assert_int_eq(answer.ind.keying, KEYING_NONE);
	return cause;
}

START_TEST(what_runs_goes_on_whatever_a_reload_says)
{
	struct leg another = { .name = "another" };

	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	choose(INSECURE_REJECT);
	ck_assert_int_eq(msc_says("AMR/8000/98|telephone-event/8000/99"), CAUSE_NONE);
	ck_assert_int_eq(msc_says("AMR/8000/98"), CAUSE_NONE);
	ck_assert_int_eq(msc_says("CLEARMODE/8000/90|AMR/8000/98"), CAUSE_NONE);
	/* Another number: the relay does not know it. */
	ck_assert_int_eq(msc_says("AMR/8000/97"), CAUSE_NO_CODEC);
	ck_assert_int_eq(msc_says("AMR/8000/98|telephone-event/8000/97"), CAUSE_NO_CODEC);
	ck_assert_int_eq(msc_says("PCMA/8000/8"), CAUSE_NO_CODEC);
	ck_assert_uint_eq(degraded(), 1);
	rig_bye(&call, &call.a, 0, 0);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &another, &msc_speech), CAUSE_NO_BEARER);
}
END_TEST

/* What was a data bearer does not become speech by a re-offer. */
START_TEST(a_data_bearer_is_not_lowered)
{
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call.session, &call.cs);
	ck_assert_int_eq(msc_says("AMR/8000/98"), CAUSE_NO_BEARER);
	ck_assert_uint_eq(degraded(), 0);
}
END_TEST

/* The number in use on the wire stays in what B offers, too. */
START_TEST(the_other_party_keeps_keys_and_codec)
{
	struct told now = savp_b;
	struct mdesc *offer;

	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_speech), CAUSE_NONE);
	offer = rig_mdesc(&now, 1);
	ck_assert_int_eq(session_local_offer(call.session, PARTY_CALLEE, offer), CAUSE_NONE);
	mdesc_free(offer);
	now.crypto = KEY_C;
	offer = rig_mdesc(&now, 1);
	ck_assert_int_eq(session_local_offer(call.session, PARTY_CALLEE, offer), CAUSE_NEW_KEY);
	mdesc_free(offer);
	now = savp_b;
	now.codecs = "PCMA/8000/8";
	offer = rig_mdesc(&now, 1);
	ck_assert_int_eq(session_local_offer(call.session, PARTY_CALLEE, offer), CAUSE_NEW_CODEC);
	mdesc_free(offer);
}
END_TEST

Suite *
terminate_suite(void)
{
	const TTest *const tests[] = {
		the_relay_gets_both_keys_and_the_msc_no_indication,
		reject_means_reject,
		a_data_bearer_is_taken_where_there_is_one,
		on_ps_again_the_mark_ends_and_the_history_keeps_it,
		on_a_data_bearer_the_mark_ends_with_the_old_leg,
		a_cancelled_one_ends_the_mark,
		codec_and_ptime_stay_as_they_were,
		an_offer_in_between_comes_first,
		what_runs_goes_on_whatever_a_reload_says,
		a_data_bearer_is_not_lowered,
		the_other_party_keeps_keys_and_codec,
	};
	Suite *suite = suite_create("terminate");
	TCase *tc = tcase_create("calls");

	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, keys_that_are_not_ours_are_refused_all_the_same, 0, 2);
	tcase_add_loop_test(tc, what_the_relay_cannot_do_changes_nothing, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
