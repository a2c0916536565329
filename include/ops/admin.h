/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/admin.h - HTTP for operators: /health /metrics /sessions, and what sealiftctl commands
 *
 * The admin server has a thread of its own; it meets the other threads only through the functions
 * it is given here and through atomics behind the metrics registry.
 *
 * Thread      main, unless a function says otherwise
 */
#ifndef OPS_ADMIN_H
#define OPS_ADMIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/metric.h"
#include "core/view.h"

struct admin;
struct view_request;

/** What the admin server needs of the program; called on the admin thread. */
struct admin_hooks {
	void *ctx;

	/** NULL: healthy; else why not, one static line ("draining"). */
	const char *(*unhealthy)(void *ctx);

	/**
	 * Fill @request on the signalling thread and give it back with admin_view_ready().
	 * Fails -EAGAIN: busy; then 503.
	 */
	int (*view)(void *ctx, struct view_request *request);

	/** Stop taking calls (or take them again). */
	int (*drain)(void *ctx, bool on);
};

/** A slice of the session list being made: filled by view_fill() on the signalling thread. */
struct view_request {
	struct admin *admin;
	uint64_t after;			/* ask: sessions above this id; or */
	uint64_t only;			/* ask: this one session, if not 0 */
	unsigned int limit;
	unsigned int n;			/* answer */
	struct view_session *session;	/* answer: room for VIEW_PAGE_MAX */
	void *stream;			/* admin's own */
	void *ctx;			/* the hooks' ctx */
};

/** Fails -EADDRINUSE, -EADDRNOTAVAIL, -ENOMEM.  @hooks is copied, @metrics kept. */
MUST_CHECK int admin_open(const struct addr *listen, struct metrics *metrics, const struct admin_hooks *hooks,
			  struct admin **ret);

/** Thread: signalling (inside what the hook posted).  Fills the request from @core and hands it back. */
void admin_view_ready(struct view_request *request, struct core *core);

/** Stops the thread; requests in flight are answered 503 or cut.  The signalling thread must have stopped.
 *  NULL is fine.  Returns NULL. */
struct admin *admin_close(struct admin *admin);

#endif
