/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_transfer.c - the access-transfer machine: what holds of the table, and
 * every edge of it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* ---- what holds of the table ---- */

static const struct fsm *const fsm = &transfer_fsm;

START_TEST(every_timer_has_a_timeout_edge)
{
	bool has_timer = fsm->states[_i].tmr != TMR_NONE;
	const struct fsm_edge *edge = fsm_find(fsm, (unsigned char)_i, ON_TIMEOUT);

	ck_assert_msg(has_timer == (edge != NULL), "%s", fsm->states[_i].name);
}
END_TEST

START_TEST(no_edge_is_hidden_by_an_earlier_one)
{
	const struct fsm_edge *edge = &fsm->edges[_i];
	unsigned char from = edge->from == FSM_ANY ? ANCHORED : edge->from;

	ck_assert_ptr_eq(fsm_find(fsm, from, edge->on), edge);
}
END_TEST

/* Bits of the states that can be reached from @from. */
static unsigned int
reachable_from(unsigned char from)
{
	unsigned int seen = 1u << from, before = 0;

	while (seen != before) {
		before = seen;
		for (size_t i = 0; i < fsm->n_edges; i++) {
			const struct fsm_edge *e = &fsm->edges[i];
			bool is_here = e->from == FSM_ANY || seen & 1u << e->from;

			if (is_here)
				seen |= 1u << e->to;
		}
	}
	return seen;
}

START_TEST(every_state_is_reached_and_can_end)
{
	ck_assert_ptr_nonnull(fsm->states[_i].name);
	ck_assert(reachable_from(ANCHORED) & 1u << _i);
	ck_assert(reachable_from((unsigned char)_i) & 1u << CLOSED);
}
END_TEST

START_TEST(every_event_is_used_and_named)
{
	bool used = false;

	for (size_t i = 0; i < fsm->n_edges; i++)
		used |= fsm->edges[i].on == _i;
	ck_assert_msg(used, "%s", fsm_event_name(fsm, (unsigned char)_i));
	ck_assert_str_ne(fsm_event_name(fsm, (unsigned char)_i), "?");
}
END_TEST

START_TEST(every_edge_says_because)
{
	static const char *const authorities[] = { "TS 2", "RFC ", "local: ", "race: " };
	const char *because = fsm->edges[_i].because;
	bool is_valid = false;

	for (size_t i = 0; i < ARRAY_LEN(authorities); i++)
		is_valid |= strncmp(because, authorities[i], strlen(authorities[i])) == 0;
	ck_assert_msg(is_valid, "\"%s\"", because);
}
END_TEST

/* A clause that a row cites is one that STANDARDS knows. */
START_TEST(every_clause_has_its_row)
{
	const char *because = fsm->edges[_i].because;
	char standards[65536] = "\n", row[64];
	FILE *in = fopen(SRCDIR "/STANDARDS", "r");

	ck_assert_ptr_nonnull(in);
	ck_assert_uint_lt(fread(standards + 1, 1, sizeof(standards) - 2, in),
			  sizeof(standards) - 2);
	fclose(in);
	snprintf(row, sizeof(row), "\n%s ", because);
	ck_assert_msg(strchr(because, ':') || strstr(standards, row), "%s", because);
}
END_TEST

/* `make docs` prints it; a table that changed needs its picture printed again. */
START_TEST(the_picture_in_doc_is_of_this_table)
{
	char *now = NULL, on_disk[65536] = "";
	size_t n_now = 0;
	FILE *out = open_memstream(&now, &n_now), *in = fopen(SRCDIR "/doc/transfer.dot", "r");

	ck_assert_ptr_nonnull(out);
	ck_assert_ptr_nonnull(in);
	fsm_dot(fsm, "transfer", out);
	fclose(out);
	ck_assert_uint_lt(fread(on_disk, 1, sizeof(on_disk) - 1, in), sizeof(on_disk) - 1);
	fclose(in);
	ck_assert_str_eq(on_disk, now);
	free(now);
}
END_TEST

/* ---- every pair of a state and an event, through the core's own functions ---- */

