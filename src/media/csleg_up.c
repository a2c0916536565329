/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csleg_up.c - the uplink of a CS leg: from RTP packets to frames
 *
 * Standards   contract.md, CS bearers and Sources; TS 25.415; RFC 3550 section 8.2 (SSRCs may
 *             change).
 */
#include "csleg.h"
#include "demux.h"

static void
on_octets(void *arg, const uint8_t *payload, size_t n);

static void
on_gap(void *arg)
{
	struct csleg_source *s = arg;

	iuup_in_gap(&s->in);
	hdlc_rx_gap(&s->hdlc);
}

static struct clearmode_sink
sink_of(struct csleg_source *s)
{
	return (struct clearmode_sink){ .octets = on_octets, .gap = on_gap, .arg = s };
}

static void
on_good_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	struct csleg_source *s = arg;
	struct csleg *leg = s->leg;
	enum pkt_kind kind = demux(pkt, n);
	bool is_known = stream < leg->n_streams && (kind == PKT_RTP || kind == PKT_RTCP);

	if (!s->is_stranger) {
		s->has_good = true;
		s->good_us = leg->now_us;
		leg->live = (unsigned int)(s - leg->source);
	}
	if (is_known) {
		leg->speaks = s;
		leg->on_frame(leg->arg, stream, pkt, n);
		leg->speaks = NULL;
	} else if (!s->is_stranger) {
		counter_add_owner(stream >= leg->n_streams ? &leg->stats.stream_up
							   : &leg->stats.not_rtp_up, 1);
	}
}

/* Whose procedures count: not everybody's, while the live source lives. */
static bool
may_control(const struct csleg_source *s)
{
	const struct csleg_source *live = &s->leg->source[s->leg->live];

	return s == live || !live->has_good || live->is_stranger ||
	       s->leg->now_us - live->good_us >= CSLEG_PROBATION_US;
}

/* A stranger's frame is read as the agreement has it, and changes nothing of that: of a copy. */
static struct iuup_piece
read_stranger(struct csleg_source *s, const uint8_t *payload, size_t n)
{
	struct csleg *leg = s->leg;
	struct iuup copy = leg->iuup;

	copy.stats = &leg->strange_iuup;
	if (iuup_is_control(&copy, payload, n))
		return (struct iuup_piece){ IUUP_NOTHING, false, NULL, 0 };
	return iuup_recv(&copy, &s->in, leg->now_us, payload, n);
}

static void
on_octets(void *arg, const uint8_t *payload, size_t n)
{
	struct csleg_source *s = arg;
	struct iuup *iuup = &s->leg->iuup;

	if (!s->is_stranger && iuup_is_control(iuup, payload, n) && !may_control(s)) {
		counter_add_owner(&s->leg->stats.strangers, 1);
		return;
	}

	struct iuup_piece piece = s->is_stranger
					  ? read_stranger(s, payload, n)
					  : iuup_recv(iuup, &s->in, s->leg->now_us, payload, n);

	if (piece.what == IUUP_LOST || piece.is_after_gap)
		hdlc_rx_gap(&s->hdlc);
	if (piece.what == IUUP_OCTETS)
		hdlc_rx_push(&s->hdlc, piece.octets, piece.n, on_good_frame, s);
}

/* May @s make way for a new SSRC, of a stranger's or not? */
static bool
makes_way(const struct csleg *leg, const struct csleg_source *s, bool for_stranger)
{
	bool is_live = s == &leg->source[leg->live] && !s->is_stranger;

	if (is_live)
		return false;
	return leg->now_us - s->good_us >= CSLEG_PROBATION_US || (s->is_stranger && !for_stranger);
}

/* A place for a new SSRC, or NULL: the live one keeps its own, another while it is on probation. */
static struct csleg_source *
place_for_new(struct csleg *leg, bool for_stranger)
{
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++)
		if (!leg->source[i].is_used)
			return &leg->source[i];
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++)
		if (makes_way(leg, &leg->source[i], for_stranger))
			return &leg->source[i];
	return NULL;
}

static void
count_at(struct csleg *leg, struct csleg_source *s)
{
	s->line.stats = s->is_stranger ? &leg->strange_line : &leg->stats.line;
	s->hdlc.stats = s->is_stranger ? &leg->strange_up : &leg->stats.up;
}

