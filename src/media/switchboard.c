/* SPDX-License-Identifier: BSD-2-Clause */
#include "switchboard.h"

#include <errno.h>
#include <stdlib.h>

#include "anchor.h"
#include "base/mono.h"
#include "base/token.h"
#include "cs_side.h"
#include "tagcheck.h"

struct relay_local
pair_local(const struct pair *pair)
{
	return (struct relay_local){
		.rtp = pair->port[COMP_RTP].local,
		.rtcp = pair->port[COMP_RTCP].local,
	};
}

/* ---- anchors ------------------------------------------------------------------------------- */

/* At the worker with the most room, or else at any that has some. */
static int
reserve_somewhere(struct switchboard *board, bool is_emergency, unsigned int *ret_slice)
{
	unsigned int first = pool_roomiest(board->pool);

	for (unsigned int i = 0; i < board->n_workers; i++) {
		unsigned int slice = (first + i) % board->n_workers;

		if (!pool_reserve(board->pool, slice, is_emergency)) {
			*ret_slice = slice;
			return 0;
		}
	}
	return -ENOSPC;
}

static int
board_open(void *ctx, uint64_t session_id UNUSED, bool is_emergency, anchor_id *ret)
{
	struct switchboard *board = ctx;
	unsigned int slice = 0;
	struct seat *seat = calloc(1, sizeof(*seat));
	struct anchor *anchor = calloc(1, sizeof(*anchor));
	int r = -ENOMEM;
	uint8_t random[16];

	if (!seat || !anchor)
		goto fail;
	r = reserve_somewhere(board, is_emergency, &slice);
	if (r)
		goto fail;
	*seat = (struct seat){
		.worker = board->workers[slice],
		.slice = slice,
		.is_emergency = is_emergency,
		.has_reserve = true,
		.anchor = anchor,
	};
	token_bytes(random, sizeof(random));
	ssrc_source_init(&seat->ssrcs, random);
	r = worker_owe(seat->worker, CMD_CLOSE);
	if (!r) {
		r = registry_put(&board->seats, seat, &seat->id);
		if (r)
			worker_forgive(seat->worker, 1);
	}
	if (r) {
		pool_unreserve(board->pool, slice);
		goto fail;
	}
	anchor->id = seat->id;
	list_init(&anchor->handback.link);
	*ret = seat->id;
	return 0;

fail:
	free(anchor);
	free(seat);
	return r;
}

/* The lines and handovers go with it: their own closing commands are not due any more. */
static void
close_seat(struct switchboard *board, struct seat *seat)
{
	const struct command cmd = { .kind = CMD_CLOSE, .anchor = seat->anchor };
	unsigned int moot = 0;

	for (unsigned int i = 0; i < MDESC_LINES_MAX; i++)
		moot += seat->line[i] != NULL;
	for (unsigned int p = 0; p < PARTIES; p++)
		moot += seat->party[p].is_open;
	worker_must_post(seat->worker, &cmd);
	worker_forgive(seat->worker, moot);
	if (seat->has_reserve)
		pool_unreserve(board->pool, seat->slice);
	free(seat);
}

static void
board_close(void *ctx, anchor_id id)
{
	struct switchboard *board = ctx;
	struct seat *seat = registry_drop(&board->seats, id);

	if (seat)
		close_seat(board, seat);
}

/* ---- lines --------------------------------------------------------------------------------- */

static struct bridge *
bridge_new(const struct seat *seat, unsigned int line)
{
	struct bridge *bridge = calloc(1, sizeof(*bridge));
	uint8_t key[16];

	if (bridge) {
		token_bytes(key, sizeof(key));
		for (unsigned int p = 0; p < PARTIES; p++) {
			recent_init(&bridge->recent[p], key);
			bridge->epoch[p] = seat->keys[line][p].epoch;
		}
		bridge->anchor = seat->anchor;
		bridge->line = line;
		list_init(&bridge->handback.link);
	}
	return bridge;
}

/* A pair for each party, or none. */
static int
take_pairs(struct switchboard *board, const struct seat *seat,
	   const struct relay_place place[PARTIES], struct pair *ret[PARTIES])
{
	struct pair *pair[PARTIES];
	uint64_t now_us = mono_us();

	for (unsigned int p = 0; p < PARTIES; p++) {
		int r = pool_take(board->pool, seat->slice, place[p].realm, place[p].family,
				  seat->is_emergency, now_us, &pair[p]);

		if (r) {
			if (p)
				pool_untake(board->pool, pair[0]);
			return r;
		}
	}
	for (unsigned int p = 0; p < PARTIES; p++)
		ret[p] = pair[p];
	return 0;
}

