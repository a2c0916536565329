/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fastpath_lane.c - a worker's rules
 */
#include "fastpath.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <bpf/bpf.h>

enum {
	FLOW_SUMMED = 36,		/* octets of a flow that are in a packet's checksum */
	FLOW_ADDRESSES = 32,
};

int
fastpath_lane_init(struct fastpath_lane *lane, struct fastpath *fp, uint32_t n)
{
	if (n > fp->n_rules - fp->n_given)
		return -ENOSPC;

	struct fastpath_resting *idle = calloc(n, sizeof(*idle));

	if (!idle)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++)
		idle[i].rule = fp->n_given++;
	*lane = (struct fastpath_lane){ .fp = fp, .idle = idle, .n_idle = n, .size = n };
	return 0;
}

void
fastpath_lane_fini(struct fastpath_lane *lane)
{
	free(lane->idle);
	*lane = (struct fastpath_lane){ 0 };
}

/* ---- a way as a rule ------------------------------------------------------------------------- */

/* 169.254/16, 127/8, 224/4 and up; fe80::/10, ::1, ff00::/8. */
static bool
is_routed(const struct addr *a)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	if (addr_is_any(a) || !addr_port(a))
		return false;
	if (a->family == ADDR_IP4)
		return a->ip[0] != 127 && a->ip[0] < 224 && !(a->ip[0] == 169 && a->ip[1] == 254);
	return a->family == ADDR_IP6 && a->ip[0] != 0xff &&
	       !(a->ip[0] == 0xfe && (a->ip[1] & 0xc0) == 0x80) &&
	       memcmp(a->ip, loopback, sizeof(loopback)) != 0;
}

static int
make_flow(const struct addr *src, const struct addr *dst, struct fastpath_flow *ret)
{
	if (!is_routed(src) || !is_routed(dst) || src->family != dst->family)
		return -EADDRNOTAVAIL;
	memset(ret, 0, sizeof(*ret));
	memcpy(ret->src, src->ip, sizeof(ret->src));
	memcpy(ret->dst, dst->ip, sizeof(ret->dst));
	ret->sport = htons(addr_port(src));
	ret->dport = htons(addr_port(dst));
	ret->family = src->family == ADDR_IP4 ? AF_INET : AF_INET6;
	return 0;
}

/* RFC 1624: what is new, less what was. */
static uint16_t
delta(const struct fastpath_rule *rule, uint32_t octets)
{
	uint32_t less = (uint16_t)~sum16(&rule->from, octets, 0);

	return sum16(&rule->to, octets, less);
}

static int
make_rule(const struct fastpath *fp, const struct fastpath_way *way, struct fastpath_rule *ret)
{
	memset(ret, 0, sizeof(*ret));

	int r = make_flow(&way->from, &way->at, &ret->from);

	if (!r)
		r = make_flow(&way->by, &way->to, &ret->to);
	if (r)
		return r;
	ret->delta = delta(ret, FLOW_SUMMED);
	ret->delta_address = delta(ret, FLOW_ADDRESSES);
	ret->ssrc = htonl(way->ssrc);
	ret->roc = way->roc;
	ret->seq = way->seq;
	ret->tos = fp->tos;
	return 0;
}

/* ---- in and out ------------------------------------------------------------------------------ */

/* The number is shown to the kernel last; a system call orders what was written before it. */
int
fastpath_put(struct fastpath_lane *lane, const struct fastpath_way *way, uint64_t now_us,
	     uint32_t *ret_rule)
{
	struct fastpath_rule rule;

	if (!lane->n_idle || lane->idle[lane->first].ready_us > now_us)
		return -ENOSPC;

	int r = make_rule(lane->fp, way, &rule);

	if (r)
		return r;

	uint32_t number = lane->idle[lane->first].rule;

	lane->fp->rules[number] = rule;
	if (bpf_map_update_elem(lane->fp->flows_fd, &rule.from, &number, BPF_NOEXIST)) {
		r = errno == EEXIST ? -EEXIST : -EIO;
		memset(&lane->fp->rules[number].from, 0, sizeof(rule.from));
		return r;
	}
	lane->first = (lane->first + 1) % lane->size;
	lane->n_idle--;
	*ret_rule = number;
	return 0;
}

void
fastpath_read(const struct fastpath_lane *lane, uint32_t rule, struct fastpath_count *ret)
{
	const struct fastpath_rule *r = &lane->fp->rules[rule];

	*ret = (struct fastpath_count){
		.packets = __atomic_load_n(&r->packets, __ATOMIC_RELAXED),
		.octets = __atomic_load_n(&r->octets, __ATOMIC_RELAXED),
		.seen_us = __atomic_load_n(&r->seen_ns, __ATOMIC_RELAXED) / 1000,
		.roc = __atomic_load_n(&r->roc, __ATOMIC_RELAXED),
		.seq = __atomic_load_n(&r->seq, __ATOMIC_RELAXED),
	};
}

/* Also who has the number already finds no flow in it any more. */
void
fastpath_drop(struct fastpath_lane *lane, uint32_t rule, uint64_t now_us,
	      struct fastpath_count *ret)
{
	struct fastpath_rule *r = &lane->fp->rules[rule];
	uint32_t last = (lane->first + lane->n_idle) % lane->size;

	(void)bpf_map_delete_elem(lane->fp->flows_fd, &r->from);
	memset(&r->from, 0, sizeof(r->from));
	fastpath_read(lane, rule, ret);
	lane->idle[last] = (struct fastpath_resting){ now_us + FASTPATH_REST_US, rule };
	lane->n_idle++;
}
