/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bpf/headers.h - the arithmetic of the fast path: what may go on, and with which headers
 *
 * Pure: octets in, octets out, so that a test can run it against a plain reference
 * (tests/unit/fastpath/test_headers.c) without a kernel.
 *
 * What leaves is what user space would have sent: our DSCP, Not-ECT, don't-fragment with an
 * identification of 0 (RFC 6864 section 4.1), no flow label.  But for the TTL, which goes on counting
 * down, so that two relays that point at each other do not play ping-pong for ever.
 *
 * Standards   RFC 768, 791, 8200 (section 8.1: a UDP checksum of 0 is none, IPv6 must have one), 1624.
 */
#ifndef BPF_HEADERS_H
#define BPF_HEADERS_H

#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

#include "fastpath_rule.h"

enum {
	HEADERS_OK = -1,		/* else an enum fastpath_left */
	HEADERS_NO_FLOW = -2,		/* nothing that could have a rule */
	IP4_DF = 0x4000,
	IP4_MF_AND_OFFSET = 0x3fff,
	FAMILY_IP4 = 2,			/* AF_INET and AF_INET6 are no constants of the UAPI */
	FAMILY_IP6 = 10,
};

struct headers4 {
	struct iphdr ip;
	struct udphdr udp;
	__u8 rtp[FASTPATH_RTP_HEAD];
};

struct headers6 {
	struct ipv6hdr ip;
	struct udphdr udp;
	__u8 rtp[FASTPATH_RTP_HEAD];
};

_Static_assert(sizeof(struct headers4) == 20 + 8 + FASTPATH_RTP_HEAD, "as on the wire");
_Static_assert(sizeof(struct headers6) == 40 + 8 + FASTPATH_RTP_HEAD, "as on the wire");

/* What the rest needs to know of a packet, whatever its family. */
struct seen {
	__u32 payload;			/* octets of UDP payload */
	__be16 check;			/* UDP checksum; 0: none */
	__u8 ttl;
	__u8 rtp[FASTPATH_RTP_HEAD];
};

static __always_inline __u16
to_net16(__u16 v)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap16(v);
#else
	return v;
#endif
}

/* RFC 1624 (eqn. 3), where @delta is what the change adds. */
static __always_inline __u16
check_moved(__u16 check, __u16 delta)
{
	__u32 sum = (__u32)(__u16)~check + delta;

	return (__u16)~((sum & 0xffff) + (sum >> 16));
}

/* ---- in ------------------------------------------------------------------------------------ */

/* The flow that @h is of, or HEADERS_NO_FLOW: no UDP, or options before it. */
static __always_inline int
flow_of_4(const struct headers4 *h, struct fastpath_flow *flow)
{
	if (h->ip.version != 4 || h->ip.ihl != 5 || h->ip.protocol != IPPROTO_UDP)
		return HEADERS_NO_FLOW;
	__builtin_memset(flow, 0, sizeof(*flow));
	__builtin_memcpy(flow->src, &h->ip.saddr, 4);
	__builtin_memcpy(flow->dst, &h->ip.daddr, 4);
	flow->sport = h->udp.source;
	flow->dport = h->udp.dest;
	flow->family = FAMILY_IP4;
	return HEADERS_OK;
}

static __always_inline int
flow_of_6(const struct headers6 *h, struct fastpath_flow *flow)
{
	if (h->ip.version != 6 || h->ip.nexthdr != IPPROTO_UDP)
		return HEADERS_NO_FLOW;
	__builtin_memcpy(flow->src, &h->ip.saddr, 16);
	__builtin_memcpy(flow->dst, &h->ip.daddr, 16);
	flow->sport = h->udp.source;
	flow->dport = h->udp.dest;
	flow->family = FAMILY_IP6;
	return HEADERS_OK;
}

/* RTP as RFC 7983 and RFC 5761 tell it from its neighbours; media/demux.c. */
static __always_inline int
is_rtp(const struct seen *seen)
{
	return (seen->rtp[0] & 0xc0) == 0x80 && !(seen->rtp[1] >= 192 && seen->rtp[1] <= 223) &&
	       seen->payload >= FASTPATH_RTP_HEAD && seen->payload <= FASTPATH_PAYLOAD_MAX;
}

