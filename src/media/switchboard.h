/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/switchboard.h - the signalling thread's half of the relay
 *
 *	core --struct relay--> switchboard --commands--> workers
 *	     <--media events--             <--notices---
 *
 * Knows each anchor as the core does, checks what is asked, takes ports from the pool and posts
 * what is to be done before it returns.  Nothing here waits for a worker; what a worker has been
 * lent comes back as a notice, and only then is it freed or its port lent again.
 *
 * Room        Each thing opened keeps a place in the worker's mailbox for the command that
 *             will close it, so closing cannot fail.
 * Reserve     From open() to close() each anchor has a CS pair set aside, but while a handover
 *             is open: then it has it.
 * Layer       media.
 * Thread      signalling; open and close: the main thread, signalling not running.
 */
#ifndef MEDIA_SWITCHBOARD_H
#define MEDIA_SWITCHBOARD_H

#include <stdbool.h>

#include "base/attr.h"
#include "core/mdesc.h"
#include "core/relay.h"
#include "media/media.h"
#include "pool.h"
#include "registry.h"
#include "ssrc.h"
#include "worker.h"

struct switchboard {
	struct relay relay;		/* what the core calls; ctx is the switchboard */
	struct registry seats;		/* struct seat by anchor_id */
	struct pool *pool;		/* kept */
	unsigned int n_workers;
	struct worker **workers;	/* kept */
};

/* An anchor as the core knows it. */
struct seat {
	anchor_id id;
	struct worker *worker;		/* whose anchor it is */
	unsigned int slice;		/* that worker's number */
	bool is_emergency;
	bool has_reserve;
	struct anchor *anchor;		/* the worker's; only its address is ours */
	struct bridge *line[MDESC_LINES_MAX];	/* likewise, but for the counters; NULL: not open */
	struct indication ind[MDESC_LINES_MAX];
	struct ssrc_source ssrcs;	/* for terminated CS sides */
	struct seat_keys {
		uint64_t id;		/* of those in force: tagcheck_id() */
		uint32_t epoch;		/* how often they, or the agreement, have changed */
	} keys[MDESC_LINES_MAX][PARTIES];
	struct seat_party {
		bool has_cs;		/* a CS side carries */
		bool is_open;		/* a handover is open */
	} party[PARTIES];
};

/** Without anchors.  @pool, @workers: kept. */
void switchboard_init(struct switchboard *board, struct pool *pool, struct worker **workers,
		      unsigned int n_workers);

/** Close every anchor; the workers still run, and hand everything back. */
void switchboard_close_all(struct switchboard *board);

/** The workers have ended: take what they have left, in and beside their mailboxes. */
void switchboard_fini(struct switchboard *board);

/**
 * Take the workers' notices: free what they have let go of, pass events on.
 *
 * @on_event   Called with @ctx for each event, in order a worker; may call the relay.
 */
void switchboard_poll(struct switchboard *board, uint64_t now_us,
		      void (*on_event)(void *ctx, const struct media_event *event), void *ctx);

/* ---- struct relay's functions for CS sides, in switchboard_cs.c ---------------------------- */

int board_cs_open(void *ctx, anchor_id id, enum party party, const struct relay_cs *cs,
		  struct relay_local *ret);
int board_cs_remote(void *ctx, anchor_id id, enum party party, const struct relay_remote *remote);
int board_cs_commit(void *ctx, anchor_id id, enum party party);
int board_cs_revert(void *ctx, anchor_id id, enum party party);

/** Our end as the SDP names it. */
struct relay_local pair_local(const struct pair *pair);

#endif
