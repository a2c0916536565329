/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fastpath_rule.h - what the program in the kernel and the worker have in common
 *
 *	flows   hash     struct fastpath_flow -> number of a rule
 *	rules   array    struct fastpath_rule; the worker reads and writes it in its own memory
 *	until   array    one number: CLOCK_MONOTONIC, ns; later than that nothing is forwarded
 *	left    array    a number each enum fastpath_left, a copy each CPU
 *
 * A rule is written while no flow leads to it, and rests before it is written again: the program
 * may be at it on another CPU.  And it has its flow in it, which the program compares with the
 * packet: the kernel lends the places of a hash anew at once, also while they are being read.
 *
 * Compiled twice, for the daemon and for BPF.
 *
 * Layer       media.
 */
#ifndef MEDIA_FASTPATH_RULE_H
#define MEDIA_FASTPATH_RULE_H

#include <linux/types.h>

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

enum {
	FASTPATH_RTP_HEAD = 12,
	FASTPATH_PAYLOAD_MAX = 2048,	/* as DATAGRAM_MAX: longer ones user space drops */
};

/* Addresses and ports of a packet, network order.  No padding: it is hashed. */
struct fastpath_flow {
	__u8 src[16];			/* IPv4 in the first four, the rest zero */
	__u8 dst[16];
	__be16 sport;
	__be16 dport;
	__u32 family;			/* AF_INET or AF_INET6 */
};

/* One direction of one line; two cache lines, the kernel writes the second. */
struct fastpath_rule {
	struct fastpath_flow from;	/* this comes, */
	struct fastpath_flow to;	/* and so it goes on */
	__u64 packets;			/* forwarded, */
	__u64 octets;			/* and their UDP payload */
	__u64 seen_ns;			/* the last of them, CLOCK_MONOTONIC; 0: none yet */
	__u32 ssrc;			/* network order; any other goes to user space */
	__u32 roc;			/* wraps of the sequence, counted on from what was put in */
	__u16 seq;			/* furthest; host order */
	/*
	 * What `to` adds to a sum over `from`, in ones' complement: RFC 1624, with the words in
	 * network order as they lie.  Address and port; the address alone.
	 */
	__u16 delta;
	__u16 delta_address;
	__u8 tos;			/* or traffic class */
	__u8 unused;
};

/* Why a packet of a flow that we know was left to user space. */
enum fastpath_left {
	FASTPATH_LEFT_LATE,		/* the daemon does not seem to run any more */
	FASTPATH_LEFT_FRAGMENT,
	FASTPATH_LEFT_HEADER,		/* checksum, lengths, padding, TTL that has run out */
	FASTPATH_LEFT_NOT_RTP,		/* RTCP, STUN, DTLS, ZRTP, too short, too long */
	FASTPATH_LEFT_SSRC,		/* not the one of the rule */
	FASTPATH_LEFT_CHECKSUM,		/* none, and IPv6 needs one */
	FASTPATH_LEFT_MERGED,		/* several packets in one buffer (GRO, GSO) */
	FASTPATH_LEFT_ROUTE,		/* no route, no neighbour, larger than the MTU */
	FASTPATH_LEFT_STALE,		/* the rule is another's by now */
	FASTPATH_LEFTS
};

/* Ones' complement sum of @n octets (even), folded, on top of @sum. */
static __always_inline __u16
sum16(const void *p, __u32 n, __u32 sum)
{
	const __u8 *octet = p;

	for (__u32 i = 0; i < n; i += 2) {
		__u16 word;

		__builtin_memcpy(&word, octet + i, sizeof(word));
		sum += word;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	return (__u16)((sum & 0xffff) + (sum >> 16));
}

#endif
