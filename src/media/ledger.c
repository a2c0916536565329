/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ledger.c - what has been accepted of one party's packets, and what would be above it
 *
 * Standards   RFC 3711 sections 3.3.1, 3.3.2, 3.4
 */
#include "ledger.h"

#include <string.h>

#include "octets.h"
#include "rtp.h"

enum {
	WRONG_BEFORE_SEARCH = 8,	/* in a row: perhaps it has lost its index */
	KEPT_FOR_KNOWN = 50,		/* foreign checks that unknown SSRCs may not use */
	SWEPT_SKIP = 16,		/* after a whole search without success: one packet in so many */
};

static const struct budget_rate own_rate = { LEDGER_OWN_PER_S, LEDGER_OWN_PER_S };
static const struct budget_rate foreign_rate = { LEDGER_FOREIGN_PER_S, LEDGER_FOREIGN_PER_S };

/* ---- marks --------------------------------------------------------------------------------- */

static struct ledger_mark *
find(struct ledger *l, uint32_t ssrc)
{
	for (unsigned int i = 0; i < l->n_rtp; i++)
		if (l->rtp[i].ssrc == ssrc)
			return &l->rtp[i];
	return NULL;
}

static struct ledger_rtcp *
find_rtcp(struct ledger *l, uint32_t ssrc)
{
	for (unsigned int i = 0; i < l->n_rtcp; i++)
		if (l->rtcp[i].ssrc == ssrc)
			return &l->rtcp[i];
	return NULL;
}

/* A place for an SSRC that has just verified.  What made room must not look new if it comes again. */
static struct ledger_mark *
mark_new(struct ledger *l, uint32_t ssrc)
{
	struct ledger_mark *mark = &l->rtp[0];

	if (l->n_rtp < LEDGER_SSRCS) {
		mark = &l->rtp[l->n_rtp++];
	} else {
		l->has_forgotten = true;
		for (unsigned int i = 1; i < LEDGER_SSRCS; i++)
			if (l->rtp[i].used < mark->used)
				mark = &l->rtp[i];
	}
	*mark = (struct ledger_mark){ .ssrc = ssrc };
	return mark;
}

static struct ledger_rtcp *
rtcp_new(struct ledger *l, uint32_t ssrc)
{
	struct ledger_rtcp *mark = &l->rtcp[0];

	if (l->n_rtcp < LEDGER_SSRCS) {
		mark = &l->rtcp[l->n_rtcp++];
	} else {
		l->has_forgotten = true;
		for (unsigned int i = 1; i < LEDGER_SSRCS; i++)
			if (l->rtcp[i].used < mark->used)
				mark = &l->rtcp[i];
	}
	*mark = (struct ledger_rtcp){ .ssrc = ssrc };
	return mark;
}

static void
note_verified(struct ledger *l, struct ledger_mark *mark, uint64_t index)
{
	mark->last = index;
	if (index > mark->high || !mark->is_verified)
		mark->high = index;
	mark->is_verified = true;
	mark->n_unchecked = mark->n_wrong = 0;
	mark->search = 0;
	mark->used = ++l->clock;
}

static void
note_rtcp(struct ledger *l, uint32_t ssrc, uint32_t index)
{
	struct ledger_rtcp *mark = find_rtcp(l, ssrc);

	if (!mark)
		mark = rtcp_new(l, ssrc);
	if (index > mark->high || !mark->is_verified)
		mark->high = index;
	mark->is_verified = true;
	mark->used = ++l->clock;
}

/* The index with @seq that is nearest to @near: RFC 3711 section 3.3.1, v of ROC-1, ROC, ROC+1. */
static uint64_t
index_near(uint64_t near, uint16_t seq)
{
	uint64_t index = (near & ~(uint64_t)0xffff) | seq;

	if (index + 0x8000 < near)
		return index + 0x10000;
	if (index > near + 0x8000 && index >= 0x10000)
		return index - 0x10000;
	return index;
}

/* ---- tails --------------------------------------------------------------------------------- */

