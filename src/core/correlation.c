/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/correlation.c - from a C-MSISDN to the party that moves
 *
 * An entry lives as long as it has nodes: the map holds numbers of calls that are, not of calls
 * that were.
 *
 * Thread      signalling
 */
#include "correlation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct corr_entry {
	struct number number;		/* the map's key */
	struct list nodes;
};

static size_t
key_octets(const struct number *number)
{
	return strlen(number->digits);
}

int
corr_init(struct corr *corr, size_t capacity)
{
	return map_init(&corr->numbers, capacity);
}

void
corr_fini(struct corr *corr)
{
	map_fini(&corr->numbers);
}

static struct corr_entry *
entry_find(const struct corr *corr, const struct number *number)
{
	return map_find(&corr->numbers, number->digits, key_octets(number));
}

static int
entry_new(struct corr *corr, const struct number *number, struct corr_entry **ret)
{
	struct corr_entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return -ENOMEM;
	entry->number = *number;
	list_init(&entry->nodes);

	int err = map_put(&corr->numbers, entry->number.digits, key_octets(number), entry);

	if (err) {
		free(entry);
		return err;
	}
	*ret = entry;
	return 0;
}

int
corr_put(struct corr *corr, const struct number *number, struct corr_node *node)
{
	if (!number_is_set(number))
		return 0;

	struct corr_entry *entry = entry_find(corr, number);
	int err = entry ? 0 : entry_new(corr, number, &entry);

	if (err)
		return err;
	list_push(&entry->nodes, &node->link);
	node->entry = entry;
	return 0;
}

void
corr_drop(struct corr *corr, struct corr_node *node)
{
	struct corr_entry *entry = node->entry;

	if (!entry)
		return;
	list_drop(&node->link);
	node->entry = NULL;
	if (!list_empty(&entry->nodes))
		return;
	map_drop(&corr->numbers, entry->number.digits, key_octets(&entry->number));
	free(entry);
}

/** Is @a the better one to move?  Both can. */
static bool
is_better(const struct corr_claim *a, const struct corr_claim *b)
{
	if (a->is_at_access != b->is_at_access)
		return a->is_at_access;
	if (a->is_talking != b->is_talking)
		return a->is_talking;
	return a->active_us >= b->active_us;
}

enum cause
corr_pick(const struct corr *corr, const struct number *number,
	  struct corr_claim (*claim)(const struct corr_node *node), struct corr_node **ret)
{
	struct corr_entry *entry = number_is_set(number) ? entry_find(corr, number) : NULL;
	struct corr_claim best = { .why_not = CAUSE_STATE };
	struct corr_node *found = NULL;

	if (!entry)
		return CAUSE_NO_SESSION;

	for (struct list *l = entry->nodes.next; l != &entry->nodes; l = l->next) {
		struct corr_node *node = CONTAINER_OF(l, struct corr_node, link);
		struct corr_claim this = claim(node);

		if (this.why_not == CAUSE_IN_PROGRESS)
			return CAUSE_IN_PROGRESS;
		if (this.why_not == CAUSE_NONE && (!found || is_better(&this, &best))) {
			best = this;
			found = node;
		}
	}
	if (!found)
		return CAUSE_STATE;
	*ret = found;
	return CAUSE_NONE;
}
