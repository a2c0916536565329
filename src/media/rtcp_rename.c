/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/rtcp_rename.c - a compound RTCP packet under other names
 *
 * Nothing written is longer than what it was made from.
 */
#include "rtcp_rename.h"

#include <errno.h>
#include <string.h>

#include "octets.h"

enum {
	SR = 200, RR = 201, SDES = 202, BYE = 203,
	VERSION = 0x80, VERSION_MASK = 0xc0, PADDING = 0x20, COUNT = 0x1f,
	CNAME = 1,
	COMMON = 4,			/* header without SSRC */
	HEAD = 8,
	SENDER_INFO = 20,
	BLOCK = 24,
};

/* What is read and written in one call. */
struct pass {
	const struct rtcp_names *names;
	uint32_t sender;		/* of the first packet: of the compound */
	uint8_t *out;
	size_t n;			/* octets at out */
	bool has_bye;
};

static uint8_t *
put_head(struct pass *p, unsigned int count, uint8_t type, size_t n)
{
	uint8_t *at = p->out + p->n;

	at[0] = (uint8_t)(VERSION | count);
	at[1] = type;
	put_be16(at + 2, (uint16_t)(n / 4 - 1));
	put_be32(at + COMMON, p->names->renames_sender ? p->names->sender : p->sender);
	p->n += n;
	return at + HEAD;
}

/* ---- SR and RR ----------------------------------------------------------------------------- */

static const struct rtcp_about *
find_about(const struct rtcp_names *names, uint32_t ssrc)
{
	for (unsigned int i = 0; i < names->n_about; i++)
		if (names->about[i].is == ssrc)
			return &names->about[i];
	return NULL;
}

static unsigned int
count_known(const struct rtcp_names *names, const uint8_t *blocks, unsigned int n)
{
	unsigned int known = 0;

	for (unsigned int i = 0; i < n; i++)
		known += find_about(names, get_be32(blocks + i * BLOCK)) != NULL;
	return known;
}

static void
put_blocks(const struct rtcp_names *names, const uint8_t *from, unsigned int n, uint8_t *to)
{
	for (; n > 0; n--, from += BLOCK) {
		const struct rtcp_about *about = find_about(names, get_be32(from));

		if (!about)
			continue;
		memcpy(to, from, BLOCK);
		put_be32(to, about->becomes);
		put_be32(to + 8, get_be32(from + 8) + about->shift);
		to += BLOCK;
	}
}

static void
put_sender_info(const struct rtcp_names *names, const uint8_t *from, uint8_t *to)
{
	memcpy(to, from, SENDER_INFO);
	put_be32(to + 8, get_be32(from + 8) + names->ts_shift);
	if (!names->has_counts)
		return;
	put_be32(to + 12, names->packets);
	put_be32(to + 16, names->octets);
}

static int
rename_report(struct pass *p, const uint8_t *pkt, size_t n)
{
	size_t info = pkt[1] == SR ? SENDER_INFO : 0;
	unsigned int count = pkt[0] & COUNT;
	const uint8_t *blocks = pkt + HEAD + info;

	if (n < HEAD + info + (size_t)count * BLOCK)
		return -EBADMSG;
	if (get_be32(pkt + COMMON) != p->sender)
		return 0;

	unsigned int known = count_known(p->names, blocks, count);
	uint8_t *to = put_head(p, known, pkt[1], HEAD + info + (size_t)known * BLOCK);

	if (info)
		put_sender_info(p->names, pkt + HEAD, to);
	put_blocks(p->names, blocks, count, to + info);
	return 0;
}

/* ---- SDES ---------------------------------------------------------------------------------- */

/* The item, its end, and zeros to the next multiple of four (RFC 3550 section 6.5). */
static void
put_cname(struct pass *p, const uint8_t *text, uint8_t n)
{
	size_t chunk = ((size_t)n + 2 + 1 + 3) / 4 * 4;
	uint8_t *to = put_head(p, 1, SDES, HEAD + chunk);

	memset(to, 0, chunk);
	to[0] = CNAME;
	to[1] = n;
	memcpy(to + 2, text, n);
}