/* A copy has the same; the last eight octets hold an HMAC tag or, before an MKI, a part of one. */
static uint64_t
tail_of(const struct packet *pkt)
{
	const uint8_t *end = pkt->p + pkt->n;

	return (uint64_t)rtp_seq(pkt->p) << 32 | (get_be32(end - 4) ^ get_be32(end - 8));
}

static void
put_tail(struct ledger_mark *mark, const struct packet *pkt)
{
	mark->tail[mark->next_tail] = tail_of(pkt);
	mark->next_tail = (uint8_t)((mark->next_tail + 1) % LEDGER_TAILS);
	mark->n_tails = (uint8_t)(mark->n_tails + (mark->n_tails < LEDGER_TAILS));
	mark->n_unchecked++;
}

static bool
has_tail(const struct ledger_mark *mark, const struct packet *pkt)
{
	uint64_t tail = tail_of(pkt);

	for (unsigned int i = 0; i < mark->n_tails; i++)
		if (mark->tail[i] == tail)
			return true;
	return false;
}

/* ---- keys ---------------------------------------------------------------------------------- */

void
ledger_fini(struct ledger *l)
{
	l->tags = tagcheck_free(l->tags);
}

/* Rollover counters are a hint from now on, and nothing has been accepted under these keys. */
static void
start_anew(struct ledger *l)
{
	for (unsigned int i = 0; i < l->n_rtp; i++) {
		struct ledger_mark *mark = &l->rtp[i];

		*mark = (struct ledger_mark){
			.ssrc = mark->ssrc,
			.last = mark->last,
			.used = mark->used,
			.n_wrong = WRONG_BEFORE_SEARCH,
		};
	}
	memset(l->rtcp, 0, sizeof(l->rtcp));
	l->n_rtcp = 0;
	l->has_forgotten = false;
	l->rtcp_blind_until_us = 0;
	l->own = l->foreign = (struct ledger_search){ 0 };
}

void
ledger_rekey(struct ledger *l, struct tagcheck *tags)
{
	tagcheck_free(l->tags);
	l->tags = tags;
	start_anew(l);
}

/* ---- from the right source ----------------------------------------------------------------- */

static bool
verifies(struct ledger *l, const struct packet *pkt, uint64_t index)
{
	return tagcheck_rtp(l->tags, pkt->p, pkt->n, (uint32_t)(index >> 16));
}

static bool
may_check_own(struct ledger *l, uint64_t now_us)
{
	return budget_take(&l->own_budget, &own_rate, now_us, 0);
}

/*
 * The @k-th counter to try where the one expected does not verify: upwards from it, as after a long
 * loss, and upwards from 0 in turn, as after a restart.
 */
static uint64_t
roc_to_try(uint64_t expected, uint32_t k)
{
	return k % 2 ? k / 2 : expected + 1 + k / 2;
}

/* It has verified before, here or under other keys, but does not where it was expected. */
static bool
is_found_again(struct ledger *l, uint64_t now_us, struct ledger_mark *mark, const struct packet *pkt,
	       uint64_t expected, uint64_t *ret_index)
{
	if (mark->n_wrong < WRONG_BEFORE_SEARCH) {
		mark->n_wrong++;
		return false;
	}
	for (unsigned int i = 1; i < LEDGER_TRIES && may_check_own(l, now_us); i++) {
		uint64_t roc = roc_to_try(expected >> 16, mark->search);
		uint64_t index = roc << 16 | rtp_seq(pkt->p);

		mark->search = (mark->search + 1) % (2 * LEDGER_ROCS);
		if (verifies(l, pkt, index)) {
			*ret_index = index;
			return true;
		}
	}
	return false;
}

static enum ledger_verdict
check_known(struct ledger *l, uint64_t now_us, struct ledger_mark *mark, const struct packet *pkt)
{
	uint64_t index = index_near(mark->last, rtp_seq(pkt->p));

	if (!may_check_own(l, now_us)) {
		mark->blind_until_us = now_us + LEDGER_BLIND_US;
		return LEDGER_UNCHECKED_YET;
	}
	if (!verifies(l, pkt, index) && !is_found_again(l, now_us, mark, pkt, index, &index))
		return LEDGER_WRONG;
	note_verified(l, mark, index);
	return LEDGER_VERIFIED;
}

