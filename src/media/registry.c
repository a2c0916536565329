/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry.h"

#include <errno.h>
#include <stdlib.h>

enum {
	SLOT_BITS = 24,
	SLOTS_FIRST = 64,
	SLOTS_MOST = 1 << SLOT_BITS,
};

/* 40 bits of generation last for 10^12 calls in one slot. */
struct registry_slot {
	void *object;		/* NULL: free */
	uint64_t generation;
	uint32_t next_free;	/* + 1 */
};

static uint64_t
id_of(const struct registry *r, uint32_t slot)
{
	return r->slots[slot].generation << SLOT_BITS | slot;
}

static int
grow(struct registry *r)
{
	uint32_t n = r->n_slots ? 2 * r->n_slots : SLOTS_FIRST;

	if (n > SLOTS_MOST)
		return -ENOMEM;

	struct registry_slot *slots = realloc(r->slots, n * sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (uint32_t i = r->n_slots; i < n; i++)
		slots[i] = (struct registry_slot){
			.generation = 1,
			.next_free = i + 1 < n ? i + 2 : 0,
		};
	r->free = r->n_slots + 1;
	r->slots = slots;
	r->n_slots = n;
	return 0;
}

void
registry_fini(struct registry *r)
{
	free(r->slots);
	*r = (struct registry){ 0 };
}

int
registry_put(struct registry *r, void *object, uint64_t *ret_id)
{
	int e = r->free ? 0 : grow(r);

	if (e)
		return e;

	uint32_t slot = r->free - 1;

	r->free = r->slots[slot].next_free;
	r->slots[slot].object = object;
	r->count++;
	*ret_id = id_of(r, slot);
	return 0;
}

void *
registry_find(const struct registry *r, uint64_t id)
{
	uint32_t slot = (uint32_t)(id & (SLOTS_MOST - 1));

	if (slot >= r->n_slots || r->slots[slot].generation != id >> SLOT_BITS)
		return NULL;
	return r->slots[slot].object;
}

void *
registry_drop(struct registry *r, uint64_t id)
{
	void *object = registry_find(r, id);

	if (!object)
		return NULL;

	struct registry_slot *slot = &r->slots[id & (SLOTS_MOST - 1)];

	slot->object = NULL;
	slot->generation++;
	slot->next_free = r->free;
	r->free = (uint32_t)(id & (SLOTS_MOST - 1)) + 1;
	r->count--;
	return object;
}

uint64_t
registry_any(const struct registry *r)
{
	for (uint32_t i = 0; r->count && i < r->n_slots; i++)
		if (r->slots[i].object)
			return id_of(r, i);
	return 0;
}
