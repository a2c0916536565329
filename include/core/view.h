/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/view.h - a session as people see it
 *
 * Plain copies, made on the signalling thread in slices of at most VIEW_PAGE_MAX
 * and read anywhere.  No key is in them.
 */
#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "core/core.h"
#include "core/session.h"

enum {
	VIEW_PAGE_MAX = 50,		/* sessions a slice */
	VIEW_LEGS_MAX = 3,		/* ps, cs, and the next cs */
	VIEW_TRANSFERS_MAX = 8,		/* the latest */
	VIEW_WHY_MAX = 96,
};

struct view_leg {
	enum access kind;
	struct addr remote;		/* its first line's far end */
	enum bearer bearer;		/* BEARER_NONE on ps */
	bool is_dead;			/* its bearer was not initialised in time */
};

struct view_party {
	char identity[IDENTITY_MAX];
	struct number number;
	unsigned int n_legs;
	struct view_leg leg[VIEW_LEGS_MAX];
	const char *state;		/* of its access-transfer machine, static */
};

struct view_media {
	enum mkind kind;
	struct indication ind;
	bool transferable;
	char why_not[VIEW_WHY_MAX];	/* "" if transferable */
	/* a protected line: what it needs of a CS bearer's bearer_bps, 0: not known; core/fit.h */
	uint32_t peak_bps, mean_bps, bearer_bps;
	struct relay_stats stats;
	struct sight sight[PARTIES];	/* what each party sends */
	enum sec_state state[PARTIES];
};

struct view_transfer {
	uint64_t at_us;			/* as core_turn() told the time */
	enum party party;
	const char *kind;		/* "ps-cs", "cs-cs", static */
	/* "open", "moved", "returned", "cancelled", "failed", static */
	const char *outcome;
	bool is_degraded;		/* it terminated the protected stream */
	uint64_t answer_us;		/* INVITE in to 200 out */
	uint64_t gap_us;		/* media gap, 0: not measured */
};

struct view_session {
	uint64_t id;
	char icid[ICID_MAX];
	const char *state;		/* "setup", "active", "moving", "moved", static */
	/* a protected stream of it is terminated: in the clear towards an MSC */
	bool is_degraded;
	uint64_t since_us;		/* as core_turn() told the time */
	struct view_party party[PARTIES];
	unsigned int n_media;
	struct view_media media[MDESC_LINES_MAX];
	unsigned int n_transfers;
	struct view_transfer transfer[VIEW_TRANSFERS_MAX];
};

/**
 * Up to @limit (at most VIEW_PAGE_MAX) sessions with an id above @after, in order of their ids.
 * Returns how many were written to @ret.  Cost: O(@limit), plus finding the start.
 */
unsigned int core_view(struct core *core, uint64_t after, unsigned int limit,
		       struct view_session *ret);

/** One session.  False: no such id. */
bool core_view_one(struct core *core, uint64_t id, struct view_session *ret);

#endif
