/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>


enum {
	POOL_ADDRESSES_MAX = REALMS * MEDIA_ADDRESSES_MAX,
	FAMILIES = 2,		/* index 0: IPv4, 1: IPv6 */
};

struct shelf {
	struct list pairs;	/* the one idle longest first, so ready_us ascends */
	unsigned int n;
	bool is_cs;		/* its address is one of REALM_CS */
	unsigned int family;	/* index */
};

/* The pairs of one worker. */
struct slice {
	struct shelf shelf[POOL_ADDRESSES_MAX];
	unsigned int cs_free[FAMILIES];		/* on CS shelves */
	unsigned int reserved;			/* sessions with a pair set aside in each family */
};

struct pool {
	unsigned int n_addresses;
	struct addr address[POOL_ADDRESSES_MAX];	/* each once, whatever realms it is in */
	bool serves[REALMS][POOL_ADDRESSES_MAX];
	bool has_cs[FAMILIES];
	uint64_t quarantine_us;
	unsigned int n_workers;
	struct slice *slices;
	unsigned int n_pairs;
	struct pair *pairs;
	struct counter free;
};

/* ---- addresses: one that several realms name is bound once --------------------------------- */

static unsigned int
family_index(const struct addr *a)
{
	return a->family == ADDR_IP6;
}

static unsigned int
address_index(struct pool *pool, const struct addr *a)
{
	for (unsigned int i = 0; i < pool->n_addresses; i++)
		if (addr_ip_eq(&pool->address[i], a))
			return i;
	pool->address[pool->n_addresses] = *a;
	return pool->n_addresses++;
}

/* A realm without addresses has those of the access realm. */
static enum realm
realm_or_access(const struct media_config *config, enum realm realm)
{
	return config->n_address[realm] ? realm : REALM_ACCESS;
}

static void
add_addresses(struct pool *pool, const struct media_config *config)
{
	for (unsigned int r = 0; r < REALMS; r++) {
		enum realm from = realm_or_access(config, r);

		for (unsigned int i = 0; i < config->n_address[from]; i++)
			pool->serves[r][address_index(pool, &config->address[from][i])] = true;
	}
	for (unsigned int i = 0; i < pool->n_addresses; i++)
		if (pool->serves[REALM_CS][i])
			pool->has_cs[family_index(&pool->address[i])] = true;
}

static unsigned int
pairs_an_address(const struct media_config *config)
{
	unsigned int first = (config->port_first + 1u) & ~1u;

	return config->port_last > first ? (config->port_last - first + 1u) / 2 : 0;
}

unsigned int
pool_pairs(const struct media_config *config)
{
	struct pool none = { 0 };

	add_addresses(&none, config);
	return none.n_addresses * pairs_an_address(config);
}

/* ---- shelves ------------------------------------------------------------------------------- */

/* What a new call may take of this slice: the sum, less what is set aside. */
static unsigned int
slice_free(const struct pool *pool, const struct slice *slice)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < pool->n_addresses; i++)
		if (!slice->shelf[i].is_cs)
			n += slice->shelf[i].n;
	for (unsigned int f = 0; f < FAMILIES; f++)
		if (slice->cs_free[f] > slice->reserved)
			n += slice->cs_free[f] - slice->reserved;
	return n;
}

static void
publish_free(struct pool *pool)
{
	unsigned int n = 0;

	for (unsigned int w = 0; w < pool->n_workers; w++)
		n += slice_free(pool, &pool->slices[w]);
	counter_set(&pool->free, n);
}

static void
shelve(struct pool *pool, struct pair *pair, bool is_first, uint64_t ready_us)
{
	struct slice *slice = &pool->slices[pair->worker];
	struct shelf *shelf = &slice->shelf[pair->shelf];

	pair->ready_us = ready_us;
	if (is_first)
		list_push_front(&shelf->pairs, &pair->link);
	else
		list_push(&shelf->pairs, &pair->link);
	shelf->n++;
	if (shelf->is_cs)
		slice->cs_free[shelf->family]++;
}

static struct pair *
unshelve(struct slice *slice, struct shelf *shelf)
{
	struct pair *pair = LIST_ENTRY(list_shift(&shelf->pairs), struct pair, link);

	shelf->n--;
	if (shelf->is_cs)
		slice->cs_free[shelf->family]--;
	return pair;
}

/* May its first pair go to one who is not urgent? */
static bool
may_take(const struct slice *slice, const struct shelf *shelf, uint64_t now_us)
{
	const struct pair *first = LIST_ENTRY(shelf->pairs.next, struct pair, link);

	if (first->ready_us > now_us)
		return false;
	return !shelf->is_cs || slice->cs_free[shelf->family] > slice->reserved;
}

/* The fullest shelf that fits, so that addresses share the load. */
static struct shelf *
find_shelf(struct pool *pool, struct slice *slice, enum realm realm, unsigned int family,
	   bool is_urgent, uint64_t now_us, bool *ret_any)
{
	struct shelf *best = NULL;

	*ret_any = false;
	for (unsigned int i = 0; i < pool->n_addresses; i++) {
		struct shelf *shelf = &slice->shelf[i];

		if (!pool->serves[realm][i] || shelf->family != family)
			continue;
		*ret_any = true;
		if (list_empty(&shelf->pairs) || (!is_urgent && !may_take(slice, shelf, now_us)))
			continue;
		if (!best || shelf->n > best->n)
			best = shelf;
	}
	return best;
}

