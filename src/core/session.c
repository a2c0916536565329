/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/session.c - the life of a session: admitted, confirmed, over
 *
 * Thread      signalling
 * Standards   TS 23.237 clause 5.3.4 (anchoring)
 */
#include "core/session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/wipe.h"
#include "model.h"
#include "reoffer.h"
#include "terminate.h"
#include "transfer.h"

static enum cause
may_admit(const struct core *core, const struct call_facts *facts)
{
	unsigned int max = core->config.sessions_max;

	if (core->is_draining)
		return CAUSE_DRAINING;
	if (max && map_count(&core->by_id) >= max && !facts->is_emergency)
		return CAUSE_LIMIT;
	return CAUSE_NONE;
}

static void
side_init(struct side *side, struct session *session, enum party party,
	  const struct call_facts *facts)
{
	const char *identity = facts->identity[party];

	side->session = session;
	side->party = party;
	side->number = facts->number[party];
	side->place = facts->place[party];
	side->hold = MDIR_SENDRECV;
	snprintf(side->identity, sizeof(side->identity), "%s", identity ? identity : "");
	transfer_init(side);
}

static void
facts_copy(struct session *session, const struct call_facts *facts)
{
	session->user = facts->user;
	session->is_emergency = facts->is_emergency;
	snprintf(session->icid, sizeof(session->icid), "%s", facts->icid ? facts->icid : "");
	for (unsigned int p = 0; p < PARTIES; p++)
		side_init(&session->side[p], session, (enum party)p, facts);
	session->side[PARTY_CALLER].ps = facts->leg;

	session->came_from = facts->came_from;
	if (facts->came_from)
		list_push(&facts->came_from->went_on, &session->came_link);
}

/* Into the maps; what went in before a failure session_forget() takes out again. */
static int
session_enter(struct session *session)
{
	struct core *core = session->core;
	int err = map_put(&core->by_id, &session->id, sizeof(session->id), session);

	if (!err)
		err = map_put(&core->by_anchor, &session->anchor, sizeof(session->anchor), session);
	for (unsigned int p = 0; p < PARTIES && !err; p++)
		err = corr_put(&core->corr, &session->side[p].number,
			       &session->side[p].node);
	return err;
}

static void
session_forget(struct session *session)
{
	struct core *core = session->core;

	for (unsigned int p = 0; p < PARTIES; p++)
		corr_drop(&core->corr, &session->side[p].node);
	if (map_find(&core->by_anchor, &session->anchor, sizeof(session->anchor)) == session)
		map_drop(&core->by_anchor, &session->anchor, sizeof(session->anchor));
	map_drop(&core->by_id, &session->id, sizeof(session->id));
}

/* Spirals: those that came from it are first on the way now. */
static void
session_leave_way(struct session *session)
{
	struct list *link;

	while ((link = list_shift(&session->went_on)))
		LIST_ENTRY(link, struct session, came_link)->came_from = NULL;
	list_drop(&session->came_link);
}

static struct session *
session_free(struct session *session)
{
	struct core *core = session->core;

	wheel_disarm(&core->wheel, &session->watch);
	for (unsigned int p = 0; p < PARTIES; p++) {
		wheel_disarm(&core->wheel, &session->side[p].tmr);
		session->side[p].last = mdesc_free(session->side[p].last);
		reoffer_free(&session->side[p]);
	}
	session_leave_way(session);
	session_forget(session);
	list_drop(&session->link);
	session->offer = mdesc_free(session->offer);
	session->preview = mdesc_free(session->preview);
	return wipe_free(session, sizeof(*session));
}

enum cause
session_new(struct core *core, const struct call_facts *facts, struct session **ret)
{
	enum cause cause = may_admit(core, facts);

	if (cause)
		return cause;

	struct session *session = calloc(1, sizeof(*session));

	if (!session)
		return CAUSE_INTERNAL;
	session->core = core;
	session->id = core->last_id + 1;
	session->since_us = session->touched_us = core->now_us;
	list_init(&session->link);
	list_init(&session->went_on);
	list_init(&session->came_link);
	tmr_init(&session->watch, on_watch, session);
	facts_copy(session, facts);

	int err = core->relay->open(core->relay->ctx, session->id, facts->is_emergency,
				    &session->anchor);
	if (err) {
		session_free(session);
		return err == -ENOMEM ? CAUSE_INTERNAL : CAUSE_LIMIT;
	}
	if (session_enter(session)) {
		core->relay->close(core->relay->ctx, session->anchor);
		session_free(session);
		return CAUSE_INTERNAL;
	}

	core->last_id = session->id;
	list_push(&core->sessions, &session->link);
	counter_add(&core->counts.secure[session->secure], 1);
	watch_ring(session);
	log_debug("session", "created session=%" PRIu64 " icid=%s", session->id, session->icid);
	*ret = session;
	return CAUSE_NONE;
}