/* One chunk's items at @at, which ends up behind them; *@ret_cname is set if there is one. */
static int
read_items(const uint8_t *pkt, size_t n, size_t *at, const uint8_t **ret_cname)
{
	size_t i = *at;

	while (i < n && pkt[i] != 0) {
		if (n - i < 2 || (size_t)pkt[i + 1] + 2 > n - i)
			return -EBADMSG;
		if (pkt[i] == CNAME)
			*ret_cname = pkt + i;
		i += 2 + (size_t)pkt[i + 1];
	}
	/* A null at least, up to the next word. */
	if (i >= n)
		return -EBADMSG;
	*at = (i / 4 + 1) * 4;
	return 0;
}

static int
rename_sdes(struct pass *p, const uint8_t *pkt, size_t n)
{
	size_t at = COMMON;
	const uint8_t *own = NULL;

	for (unsigned int i = pkt[0] & COUNT; i > 0; i--) {
		const uint8_t *cname = NULL;

		if (n - at < 4)
			return -EBADMSG;

		bool is_own = get_be32(pkt + at) == p->sender;

		at += 4;
		if (read_items(pkt, n, &at, &cname))
			return -EBADMSG;
		if (is_own && cname)
			own = cname;
	}
	if (own)
		put_cname(p, own + 2, own[1]);
	return 0;
}

/* ---- BYE ----------------------------------------------------------------------------------- */

static int
rename_bye(struct pass *p, const uint8_t *pkt, size_t n)
{
	unsigned int count = pkt[0] & COUNT;
	bool is_own = false;

	if (n < COMMON + 4 * (size_t)count)
		return -EBADMSG;
	for (unsigned int i = 0; i < count; i++)
		is_own |= get_be32(pkt + COMMON + 4 * i) == p->sender;
	if (is_own)
		put_head(p, 1, BYE, HEAD);
	p->has_bye |= is_own;
	return 0;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Octets of the packet that starts at @p, without padding in *@ret_body; 0 if it cannot be one. */
static size_t
packet_length(const uint8_t *p, size_t n, size_t *ret_body)
{
	if (n < COMMON || (p[0] & VERSION_MASK) != VERSION)
		return 0;

	size_t length = 4 * ((size_t)get_be16(p + 2) + 1);
	size_t padding = 0;

	if (length > n)
		return 0;
	if (p[0] & PADDING) {
		padding = p[length - 1];
		if (length != n || padding == 0 || padding % 4 || padding + COMMON > length)
			return 0;
	}
	*ret_body = length - padding;
	return length;
}

static int
rename_one(struct pass *p, const uint8_t *pkt, size_t n)
{
	switch (pkt[1]) {
	case SR:
	case RR:
		return rename_report(p, pkt, n);
	case SDES:
		return rename_sdes(p, pkt, n);
	case BYE:
		return rename_bye(p, pkt, n);
	default:
		return 0;
	}
}

int
rtcp_rename(const struct rtcp_names *names, const uint8_t *pkt, size_t n, uint8_t *out,
	    size_t *ret_n, bool *ret_bye)
{
	if (n < HEAD || n > RTCP_PACKET_MAX || (pkt[1] != SR && pkt[1] != RR))
		return -EBADMSG;

	struct pass pass = { .names = names, .sender = get_be32(pkt + COMMON), .out = out };

	while (n > 0) {
		size_t body = 0;
		size_t length = packet_length(pkt, n, &body);

		if (length == 0 || rename_one(&pass, pkt, body))
			return -EBADMSG;
		pkt += length;
		n -= length;
	}

	*ret_n = pass.n;
	*ret_bye = pass.has_bye;
	return 0;
}