static int
board_line_open(void *ctx, anchor_id id, unsigned int line, const struct indication *ind,
		const struct relay_place place[PARTIES], struct relay_local ret[PARTIES])
{
	struct switchboard *board = ctx;
	struct seat *seat = registry_find(&board->seats, id);
	struct command cmd = { .kind = CMD_LINE_OPEN, .line = line };

	if (!seat)
		return -ENOENT;
	if (line >= MDESC_LINES_MAX)
		return -EINVAL;
	if (seat->line[line])
		return -EEXIST;

	int r = take_pairs(board, seat, place, cmd.open.pair);

	if (r)
		return r;
	cmd.anchor = seat->anchor;
	cmd.open.bridge = bridge_new(seat, line);
	r = cmd.open.bridge ? worker_post(seat->worker, &cmd) : -ENOMEM;
	if (r) {
		for (unsigned int p = 0; p < PARTIES; p++)
			pool_untake(board->pool, cmd.open.pair[p]);
		free(cmd.open.bridge);
		return r;
	}
	seat->line[line] = cmd.open.bridge;
	seat->ind[line] = *ind;
	for (unsigned int p = 0; p < PARTIES; p++)
		ret[p] = pair_local(cmd.open.pair[p]);
	return 0;
}

/* The seat if it has that line, or NULL. */
static struct seat *
find_line(struct switchboard *board, anchor_id id, unsigned int line)
{
	struct seat *seat = registry_find(&board->seats, id);

	return seat && line < MDESC_LINES_MAX && seat->line[line] ? seat : NULL;
}

static void
board_line_close(void *ctx, anchor_id id, unsigned int line)
{
	struct seat *seat = find_line(ctx, id, line);

	if (!seat)
		return;

	const struct command cmd = { .kind = CMD_LINE_CLOSE, .anchor = seat->anchor, .line = line };

	worker_must_post(seat->worker, &cmd);
	seat->line[line] = NULL;
	for (unsigned int p = 0; p < PARTIES; p++)
		seat->keys[line][p] = (struct seat_keys){ 0, seat->keys[line][p].epoch + 1 };
}

static int
board_line_remote(void *ctx, anchor_id id, unsigned int line, enum party party,
		  const struct relay_remote *remote)
{
	struct seat *seat = find_line(ctx, id, line);

	if (!seat)
		return -ENOENT;

	const struct command cmd = {
		.kind = CMD_LINE_REMOTE,
		.anchor = seat->anchor,
		.line = line,
		.party = party,
		.remote = *remote,
	};

	return worker_post(seat->worker, &cmd);
}

/* Of the agreement: what packets have shown is not in it. */
static enum sec_state
agreed(const struct indication *ind)
{
	return ind->state < SEC_NEGOTIATED ? ind->state : SEC_NEGOTIATED;
}

/* What was seen so far was seen under another agreement. */
static int
look_anew(struct seat *seat, unsigned int line)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct command cmd = {
			.kind = CMD_LINE_ANEW,
			.anchor = seat->anchor,
			.party = (enum party)p,
			.line = line,
			.epoch = seat->keys[line][p].epoch + 1,
		};
		int err = worker_post(seat->worker, &cmd);

		if (err)
			return err;
		seat->keys[line][p].epoch++;
	}
	return 0;
}

/* A party on CS can be told nothing any more, so its line stays as protected as it is. */
static int
board_line_indicate(void *ctx, anchor_id id, unsigned int line, const struct indication *ind)
{
	struct seat *seat = find_line(ctx, id, line);

	if (!seat)
		return -ENOENT;
	for (unsigned int p = 0; p < PARTIES; p++)
		if ((seat->party[p].has_cs || seat->party[p].is_open) &&
		    indication_is_protected(&seat->ind[line]) && !indication_is_protected(ind))
			return -EPERM;
	if (seat->ind[line].keying != ind->keying || agreed(&seat->ind[line]) != agreed(ind)) {
		int err = look_anew(seat, line);

		if (err)
			return err;
	}
	seat->ind[line] = *ind;
	return 0;
}

/* @tags (taken) for those that the worker has. */
static int
post_keys(struct seat *seat, unsigned int line, enum party party, struct tagcheck *tags)
{
	struct seat_keys *keys = &seat->keys[line][party];
	const struct command cmd = {
		.kind = CMD_LINE_KEYS,
		.anchor = seat->anchor,
		.party = party,
		.line = line,
		.keys = { tags, keys->epoch + 1 },
	};
	uint64_t id = tagcheck_id(tags);
	int err = worker_post(seat->worker, &cmd);

	if (err) {
		tagcheck_free(tags);
		return err;
	}
	*keys = (struct seat_keys){ id, cmd.keys.epoch };
	return 0;
}

