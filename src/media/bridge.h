/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/bridge.h - one anchored media line
 *
 *	party 0: ps side --+                     +-- ps side: party 1
 *	                   +== uplink/downlink ==+
 *	         cs side --+  (of the anchor)    +-- cs side
 *
 * Invariant   What leaves is what came, octet for octet; the bridge makes no packet of its own
 *             (RFC 4568 section 7.1.4, RFC 3711 section 9.1).  A terminated CS side does
 *             (terminated.h), and to the bridge it is one that SRTP comes from and goes to.
 * Handover    While one is open its party's uplink comes from both sides: a packet that is one of
 *             the last 64 again is dropped, one that differs never, nor what is not RTP; downlink
 *             goes to both until the new side has proven itself.  Second copies that are still on
 *             their way when it ends are dropped too (ANCHOR_LINGER_US).
 * Layer       media.
 * Thread      the worker that owns the anchor; counts: read by any.
 * Standards   TS 23.237 clause 6.3.2.1.9.1 (ATGW); contract.md, The handover on the wire.
 */
#ifndef MEDIA_BRIDGE_H
#define MEDIA_BRIDGE_H

#include "analysis.h"
#include "counts.h"
#include "handback.h"
#include "ledger.h"
#include "packet.h"
#include "recent.h"
#include "side.h"
#include "ssrc.h"
#include "terminated.h"

struct anchor;
struct cs_side;
struct work;

struct bridge {
	struct anchor *anchor;
	unsigned int line;
	struct side ps[PARTIES];
	struct ledger ledger[PARTIES];	/* what was accepted of each, and under which keys */
	uint32_t epoch[PARTIES];	/* how often these, or the agreement, have: events tell which they mean */
	uint8_t proofs[PARTIES];	/* by PS, under these keys: LEDGER_SHORT_PROOFS suffice */
	struct analysis analysis[PARTIES];	/* what each sends looks like, by whatever side */
	struct recent recent[PARTIES];	/* uplink around a handover; see struct limb */
	struct ssrc_seen seen;		/* that the parties themselves sent under */
	struct key_use use[PARTIES];	/* of the key that each sends under */
	struct line_counts counts;
	struct handback handback;
};

/**
 * A packet came up from @party: pass it to the other one.
 *
 * @via   The CS side it came from; NULL: the PS side.
 */
void bridge_uplink(struct work *w, struct bridge *bridge, enum party party, struct cs_side *via,
		   const struct packet *pkt);

/** Something else was agreed on: of what @party sends nothing has been seen yet. */
void bridge_look_anew(struct bridge *bridge, enum party party, uint32_t epoch);

/** Other keys: as anchor_line_keys().  Nothing has been seen under them. */
void bridge_rekey(struct bridge *bridge, enum party party, struct tagcheck *tags, uint32_t epoch);

/** Does @pkt, from the right source, verify under the keys of @party? */
bool bridge_verifies(struct work *w, struct bridge *bridge, enum party party, struct cs_side *via,
		     const struct packet *pkt);

/* A source that is not the one known. */
struct newcomer {
	enum leg_kind leg;		/* kind of the side it came to */
	enum comp comp;			/* and the port */
	const union sockname *from;
};

/**
 * @pkt came to a side of @party from elsewhere than @ends say: if it is the party's own and new, that is
 * where it is from now on.
 *
 * Returns true if the source is learned: relay the packet.  Else nothing has changed.
 * Spec    contract.md, Sources
 */
bool bridge_learn(struct work *w, struct bridge *bridge, enum party party, struct ends *ends,
		  const struct newcomer *who, const struct packet *pkt);

/** Both PS sides let go of their ports, then the bridge itself is handed back. */
void bridge_close(struct work *w, struct bridge *bridge);

#endif
