/* SPDX-License-Identifier: BSD-2-Clause */
#include "bridge.h"

#include <errno.h>

#include "anchor.h"
#include "cs_side.h"
#include "work.h"

/* During a handover: what the other party has had, or must not be told by a side that was left. */
static bool
may_pass(struct work *w, struct bridge *b, enum party party, const struct cs_side *via,
	 const struct packet *pkt)
{
	const struct limb *limb = &b->anchor->limb[party];
	const struct cs_side *next = limb->next;

	if (next && via != next && next->is_authentic && pkt->kind == PKT_RTCP &&
	    cs_side_carries(next, b->line)) {
		count_drop(&w->tally, &b->counts, DROP_PS_SRTCP);
		return false;
	}
	if (w->now_us < limb->dedupe_until_us && is_rtp_or_rtcp(pkt->kind) &&
	    recent_seen(&b->recent[party], pkt->p, pkt->n)) {
		count_drop(&w->tally, &b->counts, DROP_DUPLICATE);
		return false;
	}
	return true;
}

/* The trail is what a new side is measured by: it lays none before it has proven itself. */
static void
note_uplink(struct work *w, struct bridge *b, enum party party, const struct cs_side *via,
	    const struct packet *pkt)
{
	struct limb *limb = &b->anchor->limb[party];
	bool is_next = via && via == limb->next;

	if (pkt->kind == PKT_RTP && (!is_next || via->is_authentic))
		trail_put(&b->trail[party], pkt->p, pkt->n);
	if (is_next)
		return;
	limb->last_us = w->now_us;
	if (limb->awaits_alive) {
		limb->awaits_alive = false;
		work_tell(w, b->anchor->id, MEDIA_PS_ALIVE, party, 0);
	}
}

/* Make before break: to both, until the new side has proven itself. */
static void
downlink(struct work *w, struct bridge *b, enum party to, const struct packet *pkt)
{
	const struct limb *limb = &b->anchor->limb[to];
	struct cs_side *next = limb->next;
	int r_old = -ENOTCONN;
	int r_next = -ENOTCONN;

	if (next && !cs_side_carries(next, b->line))
		next = NULL;
	if (!next || !next->is_authentic)
		r_old = limb->cs && cs_side_carries(limb->cs, b->line)
				? cs_side_send(w, limb->cs, b->line, pkt, true)
				: side_send(w, &b->ps[to], pkt, true);
	if (next)
		r_next = cs_side_send(w, next, b->line, pkt, r_old != 0);
	if (r_old == -ENOTCONN && r_next == -ENOTCONN)
		count_drop(&w->tally, &b->counts, DROP_NO_REMOTE);
}

void
bridge_uplink(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
	      const struct packet *pkt)
{
	if (!may_pass(w, b, party, via, pkt))
		return;
	note_uplink(w, b, party, via, pkt);
	downlink(w, b, party_other(party), pkt);
}

bool
bridge_verifies(const struct bridge *b, enum party party, const struct packet *pkt)
{
	struct tagcheck *tags = b->tags[party];

	if (pkt->kind == PKT_RTCP)
		return tagcheck_rtcp(tags, pkt->p, pkt->n);
	if (pkt->kind != PKT_RTP)
		return false;

	/* Loss or reordering at a wrap: the estimate may be one off (RFC 3711 section 3.3.1). */
	uint32_t roc = trail_roc(&b->trail[party], pkt->p);

	return tagcheck_rtp(tags, pkt->p, pkt->n, roc) ||
	       tagcheck_rtp(tags, pkt->p, pkt->n, roc + 1) ||
	       (roc > 0 && tagcheck_rtp(tags, pkt->p, pkt->n, roc - 1));
}

void
bridge_close(struct work *w, struct bridge *b)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		side_close(w, &b->ps[p]);
		b->tags[p] = tagcheck_free(b->tags[p]);
	}
	handback_put(&w->leaving, &b->handback, NOTICE_BRIDGE, b);
}