/*
 * Try the next counters of an SSRC that is new.  @budget: what a check is taken from.
 * Returns LEDGER_UNCHECKED_YET where there was not one check left.
 */
static enum ledger_verdict
search(struct ledger *l, struct ledger_search *s, const struct packet *pkt, struct budget *budget,
       const struct budget_rate *rate, uint32_t keep, uint64_t now_us, uint64_t *ret_index)
{
	uint32_t ssrc = rtp_ssrc(pkt->p);
	unsigned int i;

	if (s->ssrc != ssrc || s->n_packets == 0)
		*s = (struct ledger_search){ .ssrc = ssrc };
	s->n_packets++;
	for (i = 0; i < LEDGER_TRIES && budget_take(budget, rate, now_us, keep); i++) {
		uint64_t index = (uint64_t)s->next << 16 | rtp_seq(pkt->p);

		if (verifies(l, pkt, index)) {
			*ret_index = index;
			return LEDGER_VERIFIED;	/* and the next packet begins with this one */
		}
		s->next = (s->next + 1) % LEDGER_ROCS;
	}
	return i ? LEDGER_WRONG : LEDGER_UNCHECKED_YET;
}

/* Searched for in vain: what it is we shall hardly learn, and not at the price of every packet. */
static bool
is_swept(const struct ledger_search *s, uint32_t ssrc)
{
	return s->ssrc == ssrc && s->n_packets * LEDGER_TRIES > LEDGER_ROCS + LEDGER_TRIES &&
	       s->n_packets % SWEPT_SKIP;
}

static enum ledger_verdict
check_new(struct ledger *l, uint64_t now_us, const struct packet *pkt)
{
	uint64_t index;

	if (is_swept(&l->own, rtp_ssrc(pkt->p))) {
		l->own.n_packets++;
		return LEDGER_UNCHECKED_YET;
	}

	enum ledger_verdict verdict = search(l, &l->own, pkt, &l->own_budget, &own_rate, 0, now_us,
					     &index);

	if (verdict == LEDGER_VERIFIED) {
		note_verified(l, mark_new(l, rtp_ssrc(pkt->p)), index);
		l->own = (struct ledger_search){ 0 };
		}
	return verdict;
}

static enum ledger_verdict
accept_rtcp(struct ledger *l, uint64_t now_us, const struct packet *pkt)
{
	uint32_t index;

	if (!may_check_own(l, now_us)) {
		l->rtcp_blind_until_us = now_us + LEDGER_BLIND_US;
		return LEDGER_UNCHECKED_YET;
	}
	if (!tagcheck_rtcp(l->tags, pkt->p, pkt->n, &index))
		return LEDGER_WRONG;
	note_rtcp(l, rtcp_ssrc(pkt->p), index);
	return LEDGER_VERIFIED;
}

enum ledger_verdict
ledger_accept(struct ledger *l, uint64_t now_us, const struct packet *pkt, bool must)
{
	if (!l->tags || !is_rtp_or_rtcp(pkt->kind))
		return LEDGER_UNCHECKED_YET;
	if (pkt->kind == PKT_RTCP)
		return accept_rtcp(l, now_us, pkt);

	struct ledger_mark *mark = find(l, rtp_ssrc(pkt->p));

	if (!mark)
		return check_new(l, now_us, pkt);
	if (mark->is_verified && !must && mark->n_unchecked < LEDGER_UNCHECKED) {
		put_tail(mark, pkt);
		return LEDGER_UNCHECKED_YET;
	}
	return check_known(l, now_us, mark, pkt);
}

/* ---- from anywhere else -------------------------------------------------------------------- */

