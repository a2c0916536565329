/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csleg.c - one CS leg: its life, its downlink, its counters
 *
 * The uplink is in csleg_up.c, the reports are in csleg_rtcp.c.
 */
#include "csleg.h"

#include <errno.h>
#include <string.h>

#include "demux.h"
#include "octets.h"

enum { MS_A_S = 1000 };

static bool
is_valid(const struct csleg_spec *spec)
{
	return spec->pt < 128 && spec->ptime_ms >= CLEARMODE_PTIME_MIN_MS &&
	       spec->ptime_ms <= CLEARMODE_PTIME_MAX_MS && spec->n_streams > 0 &&
	       spec->n_streams <= CSLEG_STREAMS_MAX && spec->on_frame &&
	       (spec->bearer_bps == 0 || (spec->bearer_bps >= HDLC_TX_BPS_MIN &&
					  spec->bearer_bps <= HDLC_TX_LINE_BPS));
}

int
csleg_init(struct csleg *leg, const struct csleg_spec *spec)
{
	struct iuup_spec how = spec->iuup;
	struct iuup iuup;

	how.ptime_ms = spec->ptime_ms;
	if (!is_valid(spec) || iuup_init(&iuup, &how, &leg->stats.iuup))
		return -EINVAL;

	const uint8_t *r = spec->random;

	memset(leg, 0, sizeof(*leg));
	leg->pt = spec->pt;
	leg->ptime_ms = spec->ptime_ms;
	leg->clock_hz = spec->clock_hz ? spec->clock_hz : CSLEG_CLEARMODE_HZ;
	leg->iuup = iuup;
	leg->n_streams = spec->n_streams;
	leg->on_frame = spec->on_frame;
	leg->arg = spec->arg;
	clearmode_tx_init(&leg->tx, spec->pt, spec->ptime_ms, get_be32(r), get_be16(r + 4),
			  get_be32(r + 6));
	leg->tx.units = spec->ptime_ms * leg->clock_hz / MS_A_S;
	csrtcp_cname(r + 10, leg->cname);
	leg->rtcp_spread = get_be32(r + 22);
	hdlc_tx_init(&leg->down, spec->queue_ms ? spec->queue_ms : CSLEG_QUEUE_MS,
		     &leg->stats.down);
	return hdlc_tx_pace(&leg->down, spec->bearer_bps ? spec->bearer_bps : HDLC_TX_LINE_BPS);
}

void
csleg_start(struct csleg *leg, uint64_t now_us)
{
	leg->is_started = true;
	leg->started_us = now_us;
	csclock_start(&leg->clock, now_us, leg->ptime_ms);
	iuup_start(&leg->iuup, now_us);
}

int
csleg_send(struct csleg *leg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	enum pkt_kind kind = demux(pkt, n);

	if (kind != PKT_RTP && kind != PKT_RTCP) {
		counter_add_owner(&leg->stats.not_rtp_down, 1);
		return -ENOTSUP;
	}
	if (stream >= leg->n_streams) {
		counter_add_owner(&leg->stats.stream_down, 1);
		return -ENOTSUP;
	}
	/* What waited for the initialisation would be old when it is over. */
	if (leg->iuup.mode == IUFP_SUPPORT && !iuup_is_ready(&leg->iuup)) {
		counter_add_owner(&leg->stats.not_ready_down, 1);
		return -ENOTCONN;
	}
	return hdlc_tx_put(&leg->down, stream, pkt, n);
}

uint32_t
csleg_now_ts(const struct csleg *leg, uint64_t now_us)
{
	/* tx.ts is that of the packet due next: go on, or back, to now. */
	int64_t ahead_us = (int64_t)(now_us - csclock_next_us(&leg->clock));

	return leg->tx.ts + (uint32_t)(ahead_us * leg->clock_hz / 1000000);
}

size_t
csleg_control(struct csleg *leg, uint64_t now_us, uint8_t *out)
{
	size_t n = leg->is_started ? iuup_tick(&leg->iuup, now_us, out + RTP_HEAD) : 0;

	if (n == 0)
		return 0;
	clearmode_tx_between(&leg->tx, csleg_now_ts(leg, now_us), n, out);
	counter_add_owner(&leg->stats.packets_out, 1);
	return RTP_HEAD + n;
}

/* What an initialisation or a time alignment has changed. */
static void
follow_iuup(struct csleg *leg, uint64_t now_us)
{
	if (leg->n_agreed != leg->iuup.n_agreed) {
		size_t octets = iuup_octets(&leg->iuup);
		unsigned int ptime_ms = (unsigned int)octets / CLEARMODE_OCTETS_A_MS;

		leg->n_agreed = leg->iuup.n_agreed;
		leg->tx.octets = iuup_head(&leg->iuup) + octets;
		leg->tx.units = ptime_ms * leg->clock_hz / MS_A_S;
		if (ptime_ms != leg->ptime_ms)
			csclock_start(&leg->clock, now_us, ptime_ms);
		leg->ptime_ms = (uint16_t)ptime_ms;
	}
	csclock_shift(&leg->clock, iuup_take_shift_us(&leg->iuup));
}

