// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * bpf/fastpath.bpf.c - established IP-to-IP bridges, forwarded where they come in
 *
 *	ingress of the interface -> its flow has a rule? -> may it go on? -> route, neighbour
 *	    -> headers changed -> out.   Anything else, and whatever is in doubt: up to the socket
 *
 * Hook        tc ingress (clsact), not XDP: it knows the sums that a sender's kernel has left to a
 *             card, works on every Ethernet interface alike, and bpf_redirect_neigh() keeps
 *             neighbours alive.  doc/fast-path says what was weighed.
 * Order       Nothing of the packet is changed before all is decided, so that what goes up goes
 *             up as it came.
 * Routes      bpf_fib_lookup() as for a packet of this host's own (iif lo: `ip rule` and policy
 *             routing count as for user space), each packet anew.  It wants forwarding allowed on
 *             lo, and only there: the host does not become a router.
 * Not seen    netfilter, IPsec policies, rp_filter: sealift.conf(5) says so.
 * Map layout  src/media/fastpath_rule.h.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "headers.h"

enum {
	PASS = TC_ACT_UNSPEC,		/* other people's filters, then the stack */
	PACKET_TO_US = 0,		/* PACKET_HOST */
	LOOPBACK = 1,			/* LOOPBACK_IFINDEX */
};

/* Sized by the loader. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct fastpath_flow);
	__type(value, __u32);
	__uint(max_entries, 1);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct fastpath_rule);
	__uint(max_entries, 1);
} rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} until SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, FASTPATH_LEFTS);
} left SEC(".maps");

union headers {
	struct headers4 v4;
	struct headers6 v6;
};

static __always_inline int
leave(int why)
{
	__u32 key = (__u32)why;
	__u64 *n = bpf_map_lookup_elem(&left, &key);

	if (n)
		++*n;
	return PASS;
}

/* ---- may it go on? ------------------------------------------------------------------------- */

static __always_inline int
read_flow(struct __sk_buff *skb, union headers *h, struct fastpath_flow *flow)
{
	if (skb->protocol == bpf_htons(ETH_P_IP))
		return bpf_skb_load_bytes(skb, ETH_HLEN, &h->v4, sizeof(h->v4))
			       ? HEADERS_NO_FLOW : flow_of_4(&h->v4, flow);
	return bpf_skb_load_bytes(skb, ETH_HLEN, &h->v6, sizeof(h->v6))
		       ? HEADERS_NO_FLOW : flow_of_6(&h->v6, flow);
}

static __always_inline struct fastpath_rule *
find_rule(const struct fastpath_flow *flow)
{
	__u32 *number = bpf_map_lookup_elem(&flows, flow);
	__u32 key;

	if (!number)
		return 0;
	key = *number;
	return bpf_map_lookup_elem(&rules, &key);
}

static __always_inline int
is_late(__u64 now_ns)
{
	__u32 key = 0;
	__u64 *ns = bpf_map_lookup_elem(&until, &key);

	return !ns || now_ns > *ns;
}

static __always_inline __u32
ssrc_of(const struct seen *seen)
{
	__u32 ssrc;

	__builtin_memcpy(&ssrc, seen->rtp + 8, sizeof(ssrc));
	return ssrc;
}

static __always_inline int
is_same(const struct fastpath_flow *a, const struct fastpath_flow *b)
{
	const __u32 *x = (const __u32 *)a, *y = (const __u32 *)b;
	__u32 differ = 0;

#pragma unroll
	for (unsigned int i = 0; i < sizeof(*a) / sizeof(*x); i++)
		differ |= x[i] ^ y[i];
	return !differ;
}

/* All that can be said without asking the routing table. */
static __always_inline int
judge(struct __sk_buff *skb, const union headers *h, const struct fastpath_flow *flow,
      const struct fastpath_rule *rule, struct seen *seen)
{
	__u32 l3_len = skb->len - ETH_HLEN;
	int why;

	if (!is_same(&rule->from, flow))
		return FASTPATH_LEFT_STALE;
	if (skb->gso_size)
		return FASTPATH_LEFT_MERGED;
	why = flow->family == FAMILY_IP4 ? take_4(&h->v4, l3_len, seen)
					 : take_6(&h->v6, l3_len, seen);
	if (why != HEADERS_OK)
		return why;
	if (ssrc_of(seen) != rule->ssrc)
		return FASTPATH_LEFT_SSRC;
	if (!seen->check && rule->to.family == FAMILY_IP6)
		return FASTPATH_LEFT_CHECKSUM;
	return HEADERS_OK;
}

/* ---- where to? ----------------------------------------------------------------------------- */

static __always_inline int
find_way(struct __sk_buff *skb, const struct fastpath_rule *rule, const struct seen *seen,
	 struct bpf_fib_lookup *fib)
{
	__u32 head = sizeof(struct udphdr);

	__builtin_memset(fib, 0, sizeof(*fib));
	head += rule->to.family == FAMILY_IP4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	fib->family = (__u8)rule->to.family;
	fib->l4_protocol = IPPROTO_UDP;
	fib->sport = rule->to.sport;
	fib->dport = rule->to.dport;
	fib->tot_len = (__u16)(head + seen->payload);
	fib->ifindex = LOOPBACK;
	if (rule->to.family == FAMILY_IP4) {
		fib->tos = rule->tos;
		__builtin_memcpy(&fib->ipv4_src, rule->to.src, 4);
		__builtin_memcpy(&fib->ipv4_dst, rule->to.dst, 4);
	} else {
		fib->flowinfo = bpf_htonl((__u32)rule->tos << 20);
		__builtin_memcpy(fib->ipv6_src, rule->to.src, 16);
		__builtin_memcpy(fib->ipv6_dst, rule->to.dst, 16);
	}
	return bpf_fib_lookup(skb, fib, sizeof(*fib), 0);
}