/* What family they are of makes no difference for the rest. */
static __always_inline int
take(const struct udphdr *udp, const __u8 *rtp, __u8 ttl, __u32 udp_len, struct seen *seen)
{
	if (to_net16(udp->len) != udp_len || udp_len < sizeof(*udp) || ttl <= 1)
		return FASTPATH_LEFT_HEADER;
	seen->payload = udp_len - (__u32)sizeof(*udp);
	seen->check = udp->check;
	seen->ttl = ttl;
	__builtin_memcpy(seen->rtp, rtp, FASTPATH_RTP_HEAD);
	return is_rtp(seen) ? HEADERS_OK : FASTPATH_LEFT_NOT_RTP;
}

/* May a packet of @l3_len octets with these headers go on at all? */
static __always_inline int
take_4(const struct headers4 *h, __u32 l3_len, struct seen *seen)
{
	if (h->ip.frag_off & to_net16(IP4_MF_AND_OFFSET))
		return FASTPATH_LEFT_FRAGMENT;
	if (to_net16(h->ip.tot_len) != l3_len || sum16(&h->ip, sizeof(h->ip), 0) != 0xffff)
		return FASTPATH_LEFT_HEADER;
	return take(&h->udp, h->rtp, h->ip.ttl, l3_len - (__u32)sizeof(h->ip), seen);
}

static __always_inline int
take_6(const struct headers6 *h, __u32 l3_len, struct seen *seen)
{
	__u32 udp_len = l3_len - (__u32)sizeof(h->ip);

	if (to_net16(h->ip.payload_len) != udp_len)
		return FASTPATH_LEFT_HEADER;
	if (!h->udp.check)
		return FASTPATH_LEFT_CHECKSUM;
	return take(&h->udp, h->rtp, h->ip.hop_limit, udp_len, seen);
}

/* ---- out ----------------------------------------------------------------------------------- */

/*
 * The UDP checksum as it goes on.
 *
 * @is_partial   The sender's kernel left the sum to its network card: the field has the sum over
 *               the pseudo-header only, and the rest will be added on the way out.
 */
static __always_inline __u16
check_for(const struct fastpath_rule *rule, const struct seen *seen, int is_partial)
{
	__u16 check;

	if (!seen->check)
		return 0;
	if (is_partial)
		return (__u16)~check_moved((__u16)~seen->check, rule->delta_address);
	check = check_moved(seen->check, rule->delta);
	return check ? check : 0xffff;
}

static __always_inline void
make_udp(struct udphdr *udp, const struct fastpath_rule *rule, const struct seen *seen,
	 int is_partial)
{
	udp->source = rule->to.sport;
	udp->dest = rule->to.dport;
	udp->len = to_net16((__u16)(sizeof(*udp) + seen->payload));
	udp->check = check_for(rule, seen, is_partial);
}

static __always_inline void
make_4(struct headers4 *h, const struct fastpath_rule *rule, const struct seen *seen, int is_partial)
{
	__builtin_memset(&h->ip, 0, sizeof(h->ip));
	h->ip.version = 4;
	h->ip.ihl = 5;
	h->ip.tos = rule->tos;
	h->ip.tot_len = to_net16((__u16)(sizeof(h->ip) + sizeof(h->udp) + seen->payload));
	h->ip.frag_off = to_net16(IP4_DF);
	h->ip.ttl = (__u8)(seen->ttl - 1);
	h->ip.protocol = IPPROTO_UDP;
	__builtin_memcpy(&h->ip.saddr, rule->to.src, 4);
	__builtin_memcpy(&h->ip.daddr, rule->to.dst, 4);
	/* Not incremental: the incoming one was right, and ten words are as cheap. */
	h->ip.check = (__u16)~sum16(&h->ip, sizeof(h->ip), 0);
	make_udp(&h->udp, rule, seen, is_partial);
}

static __always_inline void
make_6(struct headers6 *h, const struct fastpath_rule *rule, const struct seen *seen, int is_partial)
{
	__builtin_memset(&h->ip, 0, sizeof(h->ip));
	h->ip.version = 6;
	h->ip.priority = rule->tos >> 4;
	h->ip.flow_lbl[0] = (__u8)(rule->tos << 4);
	h->ip.payload_len = to_net16((__u16)(sizeof(h->udp) + seen->payload));
	h->ip.nexthdr = IPPROTO_UDP;
	h->ip.hop_limit = (__u8)(seen->ttl - 1);
	__builtin_memcpy(&h->ip.saddr, rule->to.src, 16);
	__builtin_memcpy(&h->ip.daddr, rule->to.dst, 16);
	make_udp(&h->udp, rule, seen, is_partial);
}

#endif
