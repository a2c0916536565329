/* SPDX-License-Identifier: BSD-2-Clause */
#include "cs_side.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "anchor.h"
#include "base/token.h"
#include "base/wipe.h"
#include "seal.h"
#include "terminated.h"
#include "work.h"

enum {
	RTP_PT_MAX = 127,
};

/* A line's packets of 5 ms, and some to spare. */
static const struct budget_rate newcomer_rate = { 250, 250 };

static const struct bearer_way *const ways[BEARERS] = {
	[BEARER_CLEARMODE]	= &way_clearmode,
	[BEARER_TRANSPARENT]	= &way_transparent,
	[BEARER_SPEECH]		= &way_speech,
	[BEARER_IUFP]		= &way_clearmode,	/* the same line in other packets */
	[BEARER_TERMINATED]	= &way_terminated,
};

static int
check_terminated(const struct relay_cs *spec)
{
	if (!spec->n_pts || !spec->rate_hz || !spec->keys[0] || !spec->keys[1] ||
	    seal_check(spec->keys[0]))
		return -ENOTSUP;
	return seal_check(spec->keys[1]);
}

int
cs_side_check(const struct relay_cs *spec)
{
	if (spec->bearer >= BEARERS || !ways[spec->bearer] || spec->n_pts > BEARER_PTS_MAX)
		return -ENOTSUP;
	if (ways[spec->bearer] == &way_clearmode &&
	    (spec->ptime_ms < CLEARMODE_PTIME_MIN_MS || spec->ptime_ms > CLEARMODE_PTIME_MAX_MS ||
	     spec->pt > RTP_PT_MAX))
		return -ENOTSUP;
	if (ways[spec->bearer] == &way_clearmode && spec->bearer_bps &&
	    (spec->bearer_bps < HDLC_TX_BPS_MIN || spec->bearer_bps > HDLC_TX_LINE_BPS))
		return -ENOTSUP;
	if (spec->bearer == BEARER_IUFP &&
	    ((spec->ptime_ms != 5 && spec->ptime_ms != 10) || spec->iufp.mode >= IUFP_MODES ||
	     spec->iufp.role >= IUFP_ROLES))
		return -ENOTSUP;
	return spec->bearer == BEARER_TERMINATED ? check_terminated(spec) : 0;
}

/* The line's own state; a frame comes up through way_clearmode_on_frame(). */
static int
init_leg(struct cs_side *cs, const struct relay_cs *spec)
{
	struct csleg_spec leg = {
		.pt = spec->pt,
		.ptime_ms = spec->ptime_ms,
		.n_streams = CSLEG_STREAMS_MAX,
		.queue_ms = spec->queue_ms,
		.bearer_bps = spec->bearer_bps,
		.on_frame = way_clearmode_on_frame,
		.arg = cs,
	};

	if (spec->bearer == BEARER_IUFP) {
		leg.clock_hz = CSLEG_IUFP_HZ;
		leg.iuup = (struct iuup_spec){ .mode = spec->iufp.mode, .role = spec->iufp.role,
					       .tinit_ms = spec->iufp.tinit_ms };
	}
	token_bytes(leg.random, sizeof(leg.random));
	return csleg_init(&cs->leg, &leg) ? -ENOTSUP : 0;
}

int
cs_side_new(const struct relay_cs *spec, struct anchor *anchor, enum party party,
	    unsigned int first_line, struct pair *pair, struct cs_side **ret)
{
	int r = cs_side_check(spec);

	if (r)
		return r;

	const struct bearer_way *way = ways[spec->bearer];
	struct cs_side *cs = calloc(1, sizeof(*cs));

	if (!cs)
		return -ENOMEM;
	if (way == &way_clearmode && init_leg(cs, spec)) {
		free(cs);
		return -ENOTSUP;
	}
	cs->way = way;
	cs->anchor = anchor;
	cs->party = party;
	cs->pair = pair;
	cs->first_line = way == &way_clearmode ? 0 : first_line;
	cs->n_pts = spec->n_pts;
	memcpy(cs->pts, spec->pts, sizeof(cs->pts));
	list_init(&cs->handback.link);
	cs_side_set_remote(cs, &spec->remote);
	*ret = cs;
	return 0;
}

struct cs_side *
cs_side_free(struct cs_side *cs)
{
	if (!cs)
		return NULL;
	terminated_free(cs->terminated);
	/* It held what a party said, if only as ciphertext. */
	return wipe_free(cs, sizeof(*cs));
}

static void
on_datagram(struct work *w, struct port *port, const struct datagram *d)
{
	struct cs_side *cs = port->user;
	const struct packet pkt = { d->p, d->n, demux(d->p, d->n), port->comp };

	if (!ends_is_source(&cs->ends, port->comp, pkt.kind, d->from, w->source_any_port)) {
		if (d->is_cut || !cs->way->recv_newcomer ||
		    !cs->way->recv_newcomer(w, cs, port->comp, d))
			cs_side_drop(w, cs, DROP_SOURCE);
		return;
	}
	counter_add_owner(&w->tally.packets[LEG_CS][DIRECTION_IN], 1);
	if (d->is_cut) {
		cs_side_drop(w, cs, DROP_TOO_BIG);
		return;
	}

	bool is_rtcp = port->comp == COMP_RTCP || (cs->ends.is_muxed && pkt.kind == PKT_RTCP);

	cs->way->recv(w, cs, is_rtcp ? COMP_RTCP : COMP_RTP, d);
}

