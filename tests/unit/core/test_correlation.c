/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_correlation.c - who moves for a number
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/correlation.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

/* A session as correlation sees it. */
struct player {
	struct corr_node node;
	struct corr_claim claim;
};

static struct corr_claim
ask(const struct corr_node *node)
{
	return CONTAINER_OF(node, const struct player, node)->claim;
}

static struct number
number_of(const char *digits)
{
	struct number number = { { 0 } };

	strcpy(number.digits, digits);
	return number;
}

static const struct number *
alice(void)
{
	static struct number number;

	number = number_of("358401111111");
	return &number;
}

static struct player *
picked(const struct corr *corr)
{
	struct corr_node *node;

	ck_assert_int_eq(corr_pick(corr, alice(), ask, &node), CAUSE_NONE);
	return CONTAINER_OF(node, struct player, node);
}

START_TEST(nobody_is_found_by_nobodys_number)
{
	struct corr corr;
	struct player a = { .claim = { .why_not = CAUSE_NONE } };
	struct number nobody = { { 0 } };
	struct corr_node *node;

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, &nobody, &a.node), 0);
	ck_assert_int_eq(corr_pick(&corr, &nobody, ask, &node), CAUSE_NO_SESSION);
	ck_assert_int_eq(corr_pick(&corr, alice(), ask, &node), CAUSE_NO_SESSION);
	corr_drop(&corr, &a.node);
	corr_fini(&corr);
}
END_TEST

START_TEST(the_most_recently_active_session_moves)
{
	struct corr corr;
	struct player a = { .claim = { .active_us = 10 } }, b = { .claim = { .active_us = 30 } },
		      c = { .claim = { .active_us = 20 } };

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &a.node), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &b.node), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &c.node), 0);
	ck_assert_ptr_eq(picked(&corr), &b);
	corr_drop(&corr, &b.node);
	ck_assert_ptr_eq(picked(&corr), &c);
	corr_drop(&corr, &c.node);
	corr_drop(&corr, &a.node);
	corr_fini(&corr);
}
END_TEST

START_TEST(the_session_at_the_partys_access_goes_first)
{
	struct corr corr;
	struct player far = { .claim = { .active_us = 99 } };
	struct player near = { .claim = { .active_us = 1, .is_at_access = true } };

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &near.node), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &far.node), 0);
	ck_assert_ptr_eq(picked(&corr), &near);
	corr_drop(&corr, &near.node);
	corr_drop(&corr, &far.node);
	corr_fini(&corr);
}
END_TEST

START_TEST(one_that_moves_already_refuses_all)
{
	struct corr corr;
	struct player a = { .claim = { .active_us = 9 } };
	struct player b = { .claim = { .why_not = CAUSE_IN_PROGRESS } };
	struct corr_node *node = NULL;

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &a.node), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &b.node), 0);
	ck_assert_int_eq(corr_pick(&corr, alice(), ask, &node), CAUSE_IN_PROGRESS);
	ck_assert_ptr_null(node);
	corr_drop(&corr, &a.node);
	corr_drop(&corr, &b.node);
	corr_fini(&corr);
}
END_TEST

START_TEST(a_known_number_that_cannot_move_is_a_matter_of_state)
{
	struct corr corr;
	struct player a = { .claim = { .why_not = CAUSE_STATE } };
	struct corr_node *node = NULL;

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &a.node), 0);
	ck_assert_int_eq(corr_pick(&corr, alice(), ask, &node), CAUSE_STATE);
	corr_drop(&corr, &a.node);
	ck_assert_int_eq(corr_pick(&corr, alice(), ask, &node), CAUSE_NO_SESSION);
	ck_assert_uint_eq(map_count(&corr.numbers), 0);
	corr_fini(&corr);
}
END_TEST

START_TEST(a_node_may_be_dropped_twice)
{
	struct corr corr;
	struct player a = { .claim = { 0 } };

	ck_assert_int_eq(corr_init(&corr, 4), 0);
	ck_assert_int_eq(corr_put(&corr, alice(), &a.node), 0);
	corr_drop(&corr, &a.node);
	corr_drop(&corr, &a.node);
	ck_assert_int_eq(corr_put(&corr, alice(), &a.node), 0);
	corr_drop(&corr, &a.node);
	corr_fini(&corr);
}
END_TEST

static int
put_and_drop(void *ctx)
{
	struct corr corr = { 0 };
	struct player a = { .claim = { 0 } }, b = { .claim = { 0 } };
	int err = corr_init(&corr, 4);

	if (err)
		return err;
	err = corr_put(&corr, alice(), &a.node);
	if (!err)
		err = corr_put(&corr, alice(), &b.node);
	corr_drop(&corr, &a.node);
	corr_drop(&corr, &b.node);
	ck_assert_uint_eq(map_count(&corr.numbers), 0);
	corr_fini(&corr);
	return err;
}

START_TEST(memory_may_run_out_anywhere)
{
	ck_assert_uint_gt(failmalloc_each(put_and_drop, NULL), 1);
}
END_TEST

Suite *
correlation_suite(void)
{
	const TTest *const tests[] = {
		nobody_is_found_by_nobodys_number, the_most_recently_active_session_moves,
		the_session_at_the_partys_access_goes_first, one_that_moves_already_refuses_all,
		a_known_number_that_cannot_move_is_a_matter_of_state, a_node_may_be_dropped_twice,
		memory_may_run_out_anywhere,
	};

	return suite_of("correlation", tests, ARRAY_LEN(tests));
}
