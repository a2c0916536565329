/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/rtp.c - the fixed header of RTP, read and written
 *
 * Standards   RFC 3550 section 5.1, 5.3.1.
 */
#include "rtp.h"

#include <errno.h>

#include "octets.h"

enum {
	VERSION = 0x80,
	VERSION_MASK = 0xc0,
	PADDING = 0x20,
	EXTENSION = 0x10,
	CSRC_COUNT = 0x0f,
	MARKER = 0x80,
};

/* Octets before the payload, or 0 if they go beyond @n. */
static size_t
head_length(const uint8_t *pkt, size_t n)
{
	size_t head = RTP_HEAD + 4 * (size_t)(pkt[0] & CSRC_COUNT);

	if (pkt[0] & EXTENSION) {
		if (n < head + 4)
			return 0;
		head += 4 + 4 * (size_t)get_be16(pkt + head + 2);
	}
	return head <= n ? head : 0;
}

size_t
rtp_head_octets(const uint8_t *pkt, size_t n)
{
	if (n < RTP_HEAD || (pkt[0] & VERSION_MASK) != VERSION)
		return 0;
	return head_length(pkt, n);
}

int
rtp_parse(const uint8_t *pkt, size_t n, struct rtp *ret)
{
	if (n < RTP_HEAD || (pkt[0] & VERSION_MASK) != VERSION)
		return -EBADMSG;

	size_t head = head_length(pkt, n);
	size_t padding = pkt[0] & PADDING ? pkt[n - 1] : 0;

	if (head == 0 || padding > n - head || (pkt[0] & PADDING && padding == 0))
		return -EBADMSG;

	*ret = (struct rtp){
		.pt = pkt[1] & 0x7f,
		.marker = pkt[1] & MARKER,
		.seq = rtp_seq(pkt),
		.ts = get_be32(pkt + 4),
		.ssrc = rtp_ssrc(pkt),
		.payload = pkt + head,
		.payload_n = n - head - padding,
	};
	return 0;
}

void
rtp_format_head(const struct rtp *head, uint8_t out[RTP_HEAD])
{
	out[0] = VERSION;
	out[1] = (uint8_t)(head->pt | (head->marker ? MARKER : 0));
	put_be16(out + 2, head->seq);
	put_be32(out + 4, head->ts);
	put_be32(out + 8, head->ssrc);
}

uint32_t
rtp_ssrc(const uint8_t *pkt)
{
	return get_be32(pkt + 8);
}

uint16_t
rtp_seq(const uint8_t *pkt)
{
	return get_be16(pkt + 2);
}

uint32_t
rtcp_ssrc(const uint8_t *pkt)
{
	return get_be32(pkt + 4);
}