static bool
may_check_foreign(struct ledger *l, uint64_t now_us)
{
	return budget_take(&l->foreign_budget, &foreign_rate, now_us, 0);
}

static enum ledger_proof
prove_known(struct ledger *l, uint64_t now_us, const struct ledger_mark *mark,
	    const struct packet *pkt, uint64_t *ret_index)
{
	uint64_t index = index_near(mark->high, rtp_seq(pkt->p));

	/* What cannot be above costs no check. */
	if (index <= mark->high || now_us < mark->blind_until_us)
		return PROOF_NONE;
	if (!may_check_foreign(l, now_us))
		return PROOF_SKIPPED;
	if (!verifies(l, pkt, index) || has_tail(mark, pkt))
		return PROOF_NONE;
	*ret_index = index;
	return PROOF_FRESH;
}

/*
 * An SSRC of which nothing has verified: fresh, unless packets of it were accepted unread and this may
 * be one of them, or so many SSRCs have been that this may be a forgotten one.
 */
static enum ledger_proof
prove_new(struct ledger *l, uint64_t now_us, const struct packet *pkt, uint64_t *ret_index)
{
	if (l->has_forgotten || !trail_is_above(&l->trail, pkt->p))
		return PROOF_NONE;

	switch (search(l, &l->foreign, pkt, &l->foreign_budget, &foreign_rate, KEPT_FOR_KNOWN,
		       now_us, ret_index)) {
	case LEDGER_VERIFIED:
		return PROOF_FRESH;
	case LEDGER_UNCHECKED_YET:
		return PROOF_SKIPPED;
	default:
		return PROOF_NONE;
	}
}

static enum ledger_proof
prove_rtcp(struct ledger *l, uint64_t now_us, const struct packet *pkt, uint64_t *ret_index)
{
	const struct ledger_rtcp *mark = find_rtcp(l, rtcp_ssrc(pkt->p));
	uint32_t index;

	if ((!mark && l->has_forgotten) || now_us < l->rtcp_blind_until_us)
		return PROOF_NONE;
	if (!may_check_foreign(l, now_us))
		return PROOF_SKIPPED;
	if (!tagcheck_rtcp(l->tags, pkt->p, pkt->n, &index) || (mark && index <= mark->high))
		return PROOF_NONE;
	*ret_index = index;
	return PROOF_FRESH;
}

enum ledger_proof
ledger_prove(struct ledger *l, uint64_t now_us, const struct packet *pkt, uint64_t *ret_index)
{
	if (!l->tags || !is_rtp_or_rtcp(pkt->kind))
		return PROOF_NONE;
	if (pkt->kind == PKT_RTCP)
		return prove_rtcp(l, now_us, pkt, ret_index);

	const struct ledger_mark *mark = find(l, rtp_ssrc(pkt->p));

	return mark && mark->is_verified ? prove_known(l, now_us, mark, pkt, ret_index)
					 : prove_new(l, now_us, pkt, ret_index);
}

void
ledger_take(struct ledger *l, const struct packet *pkt, uint64_t index)
{
	if (pkt->kind == PKT_RTCP) {
		note_rtcp(l, rtcp_ssrc(pkt->p), (uint32_t)index);
		return;
	}

	struct ledger_mark *mark = find(l, rtp_ssrc(pkt->p));

	note_verified(l, mark ? mark : mark_new(l, rtp_ssrc(pkt->p)), index);
}

uint32_t
ledger_roc(const struct ledger *l, const uint8_t *pkt)
{
	for (unsigned int i = 0; i < l->n_rtp; i++)
		if (l->rtp[i].ssrc == rtp_ssrc(pkt))
			return (uint32_t)(index_near(l->rtp[i].last, rtp_seq(pkt)) >> 16);
	return 0;
}

unsigned int
ledger_proofs_needed(const struct ledger *l, const struct packet *pkt)
{
	return tagcheck_tag_octets(l->tags, pkt->kind == PKT_RTCP) <= LEDGER_SHORT_TAG
		       ? LEDGER_SHORT_PROOFS : 1;
}