/* To the next hop that the lookup named; also where it is of the other family (RFC 8950). */
static __always_inline int
go(const struct bpf_fib_lookup *fib)
{
	struct bpf_redir_neigh next = { .nh_family = fib->family };

	__builtin_memcpy(next.ipv6_nh, fib->ipv6_dst, sizeof(next.ipv6_nh));
	return bpf_redirect_neigh(fib->ifindex, &next, sizeof(next), 0);
}

/* ---- change it ----------------------------------------------------------------------------- */

/*
 * Has the sender's kernel left the checksum to its card, so that the field has only the
 * pseudo-header's?  No helper says so, but one does nothing to such a field: try, and put it back.
 */
static __always_inline int
is_partial(struct __sk_buff *skb, const struct seen *seen, __u32 offset)
{
	__be16 check = 0;

	if (!seen->check || bpf_csum_level(skb, BPF_CSUM_LEVEL_QUERY) >= 0)
		return 0;
	if (bpf_l4_csum_replace(skb, offset, 0, 1, sizeof(check)) ||
	    bpf_skb_load_bytes(skb, offset, &check, sizeof(check)))
		return -1;
	if (check == seen->check)
		return 1;
	check = seen->check;
	return bpf_skb_store_bytes(skb, offset, &check, sizeof(check), 0) ? -1 : 0;
}

static __always_inline int
change_family(struct __sk_buff *skb, __u32 from, __u32 to)
{
	__be16 type = to == FAMILY_IP4 ? bpf_htons(ETH_P_IP) : bpf_htons(ETH_P_IPV6);

	if (from == to)
		return 0;
	if (bpf_skb_change_proto(skb, type, 0))
		return -1;
	return (int)bpf_skb_store_bytes(skb, __builtin_offsetof(struct ethhdr, h_proto), &type,
					sizeof(type), 0);
}

/* BPF_F_RECOMPUTE_CSUM: the card's sum over the whole packet, where there is one, follows. */
static __always_inline int
change(struct __sk_buff *skb, const struct fastpath_rule *rule, const struct seen *seen)
{
	union headers h;
	__u32 offset = ETH_HLEN + __builtin_offsetof(struct udphdr, check);
	int partial;

	offset += rule->from.family == FAMILY_IP4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	partial = is_partial(skb, seen, offset);
	if (partial < 0 || change_family(skb, rule->from.family, rule->to.family))
		return -1;
	if (rule->to.family == FAMILY_IP4) {
		make_4(&h.v4, rule, seen, partial);
		return (int)bpf_skb_store_bytes(skb, ETH_HLEN, &h.v4,
						sizeof(h.v4) - FASTPATH_RTP_HEAD,
						BPF_F_RECOMPUTE_CSUM);
	}
	make_6(&h.v6, rule, seen, partial);
	return (int)bpf_skb_store_bytes(skb, ETH_HLEN, &h.v6, sizeof(h.v6) - FASTPATH_RTP_HEAD,
					BPF_F_RECOMPUTE_CSUM);
}

/* ---- count it ------------------------------------------------------------------------------ */

/*
 * Packets of one flow come on one CPU, or nearly so: what is not atomic may lose a step of the
 * sequence, which the next packet makes up for.
 */
static __always_inline void
count(struct fastpath_rule *rule, const struct seen *seen, __u64 now_ns)
{
	__u16 seq = (__u16)(seen->rtp[2] << 8 | seen->rtp[3]);

	__sync_fetch_and_add(&rule->packets, 1);
	__sync_fetch_and_add(&rule->octets, seen->payload);
	rule->seen_ns = now_ns;
	if ((__u16)(seq - rule->seq) < 0x8000) {
		if (seq < rule->seq)
			rule->roc++;
		rule->seq = seq;
	}
}

SEC("tc")
int
sealift_fastpath(struct __sk_buff *skb)
{
	union headers h;
	struct fastpath_flow flow;
	struct fastpath_rule *rule;
	struct bpf_fib_lookup fib;
	struct seen seen;
	__u64 now_ns;
	int why;

	if (skb->pkt_type != PACKET_TO_US || skb->vlan_present ||
	    (skb->protocol != bpf_htons(ETH_P_IP) && skb->protocol != bpf_htons(ETH_P_IPV6)))
		return PASS;
	if (read_flow(skb, &h, &flow) != HEADERS_OK)
		return PASS;
	rule = find_rule(&flow);
	if (!rule)
		return PASS;
	now_ns = bpf_ktime_get_ns();
	if (is_late(now_ns))
		return leave(FASTPATH_LEFT_LATE);
	why = judge(skb, &h, &flow, rule, &seen);
	if (why != HEADERS_OK)
		return leave(why);
	if (find_way(skb, rule, &seen, &fib) != BPF_FIB_LKUP_RET_SUCCESS)
		return leave(FASTPATH_LEFT_ROUTE);
	/* Half changed, for want of memory in the kernel: it is nobody's any more. */
	if (change(skb, rule, &seen))
		return TC_ACT_SHOT;
	count(rule, &seen, now_ns);
	return go(&fib);
}

/* The helpers want one that goes with the GPL. */
char _license[] SEC("license") = "Dual BSD/GPL";
