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

static bool
is_valid(const struct csleg_spec *spec)
{
	return spec->pt < 128 && spec->ptime_ms >= CLEARMODE_PTIME_MIN_MS &&
	       spec->ptime_ms <= CLEARMODE_PTIME_MAX_MS && spec->n_streams > 0 &&
	       spec->n_streams <= CSLEG_STREAMS_MAX && spec->on_frame;
}

int
csleg_init(struct csleg *leg, const struct csleg_spec *spec)
{
	if (!is_valid(spec))
		return -EINVAL;

	const uint8_t *r = spec->random;

	memset(leg, 0, sizeof(*leg));
	leg->pt = spec->pt;
	leg->ptime_ms = spec->ptime_ms;
	leg->n_streams = spec->n_streams;
	leg->on_frame = spec->on_frame;
	leg->arg = spec->arg;
	clearmode_tx_init(&leg->tx, spec->pt, spec->ptime_ms, get_be32(r), get_be16(r + 4),
			  get_be32(r + 6));
	csrtcp_cname(r + 10, leg->cname);
	leg->rtcp_spread = get_be32(r + 22);
	hdlc_tx_init(&leg->down, spec->queue_ms ? spec->queue_ms : CSLEG_QUEUE_MS,
		     &leg->stats.down);
	return 0;
}

void
csleg_start(struct csleg *leg, uint64_t now_us)
{
	leg->is_started = true;
	leg->started_us = now_us;
	csclock_start(&leg->clock, now_us, leg->ptime_ms);
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
	return hdlc_tx_put(&leg->down, stream, pkt, n);
}

size_t
csleg_tick(struct csleg *leg, uint64_t now_us, uint8_t *out)
{
	uint64_t skipped = 0;

	csleg_give_up(leg, now_us);
	if (!leg->is_started || !csclock_take(&leg->clock, now_us, &skipped))
		return 0;

	if (skipped) {
		clearmode_tx_skip(&leg->tx, skipped);
		counter_add_owner(&leg->stats.skipped, skipped);
	}

	size_t n = clearmode_tx_next(&leg->tx, out);

	hdlc_tx_pull(&leg->down, out + RTP_HEAD, n - RTP_HEAD);
	counter_add_owner(&leg->stats.packets_out, 1);
	return n;
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
	{ AT(down.full_srtcp),	DROP_QUEUE },
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
