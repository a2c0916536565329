/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/loop.c - libevent, as little of it as possible
 *
 * libevent allocates a record a descriptor on the first event_add() and keeps it, so each is added
 * and deleted once while there is still somebody to tell of a failure.
 */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>

#include <event2/event.h>

#include "media/media.h"

struct loop {
	struct event_base *base;
};

/* Both are a struct event under another name: nobody else needs to see it. */
static struct event *
io_event(struct loop_io *io)
{
	return (struct event *)io;
}

static struct event *
tmr_event(struct loop_tmr *tmr)
{
	return (struct event *)tmr;
}

int
loop_new(struct loop **ret)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	struct event_config *config = event_config_new();

	if (!loop || !config)
		goto fail;
	/* One thread, and no environment variable decides how we poll. */
	if (event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV))
		goto fail;
	loop->base = event_base_new_with_config(config);
	if (!loop->base)
		goto fail;
	event_config_free(config);
	*ret = loop;
	return 0;

fail:
	if (config)
		event_config_free(config);
	free(loop);
	return -ENOMEM;
}

struct loop *
loop_free(struct loop *loop)
{
	if (loop) {
		event_base_free(loop->base);
		free(loop);
	}
	return NULL;
}

void
loop_run(struct loop *loop)
{
	event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

void
loop_stop(struct loop *loop)
{
	event_base_loopexit(loop->base, NULL);
}

/* fn(arg) without libevent's arguments. */
struct call {
	void (*fn)(void *arg);
	void *arg;
};

static void
on_event(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
	const struct call *call = arg;

	call->fn(call->arg);
}

static struct event *
event_of_call(struct loop *loop, int fd, short what, void (*fn)(void *arg), void *arg)
{
	struct call *call = malloc(sizeof(*call));

	if (!call)
		return NULL;
	*call = (struct call){ fn, arg };

	struct event *ev = event_new(loop->base, fd, what, on_event, call);

	if (!ev)
		free(call);
	return ev;
}

static void
event_and_call_free(struct event *ev)
{
	if (ev) {
		void *call = event_get_callback_arg(ev);

		event_free(ev);
		free(call);
	}
}

int
loop_io_new(struct loop *loop, int fd, void (*fn)(void *arg), void *arg, struct loop_io **ret)
{
	struct event *ev = event_of_call(loop, fd, EV_READ | EV_PERSIST, fn, arg);

	if (!ev)
		return -ENOMEM;
	if (event_add(ev, NULL)) {
		event_and_call_free(ev);
		return -ENOMEM;
	}
	event_del(ev);
	*ret = (struct loop_io *)ev;
	return 0;
}

struct loop_io *
loop_io_free(struct loop_io *io)
{
	event_and_call_free(io_event(io));
	return NULL;
}

int
loop_io_start(struct loop_io *io)
{
	return event_add(io_event(io), NULL) ? -EIO : 0;
}

void
loop_io_stop(struct loop_io *io)
{
	event_del(io_event(io));
}

int
loop_tmr_new(struct loop *loop, void (*fn)(void *arg), void *arg, struct loop_tmr **ret)
{
	struct event *ev = event_of_call(loop, -1, 0, fn, arg);

	if (!ev)
		return -ENOMEM;
	*ret = (struct loop_tmr *)ev;
	return 0;
}

struct loop_tmr *
loop_tmr_free(struct loop_tmr *tmr)
{
	event_and_call_free(tmr_event(tmr));
	return NULL;
}

void
loop_tmr_set(struct loop_tmr *tmr, uint64_t after_us)
{
	const struct timeval tv = {
		.tv_sec = (time_t)(after_us / 1000000),
		.tv_usec = (suseconds_t)(after_us % 1000000),
	};

	/* Fails only for want of memory in libevent's heap, which one timer does not outgrow. */
	(void)event_add(tmr_event(tmr), &tv);
}

const char *
media_event_version(void)
{
	return event_get_version();
}
