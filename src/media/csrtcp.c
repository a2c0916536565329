/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csrtcp.c - the RTCP of the CLEARMODE session itself
 *
 * Standards   RFC 3550 section 6.4 to 6.6, A.2; RFC 7022.
 */
#include "csrtcp.h"

#include <errno.h>
#include <string.h>

#include "octets.h"

enum {
	SR = 200, RR = 201, SDES = 202, BYE = 203,
	VERSION = 0x80, VERSION_MASK = 0xc0, PADDING = 0x20, COUNT = 0x1f,
	CNAME = 1,
	HEAD = 8,			/* common header and SSRC */
	SENDER_INFO = 20,
	BLOCK = 24,
};

void
csrtcp_cname(const uint8_t random[12], char ret[CSRTCP_CNAME + 1])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (unsigned int i = 0; i < 4; i++) {
		unsigned int v = (unsigned int)(random[3 * i] << 16 | random[3 * i + 1] << 8 |
						random[3 * i + 2]);

		for (unsigned int k = 0; k < 4; k++)
			ret[4 * i + k] = digits[v >> (18 - 6 * k) & 0x3f];
	}
	ret[CSRTCP_CNAME] = '\0';
}

static uint8_t *
put_head(uint8_t *p, unsigned int count, uint8_t type, size_t n, uint32_t ssrc)
{
	p[0] = (uint8_t)(VERSION | count);
	p[1] = type;
	put_be16(p + 2, (uint16_t)(n / 4 - 1));
	put_be32(p + 4, ssrc);
	return p + HEAD;
}

static uint8_t *
put_block(uint8_t *p, const struct report *r)
{
	put_be32(p, r->ssrc);
	put_be32(p + 4, (uint32_t)r->fraction << 24 | ((uint32_t)r->lost & 0xffffff));
	put_be32(p + 8, r->highest);
	put_be32(p + 12, r->jitter);
	put_be32(p + 16, r->last_sr);
	put_be32(p + 20, r->delay);
	return p + BLOCK;
}

static uint8_t *
put_reports(uint8_t *p, const struct csrtcp_sender *s, const struct report *reports, unsigned int n)
{
	size_t info = s->is_sending ? SENDER_INFO : 0;

	p = put_head(p, n, s->is_sending ? SR : RR, HEAD + info + n * BLOCK, s->ssrc);
	if (s->is_sending) {
		put_be32(p, (uint32_t)(s->ntp >> 32));
		put_be32(p + 4, (uint32_t)s->ntp);
		put_be32(p + 8, s->ts);
		put_be32(p + 12, s->packets);
		put_be32(p + 16, s->octets);
		p += SENDER_INFO;
	}
	for (unsigned int i = 0; i < n; i++)
		p = put_block(p, &reports[i]);
	return p;
}

static uint8_t *
put_cname(uint8_t *p, const struct csrtcp_sender *s)
{
	/* The item, its end, and zeros to the next multiple of four (RFC 3550 section 6.5). */
	enum { ITEM = (2 + CSRTCP_CNAME + 1 + 3) / 4 * 4 };

	p = put_head(p, 1, SDES, HEAD + ITEM, s->ssrc);
	memset(p, 0, ITEM);
	p[0] = CNAME;
	p[1] = CSRTCP_CNAME;
	memcpy(p + 2, s->cname, CSRTCP_CNAME);
	return p + ITEM;
}

size_t
csrtcp_format(const struct csrtcp_sender *s, const struct report *reports, unsigned int n,
	      bool is_bye, uint8_t *out)
{
	uint8_t *p = put_reports(out, s, reports, n < CSRTCP_REPORTS_MAX ? n : CSRTCP_REPORTS_MAX);

	p = put_cname(p, s);
	if (is_bye)
		p = put_head(p, 1, BYE, HEAD, s->ssrc);
	return (size_t)(p - out);
}

/* The report about @ours among the @n blocks at @p. */
static void
find_report(const uint8_t *p, unsigned int n, uint32_t ours, struct csrtcp_news *news)
{
	for (; n > 0; n--, p += BLOCK) {
		if (get_be32(p) != ours)
			continue;

		uint32_t lost = get_be32(p + 4) & 0xffffff;

		news->has_report = true;
		news->report = (struct report){
			.ssrc = ours,
			.fraction = p[4],
			.lost = (int32_t)(lost ^ 0x800000) - 0x800000,	/* 24 bits, signed */
			.highest = get_be32(p + 8),
			.jitter = get_be32(p + 12),
			.last_sr = get_be32(p + 16),
			.delay = get_be32(p + 20),
		};
	}
}

/* One SR or RR of @n octets. */
static int
read_report(const uint8_t *p, size_t n, uint32_t ours, struct csrtcp_news *news)
{
	unsigned int count = p[0] & COUNT;
	size_t head = HEAD + (p[1] == SR ? SENDER_INFO : 0);

	if (n < head + count * BLOCK)
		return -EBADMSG;

	if (p[1] == SR && get_be32(p + 4) == news->ssrc) {
		news->has_sr = true;
		news->ntp = (uint64_t)get_be32(p + 8) << 32 | get_be32(p + 12);
	}
	find_report(p + head, count, ours, news);
	return 0;
}

/* Octets of the packet that starts at @p, 0 if it cannot be one. */
static size_t
packet_length(const uint8_t *p, size_t n)
{
	if (n < 4 || (p[0] & VERSION_MASK) != VERSION)
		return 0;

	size_t length = 4 * ((size_t)get_be16(p + 2) + 1);

	if (length > n)
		return 0;
	return p[0] & PADDING && length != n ? 0 : length;
}

int
csrtcp_parse(const uint8_t *pkt, size_t n, uint32_t ours, struct csrtcp_news *ret)
{
	if (n < HEAD || n > CSRTCP_IN_MAX || (pkt[1] != SR && pkt[1] != RR) || pkt[0] & PADDING)
		return -EBADMSG;

	struct csrtcp_news news = { .ssrc = get_be32(pkt + 4) };

	while (n > 0) {
		size_t length = packet_length(pkt, n);
		bool is_report = length > 0 && (pkt[1] == SR || pkt[1] == RR);

		if (length == 0 || (is_report && read_report(pkt, length, ours, &news) < 0))
			return -EBADMSG;
		news.has_bye |= pkt[1] == BYE;
		pkt += length;
		n -= length;
	}

	*ret = news;
	return 0;
}
