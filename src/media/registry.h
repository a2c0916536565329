/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/registry.h - objects by a number that is never used twice
 *
 * A number is a slot and that slot's generation, so an old number finds nothing, however late it
 * comes.
 *
 * Cost        O(1) each; registry_put() may have to grow the table.
 * Layer       media.
 * Thread      one at a time.
 */
#ifndef MEDIA_REGISTRY_H
#define MEDIA_REGISTRY_H

#include <stdint.h>

#include "base/attr.h"

struct registry {
	struct registry_slot *slots;
	uint32_t n_slots;
	uint32_t free;		/* first free slot + 1; 0: none */
	uint32_t count;
};

/** Free the table, not what is in it.  A zeroed registry is fine, and is an empty one. */
void registry_fini(struct registry *r);

/** Enter @object (kept, not NULL).  Fails: -ENOMEM. */
MUST_CHECK int registry_put(struct registry *r, void *object, uint64_t *ret_id);

/** Borrowed, or NULL: never entered, or dropped since. */
void *registry_find(const struct registry *r, uint64_t id);

/** Take it out: the caller's again.  NULL as registry_find(). */
void *registry_drop(struct registry *r, uint64_t id);

/** Some number that is in use; 0 when empty. */
uint64_t registry_any(const struct registry *r);

#endif
