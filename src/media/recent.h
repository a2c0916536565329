/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/recent.h - has this very packet just been through?
 *
 * During a handover uplink comes from both sides and the phone may send a packet on
 * both.  The other party must not see it twice, and must see everything that differs.
 *
 * A packet is known by a keyed 64-bit hash (SipHash-2-4) over all its octets, which hold SSRC,
 * sequence and content; its length goes in as well.  Two packets that differ are taken for the
 * same with a probability of 64 in 2^64 a packet: at 50 packets/s once in 10^8 years of
 * handovers, and as the key is random and never shown nobody can look for such a pair.
 *
 * Life        Zeroed and seeded by recent_init(); used only while a handover is open.
 * Layer       media.
 * Thread      the worker that owns the bridge.
 * Standards   contract.md, The handover on the wire; RFC 3711 section 3.3.2 (the receiver would
 *             drop it too).
 */
#ifndef MEDIA_RECENT_H
#define MEDIA_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RECENT_PKTS = 64,
};

struct recent {
	uint8_t key[16];
	uint64_t hash[RECENT_PKTS];
	unsigned int n;			/* how many of hash[] are in use */
	unsigned int next;		/* where the next one goes */
};

/** Nothing seen.  @key: copied; random, one a process is enough. */
void recent_init(struct recent *r, const uint8_t key[16]);

/**
 * True if an identical packet is among the last RECENT_PKTS; if not, @pkt becomes one of them.
 *
 * Cost    A hash over @n octets and 64 comparisons.
 */
bool recent_seen(struct recent *r, const uint8_t *pkt, size_t n);

#endif
