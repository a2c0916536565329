/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_fsm.c - the engine behind every machine
 */
#include "base/fsm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

/* A door. */
enum { OPEN, SHUT, LOCKED, GONE };
enum { ON_PUSH, ON_TURN, ON_FIRE, ON_SLAM };

struct door {
	unsigned char state;
	unsigned char seen;		/* state as the action saw it */
	int acted;
};

static const struct fsm door_fsm;

static int
note(void *self)
{
	struct door *door = self;

	door->acted++;
	door->seen = door->state;
	return 0;
}

static int
jam(void *self UNUSED)
{
	return -EBUSY;
}

static int
turn_too(void *self)
{
	struct door *door = self;

	return fsm_step(&door_fsm, &door->state, ON_TURN, door);
}

static const struct fsm_state states[] = {
	[OPEN] = { "open", 0 },
	[SHUT] = { "shut", 1 },
	[LOCKED] = { "locked", 0 },
	[GONE] = { "gone", 0 },
};

static const struct fsm_edge edges[] = {
	{ OPEN,    ON_PUSH, SHUT,   note,     "local: doors" },
	{ OPEN,    ON_SLAM, SHUT,   turn_too, "local: an action may step" },
	{ SHUT,    ON_TURN, LOCKED, NULL,     "local: locks" },
	{ LOCKED,  ON_TURN, SHUT,   jam,      "local: an action may fail" },
	{ FSM_ANY, ON_FIRE, GONE,   note,     "local: ashes" },
	{ OPEN,    ON_FIRE, SHUT,   NULL,     "local: hidden by the one before" },
};

static const char *const events[] = { "push", "turn", "fire", "slam" };

static const struct fsm door_fsm = {
	.states = states, .n_states = ARRAY_LEN(states),
	.edges = edges, .n_edges = ARRAY_LEN(edges),
	.final = GONE,
	.event_names = events, .n_events = ARRAY_LEN(events),
};

START_TEST(the_action_sees_the_new_state)
{
	struct door door = { .state = OPEN, .seen = 99 };

	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_PUSH, &door), 0);
	ck_assert_uint_eq(door.state, SHUT);
	ck_assert_uint_eq(door.seen, SHUT);
}
END_TEST

START_TEST(what_the_table_does_not_list_is_refused)
{
	struct door door = { .state = LOCKED };

	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_PUSH, &door), -EPROTO);
	ck_assert_uint_eq(door.state, LOCKED);
	ck_assert_int_eq(door.acted, 0);
}
END_TEST

START_TEST(the_final_state_permits_nothing_not_even_any)
{
	struct door door = { .state = OPEN };

	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_FIRE, &door), 0);
	ck_assert_uint_eq(door.state, GONE);
	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_FIRE, &door), -ESHUTDOWN);
	ck_assert_int_eq(door.acted, 1);
	ck_assert_ptr_null(fsm_find(&door_fsm, GONE, ON_FIRE));
	ck_assert_ptr_eq(fsm_find(&door_fsm, OPEN, ON_FIRE), &edges[4]);
}
END_TEST

START_TEST(an_action_may_step_again)
{
	struct door door = { .state = OPEN };

	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_SLAM, &door), 0);
	ck_assert_uint_eq(door.state, LOCKED);
}
END_TEST

START_TEST(an_actions_failure_is_handed_on_and_the_state_stands)
{
	struct door door = { .state = LOCKED };

	ck_assert_int_eq(fsm_step(&door_fsm, &door.state, ON_TURN, &door), -EBUSY);
	ck_assert_uint_eq(door.state, SHUT);
}
END_TEST

START_TEST(names_out_of_range_are_question_marks)
{
	ck_assert_str_eq(fsm_state_name(&door_fsm, LOCKED), "locked");
	ck_assert_str_eq(fsm_state_name(&door_fsm, 200), "?");
	ck_assert_str_eq(fsm_event_name(&door_fsm, ON_SLAM), "slam");
	ck_assert_str_eq(fsm_event_name(&door_fsm, 4), "?");
}
END_TEST

START_TEST(dot_draws_every_state_and_edge)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	fsm_dot(&door_fsm, "door", out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "digraph \"door\" {"));
	ck_assert_ptr_nonnull(strstr(text, "\"gone\" [label=\"gone\", peripheries=2]"));
	ck_assert_ptr_nonnull(strstr(text, "\"any\" -> \"gone\" [label=\"fire\""));

	unsigned int arrows = 0;

	for (const char *p = text; (p = strstr(p, " -> ")); p++)
		arrows++;
	ck_assert_uint_eq(arrows, ARRAY_LEN(edges));
	free(text);
}
END_TEST

Suite *
fsm_suite(void)
{
	const TTest *const tests[] = {
		the_action_sees_the_new_state,
		what_the_table_does_not_list_is_refused,
		the_final_state_permits_nothing_not_even_any,
		an_action_may_step_again,
		an_actions_failure_is_handed_on_and_the_state_stands,
		names_out_of_range_are_question_marks,
		dot_draws_every_state_and_edge,
	};

	return suite_of("fsm", tests, ARRAY_LEN(tests));
}