static size_t
next_packet(struct csleg *leg, uint8_t *out)
{
	size_t head = iuup_head(&leg->iuup), n = clearmode_tx_next(&leg->tx, out);
	size_t octets = n - RTP_HEAD - head;

	hdlc_tx_pull(&leg->down, out + RTP_HEAD + head, octets);
	iuup_seal(&leg->iuup, out + RTP_HEAD, octets);
	counter_add_owner(&leg->stats.packets_out, 1);
	return n;
}

size_t
csleg_tick(struct csleg *leg, uint64_t now_us, uint8_t *out)
{
	uint64_t skipped = 0;

	csleg_give_up(leg, now_us);

	size_t n = csleg_control(leg, now_us, out);

	if (n > 0)
		return n;
	follow_iuup(leg, now_us);
	if (!leg->is_started || !csclock_take(&leg->clock, now_us, &skipped))
		return 0;
	if (!iuup_is_ready(&leg->iuup)) {
		clearmode_tx_skip(&leg->tx, skipped + 1);
		return 0;
	}
	if (skipped) {
		clearmode_tx_skip(&leg->tx, skipped);
		counter_add_owner(&leg->stats.skipped, skipped);
	}
	return next_packet(leg, out);
}

uint64_t
csleg_next_us(const struct csleg *leg)
{
	return leg->is_started ? csclock_next_us(&leg->clock) : UINT64_MAX;
}

bool
csleg_vouch(struct csleg *leg, const struct trail *trail, const uint8_t *pkt, size_t n)
{
	if (csleg_is_authentic(leg) || !trail_fits(trail, pkt, n))
		return csleg_is_authentic(leg);

	uint32_t ssrc = rtp_ssrc(pkt);
	uint16_t seq = rtp_seq(pkt);

	if (leg->n_vouchers == 0 || ssrc != leg->voucher_ssrc || seq != leg->voucher_seq)
		leg->n_vouchers++;
	leg->voucher_ssrc = ssrc;
	leg->voucher_seq = seq;
	return csleg_is_authentic(leg);
}

bool
csleg_is_authentic(const struct csleg *leg)
{
	return leg->n_vouchers >= CSLEG_VOUCHERS;
}

#define AT(field) offsetof(struct csleg_stats, field)

/* What was lost on the way (line.lost, up.torn) never came, so it is no drop of ours. */
static const struct {
	size_t counter;
	enum drop reason;
} drops[] = {
	{ AT(malformed),	DROP_MALFORMED },
	{ AT(payload_type),	DROP_PAYLOAD_TYPE },
	{ AT(sources),		DROP_SOURCE },
	{ AT(stream_up),	DROP_STREAM },
	{ AT(stream_down),	DROP_STREAM },
	{ AT(not_rtp_up),	DROP_NOT_RTP },
	{ AT(not_rtp_down),	DROP_NOT_RTP },
	{ AT(not_ready_down),	DROP_IUFP_STATE },
	{ AT(strangers),	DROP_SOURCE },
	{ AT(iuup.header_crc),	DROP_IUFP_CRC },
	{ AT(iuup.payload_crc),	DROP_IUFP_CRC },
	{ AT(iuup.malformed),	DROP_IUFP_FRAME },
	{ AT(iuup.unexpected_rfci), DROP_IUFP_FRAME },
	{ AT(iuup.bad),		DROP_IUFP_BAD },
	{ AT(iuup.not_ready),	DROP_IUFP_STATE },
	{ AT(line.late),	DROP_LATE },
	{ AT(line.duplicate),	DROP_LATE },
	{ AT(line.stray),	DROP_LATE },
	{ AT(line.oversize),	DROP_TOO_BIG },
	{ AT(up.bad_fcs),	DROP_FCS },
	{ AT(up.odd),		DROP_FCS },
	{ AT(up.too_short),	DROP_SHORT },
	{ AT(up.too_long),	DROP_LONG },
	{ AT(up.aborts),	DROP_ABORT },
	{ AT(down.full_srtp),	DROP_QUEUE },
	{ AT(down.full_srtcp),	DROP_QUEUE_SRTCP },
	{ AT(down.size),	DROP_TOO_BIG },
};

void
csleg_drops(const struct csleg_stats *stats, uint64_t sum[DROPS])
{
	for (size_t i = 0; i < ARRAY_LEN(drops); i++) {
		const char *at = (const char *)stats + drops[i].counter;

		sum[drops[i].reason] += counter_get((const struct counter *)at);
	}
}