static struct csleg_source *
source_of(struct csleg *leg, const struct rtp *rtp, bool is_stranger)
{
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++) {
		struct csleg_source *s = &leg->source[i];

		if (s->is_used && s->reception.ssrc == rtp->ssrc && s->is_stranger == is_stranger)
			return s;
	}

	struct csleg_source *s = place_for_new(leg, is_stranger);

	if (!s)
		return NULL;

	s->leg = leg;
	s->is_used = true;
	s->has_good = false;
	s->is_stranger = is_stranger;
	s->good_us = leg->now_us;
	s->reception = (struct reception){ .ssrc = rtp->ssrc, .clock_hz = leg->clock_hz };
	csrate_init_clock(&s->rate, leg->clock_hz);
	clearmode_rx_init(&s->line, &leg->stats.line);
	s->in = (struct iuup_in){ 0 };
	hdlc_rx_init(&s->hdlc, &leg->stats.up);
	count_at(leg, s);
	return s;
}

/* Our line runs as fast as that of the live source; control frames keep no time. */
static void
follow(struct csleg *leg, struct csleg_source *s, const struct rtp *rtp)
{
	int32_t ppb;

	if (iuup_is_control(&leg->iuup, rtp->payload, rtp->payload_n))
		return;
	if (csrate_put(&s->rate, leg->now_us, rtp->ts, &ppb) && s == &leg->source[leg->live] &&
	    !s->is_stranger)
		csclock_follow(&leg->clock, ppb);
}

static void
take(struct csleg *leg, struct csleg_source *s, const struct rtp *rtp)
{
	bool is_first = s->reception.received == 0;
	struct clearmode_sink sink = sink_of(s);
	enum clearmode_fate fate = clearmode_rx_put(&s->line, leg->now_us, rtp, &sink);

	if (fate == CLEARMODE_RESTART || (fate == CLEARMODE_TAKEN && is_first))
		reception_start(&s->reception, leg->now_us, rtp);
	else if (fate == CLEARMODE_TAKEN)
		reception_put(&s->reception, leg->now_us, rtp);
	if (fate == CLEARMODE_TAKEN)
		follow(leg, s, rtp);
}

void
csleg_recv(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n)
{
	struct rtp rtp;

	leg->now_us = now_us;
	if (demux(pkt, n) != PKT_RTP || rtp_parse(pkt, n, &rtp) < 0) {
		counter_add_owner(&leg->stats.malformed, 1);
		return;
	}
	if (rtp.pt != leg->pt) {
		counter_add_owner(&leg->stats.payload_type, 1);
		return;
	}

	struct csleg_source *s = source_of(leg, &rtp, false);

	if (!s) {
		counter_add_owner(&leg->stats.sources, 1);
		return;
	}
	counter_add_owner(&leg->stats.packets_in, 1);
	take(leg, s, &rtp);
}

/* ---- strangers ----------------------------------------------------------------------------- */

void
csleg_recv_stranger(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n)
{
	struct rtp rtp;

	leg->now_us = now_us;
	if (demux(pkt, n) != PKT_RTP || rtp_parse(pkt, n, &rtp) < 0 || rtp.pt != leg->pt)
		return;

	struct csleg_source *s = source_of(leg, &rtp, true);

	if (s)
		take(leg, s, &rtp);
}

void
csleg_forget_strangers(struct csleg *leg)
{
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++)
		leg->source[i].is_used &= !leg->source[i].is_stranger;
}

bool
csleg_is_strange(const struct csleg *leg)
{
	return leg->speaks && leg->speaks->is_stranger;
}

void
csleg_adopt(struct csleg *leg)
{
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++) {
		struct csleg_source *s = &leg->source[i];

		if (!s->is_used)
			continue;
		s->is_stranger = s != leg->speaks;
		count_at(leg, s);
		if (s == leg->speaks) {
			s->has_good = true;
			s->good_us = leg->now_us;
			leg->live = i;
		}
	}
}

void
csleg_give_up(struct csleg *leg, uint64_t now_us)
{
	leg->now_us = now_us;
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++) {
		struct csleg_source *s = &leg->source[i];
		struct clearmode_sink sink = sink_of(s);

		if (s->is_used)
			clearmode_rx_tick(&s->line, now_us, &sink);
	}
}
