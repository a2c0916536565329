/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/prefix.c - the addresses that begin alike
 *
 * Thread      any; pure.
 * Standards   RFC 4632 section 3.1, RFC 4291 section 2.3 (notation).
 */
#include <errno.h>
#include <stdio.h>

#include "base/addr.h"

static unsigned int
bits_of(const struct addr *a)
{
	return a->family == ADDR_IP4 ? 32 : 128;
}

/* Octet @i of an address with only its first @bits kept. */
static uint8_t
masked(const struct addr *a, unsigned int bits, unsigned int i)
{
	if (bits >= (i + 1) * 8)
		return a->ip[i];
	if (bits <= i * 8)
		return 0;
	return a->ip[i] & (uint8_t)(0xff << ((i + 1) * 8 - bits));
}

int
prefix_parse(struct span s, struct prefix *ret)
{
	size_t slash = span_find(s, '/');
	struct addr ip;

	if (addr_parse_ip(span_new(s.p, slash), &ip) < 0)
		return -EINVAL;

	uint64_t bits = bits_of(&ip);

	if (slash < s.n && span_u64(span_skip(s, slash + 1), bits, &bits) < 0)
		return -EINVAL;
	for (unsigned int i = 0; i < sizeof(ip.ip); i++) {
		if (masked(&ip, (unsigned int)bits, i) != ip.ip[i])
			return -EDOM;
	}

	*ret = (struct prefix){ ip, (uint8_t)bits };
	return 0;
}

bool
prefix_has(const struct prefix *p, const struct addr *a)
{
	if (p->ip.family != a->family || a->family == ADDR_NONE)
		return false;

	for (unsigned int i = 0; i * 8 < p->bits; i++) {
		if (masked(a, p->bits, i) != p->ip.ip[i])
			return false;
	}
	return true;
}

size_t
prefix_format(const struct prefix *p, char *dst, size_t cap)
{
	char ip[ADDR_TEXT_MAX];

	addr_format_ip(&p->ip, ip, sizeof(ip));
	return (size_t)snprintf(dst, cap, "%s/%u", ip, (unsigned int)p->bits);
}
