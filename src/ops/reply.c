/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/reply.c - short HTTP answers
 *
 * Thread      admin
 */
#include "reply.h"

#include <event2/buffer.h>
#include <event2/http.h>

void
reply_headers(struct evhttp_request *http, const char *type)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(http);

	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
}

void
reply_span(struct evhttp_request *http, int status, const char *type, struct span body)
{
	struct evbuffer *buffer = evbuffer_new();

	reply_headers(http, type);
	if (buffer)
		evbuffer_add(buffer, body.p, body.n);
	evhttp_send_reply(http, buffer ? status : 503, NULL, buffer);
	if (buffer)
		evbuffer_free(buffer);
}

void
reply_text(struct evhttp_request *http, int status, const char *body)
{
	reply_span(http, status, "text/plain; charset=utf-8", span_of(body));
}
