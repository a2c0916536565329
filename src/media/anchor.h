/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/anchor.h - all media of one session, as its worker has it
 *
 * Per party: what carries (its PS sides, or a CS side in their place) and, during a handover, the
 * CS side that is to carry next.
 *
 *	           cs_open            cs_commit
 *	PS sides ----------> PS + next ---------> cs          (a cs side that carries
 *	         <----------                                   becomes the old one, and
 *	          cs_revert                                    the same again)
 *
 * Layer       media.
 * Thread      the worker's.  Commands are checked by the signalling thread (switchboard.h); what
 *             comes in an order that it would not let through does nothing.
 * Standards   contract.md, The handover on the wire.
 */
#ifndef MEDIA_ANCHOR_H
#define MEDIA_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>

#include "bridge.h"
#include "core/mdesc.h"
#include "core/relay.h"
#include "handback.h"

struct cs_side;
struct work;

enum {
	ANCHOR_LINGER_US = 2000000,	/* a second copy may outlive the handover by so much */
};

/* How one party is attached. */
struct limb {
	struct cs_side *cs;		/* carries; NULL: the PS sides do */
	struct cs_side *next;		/* a handover is open */
	uint64_t last_us;		/* latest uplink packet of what carries; 0: none */
	uint64_t dedupe_until_us;	/* uplink may come twice until then */
	bool awaits_alive;		/* reverted: the next such packet is news */
};

struct tagcheck;

struct anchor {
	anchor_id id;
	struct bridge *line[MDESC_LINES_MAX];
	struct limb limb[PARTIES];
	struct handback handback;
};

/** A line begins; @bridge and its pairs are lent. */
void anchor_line_open(struct work *w, struct anchor *anchor, struct bridge *bridge,
		      struct pair *const pair[PARTIES]);

/** The line is gone; handed back. */
void anchor_line_close(struct work *w, struct anchor *anchor, unsigned int line);

/** The far end of a PS side. */
void anchor_line_remote(struct anchor *anchor, unsigned int line, enum party party,
			const struct relay_remote *remote);

/**
 * Other keys of @party's packets on @line from now on, the @epoch-th: @tags is taken, also where there is
 * no such line.
 */
void anchor_line_keys(struct anchor *anchor, unsigned int line, enum party party,
		      struct tagcheck *tags, uint32_t epoch);

/** Of what @party sends on @line nothing has been seen yet: the @epoch-th agreement. */
void anchor_line_anew(struct anchor *anchor, unsigned int line, enum party party, uint32_t epoch);

/** Open @cs (lent) beside what carries @party. */
void anchor_cs_open(struct work *w, struct anchor *anchor, enum party party, struct cs_side *cs);

/** The far end of the CS side opened last. */
void anchor_cs_remote(struct anchor *anchor, enum party party, const struct relay_remote *remote);

/** What carried is handed back, the CS side opened last carries alone. */
void anchor_cs_commit(struct work *w, struct anchor *anchor, enum party party);

/** The CS side opened last is handed back, what carried goes on. */
void anchor_cs_revert(struct work *w, struct anchor *anchor, enum party party);

/** Everything is handed back, the anchor itself last. */
void anchor_close(struct work *w, struct anchor *anchor);

#endif
