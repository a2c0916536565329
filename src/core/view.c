/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/view.c - sessions as people see them
 *
 * Thread      signalling
 */
#include "core/view.h"

#include <stdio.h>

#include "core/session.h"
#include "model.h"
#include "transfer.h"

static const char *
state_of(const struct session *session)
{
	const struct side *caller = &session->side[PARTY_CALLER];
	const struct side *callee = &session->side[PARTY_CALLEE];

	if (!session->is_confirmed)
		return "setup";
	if (transfer_is_moving(caller) || transfer_is_moving(callee))
		return "moving";
	if (transfer_is_away(caller) || transfer_is_away(callee))
		return "moved";
	return "active";
}

static struct addr
ps_remote(const struct side *side)
{
	for (unsigned int i = 0; side->last && i < side->last->n_lines; i++) {
		if (side->last->line[i].is_relayed)
			return side->last->line[i].rtp;
	}
	return (struct addr){ .family = ADDR_NONE };
}

static void
add_leg(struct view_party *ret, enum access kind, struct addr remote, enum bearer bearer)
{
	ret->leg[ret->n_legs++] = (struct view_leg){ kind, remote, bearer, false };
}

static void
view_party(const struct side *side, struct view_party *ret)
{
	snprintf(ret->identity, sizeof(ret->identity), "%s", side->identity);
	ret->number = side->number;
	ret->state = fsm_state_name(&transfer_fsm, side->state);
	if (side->ps)
		add_leg(ret, ACCESS_PS, ps_remote(side), BEARER_NONE);
	if (side->old_cs)
		add_leg(ret, ACCESS_CS, side->old_pick.rtp, side->old_pick.bearer);
	if (!side->cs)
		return;
	add_leg(ret, ACCESS_CS, side->pick.rtp, side->pick.bearer);
	ret->leg[ret->n_legs - 1].is_dead = side->is_bearer_dead;
}

static void
view_media(struct session *session, unsigned int i, struct view_media *ret)
{
	const struct relay *relay = session->core->relay;
	const struct stream *stream = &session->stream[i];

	struct fit fit = session_fit(session, i);

	ret->kind = stream->kind;
	ret->ind = stream->ind;
	for (unsigned int p = 0; p < PARTIES; p++) {
		ret->sight[p] = stream->sight[p];
		ret->state[p] = sight_state(&stream->sight[p], stream->signalled);
	}
	ret->transferable = session_may_move(session, i, ret->why_not, sizeof(ret->why_not));
	if (indication_is_protected(&stream->ind)) {
		uint32_t bps = session->core->config.bearer_bps;

		ret->bearer_bps = bps ? bps : CORE_BEARER_BPS;
		ret->peak_bps = fit.is_known ? fit.peak_bps : 0;
		ret->mean_bps = fit.is_known ? fit.mean_bps : 0;
	}
	if (relay->stats(relay->ctx, session->anchor, i, &ret->stats))
		ret->stats = (struct relay_stats){ 0 };
}

static void
view_transfers(const struct session *session, struct view_session *ret)
{
	unsigned int n = session->n_transfers;
	unsigned int kept = n < VIEW_TRANSFERS_MAX ? n : VIEW_TRANSFERS_MAX;

	for (unsigned int i = n - kept; i < n; i++)
		ret->transfer[ret->n_transfers++] = session->transfer[i % VIEW_TRANSFERS_MAX];
}

static void
view(struct session *session, struct view_session *ret)
{
	*ret = (struct view_session){
		.id = session->id,
		.state = state_of(session),
		.since_us = session->since_us,
		.is_degraded = session->is_degraded,
	};
	snprintf(ret->icid, sizeof(ret->icid), "%s", session->icid);
	for (unsigned int p = 0; p < PARTIES; p++)
		view_party(&session->side[p], &ret->party[p]);
	for (unsigned int i = 0; i < session->n_streams; i++) {
		if (session->stream[i].is_open)
			view_media(session, i, &ret->media[ret->n_media++]);
	}
	view_transfers(session, ret);
}

/* The link behind which the page starts: of @after itself, or where it would be. */
static struct list *
find_start(struct core *core, uint64_t after)
{
	struct session *session = map_find(&core->by_id, &after, sizeof(after));
	struct list *link = core->sessions.next;

	if (session)
		return session->link.next;
	while (link != &core->sessions && LIST_ENTRY(link, struct session, link)->id <= after)
		link = link->next;
	return link;
}

unsigned int
core_view(struct core *core, uint64_t after, unsigned int limit, struct view_session *ret)
{
	unsigned int n = 0;

	if (limit > VIEW_PAGE_MAX)
		limit = VIEW_PAGE_MAX;
	for (struct list *link = find_start(core, after); link != &core->sessions && n < limit;
	     link = link->next)
		view(LIST_ENTRY(link, struct session, link), &ret[n++]);
	return n;
}

bool
core_view_one(struct core *core, uint64_t id, struct view_session *ret)
{
	struct session *session = map_find(&core->by_id, &id, sizeof(id));

	if (session)
		view(session, ret);
	return session;
}
