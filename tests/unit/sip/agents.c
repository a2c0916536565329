/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/agents.c - see agents.h
 */
#include "tests/unit/sip/agents.h"

#include <check.h>
#include <string.h>

#include "sip/call.h"
#include "sip/exchange.h"

struct agent *
agents_new(void)
{
	static struct agent_config config = { .node = "node.example", .next_hop = "sip:192.0.2.9:5060" };
	struct agent *agent;

	ck_assert_int_eq(addr_parse(span_lit("192.0.2.1:5060"), &config.listen[0]), 0);
	ck_assert_int_eq(addr_parse(span_lit("[2001:db8::1]:5060"), &config.listen[1]), 0);
	config.n_listen = 2;
	ck_assert_int_eq(agent_new(&config, &agent), 0);
	return agent;
}

void
agents_free(struct agent *agent)
{
	while (!list_empty(&agent->all_legs))
		leg_bury(LIST_ENTRY(agent->all_legs.next, struct leg, link));
	while (!list_empty(&agent->dead_legs))
		leg_free(LIST_ENTRY(agent->dead_legs.next, struct leg, link));
	while (!list_empty(&agent->dead_calls))
		call_free(LIST_ENTRY(agent->dead_calls.next, struct call, link));
	agent_free(agent);
}

msg_t *
agents_message(const char *text)
{
	struct text out;

	text_init(&out, 8192);
	for (const char *p = text; *p; p++) {
		if (*p == '\n')
			text_putc(&out, '\r');
		text_putc(&out, *p);
	}

	msg_t *msg = msg_make(sip_default_mclass(), MSG_DO_EXTRACT_COPY, out.p, (ssize_t)out.n);

	text_fini(&out);
	ck_assert_ptr_nonnull(msg);
	return msg;
}
