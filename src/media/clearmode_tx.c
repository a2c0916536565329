/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/clearmode_tx.c - a line into CLEARMODE packets
 */
#include "clearmode_tx.h"

void
clearmode_tx_init(struct clearmode_tx *tx, uint8_t pt, unsigned int ptime_ms, uint32_t ssrc,
		  uint16_t seq, uint32_t ts)
{
	*tx = (struct clearmode_tx){
		.pt = pt,
		.seq = seq,
		.ts = ts,
		.ssrc = ssrc,
		.octets = (size_t)ptime_ms * CLEARMODE_OCTETS_A_MS,
		.units = ptime_ms * CLEARMODE_OCTETS_A_MS,
	};
}

void
clearmode_tx_skip(struct clearmode_tx *tx, uint64_t periods)
{
	tx->ts += (uint32_t)(periods * tx->units);
}

size_t
clearmode_tx_next(struct clearmode_tx *tx, uint8_t *out)
{
	clearmode_tx_between(tx, tx->ts, tx->octets, out);
	tx->ts += tx->units;
	return RTP_HEAD + tx->octets;
}

void
clearmode_tx_between(struct clearmode_tx *tx, uint32_t ts, size_t n, uint8_t *out)
{
	/* RFC 4040 section 3: no silence suppression, so the marker is always 0. */
	const struct rtp head = { .pt = tx->pt, .seq = tx->seq, .ts = ts, .ssrc = tx->ssrc };

	rtp_format_head(&head, out);
	tx->seq++;
	tx->packets_sent++;
	tx->octets_sent += (uint32_t)n;
}
