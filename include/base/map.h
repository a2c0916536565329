/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/map.h - a hash table keyed by octets
 *
 * Keys come from peers, so the hash is keyed too (SipHash-2-4, 128 random bits a map): nobody can
 * choose keys that collide.  The table doubles, and moves a few buckets with every put, so no
 * single put pays for all.
 *
 * Life        map_init .. map_fini.  Values are kept, never touched; keys are kept: a key must live
 *             inside its value (or as long) and not change while it is in the map.
 * Layer       base.
 * Thread      one at a time.
 * Standards   SipHash: Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct map_node;

struct map_table {
	struct map_node **buckets;
	size_t n_buckets;		/* a power of two, or 0 */
};

struct map {
	struct map_table now;		/* what puts go into */
	struct map_table old;		/* being emptied into now; may have no buckets */
	size_t moved;			/* buckets of old already empty */
	size_t count;
	uint8_t seed[16];
};

/* A position for map_next(); zero it to start. */
struct map_iter {
	struct map_node *next;
	size_t bucket;
	int table;
};

/**
 * An empty map.
 *
 * @capacity   Entries expected; the first table is sized for them.  0: a small one.
 *
 * Fails   -ENOMEM  nothing allocated; the map may be finied
 */
MUST_CHECK int map_init(struct map *m, size_t capacity);

/** Free the table, not the values.  A zeroed map is fine. */
void map_fini(struct map *m);

/**
 * Put @value under the @len octets of @key.
 *
 * @key     Kept; lives inside @value or as long.
 * @value   Kept, not NULL.
 *
 * Fails   -EEXIST  the key is in the map already; the map is unchanged
 *         -ENOMEM  the map is unchanged
 * Cost    O(1): one allocation and at most a few buckets moved.
 */
MUST_CHECK int map_put(struct map *m, const void *key, size_t len, void *value);

/** The value under @key, borrowed, or NULL. */
void *map_find(const struct map *m, const void *key, size_t len);

/** Take the value under @key out of the map: owned by the caller again.  NULL if there is none. */
void *map_drop(struct map *m, const void *key, size_t len);

/** Number of entries. */
size_t map_count(const struct map *m);

/**
 * The next value, or NULL at the end; in no order.
 *
 * Between two calls the value last returned may be dropped (and freed); anything else that
 * changes the map ends the iteration's promises.
 */
void *map_next(const struct map *m, struct map_iter *it);

/** SipHash-2-4 of @n octets under a 16-octet key; also for hashes of your own. */
uint64_t map_siphash(const uint8_t key[16], const void *p, size_t n);

#endif
