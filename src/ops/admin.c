/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/admin.c - the admin thread: evhttp, and a table of what it answers
 *
 * Whoever reaches this port may read identities and stop the taking of calls: it listens on
 * loopback unless configured otherwise, and knows no password.  Keys cannot be had here: no view
 * holds any.
 *
 * Thread      admin, but for open and close (main) and admin_view_ready() (signalling)
 */
#include "ops/admin.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/thread.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "process.h"
#include "reply.h"
#include "stream.h"

enum {
	HEADERS_MAX = 8 * 1024, /* octets of a request's head */
	BODY_MAX = 1024,        /* nobody needs one */
	IDLE_S = 15,            /* a silent client is cut off */
	METRICS_MAX = 1024 * 1024,
	SESSIONS_MAX = 1000000000, /* limit= when the client names none */
};

struct admin {
	struct admin_hooks hooks;
	struct metrics *metrics;
	struct event_base *base;
	struct evhttp *http;
	struct event *wake;
	struct mailbox *views; /* signalling -> admin: struct view_request * */
	struct streams *streams;
	pthread_t thread;
	bool is_running;
};

/* ---- what we answer ---- */

static void
on_health(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	  const char *tail)
{
	const char *why_not = admin->hooks.unhealthy(admin->hooks.ctx);

	if (!why_not) {
		reply_text(http, 200, "ok\n");
		return;
	}

	struct text text;

	text_init(&text, 256);
	text_printf(&text, "%s\n", why_not);
	reply_span(http, 503, "text/plain; charset=utf-8", text_span(&text));
	text_fini(&text);
}

static void
on_metrics(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	   const char *tail)
{
	struct text text;

	text_init(&text, METRICS_MAX);
	metrics_render(admin->metrics, &text);
	if (text.failed)
		reply_text(http, 503, "out of memory\n");
	else
		reply_span(http, 200, "text/plain; version=0.0.4; charset=utf-8", text_span(&text));
	text_fini(&text);
}

/** A number of the query; @absent if it is not there.  False: it is no number. */
static bool
query_number(const struct evkeyvalq *query, const char *key, uint64_t absent, uint64_t *ret)
{
	const char *value = evhttp_find_header(query, key);

	if (!value) {
		*ret = absent;
		return true;
	}
	return span_u64(span_of(value), UINT64_MAX, ret) == 0;
}

static void
on_sessions(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	    const char *tail)
{
	uint64_t after, limit;

	if (!query_number(query, "after", 0, &after) ||
	    !query_number(query, "limit", SESSIONS_MAX, &limit))
		reply_text(http, 400, "after and limit are numbers\n");
	else
		streams_list(admin->streams, http, after, limit);
}

static void
on_session(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	   const char *tail)
{
	uint64_t id;

	if (span_u64(span_of(tail), UINT64_MAX, &id) != 0 || id == 0)
		reply_text(http, 404, "no such session\n");
	else
		streams_one(admin->streams, http, id);
}

static void
on_drain(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	 const char *tail)
{
	const char *on = evhttp_find_header(query, "on");
	bool is_off = on && strcmp(on, "no") == 0;

	if (on && !is_off && strcmp(on, "yes") != 0)
		reply_text(http, 400, "on is yes or no\n");
	else if (admin->hooks.drain(admin->hooks.ctx, !is_off) != 0)
		reply_text(http, 503, "busy\n");
	else
		reply_text(http, 200, is_off ? "taking calls\n" : "draining\n");
}

static void
on_level(struct admin *admin, struct evhttp_request *http, const struct evkeyvalq *query,
	 const char *tail)
{
	const char *name = evhttp_find_header(query, "level");
	enum log_level level;

	if (!name || log_level_parse(name, &level) != 0) {
		reply_text(http, 400, "level is error, warn, info or debug\n");
		return;
	}
	log_level_set(level);
	log_info("admin", "log-level level=%s", name);
	reply_text(http, 200, "set\n");
}

/* clang-format off */
static const struct route {
	const char *path;
	bool is_prefix;			/* the rest of the path goes to the handler */
	enum evhttp_cmd_type method;
	void (*answer)(struct admin *admin, struct evhttp_request *http,
		       const struct evkeyvalq *query, const char *tail);
} routes[] = {
	{ "/health",	false, EVHTTP_REQ_GET,  on_health },
	{ "/metrics",	false, EVHTTP_REQ_GET,  on_metrics },
	{ "/sessions",	false, EVHTTP_REQ_GET,  on_sessions },
	{ "/sessions/", true,  EVHTTP_REQ_GET,  on_session },
	{ "/drain",	false, EVHTTP_REQ_POST, on_drain },
	{ "/log",	false, EVHTTP_REQ_POST, on_level },
};
/* clang-format on */

