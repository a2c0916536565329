/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_route.c - where requests go, loops and spirals
 */
#include "sip/route.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/agents.h"
#include "tests/unit/sip/suites.h"

#define INVITE_WITH(more)                                                                          \
	"INVITE sip:b@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\n"             \
	"From: <sip:a@x>;tag=ta\nTo: <sip:b@x>\nCall-ID: c1\nCSeq: 7 INVITE\n" more                   \
	"Content-Length: 0\n\n"

static void
expect_plan(const char *message, const char *routes, const char *hop, bool is_mine)
{
	struct agent *agent = agents_new();
	msg_t *msg = agents_message(message);
	struct route_plan plan;

	ck_assert_int_eq(route_plan(agent, sip_object(msg), &plan), 0);
	ck_assert_str_eq(plan.routes, routes);
	ck_assert_str_eq(ADDR_TEXT(&plan.hop), hop);
	ck_assert_int_eq(plan.is_mine, is_mine);
	free(plan.routes);
	msg_destroy(msg);
	agents_free(agent);
}

START_TEST(without_a_route_the_next_hop)
{
	expect_plan(INVITE_WITH(""), "", "192.0.2.9:5060", false);
}
END_TEST

START_TEST(our_own_routes_are_taken_off)
{
	expect_plan(INVITE_WITH("Route: <sip:192.0.2.1;lr>, <sip:192.0.2.40:5080;lr>\n"),
		    "<sip:192.0.2.40:5080;lr>", "192.0.2.40:5080", true);
	expect_plan(INVITE_WITH("Route: <sip:x@[2001:db8::1]:5060;lr>\n"), "", "192.0.2.9:5060", true);
	expect_plan(INVITE_WITH("Route: <sip:node.example;lr>\n"), "", "192.0.2.9:5060", true);
}
END_TEST

START_TEST(another_port_is_another_node)
{
	expect_plan(INVITE_WITH("Route: <sip:192.0.2.1:5061;lr>\n"), "<sip:192.0.2.1:5061;lr>",
		    "192.0.2.1:5061", false);
}
END_TEST

START_TEST(a_host_name_is_left_to_the_next_hop)
{
	expect_plan(INVITE_WITH("Route: <sip:proxy.example;lr>\n"), "<sip:proxy.example;lr>", "192.0.2.9:5060",
		    false);
}
END_TEST

START_TEST(emergency_is_the_urn_and_nothing_like_it)
{
	ck_assert(route_is_emergency("urn:service:sos"));
	ck_assert(route_is_emergency("URN:Service:SOS.police"));
	ck_assert(!route_is_emergency("urn:service:sosx"));
	ck_assert(!route_is_emergency("urn:service:counseling"));
	ck_assert(!route_is_emergency("sip:sos@example.com"));
}
END_TEST

/* A call with a caller that asked for @uri by @routes, and the leg it went out on. */
static struct leg *
call_for(struct agent *agent, const char *uri, const char *routes, const struct leg *came_from)
{
	struct call *call = calloc(1, sizeof(*call));
	struct leg *caller, *callee;

	ck_assert_ptr_nonnull(call);
	call->agent = agent;
	list_init(&call->legs);
	list_push(&agent->all_calls, &call->link);
	ck_assert_int_eq(leg_new(agent, call, LEG_CALLER, PARTY_CALLER, &caller), 0);
	ck_assert_int_eq(leg_new(agent, call, LEG_CALLEE, PARTY_CALLEE, &callee), 0);
	caller->request_uri = strdup(uri);
	caller->request_routes = strdup(routes);
	callee->dialog.call_id = strdup("c1");
	if (came_from)
		memcpy(call->came_from, came_from->tag, sizeof(call->came_from));
	return callee;
}

START_TEST(the_same_again_is_a_loop_another_uri_or_route_a_spiral)
{
	struct agent *agent = agents_new();
	struct leg *first = call_for(agent, "sip:b@x", "", NULL);
	struct leg *second = call_for(agent, "sip:b@y", "<sip:r;lr>", first);

	ck_assert(!route_is_loop(NULL, "sip:b@x", ""));
	ck_assert(route_is_loop(first, "sip:b@x", ""));
	ck_assert(!route_is_loop(first, "sip:b@y", ""));
	ck_assert(!route_is_loop(first, "sip:b@x", "<sip:r;lr>"));
	ck_assert(route_is_loop(second, "sip:b@x", ""));
	ck_assert(route_is_loop(second, "sip:b@y", "<sip:r;lr>"));
	ck_assert(!route_is_loop(second, "sip:b@z", ""));
	agents_free(agent);
}
END_TEST

START_TEST(our_own_request_is_known_by_tag_and_call_id)
{
	struct agent *agent = agents_new();
	struct leg *leg = call_for(agent, "sip:b@x", "", NULL);
	char text[512];

	snprintf(text, sizeof(text),
		 "INVITE sip:b@x SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\nFrom: <sip:a@x>;tag=%s\n"
		 "To: <sip:b@x>\nCall-ID: c1\nCSeq: 7 INVITE\nContent-Length: 0\n\n", leg->tag);

	msg_t *ours = agents_message(text), *other = agents_message(INVITE_WITH(""));

	ck_assert_ptr_eq(route_came_from(agent, sip_object(ours)), leg);
	ck_assert_ptr_null(route_came_from(agent, sip_object(other)));
	msg_destroy(ours);
	msg_destroy(other);
	agents_free(agent);
}
END_TEST

Suite *
route_suite(void)
{
	Suite *s = suite_create("route");
	TCase *tc = tcase_create("route");

	tcase_add_test(tc, without_a_route_the_next_hop);
	tcase_add_test(tc, our_own_routes_are_taken_off);
	tcase_add_test(tc, another_port_is_another_node);
	tcase_add_test(tc, a_host_name_is_left_to_the_next_hop);
	tcase_add_test(tc, emergency_is_the_urn_and_nothing_like_it);
	tcase_add_test(tc, the_same_again_is_a_loop_another_uri_or_route_a_spiral);
	tcase_add_test(tc, our_own_request_is_known_by_tag_and_call_id);
	suite_add_tcase(s, tc);
	return s;
}