static int
board_line_keys(void *ctx, anchor_id id, unsigned int line, enum party party,
		const struct sdes *sdes, bool *ret_other)
{
	struct seat *seat = find_line(ctx, id, line);
	struct tagcheck *tags = NULL;
	int err = 0;

	if (!seat)
		return -ENOENT;
	if (sdes)
		err = tagcheck_new(sdes, &tags);
	if (err && err != -ENOTSUP)
		return err;
	if (tagcheck_id(tags) == seat->keys[line][party].id) {
		tagcheck_free(tags);
		*ret_other = false;
		return 0;
	}
	err = post_keys(seat, line, party, tags);
	if (!err)
		*ret_other = true;
	return err;
}

static int
board_stats(void *ctx, anchor_id id, unsigned int line, struct relay_stats *ret)
{
	const struct seat *seat = find_line(ctx, id, line);

	if (!seat)
		return -ENOENT;

	const struct line_counts *counts = &seat->line[line]->counts;

	for (unsigned int p = 0; p < PARTIES; p++) {
		ret->from[p].packets = counter_get(&counts->from[p].packets);
		ret->from[p].octets = counter_get(&counts->from[p].octets);
	}
	for (unsigned int i = 0; i < DROPS; i++)
		ret->drops[i] = counter_get(&counts->drops[i]);
	return 0;
}

/* ---- life, and what comes back ------------------------------------------------------------- */

void
switchboard_init(struct switchboard *board, struct pool *pool, struct worker **workers,
		 unsigned int n_workers)
{
	*board = (struct switchboard){
		.relay = {
			.ctx = board,
			.open = board_open,
			.line_open = board_line_open,
			.line_close = board_line_close,
			.line_remote = board_line_remote,
			.line_indicate = board_line_indicate,
			.line_keys = board_line_keys,
			.cs_open = board_cs_open,
			.cs_remote = board_cs_remote,
			.cs_commit = board_cs_commit,
			.cs_revert = board_cs_revert,
			.close = board_close,
			.stats = board_stats,
		},
		.pool = pool,
		.n_workers = n_workers,
		.workers = workers,
	};
}

void
switchboard_close_all(struct switchboard *board)
{
	for (uint64_t id; (id = registry_any(&board->seats));)
		board_close(board, id);
}

/* What a worker has let go of, by its kind. */
static void
on_handback(struct switchboard *board, const struct notice *notice, uint64_t now_us)
{
	switch (notice->kind) {
	case NOTICE_PAIR:
		pool_put(board->pool, notice->object, now_us);
		break;
	case NOTICE_CS_SIDE:
		cs_side_free(notice->object);
		break;
	case NOTICE_BRIDGE:
	case NOTICE_ANCHOR:
		free(notice->object);
		break;
	default:
		break;
	}
}

/* Is it news of keys, or of a line, that are not in force any more? */
static bool
is_stale(struct switchboard *board, const struct notice *notice)
{
	const struct media_event *event = &notice->event;
	const struct seat *seat;

	if (event->kind < MEDIA_VERIFIED)
		return false;
	seat = registry_find(&board->seats, event->anchor);
	return !seat || seat->keys[event->line][event->party].epoch != notice->epoch;
}

static void
pass_on(struct notice *notice, void (*on_event)(void *ctx, const struct media_event *event),
	void *ctx)
{
	char evidence[SIGHT_EVIDENCE_MAX];

	if (notice->event.kind == MEDIA_OBSERVED)
		sighting_tell(&notice->sighting, &notice->event, evidence, sizeof(evidence));
	on_event(ctx, &notice->event);
}

static void
poll_worker(struct switchboard *board, struct worker *worker, uint64_t now_us,
	    void (*on_event)(void *ctx, const struct media_event *event), void *ctx)
{
	struct notice notice;

	mailbox_clear_wakeup(worker->work.notices);
	while (mailbox_take(worker->work.notices, &notice)) {
		if (notice.kind != NOTICE_EVENT)
			on_handback(board, &notice, now_us);
		else if (on_event && !is_stale(board, &notice))
			pass_on(&notice, on_event, ctx);
	}
}

void
switchboard_poll(struct switchboard *board, uint64_t now_us,
		 void (*on_event)(void *ctx, const struct media_event *event), void *ctx)
{
	for (unsigned int i = 0; i < board->n_workers; i++)
		poll_worker(board, board->workers[i], now_us, on_event, ctx);
}

void
switchboard_fini(struct switchboard *board)
{
	switchboard_poll(board, mono_us(), NULL, NULL);
	for (unsigned int i = 0; i < board->n_workers; i++) {
		struct list *leaving = &board->workers[i]->work.leaving;

		for (struct list *l; (l = list_shift(leaving));)
			on_handback(board, &LIST_ENTRY(l, struct handback, link)->notice,
				    mono_us());
	}
	registry_fini(&board->seats);
}