struct stage {
	struct rig rig;
	struct call call;
	bool is_bye_of[5];	/* a, b, cs, cs2, cs3: ended by themselves */
	struct leg cs3;
	const struct leg *asked;	/* its INVITE waited */
};

static struct side *
alice(struct stage *stage)
{
	return &stage->call.session->side[PARTY_CALLER];
}

static void
note_gone(struct stage *stage, const struct leg *leg)
{
	const struct leg *legs[] = { &stage->call.a, &stage->call.b, &stage->call.cs,
				     &stage->call.cs2, &stage->cs3 };

	for (unsigned int i = 0; i < ARRAY_LEN(legs); i++)
		stage->is_bye_of[i] |= legs[i] == leg;
}

static void
bye(struct stage *stage, struct leg *leg, unsigned int sip_cause, unsigned int q850_cause)
{
	note_gone(stage, leg);
	rig_bye(&stage->call, leg, sip_cause, q850_cause);
}

/* An MSC whose codec the other party has to be asked about. */
static void
ask_for_another(struct stage *stage, struct leg *leg)
{
	ck_assert_int_eq(rig_transfer(&stage->rig, ALICE, leg, &msc_pcmu), CAUSE_NONE);
	ck_assert_uint_eq(leg->n_answers, 0);
	ck_assert_ptr_eq(alice(stage)->asking, leg);
	stage->asked = leg;
}

/* The MSC of the newest CS leg wants another codec. */
static void
change(struct stage *stage)
{
	struct mdesc *offer = rig_mdesc(&msc_pcmu, 1);

	(void)!session_msc_change(stage->call.session, alice(stage)->cs, offer);
	mdesc_free(offer);
}

static void
ask(struct stage *stage, struct leg *leg)
{
	ck_assert_int_eq(rig_transfer(&stage->rig, ALICE, leg, &msc_data), CAUSE_NONE);
	ck_assert_uint_eq(leg->n_answers, 1);
}

static void
reach(struct stage *stage, enum transfer_state state)
{
	struct call *call = &stage->call;

	switch (state) {
	case WAITING:
		bye(stage, &call->a, 503, 0);
		return;
	case CONFIRMING:
		ask(stage, &call->cs);
		return;
	case ALONE:
		reach(stage, CONFIRMING);
		bye(stage, &call->a, 0, 0);
		return;
	case DRAINING:
		reach(stage, CONFIRMING);
		session_cs_confirmed(call->session, &call->cs);
		return;
	case RETURNING:
		reach(stage, CONFIRMING);
		bye(stage, &call->cs, 0, 0);
		return;
	case MOVED:
		reach(stage, DRAINING);
		bye(stage, &call->a, 0, 0);
		return;
	case CS_CONFIRMING:
		reach(stage, MOVED);
		ask(stage, &call->cs2);
		return;
	case CS_DRAINING:
		reach(stage, CS_CONFIRMING);
		session_cs_confirmed(call->session, &call->cs2);
		return;
	case REOFFERING:
		ask_for_another(stage, &call->cs);
		return;
	case REOFFERING_ALONE:
		reach(stage, REOFFERING);
		bye(stage, &call->a, 503, 0);
		return;
	case CS_REOFFERING:
		reach(stage, MOVED);
		ask_for_another(stage, &call->cs2);
		return;
	case CS_CHANGING:
		reach(stage, MOVED);
		change(stage);
		return;
	default:
		return;
	}
}

/* What becomes of an INVITE that waits. */
static void
feed_ask(struct stage *stage, enum transfer_event on)
{
	struct call *call = &stage->call;

	if (on == ON_REOFFER)
		(void)rig_transfer(&stage->rig, ALICE, &stage->cs3, &msc_pcmu);
	else if (on == ON_CHANGE)
		change(stage);
	else if (on == ON_ASK_GONE && alice(stage)->asking)
		bye(stage, alice(stage)->asking, 0, 0);
	else if (on == ON_ASK_GONE)
		session_msc_cancelled(call->session, alice(stage)->cs);
	else
		rig_reoffered(call, &call->b, on == ON_AGREED ? &msc_pcmu : NULL);
}

