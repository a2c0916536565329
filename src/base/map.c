/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/map.c - the hash table
 *
 * Chained.  When it is full a table of twice the size takes new entries, and each put moves
 * MOVE_BUCKETS of the old one over; it is empty before the new one is full.  While both exist a
 * lookup asks both.  Drops move nothing, so an iteration may drop as it goes.
 *
 * If the bigger table cannot be had, the map goes on with longer chains and tries again.
 *
 * Thread      one at a time.
 */
#include "base/map.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "base/wipe.h"

enum {
	MIN_BUCKETS = 16,
	MAX_BUCKETS = 1 << 26,
	MOVE_BUCKETS = 4,
};

struct map_node {
	struct map_node *next;
	uint64_t hash;
	const void *key;
	size_t len;
	void *value;
};

static int
table_init(struct map_table *t, size_t n_buckets)
{
	t->buckets = calloc(n_buckets, sizeof(struct map_node *));
	if (!t->buckets)
		return -ENOMEM;
	t->n_buckets = n_buckets;
	return 0;
}

static void
table_fini(struct map_table *t)
{
	for (size_t i = 0; i < t->n_buckets; i++) {
		while (t->buckets[i]) {
			struct map_node *node = t->buckets[i];

			t->buckets[i] = node->next;
			free(node);
		}
	}
	free(t->buckets);
	*t = (struct map_table){ 0 };
}

static struct map_node **
bucket_of(const struct map_table *t, uint64_t hash)
{
	return &t->buckets[hash & (t->n_buckets - 1)];
}

int
map_init(struct map *m, size_t capacity)
{
	size_t n_buckets = MIN_BUCKETS;

	*m = (struct map){ 0 };
	token_bytes(m->seed, sizeof(m->seed));
	while (n_buckets < capacity && n_buckets < MAX_BUCKETS)
		n_buckets *= 2;
	return table_init(&m->now, n_buckets);
}

void
map_fini(struct map *m)
{
	table_fini(&m->now);
	table_fini(&m->old);
	wipe(m, sizeof(*m));
}

/* Where the pointer to the node of @key is, or NULL. */
static struct map_node **
slot_of(const struct map_table *t, uint64_t hash, const void *key, size_t len)
{
	if (t->n_buckets == 0)
		return NULL;

	for (struct map_node **at = bucket_of(t, hash); *at; at = &(*at)->next) {
		if ((*at)->hash == hash && (*at)->len == len &&
		    (len == 0 || memcmp((*at)->key, key, len) == 0))
			return at;
	}
	return NULL;
}

static struct map_node **
slot_in_map(const struct map *m, const void *key, size_t len)
{
	uint64_t hash = map_siphash(m->seed, key, len);
	struct map_node **at = slot_of(&m->now, hash, key, len);

	return at ? at : slot_of(&m->old, hash, key, len);
}

static void
push(struct map_table *t, struct map_node *node)
{
	struct map_node **bucket = bucket_of(t, node->hash);

	node->next = *bucket;
	*bucket = node;
}

static void
move_some(struct map *m)
{
	for (int i = 0; i < MOVE_BUCKETS && m->moved < m->old.n_buckets; i++, m->moved++) {
		struct map_node **bucket = &m->old.buckets[m->moved];

		while (*bucket) {
			struct map_node *node = *bucket;

			*bucket = node->next;
			push(&m->now, node);
		}
	}
	if (m->moved == m->old.n_buckets) {
		free(m->old.buckets);
		m->old = (struct map_table){ 0 };
		m->moved = 0;
	}
}

static void
grow(struct map *m)
{
	struct map_table bigger;

	if (m->now.n_buckets >= MAX_BUCKETS || table_init(&bigger, m->now.n_buckets * 2) < 0)
		return;
	m->old = m->now;
	m->now = bigger;
	m->moved = 0;
}

int
map_put(struct map *m, const void *key, size_t len, void *value)
{
	if (slot_in_map(m, key, len))
		return -EEXIST;

	struct map_node *node = malloc(sizeof(*node));

	if (!node)
		return -ENOMEM;
	*node = (struct map_node){
		.hash = map_siphash(m->seed, key, len),
		.key = key,
		.len = len,
		.value = value,
	};

	if (m->old.n_buckets)
		move_some(m);
	else if (m->count >= m->now.n_buckets)
		grow(m);
	push(&m->now, node);
	m->count++;
	return 0;
}

void *
map_find(const struct map *m, const void *key, size_t len)
{
	struct map_node **at = slot_in_map(m, key, len);

	return at ? (*at)->value : NULL;
}

void *
map_drop(struct map *m, const void *key, size_t len)
{
	struct map_node **at = slot_in_map(m, key, len);

	if (!at)
		return NULL;

	struct map_node *node = *at;
	void *value = node->value;

	*at = node->next;
	free(node);
	m->count--;
	return value;
}

size_t
map_count(const struct map *m)
{
	return m->count;
}

void *
map_next(const struct map *m, struct map_iter *it)
{
	while (!it->next) {
		const struct map_table *t = it->table == 0 ? &m->now : &m->old;

		if (it->bucket < t->n_buckets) {
			it->next = t->buckets[it->bucket++];
		} else if (it->table == 0) {
			it->table = 1;
			it->bucket = 0;
		} else {
			return NULL;
		}
	}

	void *value = it->next->value;

	it->next = it->next->next;	/* now: the value's node may be dropped by the caller */
	return value;
}
