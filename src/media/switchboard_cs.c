/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/switchboard_cs.c - handovers, as the core asks for them
 *
 * Standards   contract.md, The handover on the wire; Who is who (the reserve).
 */
#include <errno.h>

#include "base/mono.h"
#include "base/token.h"
#include "cs_side.h"
#include "switchboard.h"
#include "terminated.h"

static bool
is_any_line_protected(const struct seat *seat)
{
	for (unsigned int i = 0; i < MDESC_LINES_MAX; i++)
		if (seat->line[i] && indication_is_protected(&seat->ind[i]))
			return true;
	return false;
}

/* Only what the parties agreed to protect with keys we have been shown, and by whoever has them. */
static bool
may_terminate(const struct seat *seat, const struct relay_cs *cs)
{
	const struct indication *ind = &seat->ind[cs->line % MDESC_LINES_MAX];

	return cs->line < MDESC_LINES_MAX && seat->line[cs->line] && ind->keying == KEYING_SDES &&
	       ind->state >= SEC_NEGOTIATED && cs->keys[PARTY_CALLER] && cs->keys[PARTY_CALLEE];
}

/*
 * Plain speech in place of a protected stream is what UE B would see first of all: refused,
 * whichever of the lines it is.  RFC 4568 7.1.4; house.md, The rule that makes it legal.
 */
static int
may_open(const struct seat *seat, enum party party, const struct relay_cs *cs)
{
	if (cs->bearer == BEARER_SPEECH && is_any_line_protected(seat))
		return -EPERM;
	if (cs->bearer == BEARER_TERMINATED && !may_terminate(seat, cs))
		return -EPERM;
	if (seat->party[party].is_open)
		return -EALREADY;
	return cs_side_check(cs);
}

/* The pair that was set aside for it, or any other. */
static int
take_pair(struct switchboard *board, struct seat *seat, int family, struct pair **ret)
{
	bool had_reserve = seat->has_reserve;

	if (had_reserve)
		pool_unreserve(board->pool, seat->slice);
	seat->has_reserve = false;
	return pool_take(board->pool, seat->slice, REALM_CS, family, true, mono_us(), ret);
}

/* Set one aside again, without asking whether there is one: it may still be on its way back. */
static void
restore_reserve(struct switchboard *board, struct seat *seat)
{
	if (!seat->has_reserve && !pool_reserve(board->pool, seat->slice, true))
		seat->has_reserve = true;
}

/* The keys are @spec's; the names and numbers to send under are fresh. */
static int
terminate(struct seat *seat, enum party party, const struct relay_cs *spec, struct cs_side *cs)
{
	struct terminated_spec want = {
		.own = spec->keys[party],
		.remote = spec->keys[party_other(party)],
		.rate_hz = spec->rate_hz,
		.n_pts = spec->n_pts,
	};

	token_bytes(want.first_seq, sizeof(want.first_seq));
	for (unsigned int i = 0; i < SEAL_SSRCS; i++) {
		want.first_seq[i] &= INT16_MAX;
		want.ssrc[i] = ssrc_draw(&seat->ssrcs);
	}
	for (unsigned int i = 0; i < spec->n_pts; i++)
		want.pts[i] = spec->pts[i];
	return terminated_new(&want, &cs->terminated);
}

static int
post_cs_open(struct seat *seat, enum party party, const struct relay_cs *spec, struct pair *pair)
{
	struct command cmd = { .kind = CMD_CS_OPEN, .anchor = seat->anchor, .party = party };
	int r = cs_side_new(spec, seat->anchor, party, spec->line, pair, &cmd.cs);

	if (r)
		return r;
	if (spec->bearer == BEARER_TERMINATED)
		r = terminate(seat, party, spec, cmd.cs);
	if (!r)
		r = worker_post(seat->worker, &cmd);
	if (r)
		cs_side_free(cmd.cs);
	return r;
}

int
board_cs_open(void *ctx, anchor_id id, enum party party, const struct relay_cs *cs,
	      struct relay_local *ret)
{
	struct switchboard *board = ctx;
	struct seat *seat = registry_find(&board->seats, id);
	struct pair *pair;
	int r = seat ? may_open(seat, party, cs) : -ENOENT;

	if (r)
		return r;
	r = take_pair(board, seat, cs->family, &pair);
	if (!r) {
		r = post_cs_open(seat, party, cs, pair);
		if (r)
			pool_untake(board->pool, pair);
	}
	if (r) {
		restore_reserve(board, seat);
		return r;
	}
	seat->party[party].is_open = true;
	*ret = pair_local(pair);
	return 0;
}

int
board_cs_remote(void *ctx, anchor_id id, enum party party, const struct relay_remote *remote)
{
	struct switchboard *board = ctx;
	struct seat *seat = registry_find(&board->seats, id);

	if (!seat || (!seat->party[party].has_cs && !seat->party[party].is_open))
		return -ENOENT;

	const struct command cmd = {
		.kind = CMD_CS_REMOTE,
		.anchor = seat->anchor,
		.party = party,
		.remote = *remote,
	};

	return worker_post(seat->worker, &cmd);
}

/* A handover ends, one way or the other. */
static int
end_handover(struct switchboard *board, anchor_id id, enum party party, enum command_kind how)
{
	struct seat *seat = registry_find(&board->seats, id);

	if (!seat || !seat->party[party].is_open)
		return -ENOENT;

	const struct command cmd = { .kind = how, .anchor = seat->anchor, .party = party };

	worker_must_post(seat->worker, &cmd);
	seat->party[party].is_open = false;
	seat->party[party].has_cs |= how == CMD_CS_COMMIT;
	restore_reserve(board, seat);
	return 0;
}

int
board_cs_commit(void *ctx, anchor_id id, enum party party)
{
	return end_handover(ctx, id, party, CMD_CS_COMMIT);
}

int
board_cs_revert(void *ctx, anchor_id id, enum party party)
{
	return end_handover(ctx, id, party, CMD_CS_REVERT);
}