/* Make @on happen; false where nothing can make it happen here. */
static bool
feed(struct stage *stage, enum transfer_event on)
{
	struct call *call = &stage->call;
	struct session *session = call->session;
	struct side *side = alice(stage);
	const struct media_event alive = { .anchor = session->anchor, .kind = MEDIA_PS_ALIVE,
					   .party = PARTY_CALLER };

	switch (on) {
	case ON_STN_SR:
		(void)rig_transfer(&stage->rig, ALICE, &stage->cs3, &msc_data);
		return true;
	case ON_REOFFER:
	case ON_CHANGE:
	case ON_AGREED:
	case ON_NOT_AGREED:
	case ON_ASK_GONE:
		feed_ask(stage, on);
		return true;
	case ON_CS_ACK:
		session_cs_confirmed(session, side->cs);
		return side->cs;
	case ON_CS_HANGUP:
		if (side->cs)
			bye(stage, side->cs, 0, 16);
		return side->cs;
	case ON_CS_CANCELLED:
		if (side->cs)
			bye(stage, side->cs, 0, 0);
		return true;
	case ON_CS_DEAD:
		note_gone(stage, side->cs);
		session_leg_dead(session, side->cs);
		return true;
	case ON_OLD_BYE:
		if (side->old_cs)
			bye(stage, side->old_cs, 0, 16);
		return true;
	case ON_PS_LOST:
		if (side->ps)
			bye(stage, side->ps, 503, 0);
		return true;
	case ON_PS_BYE:
		if (side->ps)
			bye(stage, side->ps, 0, 0);
		return true;
	case ON_PS_RETURN:
		return side->ps && session_return(session, side->ps, NULL) == CAUSE_NONE;
	case ON_PS_MEDIA:
		core_on_media(stage->rig.core, &alive);
		return true;
	case ON_END:
		bye(stage, &call->b, 0, 0);
		return true;
	default:
		/* an INVITE's wait ends where another one begins */
		rig_pass_ms(&stage->rig, side->asking || side->state == CS_CHANGING ? RIG_REOFFER_WAIT_MS + 100
						      : RIG_SOURCE_RELEASE_MS + 100);
		return true;
	}
}

/* Is the event one that this state's legs can bring about at all? */
static bool
is_possible(struct stage *stage, enum transfer_event on)
{
	const struct side *side = alice(stage);

	switch (on) {
	case ON_CS_ACK:
	case ON_CS_HANGUP:
	case ON_CS_CANCELLED:
	case ON_CS_DEAD:
		return side->cs;
	case ON_OLD_BYE:
		return side->old_cs;
	case ON_AGREED:
	case ON_NOT_AGREED:
	case ON_ASK_GONE:
		return side->asking || side->state == CS_CHANGING;
	case ON_CHANGE:
		return side->cs;
	case ON_PS_LOST:
	case ON_PS_BYE:
	case ON_PS_RETURN:
		return side->ps;
	default:
		return true;
	}
}

/* Every leg that was in use was released once, unless it ended by itself. */
static void
check_legs(const struct stage *stage)
{
	const struct leg *legs[] = { &stage->call.a, &stage->call.b, &stage->call.cs,
				     &stage->call.cs2, &stage->cs3 };

	for (unsigned int i = 0; i < ARRAY_LEN(legs); i++) {
		bool was_used = i < 2 || legs[i]->n_answers || legs[i] == stage->asked;

		ck_assert_msg(legs[i]->is_released == (was_used && !stage->is_bye_of[i]),
			      "leg %u released=%d used=%d ended=%d", i, legs[i]->is_released, was_used,
			      stage->is_bye_of[i]);
	}
}

