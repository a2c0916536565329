/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/stream.h - /sessions as it is written: slice by slice
 *
 * GET --> ask the signalling thread for VIEW_PAGE_MAX sessions --> one HTTP chunk -->
 * written? ask again
 *
 * The signalling thread is held up for one slice at a time, a slow reader holds up nobody:
 * the next slice is
 * asked for when the last has been written.  A reader that goes away leaves its stream waiting for
 * the slice that is under way; then it is freed.
 *
 * Thread      admin
 */
#ifndef OPS_STREAM_H
#define OPS_STREAM_H

#include <stdint.h>

#include "base/attr.h"
#include "ops/admin.h"

struct evhttp_request;
struct streams;

enum {
	STREAMS_MAX = 8,	/* readers at once; one more gets 503 */
};

/** @hooks is copied.  Fails -ENOMEM. */
MUST_CHECK int streams_new(struct admin *admin, const struct admin_hooks *hooks, struct streams **ret);

/**
 * Frees every stream, cut or not; no slice may be under way any more.  NULL is fine.  Returns
 * NULL.
 */
struct streams *streams_free(struct streams *streams);

/** Answer @http with the sessions above @after, at most @limit.  Always answers. */
void streams_list(struct streams *streams, struct evhttp_request *http, uint64_t after, uint64_t limit);

/** Answer @http with session @id as an object, or 404.  Always answers. */
void streams_one(struct streams *streams, struct evhttp_request *http, uint64_t id);

/** A slice came back from the signalling thread. */
void streams_on_view(struct view_request *request);

#endif
