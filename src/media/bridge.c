/* SPDX-License-Identifier: BSD-2-Clause */
#include "bridge.h"

#include <errno.h>

#include "anchor.h"
#include "cs_side.h"
#include "rtp.h"
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

/* How much has been shown of what comes by that side: of a phone itself, or out of a bearer. */
static uint8_t *
proofs_of(struct bridge *b, enum party party, struct cs_side *via)
{
	return via ? &via->proofs[b->line] : &b->proofs[party];
}

/* A tag of 80 bits or more is proof, of 32 bits a third of it: then it is told, once. */
static void
note_verified(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
	      const struct packet *pkt)
{
	uint8_t *proofs = proofs_of(b, party, via);

	if (*proofs >= LEDGER_SHORT_PROOFS)
		return;
	*proofs = (uint8_t)(*proofs + LEDGER_SHORT_PROOFS /
				      ledger_proofs_needed(&b->ledger[party], pkt));
	if (*proofs < LEDGER_SHORT_PROOFS)
		return;

	const struct media_event event = {
		.anchor = b->anchor->id,
		.kind = MEDIA_VERIFIED,
		.party = party,
		.line = b->line,
		.by_cs = via,
	};

	work_tell_of(w, &event, b->epoch[party]);
}

static enum ledger_verdict
take_in(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
	const struct packet *pkt, bool must)
{
	enum ledger_verdict verdict = ledger_accept(&b->ledger[party], w->now_us, pkt, must);

	if (verdict == LEDGER_VERIFIED)
		note_verified(w, b, party, via, pkt);
	return verdict;
}

static enum tag_verdict
tag_of(enum ledger_verdict verdict)
{
	if (verdict == LEDGER_UNCHECKED_YET)
		return TAG_UNCHECKED;
	return verdict == LEDGER_VERIFIED ? TAG_GOOD : TAG_BAD;
}

/* What it looks like is told when that is decided, and again when it becomes another thing. */
static void
look_at(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
	const struct packet *pkt, enum ledger_verdict verdict)
{
	struct analysis *a = &b->analysis[party];

	if (!analysis_wants(a, pkt->p, pkt->n) ||
	    !analysis_put(a, pkt->p, pkt->n, tag_of(verdict)) || !analysis_verdict(a).is_decided)
		return;

	const struct sighting sighting = sighting_of(a);
	const struct media_event event = {
		.anchor = b->anchor->id,
		.kind = MEDIA_OBSERVED,
		.party = party,
		.line = b->line,
		.by_cs = via,
	};

	work_tell_seen(w, &event, b->epoch[party], &sighting);
}

/*
 * What a party itself sends.  Whoever has to send under its key must know of it, and give way
 * (terminated.h).
 */
static void
note_sender(struct bridge *b, enum party party, const struct packet *pkt)
{
	if (!is_rtp_or_rtcp(pkt->kind))
		return;

	bool is_rtp = pkt->kind == PKT_RTP;
	uint32_t ssrc = is_rtp ? rtp_ssrc(pkt->p) : rtcp_ssrc(pkt->p);

	b->use[party].rtp += is_rtp;
	b->use[party].rtcp += !is_rtp;
	ssrc_note(&b->seen, ssrc);
	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct limb *limb = &b->anchor->limb[p];

		if (limb->cs && limb->cs->terminated)
			terminated_heard(limb->cs->terminated, &b->seen, ssrc);
		if (limb->next && limb->next->terminated)
			terminated_heard(limb->next->terminated, &b->seen, ssrc);
	}
}

/*
 * The trail is what a new side is measured by: it lays none, and is not looked at, before it has proven
 * itself.  What verifies may come by any side.  What we have sealed ourselves proves nothing of the party.
 */
static void
note_uplink(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
	    const struct packet *pkt)
{
	struct limb *limb = &b->anchor->limb[party];
	bool is_next = via && via == limb->next;
	bool is_own = via && via->terminated;
	bool is_its = !is_own && (!is_next || via->is_authentic);

	if (!is_own) {
		bool must = *proofs_of(b, party, via) < LEDGER_SHORT_PROOFS;
		enum ledger_verdict verdict = take_in(w, b, party, via, pkt, must);

		note_sender(b, party, pkt);
		if (is_its)
			look_at(w, b, party, via, pkt, verdict);
	}
	if (is_its && pkt->kind == PKT_RTP)
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
bridge_verifies(struct work *w, struct bridge *b, enum party party, struct cs_side *via,
		const struct packet *pkt)
{
	return take_in(w, b, party, via, pkt, true) == LEDGER_VERIFIED;
}

void
bridge_look_anew(struct bridge *b, enum party party, uint32_t epoch)
{
	const struct tagcheck *tags = b->ledger[party].tags;
	const struct analysis_hint hint = {
		.tag_octets = tags ? (uint8_t)tagcheck_tag_octets(tags, false) : 0,
	};

	b->epoch[party] = epoch;
	b->proofs[party] = 0;
	cs_side_forget_proofs(b->anchor->limb[party].cs, b->line);
	cs_side_forget_proofs(b->anchor->limb[party].next, b->line);
	analysis_init(&b->analysis[party]);
	analysis_hint(&b->analysis[party], &hint);
}

void
bridge_rekey(struct bridge *b, enum party party, struct tagcheck *tags, uint32_t epoch)
{
	ledger_rekey(&b->ledger[party], tags);
	bridge_look_anew(b, party, epoch);
}

static void
tell_learned(struct work *w, struct bridge *b, enum party party, const struct newcomer *who)
{
	struct media_event event = {
		.anchor = b->anchor->id,
		.kind = MEDIA_LEARNED,
		.party = party,
		.line = b->line,
		.by_cs = who->leg == LEG_CS,
	};

	if (!addr_from_sockaddr(&who->from->sa, sizeof(*who->from), &event.source))
		work_tell_of(w, &event, b->epoch[party]);
}

bool
bridge_learn(struct work *w, struct bridge *b, enum party party, struct ends *ends,
	     const struct newcomer *who, const struct packet *pkt)
{
	struct ledger *ledger = &b->ledger[party];
	uint64_t index;

	if (!ledger_has_keys(ledger) || !far_is_known(&ends->named[who->comp]))
		return false;

	enum ledger_proof proof = ledger_prove(ledger, w->now_us, pkt, &index);

	if (proof == PROOF_SKIPPED)
		counter_add_owner(&w->tally.checks_skipped, 1);
	if (proof != PROOF_FRESH ||
	    !ends_prove(ends, who->comp, pkt, who->from, index, ledger_proofs_needed(ledger, pkt)))
		return false;
	ledger_take(ledger, pkt, index);
	counter_add_owner(&w->tally.learned[who->leg], 1);
	tell_learned(w, b, party, who);
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
