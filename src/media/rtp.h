/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/rtp.h - the fixed header of RTP, read and written
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   RFC 3550 section 5.1, 5.3.1 (extension), A.1 (validity checks).
 */
#ifndef MEDIA_RTP_H
#define MEDIA_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	RTP_HEAD = 12,		/* octets without CSRC and extension */
};

struct rtp {
	uint8_t pt;
	bool marker;
	uint16_t seq;
	uint32_t ts;
	uint32_t ssrc;
	const uint8_t *payload;	/* borrowed: into the packet parsed */
	size_t payload_n;	/* padding, CSRCs and extension taken off */
};

/**
 * Read a plain RTP packet.
 *
 * Fails   -EBADMSG  shorter than its header, CSRCs, extension or padding say, or not version 2;
 *                   @ret is untouched
 * Spec    RFC 3550 section 5.1.
 */
MUST_CHECK int rtp_parse(const uint8_t *pkt, size_t n, struct rtp *ret);

/** Write the 12 octets of @head to @out: version 2, no padding, extension or CSRC. */
void rtp_format_head(const struct rtp *head, uint8_t out[RTP_HEAD]);

/**
 * Octets of the head of an RTP or SRTP packet with its CSRCs and extension, what SRTP leaves in the
 * clear; 0 for what is too short for its own head or not version 2.
 * Spec    RFC 3711 section 3.1
 */
size_t rtp_head_octets(const uint8_t *pkt, size_t n);

/** SSRC of an RTP or SRTP packet of at least RTP_HEAD octets. */
uint32_t rtp_ssrc(const uint8_t *pkt);

/** Sequence number of an RTP or SRTP packet of at least RTP_HEAD octets. */
uint16_t rtp_seq(const uint8_t *pkt);

/** SSRC of the sender of an RTCP or SRTCP packet of at least 8 octets (in the clear in both). */
uint32_t rtcp_ssrc(const uint8_t *pkt);

#endif
