/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/terminate.c - the operator's other choice: a protected stream that ends here
 *
 * Thread      signalling
 */
#include "terminate.h"

#include <inttypes.h>

#include "agreement.h"
#include "base/log.h"

enum {
	PTIME_DEFAULT_MS = 20,		/* RFC 3551 section 4.2 */
};

/* ---- may it, and how ---- */

bool
terminate_keys(const struct mline *moving, const struct mline *remote,
	       const struct indication *ind, const struct sdes **ret_own,
	       const struct sdes **ret_remote)
{
	const struct sdes *own = agreement_crypto(moving, remote);
	const struct sdes *theirs = agreement_crypto(remote, moving);

	/* The answer's suite is the offer's (RFC 4568 section 5.1.2): else we have misunderstood. */
	if (ind->keying != KEYING_SDES || ind->state < SEC_NEGOTIATED || !own || !theirs ||
	    own->suite != theirs->suite)
		return false;
	*ret_own = own;
	*ret_remote = theirs;
	return true;
}

static uint16_t
ptime_of(const struct mline *line)
{
	return line->ptime_ms ? line->ptime_ms : PTIME_DEFAULT_MS;
}

/* The other party sends as the moving one asked it to; may the MSC get that? */
static bool
takes_ptime(const struct mline *cs, const struct mline *moving)
{
	uint16_t comes_ms = ptime_of(moving);

	return (!cs->ptime_ms || cs->ptime_ms == comes_ms) &&
	       (!cs->maxptime_ms || cs->maxptime_ms >= comes_ms);
}

enum cause
terminate_pick(const struct policy_ask *ask, struct bearer_pick *ret)
{
	const struct sdes *own, *remote;
	struct bearer_pick pick;

	if (!terminate_keys(ask->moving, ask->remote, ask->ind, &own, &remote))
		return CAUSE_NO_BEARER;

	enum cause cause = policy_pick_speech(ask, &pick);

	if (cause)
		return cause;
	if (!takes_ptime(&ask->offer->line[pick.line], ask->moving))
		return CAUSE_NO_CODEC;
	pick.bearer = BEARER_TERMINATED;
	/* What the MSC sends goes on packet by packet, to who wants it so. */
	pick.ptime_ms = ptime_of(ask->remote);
	*ret = pick;
	return CAUSE_NONE;
}

/* ---- and that it is shown ---- */

static bool
is_degraded(const struct side *side)
{
	return (side->cs && side->pick.bearer == BEARER_TERMINATED) ||
	       (side->old_cs && side->old_pick.bearer == BEARER_TERMINATED);
}

void
terminate_recount(struct session *session)
{
	struct counts *counts = &session->core->counts;
	bool now = is_degraded(&session->side[PARTY_CALLER]) ||
		   is_degraded(&session->side[PARTY_CALLEE]);

	if (now == session->is_degraded)
		return;
	session->is_degraded = now;
	counter_add(&counts->degraded, now ? 1 : (uint64_t)-1);
	if (now)
		log_warn("session",
			 "degraded session=%" PRIu64 " because=\"the MSC carries speech only\"",
			 session->id);
	else if (!session->is_over)
		log_info("session", "protected-again session=%" PRIu64, session->id);
}
