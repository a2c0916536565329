/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/ctl_http.c - one HTTP request of sealiftctl, by libevent's client
 *
 * Thread      one
 */
#include "ctl_http.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <string.h>

struct exchange {
	int status; /* 0: no answer */
	struct text *body;
};

static void
on_answer(struct evhttp_request *http, void *arg)
{
	struct exchange *exchange = arg;
	char piece[16384];
	int n;

	if (!http)
		return;
	exchange->status = evhttp_request_get_response_code(http);
	while ((n = evbuffer_remove(evhttp_request_get_input_buffer(http), piece, sizeof(piece))) >
	       0)
		text_put(exchange->body, piece, (size_t)n);
}

int
ctl_http(const struct addr *server, const char *method, const char *path, int *ret_status,
	 struct text *ret_body)
{
	struct exchange exchange = { 0, ret_body };
	struct evhttp_connection *connection = NULL;
	struct event_base *base = event_base_new();
	char ip[ADDR_TEXT_MAX];
	int err = -ENOMEM;

	if (!base)
		return -ENOMEM;
	addr_format_ip(server, ip, sizeof(ip));
	connection = evhttp_connection_base_new(base, NULL, ip, addr_port(server));
	struct evhttp_request *http = connection ? evhttp_request_new(on_answer, &exchange) : NULL;

	if (!http)
		goto out;
	evhttp_connection_set_timeout(connection, CTL_TIMEOUT_S);
	evhttp_add_header(evhttp_request_get_output_headers(http), "Host", ip);
	evhttp_add_header(evhttp_request_get_output_headers(http), "Connection", "close");
	err = -ECONNREFUSED;
	if (evhttp_make_request(connection, http,
				strcmp(method, "POST") == 0 ? EVHTTP_REQ_POST : EVHTTP_REQ_GET,
				path) != 0)
		goto out;
	event_base_dispatch(base);
	if (exchange.status != 0) {
		*ret_status = exchange.status;
		err = ret_body->failed ? -ENOMEM : 0;
	}
out:
	if (connection)
		evhttp_connection_free(connection);
	event_base_free(base);
	return err;
}
