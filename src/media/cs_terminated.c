/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/cs_terminated.c - speech as a bearer of a protected line: terminated.h between our sockets
 *
 * What is made lies in one buffer a direction, so it leaves before the next packet is looked at.
 */
#include <errno.h>

#include "anchor.h"
#include "cs_side.h"
#include "terminated.h"
#include "work.h"

static enum comp
comp_of(enum pkt_kind kind)
{
	return kind == PKT_RTCP ? COMP_RTCP : COMP_RTP;
}

/* ---- down ---------------------------------------------------------------------------------- */

static int
send_plain(struct work *w, struct cs_side *cs, enum pkt_kind kind, const struct terminated_out *out,
	   bool relayed)
{
	const struct packet pkt = { out->p, out->n, kind, comp_of(kind) };

	if (!out->n) {
		cs_side_drop(w, cs, out->why);
		return -EBADMSG;
	}

	int err = cs_side_push(w, cs, cs->first_line, &pkt, NULL, relayed);

	outbox_flush(&w->outbox);
	return err;
}

static int
send_packet(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	    bool relayed)
{
	const struct bridge *b = cs_side_bridge(cs, line);
	struct terminated *t = cs->terminated;

	if (!b || !far_is_known(&cs->ends.far[cs->ends.is_muxed ? COMP_RTP : pkt->comp]))
		return -ENOTCONN;
	if (!is_rtp_or_rtcp(pkt->kind)) {
		cs_side_drop(w, cs, DROP_NOT_RTP);
		return -EBADMSG;
	}

	const struct ledger *ledger = &b->ledger[party_other(cs->party)];
	struct terminated_out out =
		pkt->kind == PKT_RTP ? terminated_down(t, ledger_roc(ledger, pkt->p), pkt->p, pkt->n) :
				       terminated_down_rtcp(t, pkt->p, pkt->n);

	if (!out.is_waiting)
		return send_plain(w, cs, pkt->kind, &out, relayed);
	/* Its SSRC is new: not now, but with the timers, where there is time to look for it. */
	t->is_relayed = relayed;
	wheel_arm(&w->wheel, &cs->tmr, w->now_us);
	return 0;
}

static void
on_time(void *arg)
{
	struct cs_side *cs = arg;
	struct terminated *t = cs->terminated;
	struct terminated_out out = terminated_admit(t);

	if (send_plain(cs->work, cs, t->waiting_kind, &out, t->is_relayed) == -ENOTCONN)
		cs_side_drop(cs->work, cs, DROP_NO_REMOTE);
}

/* ---- up ------------------------------------------------------------------------------------ */

static void
recv_datagram(struct work *w, struct cs_side *cs, enum comp comp UNUSED, const struct datagram *d)
{
	struct bridge *b = cs_side_bridge(cs, cs->first_line);
	enum pkt_kind kind = demux(d->p, d->n);

	if (!b || !is_rtp_or_rtcp(kind)) {
		cs_side_drop(w, cs, b ? DROP_NOT_RTP : DROP_STREAM);
		return;
	}

	struct key_use *use = &b->use[cs->party];
	struct terminated_out out =
		kind == PKT_RTP ? terminated_up(cs->terminated, &b->seen, use, w->now_us, d->p, d->n) :
				  terminated_up_rtcp(cs->terminated, use, d->p, d->n);
	const struct packet pkt = { out.p, out.n, kind, comp_of(kind) };

	if (!out.n) {
		cs_side_drop(w, cs, out.why);
		return;
	}
	cs_side_uplink(w, cs, cs->first_line, &pkt, kind == PKT_RTP ? CREDIT_PROVES : CREDIT_NONE);
	outbox_flush(&w->outbox);
}

/* ---- life ---------------------------------------------------------------------------------- */

static void
start(struct work *w UNUSED, struct cs_side *cs)
{
	static const struct ssrc_seen none;
	const struct bridge *b = cs_side_bridge(cs, cs->first_line);

	tmr_init(&cs->tmr, on_time, cs);
	terminated_start(cs->terminated, b ? &b->seen : &none);
}

static void
stop(struct work *w, struct cs_side *cs)
{
	wheel_disarm(&w->wheel, &cs->tmr);
}

const struct bearer_way way_terminated = {
	.lines_max = 1,
	.start = start,
	.recv = recv_datagram,
	.send = send_packet,
	.stop = stop,
};
