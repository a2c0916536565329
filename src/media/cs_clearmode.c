/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/cs_clearmode.c - CLEARMODE, and Iu UP, as a bearer: csleg.h between our sockets and our
 * clock
 *
 * Standards   RFC 4040; TS 29.414; contract.md, CS bearers.
 */
#include <errno.h>

#include "anchor.h"
#include "cs_side.h"
#include "work.h"

/* The leg counts by itself; what is new goes to the line and the worker. */
static void
take_drops(struct work *w, struct cs_side *cs)
{
	uint64_t sum[DROPS] = { 0 };
	struct bridge *b = cs_side_bridge(cs, cs->first_line);

	csleg_drops(&cs->leg.stats, sum);
	for (unsigned int i = 0; i < DROPS; i++) {
		uint64_t fresh = sum[i] - cs->counted[i];

		if (!fresh)
			continue;
		cs->counted[i] = sum[i];
		counter_add_owner(&w->tally.drops[i], fresh);
		if (b)
			counter_add_owner(&b->counts.drops[i], fresh);
	}
}

/* What has become of Iu UP's initialisation: to be counted, and told once when it is no good. */
static void
note_iuup(struct work *w, struct cs_side *cs)
{
	const struct iuup *iuup = &cs->leg.iuup;

	if (iuup->n_agreed != cs->n_ready) {
		counter_add_owner(&w->tally.iufp_ready, iuup->n_agreed - cs->n_ready);
		cs->n_ready = iuup->n_agreed;
	}
	if (iuup_has_failed(iuup) == cs->is_dead)
		return;
	cs->is_dead = !cs->is_dead;
	if (cs->is_dead)
		counter_add_owner(&w->tally.iufp_failed, 1);
	work_tell(w, cs->anchor->id, cs->is_dead ? MEDIA_BEARER_DEAD : MEDIA_BEARER_READY,
		  cs->party, 0);
}

static void
tick(void *arg)
{
	struct cs_side *cs = arg;
	struct work *w = cs->work;
	uint8_t out[CLEARMODE_TX_MAX];
	uint8_t report[CSRTCP_OUT_MAX];
	size_t n;

	while ((n = csleg_tick(&cs->leg, w->now_us, out)))
		cs_side_send_own(w, cs, COMP_RTP, out, n);
	n = csleg_rtcp_tick(&cs->leg, w->now_us, report);
	if (n)
		cs_side_send_own(w, cs, COMP_RTCP, report, n);
	take_drops(w, cs);
	note_iuup(w, cs);
	wheel_arm(&w->wheel, &cs->tmr, csleg_next_us(&cs->leg));
}

static void
start(struct work *w, struct cs_side *cs)
{
	tmr_init(&cs->tmr, tick, cs);
	csleg_start(&cs->leg, w->now_us);
	tick(cs);
}

static void
stop(struct work *w, struct cs_side *cs)
{
	uint8_t out[CSRTCP_OUT_MAX];

	wheel_disarm(&w->wheel, &cs->tmr);
	cs_side_send_own(w, cs, COMP_RTCP, out, csleg_rtcp_bye(&cs->leg, w->now_us, out));
	take_drops(w, cs);
}

static void
recv_datagram(struct work *w, struct cs_side *cs, enum comp comp, const struct datagram *d)
{
	uint8_t out[CLEARMODE_TX_MAX];
	size_t n;

	if (comp == COMP_RTCP) {
		csleg_rtcp_recv(&cs->leg, w->now_us, d->p, d->n);
		return;
	}
	csleg_recv(&cs->leg, w->now_us, d->p, d->n);
	/* A peer that waits for an answer waits with its line. */
	while ((n = csleg_control(&cs->leg, w->now_us, out)))
		cs_side_send_own(w, cs, COMP_RTP, out, n);
}

/* Another address has a decoder beside the live one: contract.md, Sources. */
static bool
recv_newcomer(struct work *w, struct cs_side *cs, enum comp comp, const struct datagram *d)
{
	bool is_other;

	if (comp != COMP_RTP || !cs_side_hears_newcomer(w, cs, d->from, &is_other))
		return false;
	if (is_other)
		csleg_forget_strangers(&cs->leg);
	csleg_recv_stranger(&cs->leg, w->now_us, d->p, d->n);
	if (!ends_is_source(&cs->ends, COMP_RTP, PKT_RTP, d->from, false))
		return false;
	counter_add_owner(&w->tally.packets[LEG_CS][DIRECTION_IN], 1);
	return true;
}

void
way_clearmode_on_frame(void *arg, uint8_t stream, const uint8_t *p, size_t n)
{
	struct cs_side *cs = arg;
	enum pkt_kind kind = demux(p, n);
	const struct packet pkt = { p, n, kind, kind == PKT_RTCP ? COMP_RTCP : COMP_RTP };
	struct bridge *b = cs_side_bridge(cs, stream);
	enum credit credit = CREDIT_NONE;

	if (csleg_is_strange(&cs->leg)) {
		if (!cs_side_proves(cs->work, cs, stream, &pkt))
			return;
		csleg_adopt(&cs->leg);
		credit = CREDIT_PROVES;
	} else if (b && ledger_has_keys(&b->ledger[cs->party])) {
		if (!cs->is_authentic && bridge_verifies(cs->work, b, cs->party, cs, &pkt))
			credit = CREDIT_PROVES;
	} else if (b && kind == PKT_RTP && !cs->is_authentic) {
		const struct trail *trail = &b->ledger[cs->party].trail;

		credit = trail_fits(trail, p, n) ? CREDIT_FITS : CREDIT_NONE;
		if (csleg_vouch(&cs->leg, trail, p, n))
			credit = CREDIT_PROVES;
	}
	cs_side_uplink(cs->work, cs, stream, &pkt, credit);
	/* The packet lies in the decoder, which goes on with the next. */
	outbox_flush(&cs->work->outbox);
}

static int
send_packet(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
	    bool relayed)
{
	struct bridge *b = cs_side_bridge(cs, line);

	if (csleg_send(&cs->leg, (uint8_t)line, pkt->p, pkt->n))
		return -EBADMSG;
	if (b && relayed)
		count_relayed(&w->tally, &b->counts, party_other(cs->party), pkt->n);
	return 0;
}

const struct bearer_way way_clearmode = {
	.lines_max = CSLEG_STREAMS_MAX,
	.start = start,
	.recv = recv_datagram,
	.recv_newcomer = recv_newcomer,
	.send = send_packet,
	.stop = stop,
};
