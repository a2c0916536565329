/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/core.c - all sessions, their numbers, their timers
 *
 * Thread      signalling
 */
#include "core/core.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "core/session.h"
#include "model.h"
#include "transfer.h"

enum {
	TICK_US = 5000,
};

/* sealift_transfer_seconds: a local round trip is milliseconds, a bad one seconds. */
static const uint64_t answer_bounds_us[] = {
	250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
};

static int
core_init(struct core *core, uint64_t now_us)
{
	core->now_us = now_us;
	core->counts.answer_us = (struct hist)HIST_INIT(answer_bounds_us);
	list_init(&core->sessions);
	wheel_init(&core->wheel, now_us, TICK_US);

	int err = map_init(&core->by_id, core->config.sessions_max);

	if (!err)
		err = map_init(&core->by_anchor, core->config.sessions_max);
	if (!err)
		err = corr_init(&core->corr, core->config.sessions_max);
	return err;
}

int
core_new(const struct core_config *config, const struct signalling *signalling,
	 const struct relay *relay, uint64_t now_us, struct core **ret)
{
	struct core *core = calloc(1, sizeof(*core));

	if (!core)
		return -ENOMEM;
	core->config = *config;
	core->signalling = signalling;
	core->relay = relay;

	int err = core_init(core, now_us);

	if (err) {
		core_free(core);
		return err;
	}
	*ret = core;
	return 0;
}

struct core *
core_free(struct core *core)
{
	if (!core)
		return NULL;
	core_shutdown(core);
	map_fini(&core->by_id);
	map_fini(&core->by_anchor);
	corr_fini(&core->corr);
	free(core);
	return NULL;
}

void
core_configure(struct core *core, const struct core_config *config)
{
	core->config = *config;
}

void
core_turn(struct core *core, uint64_t now_us)
{
	if (now_us > core->now_us)
		core->now_us = now_us;
	wheel_turn(&core->wheel, core->now_us);
}

uint64_t
core_next_us(const struct core *core)
{
	return wheel_next_us(&core->wheel);
}

/* Nothing else follows from it: a side that never becomes authentic ends as the machine says. */
static void
on_bearer(struct side *side, bool is_dead)
{
	if (!side->cs || side->is_bearer_dead == is_dead)
		return;
	side->is_bearer_dead = is_dead;
	if (is_dead)
		log_warn("session", "bearer-not-initialised session=%" PRIu64 " party=%s bearer=%s",
			 side->session->id, party_name(side->party),
			 bearer_name(side->pick.bearer));
}

void
core_on_media(struct core *core, const struct media_event *event)
{
	struct session *session = map_find(&core->by_anchor, &event->anchor, sizeof(event->anchor));

	if (!session || (unsigned int)event->party >= PARTIES)
		return;

	struct side *side = &session->side[event->party];
	struct view_transfer *latest = record_latest(side);

	if (event->kind >= MEDIA_VERIFIED)
		session_see(session, event);
	if (event->kind == MEDIA_GAP && latest)
		latest->gap_us = event->gap_us;
	if (event->kind == MEDIA_PS_ALIVE && transfer_may(side, ON_PS_MEDIA))
		(void)transfer_step(side, ON_PS_MEDIA);
	if (event->kind == MEDIA_BEARER_DEAD || event->kind == MEDIA_BEARER_READY)
		on_bearer(side, event->kind == MEDIA_BEARER_DEAD);
	session_settle(session);
}

void
core_drain(struct core *core, bool on)
{
	core->is_draining = on;
}

void
core_shutdown(struct core *core)
{
	while (!list_empty(&core->sessions)) {
		struct session *session = LIST_ENTRY(core->sessions.next, struct session, link);

		session_over(session, CAUSE_SHUTDOWN);
		session_settle(session);
	}
}

unsigned int
core_sessions(const struct core *core)
{
	return (unsigned int)map_count(&core->by_id);
}
