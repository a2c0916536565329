/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/guard.c - sessions whose peers died
 *
 * One timer a session: until the answer it limits the ringing, then it looks now and then whether
 * media or SIP went on. Where neither did, every leg is asked; a dead one ends as if its dialog
 * had died (session_leg_dead()).
 *
 * Thread      signalling
 */
#include "core/session.h"
#include "model.h"

static void
arm(struct session *session, unsigned int ms)
{
	struct core *core = session->core;

	wheel_disarm(&core->wheel, &session->watch);
	if (ms)
		wheel_arm(&core->wheel, &session->watch, core->now_us + UINT64_C(1000) * ms);
}

void
watch_ring(struct session *session)
{
	arm(session, session->core->config.ring_ms);
}

void
watch_guard(struct session *session)
{
	arm(session, session->core->config.guard_ms);
}

static uint64_t
packets(const struct session *session)
{
	const struct relay *relay = session->core->relay;
	uint64_t sum = 0;

	for (unsigned int i = 0; i < session->n_streams; i++) {
		struct relay_stats stats;

		if (!session->stream[i].is_open ||
		    relay->stats(relay->ctx, session->anchor, i, &stats))
			continue;
		for (unsigned int p = 0; p < PARTIES; p++)
			sum += stats.from[p].packets;
	}
	return sum;
}

/* Returns how many were asked. */
static unsigned int
probe_legs(struct session *session)
{
	unsigned int n = 0;

	const struct signalling *sig = session->core->signalling;

	for (unsigned int p = 0; p < PARTIES; p++) {
		struct side *side = &session->side[p];
		struct leg *leg = side->cs ? side->cs : side->ps;

		if (!leg)
			continue;
		sig->probe(sig->ctx, leg);
		n++;
	}
	return n;
}

static void
guard(struct session *session)
{
	uint64_t quiet_us = UINT64_C(1000) * session->core->config.guard_ms;
	uint64_t now_packets = packets(session);
	bool is_quiet = now_packets == session->packets_seen &&
			session->core->now_us - session->touched_us >= quiet_us;

	session->packets_seen = now_packets;
	watch_guard(session);
	/* Nobody is left to ask: sip lost its legs without a word. */
	if (is_quiet && probe_legs(session) == 0)
		session_over(session, CAUSE_DEAD_PEER);
	session_settle(session);
}

void
on_watch(void *arg)
{
	struct session *session = arg;

	if (session->is_confirmed) {
		guard(session);
		return;
	}
	session_over(session, CAUSE_NO_ANSWER);
	session_settle(session);
}

void
session_touch(struct session *session)
{
	session->touched_us = session->core->now_us;
}

void
session_probed(struct session *session, struct leg *leg, bool is_alive)
{
	if (is_alive)
		session_touch(session);
	else
		session_bury_leg(session, leg);
}
