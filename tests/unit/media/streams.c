/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/streams.c
 */
#include "tests/unit/media/streams.h"

#include <string.h>

#include "media/octets.h"
#include "media/rtp.h"

uint32_t
stream_random(struct stream *s, uint32_t below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return (uint32_t)((s->random * 0x2545f4914f6cdd1du >> 32) % below);
}

void
stream_toss(struct stream *s, uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)stream_random(s, 256);
}

size_t
stream_packet(struct stream *s, const uint8_t *payload, size_t n, uint8_t *pkt)
{
	rtp_format_head(&(struct rtp){ .pt = s->pt, .seq = s->seq, .ts = s->ts, .ssrc = s->ssrc }, pkt);
	if (s->first)
		pkt[0] = s->first;
	memcpy(pkt + RTP_HEAD, payload, n);
	s->seq++;
	s->ts += s->step;
	return RTP_HEAD + n;
}

bool
stream_feed(struct stream *s, struct analysis *a, const uint8_t *payload, size_t n)
{
	uint8_t pkt[1500];
	size_t all = stream_packet(s, payload, n, pkt);

	return analysis_put(a, pkt, all, TAG_UNCHECKED);
}

void
stream_feed_tosses(struct stream *s, struct analysis *a, unsigned int packets, size_t n)
{
	uint8_t payload[1400];

	while (packets--) {
		stream_toss(s, payload, n);
		stream_feed(s, a, payload, n);
	}
}

size_t
stream_amr_wb_be(struct stream *s, unsigned int mode, uint8_t *p)
{
	static const uint16_t bits[] = { 132, 177, 253, 285, 317, 365, 397, 461, 477, 40 };
	size_t all = 10u + bits[mode], n = (all + 7) / 8;

	/* CMR 15, F 0, FT, Q 1, and zeros behind. */
	stream_toss(s, p, n);
	p[0] = (uint8_t)(0xf0 | mode >> 1);
	p[1] = (uint8_t)((p[1] & 0x3f) | (mode & 1) << 7 | 0x40);
	p[n - 1] &= (uint8_t)(0xff << (n * 8 - all));
	return n;
}

size_t
stream_amr_oa(struct stream *s, unsigned int mode, uint8_t *p)
{
	static const uint16_t bits[] = { 95, 103, 118, 134, 148, 159, 204, 244, 39 };
	size_t n = (bits[mode] + 7u) / 8;

	stream_toss(s, p + 2, n);
	p[0] = 0xf0;
	p[1] = (uint8_t)(mode << 3 | 4);
	p[n + 1] &= (uint8_t)(0xff << (n * 8 - bits[mode]));
	return n + 2;
}

size_t
stream_opus(struct stream *s, uint8_t toc, uint8_t *p)
{
	size_t n = 40 + stream_random(s, 60);

	stream_toss(s, p, n);
	p[0] = toc;
	return n;
}

size_t
stream_gsm(struct stream *s, uint8_t *p)
{
	stream_toss(s, p, 33);
	p[0] = (uint8_t)(0xd0 | (p[0] & 0xf));
	return 33;
}

size_t
stream_g729(struct stream *s, uint8_t *p)
{
	stream_toss(s, p, 20);
	for (int i = 0; i < 2; i++) {
		int odd = __builtin_parity(p[10 * i + 2] & 0x3fu);

		p[10 * i + 3] = (uint8_t)((p[10 * i + 3] & ~0x20) | (odd ? 0 : 0x20));
	}
	return 20;
}

size_t
stream_pcmu(struct stream *s, uint8_t *p)
{
	for (int i = 0; i < 160; i++)
		p[i] = (uint8_t)(0xf0 + stream_random(s, 16));
	return 160;
}
