/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/cs_plain.c - bearers of whole RTP packets over UDP: transparent and speech
 *
 * Transparent  Not an octet changes.  Only SRTP and SRTCP cross: whoever speaks DTLS or STUN with
 *              UE B is UE A, not a gateway.
 * Speech       The payload type in a plain packet's second octet is the MSC's on one side and the
 *              other party's on the other; RTCP does not carry it.
 * Standards    RFC 3550 section 5.1; contract.md, CS bearers.
 */
#include <errno.h>

#include "anchor.h"
#include "cs_side.h"
#include "work.h"

enum {
	MARKER = 0x80,
	PLAIN_VOUCHERS = 2,
};

/* ---- transparent --------------------------------------------------------------------------- */

/* As csleg.h does for frames: packets that go on where the trail ends, each but once. */
static enum credit
transparent_credit(struct work *w, struct cs_side *cs, const struct datagram *d,
		   const struct packet *pkt)
{
	struct bridge *b = cs_side_bridge(cs, cs->first_line);

	if (!b || cs->is_authentic)
		return CREDIT_NONE;
	if (ledger_has_keys(&b->ledger[cs->party]))
		return bridge_verifies(w, b, cs->party, cs, pkt) ? CREDIT_PROVES : CREDIT_NONE;
	if (pkt->kind != PKT_RTP || !trail_fits(&b->ledger[cs->party].trail, d->p, d->n))
		return CREDIT_NONE;
	if (cs->n_vouchers && rtp_seq(d->p) == cs->voucher_seq)
		return CREDIT_FITS;
	cs->voucher_seq = rtp_seq(d->p);
	return ++cs->n_vouchers >= PLAIN_VOUCHERS ? CREDIT_PROVES : CREDIT_FITS;
}

static void
transparent_recv(struct work *w, struct cs_side *cs, enum comp comp, const struct datagram *d)
{
	const struct packet pkt = { d->p, d->n, demux(d->p, d->n), comp };

	if (!is_rtp_or_rtcp(pkt.kind)) {
		cs_side_drop(w, cs, DROP_NOT_RTP);
		return;
	}
	cs_side_uplink(w, cs, cs->first_line, &pkt,
		       transparent_credit(w, cs, d, &pkt));
}

/* A whole packet of the party's proves where it comes from as it does on PS. */
static bool
transparent_recv_newcomer(struct work *w, struct cs_side *cs, enum comp comp,
			  const struct datagram *d)
{
	struct packet pkt = { d->p, d->n, demux(d->p, d->n), comp };
	const struct newcomer who = { LEG_CS, comp, d->from };
	struct bridge *b = cs_side_bridge(cs, cs->first_line);

	if (!b || !ends_may_learn(&cs->ends, comp, pkt.kind) ||
	    !bridge_learn(w, b, cs->party, &cs->ends, &who, &pkt))
		return false;
	counter_add_owner(&w->tally.packets[LEG_CS][DIRECTION_IN], 1);
	if (pkt.kind == PKT_RTCP)
		pkt.comp = COMP_RTCP;
	cs_side_uplink(w, cs, cs->first_line, &pkt, CREDIT_PROVES);
	return true;
}

static int
transparent_send(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
		 bool relayed)
{
	if (!is_rtp_or_rtcp(pkt->kind)) {
		cs_side_drop(w, cs, DROP_NOT_RTP);
		return -EBADMSG;
	}
	return cs_side_push(w, cs, line, pkt, NULL, relayed);
}

const struct bearer_way way_transparent = {
	.lines_max = 1,
	.recv = transparent_recv,
	.recv_newcomer = transparent_recv_newcomer,
	.send = transparent_send,
};

/* ---- speech -------------------------------------------------------------------------------- */

/* The agreed pair whose number on the one end is @pt, or NULL. */
static const struct bearer_pt *
find_pt(const struct cs_side *cs, uint8_t pt, bool by_cs)
{
	for (unsigned int i = 0; i < cs->n_pts; i++)
		if ((by_cs ? cs->pts[i].cs : cs->pts[i].own) == pt)
			return &cs->pts[i];
	return NULL;
}

static void
speech_recv(struct work *w, struct cs_side *cs, enum comp comp, const struct datagram *d)
{
	const struct packet pkt = { d->p, d->n, demux(d->p, d->n), comp };

	if (!is_rtp_or_rtcp(pkt.kind)) {
		cs_side_drop(w, cs, DROP_NOT_RTP);
		return;
	}
	if (pkt.kind == PKT_RTP) {
		const struct bearer_pt *pt = find_pt(cs, d->p[1] & (MARKER - 1), true);

		if (!pt) {
			cs_side_drop(w, cs, DROP_PAYLOAD_TYPE);
			return;
		}
		d->p[1] = (uint8_t)((d->p[1] & MARKER) | pt->remote);
	}
	cs_side_uplink(w, cs, cs->first_line, &pkt,
		       pkt.kind == PKT_RTP ? CREDIT_PROVES : CREDIT_NONE);
}

static int
speech_send(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	    bool relayed)
{
	if (pkt->kind == PKT_RTCP)
		return cs_side_push(w, cs, line, pkt, NULL, relayed);
	if (pkt->kind != PKT_RTP) {
		cs_side_drop(w, cs, DROP_NOT_RTP);
		return -EBADMSG;
	}

	const struct bearer_pt *pt = find_pt(cs, pkt->p[1] & (MARKER - 1), false);

	if (!pt) {
		cs_side_drop(w, cs, DROP_PAYLOAD_TYPE);
		return -EBADMSG;
	}

	const uint8_t head[BATCH_HEAD] = { pkt->p[0], (uint8_t)((pkt->p[1] & MARKER) | pt->cs) };

	return cs_side_push(w, cs, line, pkt, head, relayed);
}

const struct bearer_way way_speech = {
	.lines_max = 1,
	.recv = speech_recv,
	.send = speech_send,
};
