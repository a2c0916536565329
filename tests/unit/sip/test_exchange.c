/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_exchange.c - a response that comes when our own timer is due as well
 *
 * In the place of sofia's client transactions: one that is terminated, as it is when Timer D ends
 * an INVITE that was cancelled.  To destroy it frees its response, even from its own callback.
 */
#include "sip/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/mono.h"
#include "core/core.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/agents.h"
#include "tests/unit/sip/suites.h"

enum { TICK_US = 1000, AGO_US = 100 * TICK_US };

struct nta_outgoing_s {
	nta_response_f *callback;
	void *magic;
	msg_t *request, *response;
};

static const char INVITE[] =
	"INVITE sip:b@192.0.2.9 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1\n"
	"From: <sip:a@a>;tag=a\nTo: <sip:b@b>\nCall-ID: c\nCSeq: 1 INVITE\n\n";
static const char TIMED_OUT[] =
	"SIP/2.0 408 Request Timeout\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\n"
	"From: <sip:a@a>;tag=a\nTo: <sip:b@b>;tag=b\nCall-ID: d\nCSeq: 2 INVITE\n\n";

static struct agent *agent;
static struct leg *from, *to;
static struct exchange *exchange;
static nta_outgoing_t *orq;		/* the one that lives, NULL: none */

nta_outgoing_t *
nta_outgoing_mcreate(nta_agent_t *nta, nta_response_f *callback, nta_outgoing_magic_t *magic,
		     url_string_t const *route_url, msg_t *msg, tag_type_t tag, tag_value_t value,
		     ...)
{
	(void)nta, (void)route_url, (void)tag, (void)value;
	ck_assert_ptr_null(orq);
	orq = calloc(1, sizeof(*orq));
	ck_assert_ptr_nonnull(orq);
	orq->callback = callback;
	orq->magic = magic;
	orq->request = msg;
	return orq;
}

/* Who reads the response from here on reads no status, with or without a sanitizer. */
void
nta_outgoing_destroy(nta_outgoing_t *gone)
{
	if (!gone)
		return;
	ck_assert_ptr_eq(gone, orq);
	if (orq->response) {
		sip_object(orq->response)->sip_status = NULL;
		msg_destroy(orq->response);
	}
	msg_destroy(orq->request);
	free(orq);
	orq = NULL;
}

static void
fill(struct dialog *dialog)
{
	dialog->call_id = strdup("d");
	dialog->local = strdup("<sip:a@a>");
	dialog->local_tag = strdup(to->tag);
	dialog->remote = strdup("<sip:b@b>");
	dialog->target = strdup("sip:b@192.0.2.9");
	dialog->routes = strdup("");
	dialog->hop = agent->next_hop;
	dialog->seq = 1;
}

static void
setup(void)
{
	static const struct core_config config;
	static const struct relay relay;
	msg_t *msg = agents_message(INVITE);

	agent = agents_new();
	wheel_init(&agent->wheel, mono_us() - AGO_US, TICK_US);
	ck_assert_int_eq(core_new(&config, agent_signalling(agent), &relay, 0, &agent->core), 0);
	ck_assert_int_eq(leg_new(agent, NULL, LEG_CALLER, PARTY_CALLER, &from), 0);
	ck_assert_int_eq(leg_new(agent, NULL, LEG_CALLEE, PARTY_CALLEE, &to), 0);
	fill(&to->dialog);
	ck_assert_int_eq(exchange_new(from, to, NULL, sip_object(msg), &exchange), 0);
	exchange->is_initial = true;
	ck_assert_int_eq(exchange_send(exchange, sip_object(msg), &to->dialog,
				       (struct span){ 0 }, ""), 0);
	msg_destroy(msg);
}

static void
teardown(void)
{
	agent_turn(agent);		/* frees what is buried */
	core_free(agent->core);
	agents_free(agent);
}

/* sofia has given the INVITE up and says so. */
static void
time_out(void)
{
	nta_outgoing_t *terminated = orq;

	orq->response = agents_message(TIMED_OUT);
	terminated->callback(terminated->magic, terminated, sip_object(terminated->response));
}

static void
it_is_over(void)
{
	ck_assert(exchange->is_buried);
	ck_assert_ptr_null(orq);
	ck_assert(from->is_buried && to->is_buried);
}

START_TEST(a_response_ends_the_exchange)
{
	time_out();
	it_is_over();
}
END_TEST

START_TEST(a_response_is_not_read_when_a_due_timer_ended_the_exchange)
{
	exchange->is_cancelled = true;
	wheel_arm(&agent->wheel, &exchange->give_up, mono_us() - AGO_US / 2);
	time_out();
	it_is_over();
}
END_TEST

Suite *
exchange_suite(void)
{
	Suite *s = suite_create("exchange");
	TCase *tc = tcase_create("exchange");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_response_ends_the_exchange);
	tcase_add_test(tc, a_response_is_not_read_when_a_due_timer_ended_the_exchange);
	suite_add_tcase(s, tc);
	return s;
}
