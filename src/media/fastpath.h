/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fastpath.h - bridges that the kernel forwards by itself
 *
 *	packet -> ingress of an interface -> a rule for its addresses and ports?
 *	             yes: other headers, out again          (bpf/fastpath.bpf.c)
 *	             no, or in doubt: to the port's socket, as if there were no fast path
 *
 * Rule        One direction of one line, RTP of one SSRC: exact addresses and ports in, and out.  It
 *             counts, and follows the sequence, so that user space can go on where it left off.
 * Lane        A worker's share of the rules, that it need not ask anybody for.
 * Lease       Rules hold for LEASE_US after fastpath_live(): when the daemon dies or hangs its packets
 *             go to its sockets again, whatever is still attached.
 * Cost        put, drop: one system call; read, live: memory.  Nothing here depends on how many
 *             rules there are.
 * Weakness    What the kernel forwards is seen by no netfilter rule, IPsec policy or rp_filter.
 *             A packet that is in the program's hands while its rule is dropped goes on, and may be
 *             missing in the count.
 * Layer       media.
 * Thread      fastpath_open, _close, lane_*: main, the workers not running; fastpath_left: any;
 *             fastpath_put, _read, _drop: the lane's worker; fastpath_live: workers.
 */
#ifndef MEDIA_FASTPATH_H
#define MEDIA_FASTPATH_H

#include <net/if.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "fastpath_rule.h"

enum {
	FASTPATH_INTERFACES_MAX = 16,
	FASTPATH_LEASE_US = 3000000,
	FASTPATH_REST_US = 100000,	/* before a rule is written again */
	FASTPATH_SPARE = 64,		/* more rules than asked for: some rest */
};

struct fastpath;

struct fastpath_config {
	char interface[FASTPATH_INTERFACES_MAX][IF_NAMESIZE];
	unsigned int n_interfaces;
	unsigned int rules;		/* at a time */
	uint8_t dscp;
	uint32_t instance;		/* not 0; tells daemons on one interface apart, and a dead
					 * one's program is replaced by that of its successor */
};

/**
 * Load the program, attach it to each interface, allow forwarding on lo (bpf/fastpath.bpf.c says why).
 *
 * @ret_why   Static text for the log, also on success.
 *
 * Fails   -EPERM          CAP_NET_ADMIN or CAP_BPF is missing
 *         -ENODEV         no interface, or one that does not exist
 *         -EPROTONOSUPPORT  one that is not Ethernet
 *         -ENOTSUP        the kernel will not load or attach it
 *         -ENOMEM
 *         Nothing stays attached.
 */
MUST_CHECK int fastpath_open(const struct fastpath_config *config, const char **ret_why,
			     struct fastpath **ret);

/** Detach; nothing is forwarded any more.  The lanes go first.  NULL is fine.  Returns NULL. */
struct fastpath *fastpath_close(struct fastpath *fp);

/** Rules hold for another FASTPATH_LEASE_US. */
void fastpath_live(struct fastpath *fp, uint64_t now_us);

/** How many packets of known flows were left to user space, and why.  Thread: any. */
void fastpath_left(const struct fastpath *fp, uint64_t ret[FASTPATH_LEFTS]);

/** "late", "fragment", ...; "?" if out of range.  Static. */
const char *fastpath_left_name(enum fastpath_left why);

/* ---- a worker's share ---------------------------------------------------------------------- */

struct fastpath_lane {
	struct fastpath *fp;		/* NULL: no fast path, every put fails */
	struct fastpath_resting {
		uint64_t ready_us;
		uint32_t rule;
	} *idle;			/* a ring: rested longest first */
	uint32_t n_idle, first, size;
};

/** @n rules of @fp (kept).  Fails: -ENOMEM; -ENOSPC: all @fp's rules are given out. */
MUST_CHECK int fastpath_lane_init(struct fastpath_lane *lane, struct fastpath *fp, uint32_t n);

/** Its memory; the rules go with @fp.  A zeroed lane is fine. */
void fastpath_lane_fini(struct fastpath_lane *lane);

/* From where to where, and how far the stream has come. */
struct fastpath_way {
	struct addr from, at;		/* far end, our port */
	struct addr by, to;		/* our other port, its far end */
	uint32_t ssrc;			/* host order */
	uint32_t roc;
	uint16_t seq;
};

/* What came of it. */
struct fastpath_count {
	uint64_t packets, octets;	/* since put */
	uint64_t seen_us;		/* the last packet; 0: none since put */
	uint32_t roc;
	uint16_t seq;
};

/**
 * Let the kernel forward it.
 *
 * @ret_rule   Until fastpath_drop().
 *
 * Fails   -ENOSPC      every rule is in use or rests
 *         -EEXIST      this flow has one
 *         -EADDRNOTAVAIL  an address that a route alone does not find: link-local, multicast, loopback,
 *                      none, no port
 *         -EIO         the kernel would not take it
 */
MUST_CHECK int fastpath_put(struct fastpath_lane *lane, const struct fastpath_way *way,
			    uint64_t now_us, uint32_t *ret_rule);

/** What it has forwarded so far. */
void fastpath_read(const struct fastpath_lane *lane, uint32_t rule, struct fastpath_count *ret);

/** From here on packets come to the socket; @ret is final. */
void fastpath_drop(struct fastpath_lane *lane, uint32_t rule, uint64_t now_us,
		   struct fastpath_count *ret);

/* ---- shared by the two halves ---------------------------------------------------------------- */

struct fastpath {
	struct bpf_object *object;
	int flows_fd, left_fd;
	struct fastpath_rule *rules;	/* the kernel's memory */
	uint64_t *until_ns;		/* likewise */
	uint32_t n_rules;
	uint32_t n_given;		/* to lanes */
	unsigned int n_attached;
	int ifindex[FASTPATH_INTERFACES_MAX];
	uint32_t instance;
	uint8_t tos;
};

#endif