START_TEST(every_event_in_every_state_does_what_the_table_says)
{
	enum transfer_state state = (enum transfer_state)(_i / TRANSFER_EVENTS);
	enum transfer_event on = (enum transfer_event)(_i % TRANSFER_EVENTS);
	const struct fsm_edge *edge = fsm_find(fsm, (unsigned char)state, (unsigned char)on);
	struct stage stage = { 0 };

	/* in the clear: only then is the other party ever re-offered */
	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &avp_a, &avp_b);
	reach(&stage, state);
	ck_assert_str_eq(rig_state(&stage.call, PARTY_CALLER), fsm->states[state].name);
	stage.rig.core->config.guard_ms = 0;

	bool was_possible = is_possible(&stage, on);

	/* An edge that nothing can take is a dead row. */
	ck_assert_msg(!edge || was_possible, "%s on %s", fsm->states[state].name,
		      fsm_event_name(fsm, (unsigned char)on));
	if (was_possible)
		(void)feed(&stage, on);
	if (on == ON_REOFFER && edge)
		stage.asked = &stage.cs3;
	if (edge && edge->to == CLOSED) {
		ck_assert(!rig_is_up(&stage.rig, &stage.call));
		ck_assert_uint_eq(stage.rig.sig.n_ended, 1);
		ck_assert_ptr_eq(stage.rig.sig.last_user, &stage.call);
	} else {
		ck_assert(rig_is_up(&stage.rig, &stage.call));
		ck_assert_str_eq(rig_state(&stage.call, PARTY_CALLER),
				 fsm->states[edge ? edge->to : state].name);
	}
	rig_fini(&stage.rig);
	ck_assert_uint_eq(stage.rig.sig.n_ended, 1);
	check_legs(&stage);
}
END_TEST

/* ---- what the legs and the relay see on the way ---- */

START_TEST(an_ordinary_handover_releases_the_ps_leg_after_its_delay)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	ask(&stage, &stage.call.cs);
	session_cs_confirmed(stage.call.session, &stage.call.cs);
	rig_pass_ms(&stage.rig, RIG_SOURCE_RELEASE_MS - 10);
	ck_assert(!stage.call.a.is_released);
	ck_assert_uint_eq(stage.rig.relay.n_commits, 0);
	rig_pass_ms(&stage.rig, 20);
	ck_assert(stage.call.a.is_released);
	ck_assert_int_eq(stage.call.a.why, CAUSE_MOVED);
	ck_assert_uint_eq(stage.rig.relay.n_commits, 1);
	ck_assert(!stage.call.b.is_released);
	ck_assert_str_eq(rig_state(&stage.call, PARTY_CALLER), "moved");
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(a_lost_source_waits_and_then_gives_up)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	bye(&stage, &stage.call.a, 503, 0);
	rig_pass_ms(&stage.rig, RIG_SOURCE_WAIT_MS - 10);
	ck_assert(rig_is_up(&stage.rig, &stage.call));
	ck_assert(!stage.call.b.is_released);
	rig_pass_ms(&stage.rig, 20);
	ck_assert(!rig_is_up(&stage.rig, &stage.call));
	ck_assert_int_eq(stage.call.b.why, CAUSE_SOURCE_LOST);
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(a_failed_second_handover_goes_back_to_the_first_msc)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	reach(&stage, CS_DRAINING);
	bye(&stage, &stage.call.cs2, 0, 0);
	ck_assert_str_eq(rig_state(&stage.call, PARTY_CALLER), "moved");
	ck_assert_ptr_eq(alice(&stage)->cs, &stage.call.cs);
	ck_assert_uint_eq(stage.rig.relay.n_reverts, 1);
	ck_assert_uint_eq(alice(&stage)->cs_local.rtp.port, FAKE_CS_PORT);
	bye(&stage, &stage.call.cs, 0, 0);
	ck_assert(!rig_is_up(&stage.rig, &stage.call));
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(a_second_handover_releases_the_first_msc_after_its_delay)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	reach(&stage, CS_DRAINING);
	rig_pass_ms(&stage.rig, RIG_SOURCE_RELEASE_MS - 10);
	ck_assert(!stage.call.cs.is_released);
	rig_pass_ms(&stage.rig, 20);
	ck_assert(stage.call.cs.is_released);
	ck_assert_int_eq(stage.call.cs.why, CAUSE_MOVED);
	ck_assert_ptr_eq(alice(&stage)->cs, &stage.call.cs2);
	ck_assert_uint_eq(stage.call.session->n_transfers, 2);
	ck_assert_str_eq(stage.call.session->transfer[1].kind, "cs-cs");
	ck_assert_str_eq(stage.call.session->transfer[1].outcome, "moved");
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(an_outcome_is_final)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	reach(&stage, RETURNING);
	ck_assert_str_eq(stage.call.session->transfer[0].outcome, "cancelled");
	ck_assert_int_eq(session_return(stage.call.session, &stage.call.a, NULL), CAUSE_NONE);
	ck_assert_str_eq(stage.call.session->transfer[0].outcome, "cancelled");
	bye(&stage, &stage.call.a, 0, 0);
	for (unsigned int o = 0; o < OUTCOMES; o++)
		ck_assert_uint_eq(counter_get(&stage.rig.core->counts.transfers[KIND_PS_CS][o]),
				  o == OUTCOME_CANCELLED);
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(both_parties_move_each_by_itself)
{
	struct stage stage = { 0 };
	struct call *call = &stage.call;

	rig_init(&stage.rig);
	rig_call(&stage.rig, call, &savp_a, &savp_b);
	ask(&stage, &call->cs);
	ck_assert_int_eq(rig_transfer(&stage.rig, BOB, &call->cs2, &msc_data), CAUSE_NONE);
	session_cs_confirmed(call->session, &call->cs2);
	ck_assert_str_eq(rig_state(call, PARTY_CALLER), "confirming");
	ck_assert_str_eq(rig_state(call, PARTY_CALLEE), "draining");
	bye(&stage, &call->cs, 0, 0);
	ck_assert_str_eq(rig_state(call, PARTY_CALLER), "returning");
	ck_assert_str_eq(rig_state(call, PARTY_CALLEE), "draining");
	ck_assert_int_eq(session_return(call->session, &call->a, NULL), CAUSE_NONE);
	rig_pass_ms(&stage.rig, RIG_SOURCE_RELEASE_MS + 10);
	ck_assert_str_eq(rig_state(call, PARTY_CALLER), "anchored");
	ck_assert_str_eq(rig_state(call, PARTY_CALLEE), "moved");
	bye(&stage, &call->a, 0, 0);
	ck_assert(call->cs2.is_released);
	ck_assert(call->b.is_released);
	rig_fini(&stage.rig);
}
END_TEST

