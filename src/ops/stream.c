/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/stream.c - /sessions as it is written: slice by slice
 *
 * Owner of a stream: the reader's connection and the slice under way each hold it; it is freed when
 * neither does (stream->http NULL and not asked).
 *
 * Thread      admin
 */
#include "stream.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <stdlib.h>

#include "base/list.h"
#include "base/mono.h"
#include "reply.h"
#include "view_json.h"

enum {
	SLICE_TEXT_MAX = 4 * 1024 * 1024,
};

struct stream {
	struct list node;
	struct streams *streams;
	struct evhttp_request *http; /* NULL: the reader went away */
	struct view_request request;
	bool is_asked;   /* the request is with the signalling thread */
	bool is_started; /* the head has been sent */
	uint64_t left;   /* sessions that may still be sent */
	uint64_t sent;
};

struct streams {
	struct admin *admin;
	struct admin_hooks hooks;
	struct list all;
	unsigned int n;
};

int
streams_new(struct admin *admin, const struct admin_hooks *hooks, struct streams **ret)
{
	struct streams *streams = calloc(1, sizeof(*streams));

	if (!streams)
		return -ENOMEM;
	streams->admin = admin;
	streams->hooks = *hooks;
	list_init(&streams->all);
	*ret = streams;
	return 0;
}

static void
stream_free(struct stream *stream)
{
	list_drop(&stream->node);
	stream->streams->n--;
	free(stream->request.session);
	free(stream);
}

struct streams *
streams_free(struct streams *streams)
{
	if (!streams)
		return NULL;
	while (!list_empty(&streams->all))
		stream_free(CONTAINER_OF(streams->all.next, struct stream, node));
	free(streams);
	return NULL;
}

/** The reader's connection is closing. */
static void
on_close(struct evhttp_connection *connection, void *arg)
{
	struct stream *stream = arg;

	stream->http = NULL;
	if (!stream->is_asked)
		stream_free(stream);
}

/** The answer is complete, or as complete as it will be. */
static void
finish(struct stream *stream)
{
	evhttp_connection_set_closecb(evhttp_request_get_connection(stream->http), NULL, NULL);
	if (stream->is_started)
		evhttp_send_reply_end(stream->http);
	stream->http = NULL;
	stream_free(stream);
}

static void
ask(struct stream *stream)
{
	struct view_request *request = &stream->request;

	request->limit = stream->left < VIEW_PAGE_MAX ? (unsigned int)stream->left : VIEW_PAGE_MAX;
	request->n = 0;
	stream->is_asked = true;
	if (stream->streams->hooks.view(stream->streams->hooks.ctx, request) == 0)
		return;

	stream->is_asked = false;
	if (!stream->is_started)
		reply_text(stream->http, 503, "busy\n");
	finish(stream);
}

static struct stream *
stream_new(struct streams *streams, struct evhttp_request *http)
{
	struct stream *stream = streams->n < STREAMS_MAX ? calloc(1, sizeof(*stream)) : NULL;

	if (!stream)
		return NULL;
	stream->request.session = calloc(VIEW_PAGE_MAX, sizeof(*stream->request.session));
	if (!stream->request.session) {
		free(stream);
		return NULL;
	}
	stream->streams = streams;
	stream->http = http;
	stream->request.admin = streams->admin;
	stream->request.stream = stream;
	stream->request.ctx = streams->hooks.ctx;
	list_push(&streams->all, &stream->node);
	streams->n++;
	evhttp_connection_set_closecb(evhttp_request_get_connection(http), on_close, stream);
	return stream;
}

void
streams_list(struct streams *streams, struct evhttp_request *http, uint64_t after, uint64_t limit)
{
	struct stream *stream = stream_new(streams, http);

	if (!stream) {
		reply_text(http, 503, "busy\n");
		return;
	}
	stream->request.after = after;
	stream->left = limit;
	ask(stream);
}

void
streams_one(struct streams *streams, struct evhttp_request *http, uint64_t id)
{
	struct stream *stream = stream_new(streams, http);

	if (!stream) {
		reply_text(http, 503, "busy\n");
		return;
	}
	stream->request.only = id;
	stream->left = 1;
	ask(stream);
}

/* ---- a slice has come ---- */

/** The sessions of the slice, with commas between all that were ever sent.  False: no memory. */
static bool
slice_text(struct stream *stream, struct text *out)
{
	uint64_t epoch_us = wall_us() - mono_us();

	for (unsigned int i = 0; i < stream->request.n; i++) {
		if (stream->sent++ > 0)
			text_putc(out, ',');
		if (view_json(&stream->request.session[i], epoch_us, out) != 0)
			return false;
	}
	return true;
}

static void
on_written(struct evhttp_connection *connection, void *arg)
{
	struct stream *stream = arg;

	if (!stream->is_asked)
		ask(stream);
}

static void
send_list(struct stream *stream, const struct text *slice, bool is_last)
{
	struct evbuffer *chunk = evbuffer_new();

	if (!stream->is_started) {
		reply_headers(stream->http, "application/json");
		evhttp_send_reply_start(stream->http, 200, NULL);
		stream->is_started = true;
		if (chunk)
			evbuffer_add(chunk, "[", 1);
	}
	if (chunk) {
		evbuffer_add(chunk, slice->p, slice->n);
		if (is_last)
			evbuffer_add(chunk, "]\n", 2);
		evhttp_send_reply_chunk_with_cb(stream->http, chunk, is_last ? NULL : on_written,
						stream);
		evbuffer_free(chunk);
	}
	if (is_last || !chunk)
		finish(stream);
}

static void
send_one(struct stream *stream, struct text *slice)
{
	if (stream->request.n == 0) {
		reply_text(stream->http, 404, "no such session\n");
	} else {
		text_putc(slice, '\n');
		reply_span(stream->http, 200, "application/json", text_span(slice));
	}
	finish(stream);
}

void
streams_on_view(struct view_request *request)
{
	struct stream *stream = request->stream;
	struct text slice;

	stream->is_asked = false;
	if (!stream->http) {
		stream_free(stream);
		return;
	}

	text_init(&slice, SLICE_TEXT_MAX);
	bool is_last = !slice_text(stream, &slice) || request->n < request->limit ||
		       stream->left <= request->n;

	if (request->n > 0) {
		request->after = request->session[request->n - 1].id;
		stream->left -= request->n;
	}
	if (request->only != 0)
		send_one(stream, &slice);
	else
		send_list(stream, &slice, is_last);
	text_fini(&slice);
}
