/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/addr.c - addresses and prefixes
 *
 * inet_pton(3) and inet_ntop(3) do the notation: strict decimal for IPv4, RFC 4291 in, RFC 5952
 * out for IPv6.
 *
 * Thread      any; pure.
 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

static struct addr
from_ip4(const uint8_t ip[4])
{
	struct addr a = { .family = ADDR_IP4 };

	memcpy(a.ip, ip, 4);
	return a;
}

static struct addr
from_ip6(const uint8_t ip[16])
{
	struct addr a = { .family = ADDR_IP6 };

	if (memcmp(ip, mapped_prefix, sizeof(mapped_prefix)) == 0)
		return from_ip4(ip + sizeof(mapped_prefix));

	memcpy(a.ip, ip, 16);
	return a;
}

int
addr_parse_ip(struct span s, struct addr *ret)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t ip[16];
	bool brackets = s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';

	if (brackets)
		s = span_new(s.p + 1, s.n - 2);
	if (span_copy(text, sizeof(text), s) < 0)
		return -EINVAL;

	if (!brackets && inet_pton(AF_INET, text, ip) == 1)
		*ret = from_ip4(ip);
	else if (inet_pton(AF_INET6, text, ip) == 1)
		*ret = from_ip6(ip);
	else
		return -EINVAL;
	return 0;
}

int
addr_parse(struct span s, struct addr *ret)
{
	struct addr a;
	uint64_t port;
	size_t colon = s.n;

	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return -EINVAL;

	struct span ip = span_new(s.p, colon - 1);

	/* Of "2001:db8::1:5060" nobody knows which part is the port: IPv6 wants its brackets. */
	if (span_find(ip, ':') < ip.n && ip.p[0] != '[')
		return -EINVAL;
	if (addr_parse_ip(ip, &a) < 0 || span_u64(span_skip(s, colon), UINT16_MAX, &port) < 0 ||
	    port == 0)
		return -EINVAL;

	*ret = addr_with_port(&a, (uint16_t)port);
	return 0;
}

static size_t
copy_cut(char *dst, size_t cap, const char *text)
{
	size_t n = strlen(text);

	if (cap == 0)
		return n;

	size_t kept = n < cap ? n : cap - 1;

	memcpy(dst, text, kept);
	dst[kept] = '\0';
	return n;
}

size_t
addr_format_ip(const struct addr *a, char *dst, size_t cap)
{
	char text[INET6_ADDRSTRLEN] = "-";

	if (a->family != ADDR_NONE)
		inet_ntop(a->family == ADDR_IP4 ? AF_INET : AF_INET6, a->ip, text, sizeof(text));
	return copy_cut(dst, cap, text);
}

size_t
addr_format(const struct addr *a, char *dst, size_t cap)
{
	char ip[INET6_ADDRSTRLEN];
	char text[ADDR_TEXT_MAX];

	addr_format_ip(a, ip, sizeof(ip));
	if (a->family == ADDR_NONE)
		return copy_cut(dst, cap, ip);

	snprintf(text, sizeof(text), a->family == ADDR_IP6 ? "[%s]:%u" : "%s:%u", ip,
		 (unsigned int)a->port);
	return copy_cut(dst, cap, text);
}

struct addr_text
addr_text(const struct addr *a)
{
	struct addr_text text;

	addr_format(a, text.s, sizeof(text.s));
	return text;
}

bool
addr_ip_eq(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && memcmp(a->ip, b->ip, sizeof(a->ip)) == 0;
}

bool
addr_eq(const struct addr *a, const struct addr *b)
{
	return a->port == b->port && addr_ip_eq(a, b);
}

bool
addr_is_any(const struct addr *a)
{
	static const uint8_t any[16];

	return a->family != ADDR_NONE && memcmp(a->ip, any, sizeof(any)) == 0;
}

socklen_t
addr_to_sockaddr(const struct addr *a, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof(*ret));

	if (a->family == ADDR_IP4) {
		struct sockaddr_in *in = (struct sockaddr_in *)ret;

		in->sin_family = AF_INET;
		in->sin_port = htons(a->port);
		memcpy(&in->sin_addr, a->ip, 4);
		return sizeof(*in);
	}
	if (a->family == ADDR_IP6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(a->port);
		memcpy(&in6->sin6_addr, a->ip, 16);
		return sizeof(*in6);
	}
	return 0;
}

int
addr_from_sockaddr(const struct sockaddr *sa, socklen_t len, struct addr *ret)
{
	if (len >= sizeof(struct sockaddr_in) && sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		*ret = from_ip4((const uint8_t *)&in.sin_addr);
		ret->port = ntohs(in.sin_port);
		return 0;
	}
	if (len >= sizeof(struct sockaddr_in6) && sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		*ret = from_ip6(in6.sin6_addr.s6_addr);
		ret->port = ntohs(in6.sin6_port);
		return 0;
	}
	return -EAFNOSUPPORT;
}
