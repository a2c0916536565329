/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/correlation.h - from a C-MSISDN to the party that moves
 *
 *	number -> entry -> node (session 3, caller) -> node (session 9, callee) -> ...
 *
 * A party's node is embedded in its session and costs nothing while the party has no number.  The
 * nodes of one number are in the order they were put.
 *
 * Thread      signalling
 * Standards   TS 23.237 clause 6.3.2.1.9.1 step 3; TS 24.237 clause 12.7.2.1; contract.md "Who is
 *             who"
 */
#ifndef CORE_CORRELATION_H
#define CORE_CORRELATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/list.h"
#include "base/map.h"
#include "core/cause.h"
#include "core/number.h"

struct corr_entry;

/** All numbers.  Opaque by convention. */
struct corr {
	struct map numbers;
};

/** One party of one session under its number.  Zeroed: in no correlation. */
struct corr_node {
	struct list link;
	struct corr_entry *entry;
};

/** What a node's session says when asked whether this party can move. */
struct corr_claim {
	/* CAUSE_NONE: it can; CAUSE_STATE, CAUSE_IN_PROGRESS: not now */
	enum cause why_not;
	bool is_at_access;		/* the session's side attached to the party's own access */
	bool is_talking;		/* its speech goes both ways now: it is not on hold */
	uint64_t active_us;		/* when its speech was last made active */
};

/** @capacity   Numbers expected.  Fails -ENOMEM. */
MUST_CHECK int corr_init(struct corr *corr, size_t capacity);

/** No node may be left in it.  A zeroed one is fine. */
void corr_fini(struct corr *corr);

/** Put @node, which is in none, under @number; nobody's number puts it nowhere.  Fails -ENOMEM. */
MUST_CHECK int corr_put(struct corr *corr, const struct number *number, struct corr_node *node);

/** Take @node out; nothing happens if it is in none. */
void corr_drop(struct corr *corr, struct corr_node *node);

/**
 * Who moves for @number?
 *
 * A node whose session is at the party's own access goes before one that is not (both calls of a
 * pair may cross this node), then one that talks before one on hold, then the most recently
 * active one.  A transfer in progress of any of them refuses a second (contract.md: 480 with
 * Retry-After).
 *
 * @claim     Asks the session of a node; called once a node.
 *
 * Returns CAUSE_NONE and *@ret; CAUSE_NO_SESSION: nobody has the number; CAUSE_IN_PROGRESS,
 * CAUSE_STATE.
 * Cost       O(sessions of this number)
 */
MUST_CHECK enum cause corr_pick(const struct corr *corr, const struct number *number,
				struct corr_claim (*claim)(const struct corr_node *node),
				struct corr_node **ret);

#endif
