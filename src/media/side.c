/* SPDX-License-Identifier: BSD-2-Clause */
#include "side.h"

#include <errno.h>

#include "bridge.h"
#include "loop.h"
#include "work.h"

void
pair_listen(struct work *w, struct pair *pair, void *user,
	    void (*on_datagram)(struct work *w, struct port *port, const struct datagram *d))
{
	for (unsigned int c = 0; c < COMPS; c++) {
		struct port *port = &pair->port[c];

		port->user = user;
		port->on_datagram = on_datagram;
		if (loop_io_start(port->io))
			counter_add_owner(&w->tally.unwatched, 1);
	}
}

void
pair_let_go(struct work *w, struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++) {
		loop_io_stop(pair->port[c].io);
		pair->port[c].user = NULL;
	}
	handback_put(&w->leaving, &pair->handback, NOTICE_PAIR, pair);
}

int
pair_family(const struct pair *pair)
{
	return pair->port[COMP_RTP].local.family == ADDR_IP6 ? AF_INET6 : AF_INET;
}

/* From elsewhere: does it prove that the party is there? */
static bool
is_proven(struct work *w, struct side *side, const struct datagram *d, const struct packet *pkt)
{
	const struct newcomer who = { LEG_PS, pkt->comp, d->from };

	return !d->is_cut && ends_may_learn(&side->ends, pkt->comp, pkt->kind) &&
	       bridge_learn(w, side->bridge, side->party, &side->ends, &who, pkt);
}

static void
on_datagram(struct work *w, struct port *port, const struct datagram *d)
{
	struct side *side = port->user;
	struct packet pkt = { d->p, d->n, demux(d->p, d->n), port->comp };

	if (!ends_is_source(&side->ends, port->comp, pkt.kind, d->from, w->source_any_port) &&
	    !is_proven(w, side, d, &pkt)) {
		count_drop(&w->tally, &side->bridge->counts, DROP_SOURCE);
		return;
	}
	counter_add_owner(&w->tally.packets[LEG_PS][DIRECTION_IN], 1);
	if (d->is_cut) {
		count_drop(&w->tally, &side->bridge->counts, DROP_TOO_BIG);
		return;
	}
	if (side->ends.is_muxed && pkt.kind == PKT_RTCP)
		pkt.comp = COMP_RTCP;
	bridge_uplink(w, side->bridge, side->party, NULL, &pkt);
}

void
side_open(struct work *w, struct side *side, struct bridge *bridge, enum party party,
	  struct pair *pair)
{
	side->bridge = bridge;
	side->party = party;
	side->pair = pair;
	pair_listen(w, pair, side, on_datagram);
}

void
side_close(struct work *w, struct side *side)
{
	if (!side->pair)
		return;
	pair_let_go(w, side->pair);
	side->pair = NULL;
}

void
side_set_remote(struct side *side, const struct relay_remote *remote)
{
	if (!side->pair)
		return;
	ends_set(&side->ends, remote, pair_family(side->pair));
}

int
side_send(struct work *w, const struct side *side, const struct packet *pkt, bool relayed)
{
	enum comp comp = ends_comp(&side->ends, pkt->comp);
	const struct far *far = ends_far(&side->ends, comp, pkt->kind);

	if (!side->pair || !far_is_known(far))
		return -ENOTCONN;

	const struct fate fate = {
		.line = &side->bridge->counts,
		.leg = LEG_PS,
		.from = party_other(side->party),
		.is_relayed = relayed,
	};

	outbox_push(&w->outbox, side->pair->port[comp].fd, far, pkt->p, pkt->n, NULL, &fate);
	return 0;
}
