/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/fastpath/reference.h"

#include <string.h>

enum { UDP = 17, V4 = 20, V6 = 40, UDP_HEAD = 8 };

static unsigned int
get16(const uint8_t *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static void
put16(uint8_t *p, unsigned int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t
add(uint32_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	return sum;
}

static uint16_t
fold(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

static size_t
head_of(const uint8_t *ip)
{
	return ip[0] >> 4 == 4 ? V4 : V6;
}

/* RFC 768, RFC 8200 section 8.1. */
uint16_t
reference_udp_sum(const uint8_t *ip)
{
	size_t head = head_of(ip);
	size_t addresses = head == V4 ? 8 : 32;
	size_t n = get16(ip + head + 4);

	return fold(add(add((uint32_t)(UDP + n), ip + head - addresses, addresses), ip + head, n));
}

static bool
is_from(const uint8_t *ip, const struct addr *src, const struct addr *dst)
{
	size_t head = head_of(ip);
	size_t n = head == V4 ? 4 : 16;

	return (src->family == ADDR_IP4) == (head == V4) &&
	       !memcmp(ip + head - 2 * n, src->ip, n) && !memcmp(ip + head - n, dst->ip, n) &&
	       get16(ip + head) == src->port && get16(ip + head + 2) == dst->port;
}

/* The packet's own business, whoever sent it. */
static bool
is_plain(const uint8_t *ip, size_t n)
{
	if (n < V4 || (ip[0] >> 4 == 6 && n < V6))
		return false;
	if (ip[0] == 0x45)	/* no options, no fragment, header right, nothing after it */
		return get16(ip + 2) == n && !(get16(ip + 6) & 0x3fff) && ip[8] > 1 && ip[9] == UDP &&
		       fold(add(0, ip, V4)) == 0xffff;
	return ip[0] >> 4 == 6 && get16(ip + 4) == n - V6 && ip[6] == UDP && ip[7] > 1;
}

static bool
is_rtp(const uint8_t *p, size_t n)
{
	return n >= 12 && n <= 2048 && p[0] >= 128 && p[0] <= 191 && (p[1] < 192 || p[1] > 223);
}

static bool
may_go(const struct fastpath_way *way, const uint8_t *ip, size_t n)
{
	if (!is_plain(ip, n))
		return false;

	const uint8_t *udp = ip + head_of(ip);
	size_t len = n - head_of(ip);

	if (len < UDP_HEAD || get16(udp + 4) != len || !is_from(ip, &way->from, &way->at))
		return false;
	if (!get16(udp + 6) && (head_of(ip) == V6 || way->to.family == ADDR_IP6))
		return false;
	udp += UDP_HEAD;
	return is_rtp(udp, len - UDP_HEAD) && get16(udp + 8) == way->ssrc >> 16 &&
	       get16(udp + 10) == (way->ssrc & 0xffff);
}

static size_t
make_head(const struct fastpath_way *way, uint8_t tos, unsigned int ttl, size_t udp_len, uint8_t *ip)
{
	if (way->to.family == ADDR_IP4) {
		memset(ip, 0, V4);
		ip[0] = 0x45;
		ip[1] = tos;
		put16(ip + 2, (unsigned int)(V4 + udp_len));
		put16(ip + 6, 0x4000);
		ip[8] = (uint8_t)ttl;
		ip[9] = UDP;
		memcpy(ip + 12, way->by.ip, 4);
		memcpy(ip + 16, way->to.ip, 4);
		put16(ip + 10, (uint16_t)~fold(add(0, ip, V4)));
		return V4;
	}
	memset(ip, 0, V6);
	ip[0] = (uint8_t)(0x60 | tos >> 4);
	ip[1] = (uint8_t)(tos << 4);
	put16(ip + 4, (unsigned int)udp_len);
	ip[6] = UDP;
	ip[7] = (uint8_t)ttl;
	memcpy(ip + 8, way->by.ip, 16);
	memcpy(ip + 24, way->to.ip, 16);
	return V6;
}

/* The checksum that makes the sum come out as @sum. */
static void
make_check(uint8_t *ip, uint16_t sum)
{
	uint8_t *check = ip + head_of(ip) + 6;
	unsigned int want;

	put16(check, 0);
	want = fold((uint32_t)sum + (uint16_t)~reference_udp_sum(ip));
	put16(check, want ? want : 0xffff);
}

size_t
reference_forward(const struct fastpath_way *way, uint8_t tos, const uint8_t *p, size_t n,
		  uint8_t *ret)
{
	const uint8_t *ip = p + ETH;
	unsigned int type = n < ETH ? 0 : get16(p + 12);

	if ((type != 0x0800 && type != 0x86dd) || n == ETH ||
	    ip[0] >> 4 != (type == 0x0800 ? 4 : 6) || !may_go(way, ip, n - ETH))
		return 0;

	const uint8_t *udp = ip + head_of(ip);
	size_t udp_len = n - ETH - head_of(ip);
	uint8_t *to = ret + ETH;

	memcpy(ret, p, ETH);
	put16(ret + 12, way->to.family == ADDR_IP4 ? 0x0800 : 0x86dd);

	size_t head = make_head(way, tos, ip[head_of(ip) == V4 ? 8 : 7] - 1U, udp_len, to);

	memcpy(to + head, udp, udp_len);
	put16(to + head, way->by.port);
	put16(to + head + 2, way->to.port);
	if (get16(udp + 6))
		make_check(to, reference_udp_sum(ip));
	return ETH + head + udp_len;
}
