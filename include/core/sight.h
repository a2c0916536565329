/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sight.h - what its packets have shown of one direction of a media line
 *
 * Signalling says what was agreed (core/indication.h); this is what came.  It may raise the state that is shown,
 * to observed or verified, and an alarm; it never lowers what signalling said, and never makes a line
 * count as protected that signalling called plain: policy, relay and what the MSC is told go by keying.
 *
 * Life        Begins anew with the keys: other keys, another keying, and nothing has been seen of it yet.
 * Thread      any; plain values.
 * Standards   standards.md section 5 (never lowered on observation alone); contract.md, The secure-session
 *             indication.
 */
#ifndef CORE_SIGHT_H
#define CORE_SIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "core/indication.h"

enum {
	SIGHT_EVIDENCE_MAX = 320,	/* octets, terminator and all */
};

/* What a stream looks like. */
enum seen {
	SEEN_NOTHING,			/* undecided */
	SEEN_CLEAR,
	SEEN_PROTECTED,
	SEEN_AUTHENTICATED,		/* a tag, but the payload is in the clear */
	SEEN_OTHER,			/* neither: told by its class */
};

struct sight {
	/* When a packet verified under the keys of now, as core_turn() told the time; 0: none did. */
	uint64_t verified_ps_us;
	uint64_t verified_cs_us;

	enum seen seen;
	uint64_t seen_us;
	const char *class_name;		/* "srtp", "rtp", ...; static; NULL: nothing was seen */
	uint16_t permille;		/* how sure; 1000 is proof */
	char evidence[SIGHT_EVIDENCE_MAX];

	/* The alarm: signalled as protected, seen in the clear.  until 0: it still is. */
	uint64_t clear_since_us, clear_until_us;

	unsigned int n_moves;		/* times it was found at another source */
	struct addr source;		/* the latest of those */
	bool moved_on_cs;		/* it was the MSC's gateway */
};

/**
 * The state of this direction: @signalled, or what packets raise it to.
 */
enum sec_state sight_state(const struct sight *sight, enum sec_state signalled);

#endif
