/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/demux.c - RFC 7983's ranges as a table
 */
#include "demux.h"

#include "base/attr.h"

enum {
	RTP_MIN = 12,
	RTCP_MIN = 8,
	RTCP_FIRST = 192,	/* RFC 5761 section 4: 64 to 95 with the marker bit set */
	RTCP_LAST = 223,
};

static const struct {
	uint8_t first, last;	/* of the first octet */
	enum pkt_kind kind;
} ranges[] = {
	{ 128, 191, PKT_RTP  },	/* RTP or RTCP: the second octet tells; first as the commonest */
	{ 20,  63,  PKT_DTLS },
	{ 16,  19,  PKT_ZRTP },
	{ 0,   3,   PKT_STUN },
};

static const char *const names[PKT_KINDS] = {
	[PKT_OTHER] = "other",
	[PKT_RTP] = "rtp",
	[PKT_RTCP] = "rtcp",
	[PKT_STUN] = "stun",
	[PKT_DTLS] = "dtls",
	[PKT_ZRTP] = "zrtp",
};

static enum pkt_kind
rtp_or_rtcp(const uint8_t *pkt, size_t n)
{
	if (n >= RTCP_MIN && pkt[1] >= RTCP_FIRST && pkt[1] <= RTCP_LAST)
		return PKT_RTCP;
	return n >= RTP_MIN ? PKT_RTP : PKT_OTHER;
}

enum pkt_kind
demux(const uint8_t *pkt, size_t n)
{
	if (n == 0)
		return PKT_OTHER;

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		if (pkt[0] < ranges[i].first || pkt[0] > ranges[i].last)
			continue;
		return ranges[i].kind == PKT_RTP ? rtp_or_rtcp(pkt, n) : ranges[i].kind;
	}
	return PKT_OTHER;
}

const char *
pkt_kind_name(enum pkt_kind kind)
{
	return (unsigned int)kind < PKT_KINDS ? names[kind] : "?";
}
