/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_leg.c - legs: found by their tag, forks, their end
 */
#include "sip/leg.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/agents.h"
#include "tests/unit/sip/suites.h"

static struct agent *agent;
static struct leg *leg;

static void
setup(void)
{
	agent = agents_new();
	ck_assert_int_eq(leg_new(agent, NULL, LEG_CALLEE, PARTY_CALLEE, &leg), 0);
	leg->dialog.call_id = strdup("c");
	leg->dialog.local = strdup("<sip:a>");
	leg->dialog.local_tag = strdup(leg->tag);
	leg->dialog.remote = strdup("<sip:b>");
	leg->dialog.target = strdup("sip:b");
	leg->dialog.routes = strdup("");
	leg->dialog.seq = 1;
}

static void
teardown(void)
{
	agents_free(agent);
}

START_TEST(a_leg_is_found_by_its_tag_alone)
{
	ck_assert_ptr_eq(leg_find(agent, leg->tag), leg);
	ck_assert_ptr_null(leg_find(agent, "nobody"));
	ck_assert_ptr_null(leg_find(agent, "0123456789abcdef01234567"));
	ck_assert_ptr_null(leg_find(agent, ""));
	ck_assert_ptr_null(leg_find(agent, NULL));
}
END_TEST

START_TEST(each_remote_tag_is_a_fork_until_one_answers)
{
	struct fork *one = leg_fork(leg, "t1"), *two = leg_fork(leg, "t2");

	ck_assert_ptr_ne(one, two);
	ck_assert_ptr_eq(leg_fork(leg, "t1"), one);
	leg->early = two;
	ck_assert_ptr_eq(leg_dialog(leg), &two->dialog);
	ck_assert_ptr_eq(leg_dialog_of(leg, "T1"), &one->dialog);
	ck_assert_ptr_null(leg_dialog_of(leg, "t3"));

	leg_up(leg, "t1");
	ck_assert_int_eq(leg->state, LEG_UP);
	ck_assert_str_eq(leg_dialog(leg)->remote_tag, "t1");
	ck_assert_ptr_null(leg_dialog_of(leg, "t2"));
	ck_assert(list_empty(&leg->forks));
}
END_TEST

START_TEST(a_fork_counts_its_own_requests)
{
	struct fork *one = leg_fork(leg, "t1"), *two = leg_fork(leg, "t2");
	struct text out;

	text_init(&out, 2048);
	dialog_put_request(&one->dialog, &out, "PRACK", 0);
	ck_assert_uint_eq(one->dialog.seq, 2);
	ck_assert_uint_eq(two->dialog.seq, 1);
	text_fini(&out);
}
END_TEST

START_TEST(a_leg_with_nothing_pending_ends_at_once_and_stays_readable)
{
	char tag[TAG_OCTETS + 1];

	memcpy(tag, leg->tag, sizeof(tag));
	leg_let_go(leg, CAUSE_NORMAL);
	ck_assert_ptr_null(leg_find(agent, tag));
	ck_assert_str_eq(leg->tag, tag);
	ck_assert(!list_empty(&agent->dead_legs));
}
END_TEST

START_TEST(what_the_peer_said_is_kept_and_replaced)
{
	leg_note_sdp(leg, span_lit("v=0\r\n"));
	leg_note_sdp(leg, span_lit("v=0\r\ns=2\r\n"));
	ck_assert_str_eq(leg->sdp_in, "v=0\r\ns=2\r\n");
}
END_TEST

Suite *
leg_suite(void)
{
	Suite *s = suite_create("leg");
	TCase *tc = tcase_create("leg");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_leg_is_found_by_its_tag_alone);
	tcase_add_test(tc, each_remote_tag_is_a_fork_until_one_answers);
	tcase_add_test(tc, a_fork_counts_its_own_requests);
	tcase_add_test(tc, a_leg_with_nothing_pending_ends_at_once_and_stays_readable);
	tcase_add_test(tc, what_the_peer_said_is_kept_and_replaced);
	suite_add_tcase(s, tc);
	return s;
}