START_TEST(the_source_timer_starts_anew_after_a_return)
{
	struct stage stage = { 0 };

	rig_init(&stage.rig);
	rig_call(&stage.rig, &stage.call, &savp_a, &savp_b);
	reach(&stage, RETURNING);
	rig_pass_ms(&stage.rig, RIG_SOURCE_RELEASE_MS - 100);
	ask(&stage, &stage.call.cs2);
	session_cs_confirmed(stage.call.session, &stage.call.cs2);
	rig_pass_ms(&stage.rig, RIG_SOURCE_RELEASE_MS - 100);
	ck_assert_str_eq(rig_state(&stage.call, PARTY_CALLER), "draining");
	rig_fini(&stage.rig);
}
END_TEST

Suite *
transfer_suite(void)
{
	const TTest *const tests[] = {
		the_picture_in_doc_is_of_this_table,
		an_ordinary_handover_releases_the_ps_leg_after_its_delay,
		a_lost_source_waits_and_then_gives_up,
		a_failed_second_handover_goes_back_to_the_first_msc,
		a_second_handover_releases_the_first_msc_after_its_delay,
		an_outcome_is_final,
		both_parties_move_each_by_itself,
		the_source_timer_starts_anew_after_a_return,
	};
	Suite *suite = suite_of("transfer", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("table");

	tcase_add_loop_test(tc, every_timer_has_a_timeout_edge, 0, (int)fsm->n_states);
	tcase_add_loop_test(tc, no_edge_is_hidden_by_an_earlier_one, 0, (int)fsm->n_edges);
	tcase_add_loop_test(tc, every_state_is_reached_and_can_end, 0, (int)fsm->n_states);
	tcase_add_loop_test(tc, every_event_is_used_and_named, 0, (int)fsm->n_events);
	tcase_add_loop_test(tc, every_edge_says_because, 0, (int)fsm->n_edges);
	tcase_add_loop_test(tc, every_clause_has_its_row, 0, (int)fsm->n_edges);
	tcase_add_loop_test(tc, every_event_in_every_state_does_what_the_table_says, 0,
			    CLOSED * TRANSFER_EVENTS);
	suite_add_tcase(suite, tc);
	return suite;
}