void
cs_side_open(struct work *w, struct cs_side *cs)
{
	cs->work = w;
	pair_listen(w, cs->pair, cs, on_datagram);
	if (cs->way->start)
		cs->way->start(w, cs);
}

void
cs_side_close(struct work *w, struct cs_side *cs)
{
	if (cs->way->stop)
		cs->way->stop(w, cs);
	pair_let_go(w, cs->pair);
	handback_put(&w->leaving, &cs->handback, NOTICE_CS_SIDE, cs);
}

void
cs_side_set_remote(struct cs_side *cs, const struct relay_remote *remote)
{
	ends_set(&cs->ends, remote, pair_family(cs->pair));
}

void
cs_side_forget_proofs(struct cs_side *cs, unsigned int line)
{
	if (cs)
		cs->proofs[line] = 0;
}

bool
cs_side_carries(const struct cs_side *cs, unsigned int line)
{
	return line >= cs->first_line && line - cs->first_line < cs->way->lines_max;
}

int
cs_side_send(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	     bool relayed)
{
	return cs->way->send(w, cs, line, pkt, relayed);
}

struct bridge *
cs_side_bridge(const struct cs_side *cs, unsigned int line)
{
	return line < MDESC_LINES_MAX ? cs->anchor->line[line] : NULL;
}

void
cs_side_drop(struct work *w, struct cs_side *cs, enum drop why)
{
	struct bridge *b = cs_side_bridge(cs, cs->first_line);

	if (b)
		count_drop(&w->tally, &b->counts, why);
	else
		counter_add_owner(&w->tally.drops[why], 1);
}

/* Can packets of any of its lines prove a source? */
static bool
has_keys(const struct cs_side *cs)
{
	for (unsigned int i = 0; i < cs->way->lines_max; i++) {
		const struct bridge *b = cs_side_bridge(cs, cs->first_line + i);

		if (b && ledger_has_keys(&b->ledger[cs->party]))
			return true;
	}
	return false;
}

bool
cs_side_hears_newcomer(struct work *w, struct cs_side *cs, const union sockname *from,
		       bool *ret_is_other)
{
	bool is_other = !far_is(&cs->newcomer, from, false);

	if (!has_keys(cs) || !far_is_known(&cs->ends.named[COMP_RTP]))
		return false;
	if (is_other && far_is_known(&cs->newcomer) &&
	    w->now_us - cs->newcomer_us < CSLEG_PROBATION_US)
		return false;
	if (!budget_take(&cs->newcomer_budget, &newcomer_rate, w->now_us, 0)) {
		counter_add_owner(&w->tally.checks_skipped, 1);
		return false;
	}
	if (is_other) {
		far_learn(&cs->newcomer, from);
		cs->newcomer_us = w->now_us;
	}
	*ret_is_other = is_other;
	return true;
}

bool
cs_side_proves(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt)
{
	const struct far was = cs->ends.far[COMP_RTP];
	const struct newcomer who = { LEG_CS, COMP_RTP, &cs->newcomer.name };
	struct bridge *b = cs_side_bridge(cs, line);

	if (!b || !bridge_learn(w, b, cs->party, &cs->ends, &who, pkt))
		return false;
	cs->newcomer = was;
	cs->newcomer_us = w->now_us;
	return true;
}

/* ---- up ------------------------------------------------------------------------------------ */

static void
note_gap(struct work *w, struct cs_side *cs)
{
	uint64_t last_us = cs->anchor->limb[cs->party].last_us;

	if (cs->has_gap || !last_us)
		return;
	cs->has_gap = true;
	cs->gap_us = w->now_us - last_us;
}

static void
become_authentic(struct work *w, struct cs_side *cs)
{
	cs->is_authentic = true;
	work_tell(w, cs->anchor->id, MEDIA_AUTHENTIC, cs->party, 0);
	if (!cs->has_gap)
		return;
	hist_add(w->tally.gap, cs->gap_us);
	work_tell(w, cs->anchor->id, MEDIA_GAP, cs->party, cs->gap_us);
}

void
cs_side_uplink(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	       enum credit credit)
{
	struct bridge *b = cs_side_bridge(cs, line);

	if (!b) {
		cs_side_drop(w, cs, DROP_STREAM);
		return;
	}
	if (credit != CREDIT_NONE)
		note_gap(w, cs);
	if (credit == CREDIT_PROVES && !cs->is_authentic)
		become_authentic(w, cs);
	bridge_uplink(w, b, cs->party, cs, pkt);
}

/* ---- down ---------------------------------------------------------------------------------- */

int
cs_side_push(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	     const uint8_t *head, bool relayed)
{
	enum comp comp = ends_comp(&cs->ends, pkt->comp);
	struct bridge *b = cs_side_bridge(cs, line);

	if (!b || !far_is_known(&cs->ends.far[comp]))
		return -ENOTCONN;

	const struct fate fate = { &b->counts, LEG_CS, party_other(cs->party), relayed };

	outbox_push(&w->outbox, cs->pair->port[comp].fd, &cs->ends.far[comp], pkt->p, pkt->n,
		    head, &fate);
	return 0;
}

void
cs_side_send_own(struct work *w, struct cs_side *cs, enum comp comp, const uint8_t *p, size_t n)
{
	const struct fate fate = { .leg = LEG_CS };
	enum comp out = ends_comp(&cs->ends, comp);

	if (!far_is_known(&cs->ends.far[out]))
		return;
	outbox_push(&w->outbox, cs->pair->port[out].fd, &cs->ends.far[out], p, n, NULL, &fate);
	outbox_flush(&w->outbox);
}
