/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/peer.c - the MSC's end of a CS leg, for tests
 */
#include "tests/unit/media/peer.h"

#include <string.h>

void
peer_init(struct peer *p, uint8_t pt, uint32_t ssrc, uint16_t seq)
{
	p->head = (struct rtp){ .pt = pt, .ssrc = ssrc, .seq = seq };
	p->sent = 0;
	p->line.n = 0;
	line_flags(&p->line, 1);
}

void
peer_frame(struct peer *p, unsigned int flags, uint8_t stream, const uint8_t *pkt, size_t n)
{
	line_flags(&p->line, flags);
	line_frame(&p->line, stream, pkt, n);
	line_flags(&p->line, 1);
}

size_t
peer_packet(struct peer *p, uint8_t out[PEER_PACKET_MAX])
{
	while (p->line.n < p->sent + (size_t)PEER_OCTETS * 8)
		line_flags(&p->line, 1);

	rtp_format_head(&p->head, out);
	memset(out + RTP_HEAD, 0, PEER_OCTETS);
	for (size_t i = 0; i < (size_t)PEER_OCTETS * 8; i++)
		if (p->line.bit[p->sent + i])
			out[RTP_HEAD + i / 8] |= (uint8_t)(0x80 >> i % 8);

	p->sent += (size_t)PEER_OCTETS * 8;
	p->head.seq++;
	p->head.ts += PEER_OCTETS;
	return RTP_HEAD + PEER_OCTETS;
}

void
peer_srtp(uint64_t *state, uint32_t ssrc, uint16_t seq, uint8_t *pkt, size_t n)
{
	for (size_t i = RTP_HEAD; i < n; i++)
		pkt[i] = (uint8_t)dice(state);
	rtp_format_head(&(struct rtp){ .pt = 96, .ssrc = ssrc, .seq = seq, .ts = seq * 160u }, pkt);
}