int
pool_take(struct pool *pool, unsigned int worker, enum realm realm, int family, bool is_urgent,
	  uint64_t now_us, struct pair **ret)
{
	struct slice *slice = &pool->slices[worker];
	bool any;
	struct shelf *shelf = find_shelf(pool, slice, realm, family == AF_INET6, is_urgent, now_us,
					 &any);

	if (!shelf)
		return any ? -ENOSPC : -EAFNOSUPPORT;

	struct pair *pair = unshelve(slice, shelf);

	publish_free(pool);
	pair_wake(pair);
	*ret = pair;
	return 0;
}

void
pool_put(struct pool *pool, struct pair *pair, uint64_t now_us)
{
	pair_deafen(pair);
	shelve(pool, pair, false, now_us + pool->quarantine_us);
	publish_free(pool);
}

void
pool_untake(struct pool *pool, struct pair *pair)
{
	pair_deafen(pair);
	shelve(pool, pair, true, 0);
	publish_free(pool);
}

/* ---- the reserve --------------------------------------------------------------------------- */

int
pool_reserve(struct pool *pool, unsigned int worker, bool is_urgent)
{
	struct slice *slice = &pool->slices[worker];

	for (unsigned int f = 0; f < FAMILIES; f++)
		if (!is_urgent && pool->has_cs[f] && slice->cs_free[f] <= slice->reserved)
			return -ENOSPC;
	slice->reserved++;
	publish_free(pool);
	return 0;
}

void
pool_unreserve(struct pool *pool, unsigned int worker)
{
	pool->slices[worker].reserved--;
	publish_free(pool);
}

unsigned int
pool_roomiest(const struct pool *pool)
{
	unsigned int best = 0;

	for (unsigned int w = 1; w < pool->n_workers; w++)
		if (slice_free(pool, &pool->slices[w]) > slice_free(pool, &pool->slices[best]))
			best = w;
	return best;
}

unsigned int
pool_free(const struct pool *pool)
{
	return (unsigned int)counter_get(&pool->free);
}

/* ---- open, close --------------------------------------------------------------------------- */

int
pool_each(struct pool *pool, int (*fn)(void *arg, struct pair *pair), void *arg)
{
	for (unsigned int i = 0; i < pool->n_pairs; i++) {
		int r = fn(arg, &pool->pairs[i]);

		if (r)
			return r;
	}
	return 0;
}

static void
init_slices(struct pool *pool)
{
	for (unsigned int w = 0; w < pool->n_workers; w++)
		for (unsigned int i = 0; i < pool->n_addresses; i++) {
			struct shelf *shelf = &pool->slices[w].shelf[i];

			list_init(&shelf->pairs);
			shelf->is_cs = pool->serves[REALM_CS][i];
			shelf->family = family_index(&pool->address[i]);
		}
}

/* Neighbours go to different workers, so that every slice has its share of every address. */
static int
bind_address(struct pool *pool, const struct media_config *config, unsigned int address,
	     struct addr *ret_which)
{
	const struct port_options options = { config->dscp, config->freebind };
	unsigned int first = (config->port_first + 1u) & ~1u;

	for (unsigned int i = 0; i < pairs_an_address(config); i++) {
		struct addr rtp = addr_with_port(&pool->address[address],
						 (uint16_t)(first + 2 * i));
		struct pair *pair = &pool->pairs[pool->n_pairs];
		int r = pair_open(&rtp, &options, ret_which, pair);

		if (r)
			return r;
		pool->n_pairs++;
		pair->worker = i % pool->n_workers;
		pair->shelf = address;
		shelve(pool, pair, false, 0);
	}
	return 0;
}

int
pool_open(const struct media_config *config, struct addr *ret_which, struct pool **ret)
{
	unsigned int n_pairs = pool_pairs(config);

	if (!n_pairs || !config->workers)
		return -EINVAL;

	struct pool *pool = calloc(1, sizeof(*pool));
	int r = -ENOMEM;

	if (!pool)
		return r;
	add_addresses(pool, config);
	pool->quarantine_us = config->quarantine_ms * (uint64_t)1000;
	pool->n_workers = config->workers;
	pool->slices = calloc(pool->n_workers, sizeof(*pool->slices));
	pool->pairs = calloc(n_pairs, sizeof(*pool->pairs));
	if (!pool->slices || !pool->pairs)
		goto fail;
	init_slices(pool);
	for (unsigned int i = 0; i < pool->n_addresses; i++) {
		r = bind_address(pool, config, i, ret_which);
		if (r)
			goto fail;
	}
	publish_free(pool);
	*ret = pool;
	return 0;

fail:
	pool_close(pool);
	return r;
}

struct pool *
pool_close(struct pool *pool)
{
	if (!pool)
		return NULL;
	for (unsigned int i = 0; i < pool->n_pairs; i++)
		pair_close(&pool->pairs[i]);
	free(pool->pairs);
	free(pool->slices);
	free(pool);
	return NULL;
}
