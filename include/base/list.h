/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/list.h - an intrusive doubly linked list
 *
 * `struct list` is both the head and the link inside each element.  A link that is in no list
 * points to itself (list_init) or is zeroed; list_drop() accepts both.
 *
 * Cost        O(1) each; nothing allocates.
 * Layer       base.
 * Thread      one at a time.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct list {
	struct list *next;
	struct list *prev;
};

/** An empty list, or a link in no list. */
static inline void
list_init(struct list *l)
{
	l->next = l;
	l->prev = l;
}

/** No element; also true of a zeroed list. */
static inline bool
list_empty(const struct list *l)
{
	return !l->next || l->next == l;
}

/** Append @link, which is in no list, at the end of @head. */
static inline void
list_push(struct list *head, struct list *link)
{
	link->prev = head->prev;
	link->next = head;
	head->prev->next = link;
	head->prev = link;
}

/** Insert @link, which is in no list, at the front of @head. */
static inline void
list_push_front(struct list *head, struct list *link)
{
	list_push(head->next, link);
}

/** Take @link out of whatever list it is in; it is then in none. */
static inline void
list_drop(struct list *link)
{
	if (link->next) {
		link->next->prev = link->prev;
		link->prev->next = link->next;
	}
	list_init(link);
}

/** Take the first link out of @head; NULL when empty. */
static inline struct list *
list_shift(struct list *head)
{
	if (list_empty(head))
		return NULL;

	struct list *first = head->next;

	list_drop(first);
	return first;
}

/** Move all of @from to the end of @to; @from is then empty. */
static inline void
list_move(struct list *to, struct list *from)
{
	if (list_empty(from))
		return;

	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

/* The element of @type whose @member is @link. */
#define LIST_ENTRY(link, type, member) CONTAINER_OF(link, type, member)

/*
 * Walk: `struct leg *leg; LIST_EACH(leg, &s->legs, link) ...`.  Nothing may be dropped meanwhile.
 */
#define LIST_EACH(var, head, member)                                                               \
	for (var = CONTAINER_OF((head)->next, typeof(*var), member); &var->member != (head);       \
	     var = CONTAINER_OF(var->member.next, typeof(*var), member))

/* Same, and @var itself may be dropped and freed; @tmp is a second pointer of the same type. */
#define LIST_EACH_SAFE(var, tmp, head, member)                                                     \
	for (var = CONTAINER_OF((head)->next, typeof(*var), member),                               \
	    tmp = CONTAINER_OF(var->member.next, typeof(*var), member);                            \
	     &var->member != (head);                                                               \
	     var = tmp, tmp = CONTAINER_OF(tmp->member.next, typeof(*var), member))

#endif
