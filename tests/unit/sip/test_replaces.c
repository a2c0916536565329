/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_replaces.c - a dialog seen from its other side
 */
#include "sip/replaces.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "sip/call.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/agents.h"
#include "tests/unit/sip/suites.h"

static struct agent *agent;
static struct leg *caller, *callee;

static void
setup(void)
{
	struct call *call = calloc(1, sizeof(*call));

	agent = agents_new();
	ck_assert_ptr_nonnull(call);
	call->agent = agent;
	list_init(&call->legs);
	list_push(&agent->all_calls, &call->link);
	ck_assert_int_eq(leg_new(agent, call, LEG_CALLER, PARTY_CALLER, &caller), 0);
	ck_assert_int_eq(leg_new(agent, call, LEG_CALLEE, PARTY_CALLEE, &callee), 0);
	caller->state = callee->state = LEG_UP;
	caller->dialog.call_id = strdup("call-a");
	caller->dialog.local_tag = strdup(caller->tag);
	caller->dialog.remote_tag = strdup("tag-a");
	callee->dialog.call_id = strdup("call-b");
	callee->dialog.local_tag = strdup(callee->tag);
	callee->dialog.remote_tag = strdup("tag-b");
}

static void
teardown(void)
{
	agents_free(agent);
}

static bool
renamed(const char *value, char *dst, size_t cap)
{
	struct text out;

	text_init(&out, cap - 1);

	bool is_ours = replaces_rename(agent, span_of(value), &out);

	snprintf(dst, cap, "%s", out.p ? out.p : "");
	text_fini(&out);
	return is_ours;
}

START_TEST(replaces_names_the_other_legs_dialog)
{
	char value[256], got[256], want[256];

	snprintf(value, sizeof(value), "call-a;to-tag=%s;from-tag=tag-a;early-only", caller->tag);
	snprintf(want, sizeof(want), "call-b;from-tag=%s;to-tag=tag-b;early-only", callee->tag);
	ck_assert(renamed(value, got, sizeof(got)));
	ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(target_dialog_has_its_own_names_for_tags)
{
	char value[256], got[256], want[256];

	snprintf(value, sizeof(value), "call-a;remote-tag=%s;local-tag=tag-a", caller->tag);
	snprintf(want, sizeof(want), "call-b;local-tag=%s;remote-tag=tag-b", callee->tag);
	ck_assert(renamed(value, got, sizeof(got)));
	ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(somebody_elses_dialog_passes)
{
	char value[256], got[256];

	ck_assert(!renamed("call-x;to-tag=1;from-tag=2", got, sizeof(got)));
	ck_assert(!renamed("", got, sizeof(got)));
	snprintf(value, sizeof(value), "call-x;to-tag=%s;from-tag=tag-a", caller->tag);
	ck_assert(!renamed(value, got, sizeof(got)));
}
END_TEST

Suite *
replaces_suite(void)
{
	Suite *s = suite_create("replaces");
	TCase *tc = tcase_create("replaces");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, replaces_names_the_other_legs_dialog);
	tcase_add_test(tc, target_dialog_has_its_own_names_for_tags);
	tcase_add_test(tc, somebody_elses_dialog_passes);
	suite_add_tcase(s, tc);
	return s;
}
