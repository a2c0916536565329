/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/side.h - one party's IP end of a line: a port pair of ours and what the SDP named
 *
 * Source      Only packets from the signalled address and port (or, if so configured, any port of
 *             that address) come in; RTP and RTCP each by its own.  From elsewhere comes in, and is where
 *             packets go from then on, what proves to be the party's own: see bridge_learn().
 * Muxing      Each side for itself: with rtcp-mux both kinds share the RTP port, told apart as RFC
 *             5761 says; packets are split and merged where one side has it and the other has not.
 *
 * Layer       media.
 * Thread      the worker's.
 * Standards   RFC 5761 section 4, RFC 3605; contract.md, Sources.
 */
#ifndef MEDIA_SIDE_H
#define MEDIA_SIDE_H

#include <stdbool.h>

#include "base/attr.h"
#include "core/relay.h"
#include "ends.h"
#include "packet.h"
#include "port.h"

struct bridge;
struct work;

struct side {
	struct bridge *bridge;
	enum party party;
	struct pair *pair;		/* NULL: closed */
	struct ends ends;
};

/** Listen on @pair (lent until side_close()) for @bridge; no far end yet. */
void side_open(struct work *w, struct side *side, struct bridge *bridge, enum party party,
	       struct pair *pair);

/** Hand the pair back.  Closed already: nothing happens. */
void side_close(struct work *w, struct side *side);

/** The far end, as the SDP named it last. */
void side_set_remote(struct side *side, const struct relay_remote *remote);

/**
 * Send a packet to the far end with the next flush.
 *
 * @relayed   It came from @from and is to be counted as passed on; false for a second copy.
 *
 * Fails   -ENOTCONN  closed, or no far end is known
 */
MUST_CHECK int side_send(struct work *w, const struct side *side, const struct packet *pkt,
			 bool relayed);

/* ---- shared with the cs side --------------------------------------------------------------- */

/** Wait for packets on both ports of @pair, for @user; what will not be watched is counted. */
void pair_listen(struct work *w, struct pair *pair, void *user,
		 void (*on_datagram)(struct work *w, struct port *port, const struct datagram *d));

/** Wait no more, and hand the pair back. */
void pair_let_go(struct work *w, struct pair *pair);

/** The family of @pair's sockets, AF_INET or AF_INET6. */
int pair_family(const struct pair *pair);

#endif
