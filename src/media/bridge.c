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

/*
 * The trail is what a new side is measured by: it lays none before it has proven itself.  What verifies may
 * come by any side.
 */
static void
note_uplink(struct work *w, struct bridge *b, enum party party, const struct cs_side *via,
	    const struct packet *pkt)
{
	struct limb *limb = &b->anchor->limb[party];
	bool is_next = via && via == limb->next;

	(void)ledger_accept(&b->ledger[party], w->now_us, pkt, false);
	if (pkt->kind == PKT_RTP && (!is_next || via->is_authentic))
		trail_put(&b->ledger[party].trail, pkt->p, pkt->n);
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
bridge_verifies(struct work *w, struct bridge *b, enum party party, const struct packet *pkt)
{
	return ledger_accept(&b->ledger[party], w->now_us, pkt, true) == LEDGER_VERIFIED;
}

bool
bridge_learn(struct work *w, struct bridge *b, enum party party, enum leg_kind leg,
	     struct ends *ends, const struct datagram *d, const struct packet *pkt)
{
	struct ledger *ledger = &b->ledger[party];
	uint64_t index;

	if (d->is_cut || !ledger_has_keys(ledger) || !ends_may_learn(ends, pkt->comp, pkt->kind))
		return false;

	enum ledger_proof proof = ledger_prove(ledger, w->now_us, pkt, &index);

	if (proof == PROOF_SKIPPED)
		counter_add_owner(&w->tally.checks_skipped, 1);
	if (proof != PROOF_FRESH ||
	    !ends_prove(ends, pkt->comp, pkt, d->from, index, ledger_proofs_needed(ledger, pkt)))
		return false;
	ledger_take(ledger, pkt, index);
	counter_add_owner(&w->tally.learned[leg], 1);
	return true;
}

void
bridge_close(struct work *w, struct bridge *b)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		side_close(w, &b->ps[p]);
		ledger_fini(&b->ledger[p]);
	}
	handback_put(&w->leaving, &b->handback, NOTICE_BRIDGE, b);
}