uint64_t
session_id(const struct session *session)
{
	return session->id;
}

void
session_over(struct session *session, enum cause why)
{
	if (session->is_over)
		return;
	session->is_over = true;
	session->why = why;
}

/* Every leg we still know, of both parties. */
static void
release_legs(struct session *session)
{
	const struct signalling *sig = session->core->signalling;

	for (unsigned int p = 0; p < PARTIES; p++) {
		struct side *side = &session->side[p];
		struct leg **legs[] = { &side->ps, &side->cs, &side->old_cs, &side->asking };

		for (unsigned int i = 0; i < ARRAY_LEN(legs); i++) {
			struct leg *leg = *legs[i];

			*legs[i] = NULL;
			if (leg)
				sig->release(sig->ctx, leg, session->why);
		}
	}
}

/* A call refused for load has had its line, a limited one: nothing may add up in an overload. */
static void
log_ended(const struct session *session)
{
	uint64_t seconds = (session->core->now_us - session->since_us) / 1000000;

	if (session->why == CAUSE_LIMIT)
		log_debug("session", "never-began session=%" PRIu64, session->id);
	else
		log_info("session", "ended session=%" PRIu64 " cause=%s seconds=%" PRIu64, session->id,
			 cause_name(session->why), seconds);
}

void
session_settle(struct session *session)
{
	struct core *core = session->core;

	if (!session->is_over)
		return;

	for (unsigned int p = 0; p < PARTIES; p++)
		transfer_end(&session->side[p]);
	release_legs(session);
	terminate_recount(session);
	core->relay->close(core->relay->ctx, session->anchor);
	core->signalling->ended(core->signalling->ctx, session->user);
	counter_add(&core->counts.secure[session->secure], (uint64_t)-1);
	log_ended(session);
	session_free(session);
}

void
session_set_leg(struct session *session, enum party party, struct leg *leg)
{
	session->side[party].ps = leg;
}

struct side *
session_side_of(const struct session *session, const struct leg *leg)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct side *side = &session->side[p];

		if (leg && (side->ps == leg || side->cs == leg || side->old_cs == leg ||
			    side->asking == leg))
			return (struct side *)side;
	}
	return NULL;
}

void
side_forget(struct side *side, const struct leg *leg)
{
	if (side->ps == leg)
		side->ps = NULL;
	if (side->cs == leg)
		side->cs = NULL;
	if (side->old_cs == leg)
		side->old_cs = NULL;
	if (side->asking == leg)
		side->asking = NULL;
}

void
session_leg_gone(struct session *session, const struct leg *leg)
{
	struct side *side = session_side_of(session, leg);

	if (side)
		side_forget(side, leg);
}

void
session_identify(struct session *session, enum party party, const struct number *number,
		 const char *identity)
{
	struct side *side = &session->side[party];

	if (identity && *identity)
		snprintf(side->identity, sizeof(side->identity), "%s", identity);
	if (!number_is_set(number) || number_eq(number, &side->number))
		return;

	corr_drop(&session->core->corr, &side->node);
	side->number = *number;
	if (corr_put(&session->core->corr, &side->number, &side->node))
		log_error("session", "correlation-failed session=%" PRIu64 " party=%s", session->id,
			  party_name(party));
}

void
session_confirmed(struct session *session)
{
	if (session->is_confirmed)
		return;
	session->is_confirmed = true;
	session->active_us = session->core->now_us;
	session_agree(session);
	watch_guard(session);
	log_info("session",
		 "confirmed session=%" PRIu64 " secure=%s lines=%u icid=%s caller=%s callee=%s", session->id,
		 keying_name(session->secure), session->n_streams, session->icid,
		 session->side[PARTY_CALLER].identity, session->side[PARTY_CALLEE].identity);
}

void
session_failed(struct session *session, enum cause why)
{
	session_over(session, why);
	session_settle(session);
}

enum mdir
session_speech_dir(const struct session *session)
{
	int line = session_speech_line(session);

	return line < 0 ? MDIR_INACTIVE : session->stream[line].ind.dir;
}

void
session_note_active(struct session *session, enum mdir was)
{
	if (session_speech_dir(session) == MDIR_SENDRECV && was != MDIR_SENDRECV)
		session->active_us = session->core->now_us;
}

bool
session_is_protected(const struct session *session)
{
	return session->secure != KEYING_NONE;
}

int
session_speech_line(const struct session *session)
{
	for (unsigned int i = 0; i < session->n_streams; i++) {
		if (session->stream[i].is_open && session->stream[i].kind == MKIND_AUDIO)
			return (int)i;
	}
	return -1;
}
