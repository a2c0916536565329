/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/streams.h - streams as generators make them, for the analysis
 *
 * Coin tosses stand for encrypted octets; codecs in the clear have the headers of their RFCs and, behind
 * them, nothing but coin tosses: less structure than any real encoder leaves.
 */
#ifndef TESTS_UNIT_MEDIA_STREAMS_H
#define TESTS_UNIT_MEDIA_STREAMS_H

#include <stddef.h>
#include <stdint.h>

#include "media/analysis.h"

struct stream {
	uint64_t random;	/* state; seed it with anything but 0 */
	uint8_t pt;
	uint16_t seq;
	uint32_t ts, ssrc, step;
	uint8_t first;		/* first octet of the RTP head; 0: 0x80 */
};

/** A number below @below. */
uint32_t stream_random(struct stream *s, uint32_t below);

/** @n coin-tossed octets. */
void stream_toss(struct stream *s, uint8_t *p, size_t n);

/** Head and @payload as the next packet; returns its length. */
size_t stream_packet(struct stream *s, const uint8_t *payload, size_t n, uint8_t *pkt);

/** Feed the next packet of that payload.  Returns what analysis_put() does. */
bool stream_feed(struct stream *s, struct analysis *a, const uint8_t *payload, size_t n);

/** Feed @packets of coin tosses of @n octets each. */
void stream_feed_tosses(struct stream *s, struct analysis *a, unsigned int packets, size_t n);

/* Payloads in the clear; each returns its octets. */
size_t stream_amr_wb_be(struct stream *s, unsigned int mode, uint8_t *p);	/* one frame */
size_t stream_amr_oa(struct stream *s, unsigned int mode, uint8_t *p);
size_t stream_opus(struct stream *s, uint8_t toc, uint8_t *p);
size_t stream_gsm(struct stream *s, uint8_t *p);
size_t stream_g729(struct stream *s, uint8_t *p);				/* two frames */
size_t stream_pcmu(struct stream *s, uint8_t *p);				/* 20 ms of a quiet room */

#endif
