/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ledger.h - what has been accepted of one party's packets, and what would be above it
 *
 *	from the right source --> ledger_accept()   keeps book; relayed whatever it says
 *	from anywhere else    --> ledger_prove()    "a packet of its own that we have not had"?
 *
 * Indexes     Only a packet whose tag verifies says how far a sender has come: anybody can write the
 *             right source address into a packet, and one far ahead of the sender's must
 *             neither stop the sender's own move nor throw the rollover counter off.
 * Sampling    A check costs as much as an eighth of relaying a packet, so from the right source one in
 *             LEDGER_UNCHECKED + 1 is checked.  What goes through in between is remembered by sequence
 *             and end (tail), so that a copy of it proves nothing either.  While a check fails
 *             every packet is checked until one verifies: forged ones have no place among the tails.
 *             So everything accepted is at or below the highest verified index or among the
 *             tails; where there are no checks left to see to it (LEDGER_OWN_PER_S), nothing is
 *             proven for that SSRC until LEDGER_BLIND_US later.
 * SRTCP       carries its index, and comes seldom: all of it is checked.
 * Late join   Of an SSRC not seen before the rollover counter is 0; where that does not verify, 1, 2, ...
 *             to LEDGER_ROCS are tried, LEDGER_TRIES a packet, and what verifies is remembered.
 *             An SSRC that changes beside a wrap starts at 0 (RFC 3711 section 3.3.1: a counter each).
 * New keys    The counter of an SSRC goes on (RFC 3711 section 8.1) or, if that does not verify, is
 *             searched again; what was accepted under other keys cannot verify any more.
 *
 * Memory      About 1.5 KiB; nothing allocates.  All zero: no keys, nothing accepted.
 * Layer       media.
 * Thread      the worker that owns the bridge.
 * Standards   RFC 3711 sections 3.3.1, 3.3.2, 3.4; contract.md, Sources.
 */
#ifndef MEDIA_LEDGER_H
#define MEDIA_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "budget.h"
#include "packet.h"
#include "tagcheck.h"
#include "trail.h"

enum {
	LEDGER_SSRCS = 4,		/* with a verified packet; the oldest makes room */
	LEDGER_UNCHECKED = 16,		/* from the right source between two checks */
	LEDGER_TAILS = 32,		/* twice that: packets may be reordered */
	LEDGER_ROCS = 256,		/* of a late join: 93 hours at 50 packets/s */
	LEDGER_TRIES = 3,		/* checks that one packet may cost */
	LEDGER_OWN_PER_S = 1000,	/* checks of packets from the right source */
	LEDGER_FOREIGN_PER_S = 200,	/* and from anywhere else: each has its own */
	LEDGER_BLIND_US = 5000000,
	LEDGER_SHORT_TAG = 4,		/* octets: 32 bits, which need three proofs in a row */
	LEDGER_SHORT_PROOFS = 3,
};

enum ledger_verdict {
	LEDGER_UNCHECKED_YET,	/* nothing was looked at, or there is nothing to look at it with */
	LEDGER_VERIFIED,
	LEDGER_WRONG,		/* its tag is not of these keys, as far as the search has come */
};

enum ledger_proof {
	PROOF_NONE,		/* no keys, a wrong tag, or had before */
	PROOF_SKIPPED,		/* not looked at: too many a second */
	PROOF_FRESH,		/* the party's own, and above all that was accepted */
};

struct ledger_mark {
	uint32_t ssrc;
	bool is_verified;		/* under the keys of now */
	uint8_t n_unchecked;		/* since the last that verified */
	uint8_t n_wrong;		/* in a row */
	uint8_t n_tails;		/* ever; LEDGER_TAILS at most */
	uint8_t next_tail;
	uint32_t search;		/* where the search for its rollover counter has come to */
	uint64_t last;			/* index that verified last */
	uint64_t high;			/* highest that did, under the keys of now */
	uint64_t used;			/* when, by the ledger's own count */
	uint64_t blind_until_us;
	uint64_t tail[LEDGER_TAILS];
};

struct ledger_rtcp {
	uint32_t ssrc;
	bool is_verified;
	uint32_t high;
	uint64_t used;
};

/* The rollover counter of an SSRC of which nothing has verified yet. */
struct ledger_search {
	uint32_t ssrc;
	uint32_t next;
	uint32_t n_packets;
};

struct ledger {
	struct tagcheck *tags;		/* owned; NULL: no keys */
	struct trail trail;		/* of all that was accepted, verified or not */
	struct ledger_mark rtp[LEDGER_SSRCS];
	struct ledger_rtcp rtcp[LEDGER_SSRCS];
	unsigned int n_rtp, n_rtcp;
	bool has_forgotten;		/* an SSRC with verified packets had to make room */
	uint64_t rtcp_blind_until_us;
	uint64_t clock;			/* of used */
	struct ledger_search own, foreign;
	struct budget own_budget, foreign_budget;
};

/** Wipes the keys; zeroed is fine. */
void ledger_fini(struct ledger *l);

/**
 * Other keys are what the party sends under from now on: @tags is taken; NULL: none known.
 * The same ones again: do not call it (lessons 3.1: a refresh resets nothing).
 */
void ledger_rekey(struct ledger *l, struct tagcheck *tags);

static inline bool
ledger_has_keys(const struct ledger *l)
{
	return l->tags;
}

/**
 * A packet from the right source.
 *
 * @must   Check its tag in any case, as far as there are checks left.
 *
 * Cost    A store; one packet in LEDGER_UNCHECKED + 1 a check; LEDGER_TRIES checks in a search.
 */
enum ledger_verdict ledger_accept(struct ledger *l, uint64_t now_us, const struct packet *pkt,
				  bool must);

/**
 * A packet from elsewhere: does it verify, with an index above the highest accepted so far?
 *
 * Nothing changes but the search for its rollover counter and what checks are left.
 *
 * @ret_index   Of a fresh one: SRTP's 48 bits or SRTCP's 31.
 *
 * Cost    LEDGER_TRIES checks at most, LEDGER_FOREIGN_PER_S a second.
 */
enum ledger_proof ledger_prove(struct ledger *l, uint64_t now_us, const struct packet *pkt,
			       uint64_t *ret_index);

/** A fresh packet was believed: @index is the highest of its SSRC. */
void ledger_take(struct ledger *l, const struct packet *pkt, uint64_t index);

/**
 * The rollover counter that an RTP packet of RTP_HEAD octets or more most likely has; 0 if nothing
 * of its SSRC has verified.  One off where loss or reordering meets a wrap.
 */
uint32_t ledger_roc(const struct ledger *l, const uint8_t *pkt);

/** How many fresh packets of the kind of @pkt in a row prove its source: three for 32-bit tags. */
unsigned int ledger_proofs_needed(const struct ledger *l, const struct packet *pkt);

#endif
