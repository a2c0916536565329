/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/recent.c - has this very packet just been through?
 *
 * The ring holds hashes only; SipHash closes with the length, so a packet and its beginning
 * differ too.
 */
#include "recent.h"

#include <string.h>

#include "base/map.h"

void
recent_init(struct recent *r, const uint8_t key[16])
{
	memset(r, 0, sizeof(*r));
	memcpy(r->key, key, sizeof(r->key));
}

bool
recent_seen(struct recent *r, const uint8_t *pkt, size_t n)
{
	uint64_t hash = map_siphash(r->key, pkt, n);

	for (unsigned int i = 0; i < r->n; i++)
		if (r->hash[i] == hash)
			return true;

	r->hash[r->next] = hash;
	r->next = (r->next + 1) % RECENT_PKTS;
	r->n += r->n < RECENT_PKTS;
	return false;
}
