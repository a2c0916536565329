/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/addr.h - an IP address and a port, as a value
 *
 * 20 octets without padding, unused ones zero: copy it, compare it, use it as a key.  An
 * IPv4-mapped IPv6 address (::ffff:a.b.c.d) becomes its IPv4 address, so one host has
 * one value.  No zone: link-local addresses with %eth0 are refused.
 *
 * Layer       base.
 * Thread      any; pure.
 * Standards   RFC 4291 section 2.2, RFC 5952 (text), RFC 3986 section 3.2.2 (brackets).
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/span.h"

enum addr_family {
	ADDR_NONE = 0,		/* no address: a zeroed struct addr */
	ADDR_IP4 = 4,
	ADDR_IP6 = 6,
};

enum {
	/* "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535" and its terminator */
	ADDR_TEXT_MAX = 56,
	PREFIX_TEXT_MAX = 56,
};

struct addr {
	uint8_t ip[16];		/* network order; IPv4 in the first four, the rest zero */
	uint16_t port;		/* host order; 0: none */
	uint8_t family;		/* enum addr_family */
	uint8_t zero;		/* always 0: no padding to compare */
};

/* The addresses whose first @bits are those of @ip. */
struct prefix {
	struct addr ip;		/* port 0; octets past @bits zero */
	uint8_t bits;
};

/**
 * "192.0.2.1:5060" or "[2001:db8::1]:5060", the whole of @s.
 *
 * Fails   -EINVAL  no address, no port, port 0 or above 65535, or anything around it
 */
MUST_CHECK int addr_parse(struct span s, struct addr *ret);

/**
 * "192.0.2.1", "2001:db8::1" or "[2001:db8::1]", the whole of @s; the port is 0.
 *
 * Strict: four decimal numbers without leading zeros, no names, no zone.
 *
 * Fails   -EINVAL
 */
MUST_CHECK int addr_parse_ip(struct span s, struct addr *ret);

/**
 * "192.0.2.1:5060" or "[2001:db8::1]:5060" with terminator; "-" for no address.
 *
 * @cap   Octets at @dst; ADDR_TEXT_MAX always does.  Less: cut, still terminated.
 *
 * Returns the length without the terminator.
 * Spec    RFC 5952.
 */
size_t addr_format(const struct addr *a, char *dst, size_t cap);

/** Same as addr_format() without port and brackets. */
size_t addr_format_ip(const struct addr *a, char *dst, size_t cap);

/* Text of an address within one expression: log_info("x", "from=%s", ADDR_TEXT(&a)); */
struct addr_text {
	char s[ADDR_TEXT_MAX];
};

/** addr_format() into a value; see ADDR_TEXT. */
struct addr_text addr_text(const struct addr *a);

#define ADDR_TEXT(a) (addr_text(a).s)

/** Same family, address and port. */
bool addr_eq(const struct addr *a, const struct addr *b);

/** Same family and address, whatever the port. */
bool addr_ip_eq(const struct addr *a, const struct addr *b);

/** 0.0.0.0 or :: (the hold of old SDP, or "any interface"). */
bool addr_is_any(const struct addr *a);

/** No address at all. */
static inline bool
addr_is_none(const struct addr *a)
{
	return a->family == ADDR_NONE;
}

/** Port, host order. */
static inline uint16_t
addr_port(const struct addr *a)
{
	return a->port;
}

/** The same address with another port. */
static inline struct addr
addr_with_port(const struct addr *a, uint16_t port)
{
	struct addr other = *a;

	other.port = port;
	return other;
}

/** For the socket calls; returns the length, 0 for no address.  @ret is zeroed first. */
socklen_t addr_to_sockaddr(const struct addr *a, struct sockaddr_storage *ret);

/**
 * From the socket calls.
 *
 * Fails   -EAFNOSUPPORT  neither AF_INET nor AF_INET6, or @len too short for it
 */
MUST_CHECK int addr_from_sockaddr(const struct sockaddr *sa, socklen_t len, struct addr *ret);

/**
 * "198.51.100.0/24", "2001:db8::/32", or an address alone (all its bits).
 *
 * Fails   -EINVAL  no address, or more bits than it has
 *         -EDOM    bits are set past the prefix ("198.51.100.7/24": which was meant?)
 */
MUST_CHECK int prefix_parse(struct span s, struct prefix *ret);

/** Does @p hold @a?  The port plays no part; another family never. */
bool prefix_has(const struct prefix *p, const struct addr *a);

/** "198.51.100.0/24" with terminator; returns the length.  PREFIX_TEXT_MAX always does. */
size_t prefix_format(const struct prefix *p, char *dst, size_t cap);

#endif
