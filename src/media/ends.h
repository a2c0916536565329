/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ends.h - the two far ends of a side: what signalling named, and what was proven since
 *
 *	ends_set()    signalling names RTP and RTCP: packets come from there and go there
 *	ends_prove()  a packet from elsewhere that is the party's own (ledger.h): from now on they come
 *	              from that source and go to it
 *
 * Each kind   RTP and RTCP each learn for themselves; with rtcp-mux they share one source.  What is
 *             neither (DTLS, STUN) comes from the named source and goes there, always.
 * Refresh     Naming the same again keeps what was learned: a re-INVITE says nothing about a move that it
 *             does not know of.  Another name, or another muxing, counts from then on.
 * Nowhere     An unspecified address or port 0 is a party that wants nothing: nothing is learned
 *             until it is named a place again, and then that is the place.
 *
 * Layer       media.
 * Thread      the worker that owns the side; plain values, all zero is nowhere.
 * Standards   contract.md, Sources; RFC 5761 section 4; RFC 3264 section 8.4.
 */
#ifndef MEDIA_ENDS_H
#define MEDIA_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/relay.h"
#include "far.h"
#include "packet.h"

struct ends {
	struct far far[COMPS];		/* where packets come from and go to */
	struct far named[COMPS];	/* by signalling */
	bool is_muxed;
	struct ends_run {		/* proofs in a row from one source */
		union sockname from;
		uint32_t ssrc;
		uint64_t index;		/* of the last */
		unsigned int n;
	} run;
};

/** Signalling names both; with rtcp-mux both are the RTP address.  @family: of the sockets. */
void ends_set(struct ends *ends, const struct relay_remote *remote, int family);

/** May a packet of @kind at port @comp come from @from?  @any_port: the address alone counts. */
static inline bool
ends_is_source(const struct ends *ends, enum comp comp, enum pkt_kind kind,
	       const union sockname *from, bool any_port)
{
	return far_is(is_rtp_or_rtcp(kind) ? &ends->far[comp] : &ends->named[comp], from, any_port);
}

/** On which port a packet goes out. */
static inline enum comp
ends_comp(const struct ends *ends, enum comp comp)
{
	return ends->is_muxed ? COMP_RTP : comp;
}

/** Where a packet of @kind goes to. */
static inline const struct far *
ends_far(const struct ends *ends, enum comp comp, enum pkt_kind kind)
{
	return is_rtp_or_rtcp(kind) ? &ends->far[comp] : &ends->named[comp];
}

/** Can a packet of @kind at port @comp prove a source at all? */
bool ends_may_learn(const struct ends *ends, enum comp comp, enum pkt_kind kind);

/**
 * A fresh packet of the party's own came from elsewhere, with @index.
 *
 * Proofs of one source are in a row if their indexes are; a copy of one from another source, being no
 * higher, does not interrupt them.
 *
 * @needed   Proofs in a row that suffice.
 *
 * Returns true if it was the last that was needed: the source is learned.
 */
bool ends_prove(struct ends *ends, enum comp comp, const struct packet *pkt,
		const union sockname *from, uint64_t index, unsigned int needed);

#endif