static const struct route *
route_find(const char *path)
{
	for (const struct route *route = routes; route < routes + ARRAY_LEN(routes); route++)
		if (route->is_prefix ? strncmp(path, route->path, strlen(route->path)) == 0
				     : strcmp(path, route->path) == 0)
			return route;
	return NULL;
}

static void
on_request(struct evhttp_request *http, void *arg)
{
	struct admin *admin = arg;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	const char *text = uri ? evhttp_uri_get_query(uri) : NULL;
	const struct route *route = path ? route_find(path) : NULL;
	struct evkeyvalq query = { 0 };

	TAILQ_INIT(&query);
	if (!route)
		reply_text(http, 404, "no such page: /health /metrics /sessions /sessions/ID\n");
	else if (evhttp_request_get_command(http) != route->method)
		reply_text(http, 405, "method not allowed\n");
	else if (text && evhttp_parse_query_str(text, &query) != 0)
		reply_text(http, 400, "query not understood\n");
	else
		route->answer(admin, http, &query, path + strlen(route->path));
	evhttp_clear_headers(&query);
}

/* ---- views come back ---- */

void
admin_view_ready(struct view_request *request, struct core *core)
{
	if (request->only == 0)
		request->n = core_view(core, request->after, request->limit, request->session);
	else
		request->n = core_view_one(core, request->only, request->session) ? 1 : 0;

	/* Cannot be full: there are fewer streams than slots and each has one request. */
	if (mailbox_post(request->admin->views, &request) != 0)
		log_error("admin", "view-lost");
}

static void
on_views(evutil_socket_t fd, short what, void *arg)
{
	struct admin *admin = arg;
	struct view_request *request;

	mailbox_clear_wakeup(admin->views);
	while (mailbox_take(admin->views, &request))
		streams_on_view(request);
}

/* ---- life
 * ------------------------------------------------------------------------------------------------
 */

static void *
run(void *arg)
{
	struct admin *admin = arg;

	event_base_dispatch(admin->base);
	return NULL;
}

static int
listen_http(struct admin *admin, const struct addr *listen)
{
	char ip[ADDR_TEXT_MAX];

	admin->http = evhttp_new(admin->base);
	if (!admin->http)
		return -ENOMEM;
	addr_format_ip(listen, ip, sizeof(ip));
	evhttp_set_allowed_methods(admin->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_max_headers_size(admin->http, HEADERS_MAX);
	evhttp_set_max_body_size(admin->http, BODY_MAX);
	evhttp_set_timeout(admin->http, IDLE_S);
	evhttp_set_gencb(admin->http, on_request, admin);
	errno = 0;
	if (evhttp_bind_socket(admin->http, ip, addr_port(listen)) != 0)
		return errno > 0 ? -errno : -EADDRNOTAVAIL;
	return 0;
}

static int
open_views(struct admin *admin)
{
	int err = mailbox_open(sizeof(struct view_request *), 2 * STREAMS_MAX, &admin->views);

	if (err)
		return err;
	admin->wake = event_new(admin->base, mailbox_fd(admin->views), EV_READ | EV_PERSIST,
				on_views, admin);
	if (!admin->wake || event_add(admin->wake, NULL) != 0)
		return -ENOMEM;
	mailbox_clear_wakeup(admin->views);
	return 0;
}

int
admin_open(const struct addr *listen, struct metrics *metrics, const struct admin_hooks *hooks,
	   struct admin **ret)
{
	struct admin *admin = calloc(1, sizeof(*admin));
	int err = -ENOMEM;

	if (!admin)
		return -ENOMEM;
	admin->hooks = *hooks;
	admin->metrics = metrics;
	process_started();

	/* Two threads touch the base: its own, and main when it ends the loop. */
	if (evthread_use_pthreads() != 0 || !(admin->base = event_base_new()))
		goto fail;
	if ((err = streams_new(admin, hooks, &admin->streams)) != 0 ||
	    (err = open_views(admin)) != 0 || (err = listen_http(admin, listen)) != 0 ||
	    (err = metrics_add(metrics, process_collect, NULL)) != 0)
		goto fail;
	if ((err = -pthread_create(&admin->thread, NULL, run, admin)) != 0)
		goto fail;
	admin->is_running = true;
	*ret = admin;
	return 0;

fail:
	admin_close(admin);
	return err;
}

struct admin *
admin_close(struct admin *admin)
{
	if (!admin)
		return NULL;
	if (admin->is_running) {
		/* Not loopbreak: a loop that has only begun to start would forget it. */
		event_base_loopexit(admin->base, NULL);
		pthread_join(admin->thread, NULL);
	}
	if (admin->views)
		on_views(-1, 0, admin);
	if (admin->http)
		evhttp_free(admin->http);
	if (admin->wake)
		event_free(admin->wake);
	admin->streams = streams_free(admin->streams);
	admin->views = mailbox_close(admin->views);
	if (admin->base)
		event_base_free(admin->base);
	free(admin);
	return NULL;
}
