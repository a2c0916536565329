/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/route.c - see route.h
 */
#include "route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHAIN_MAX = 70 };	/* Max-Forwards ends longer ones */

char *
route_uri(const sip_t *sip)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char *s = url_as_string(home, sip->sip_request->rq_url);
	char *copy = s ? strdup(s) : NULL;

	su_home_deinit(home);
	return copy;
}

char *
route_text(const sip_route_t *route)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	struct text text;

	text_init(&text, DIALOG_TEXT_MAX);
	text_puts(&text, "");
	for (; route; route = route->r_next) {
		const char *uri = url_as_string(home, route->r_url);

		text_printf(&text, "%s<%s>", text.n ? ", " : "", uri ? uri : "");
	}
	su_home_deinit(home);

	char *taken = text.n ? text_take(&text) : strdup("");

	text_fini(&text);
	return taken;
}

static bool
is_mine(const struct agent *agent, const url_t *url)
{
	uint64_t port = 5060;

	if (!url->url_host)
		return false;
	if (url->url_port && url->url_port[0] && span_u64(span_of(url->url_port), 65535, &port) < 0)
		return false;
	return agent_is_me(agent, url->url_host, (unsigned int)port);
}

int
route_plan(const struct agent *agent, const sip_t *sip, struct route_plan *ret)
{
	const sip_route_t *route = sip->sip_route;
	bool mine = false;

	while (route && is_mine(agent, route->r_url)) {
		mine = true;
		route = route->r_next;
	}

	struct addr hop;

	/* a host name is of no use yet: the next hop knows more than we */
	if (!route || !dialog_uri_addr(route->r_url, &hop))
		hop = agent->next_hop;

	char *routes = route_text(route);

	if (!routes)
		return -ENOMEM;

	ret->routes = routes;
	ret->hop = hop;
	ret->is_mine = mine;
	return 0;
}

struct leg *
route_came_from(const struct agent *agent, const sip_t *sip)
{
	struct leg *leg = leg_find(agent, sip->sip_from->a_tag);

	if (!leg || leg->kind != LEG_CALLEE || !leg->call)
		return NULL;
	return strcmp(leg->dialog.call_id, sip->sip_call_id->i_id) == 0 ? leg : NULL;
}

bool
route_is_loop(const struct leg *came_from, const char *uri, const char *routes)
{
	const struct leg *leg = came_from;

	for (int i = 0; leg && leg->call && i < CHAIN_MAX; i++) {
		const struct call *call = leg->call;
		const struct leg *caller = call->leg[PARTY_CALLER];

		if (caller && caller->request_uri && strcmp(caller->request_uri, uri) == 0 &&
		    strcmp(caller->request_routes, routes) == 0)
			return true;
		leg = call->came_from[0] ? leg_find(call->agent, call->came_from) : NULL;
	}
	return false;
}

bool
route_is_emergency(const char *uri)
{
	static const char sos[] = "urn:service:sos";

	return strncasecmp(uri, sos, sizeof(sos) - 1) == 0 &&
	       (uri[sizeof(sos) - 1] == '\0' || uri[sizeof(sos) - 1] == '.');
}
