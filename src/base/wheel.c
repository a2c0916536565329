/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/wheel.c - the hierarchical timer wheel
 *
 * Level L holds timers 64^L to 64^(L+1) ticks away, 64^L ticks to a slot.  When the
 * time enters a slot of an outer level, its timers move inwards; in level 0 they fire.  A slot of
 * level L is entered before any timer in it is due, and all in it are then placed anew.  A bit a
 * slot says whether anything is in it, so the next stretch with work is found in five instructions
 * and idle time costs nothing.
 *
 * Thread      one at a time.
 */
#include "base/wheel.h"

#include <stddef.h>

enum {
	SLOT_BITS = 6,
};

void
wheel_init(struct wheel *w, uint64_t now_us, uint64_t tick_us)
{
	*w = (struct wheel){ .tick_us = tick_us, .now_tick = now_us / tick_us };
	for (int level = 0; level < WHEEL_LEVELS; level++) {
		for (int i = 0; i < WHEEL_SLOTS; i++)
			list_init(&w->slots[level][i]);
	}
}

void
tmr_init(struct tmr *tmr, void (*fn)(void *arg), void *arg)
{
	*tmr = (struct tmr){ .fn = fn, .arg = arg };
}

bool
tmr_is_armed(const struct tmr *tmr)
{
	return tmr->armed;
}

/*
 * Link @tmr, not before now_tick, into its slot.  One beyond the outermost level's reach moves
 * when its slot there comes round, which is never too late, and is placed again.
 */
static void
place(struct wheel *w, struct tmr *tmr)
{
	uint64_t ahead = tmr->at_tick - w->now_tick;
	unsigned int level = 0;

	while (level < WHEEL_LEVELS - 1 && ahead >> (SLOT_BITS * (level + 1)) != 0)
		level++;

	unsigned int i = (unsigned int)(tmr->at_tick >> (SLOT_BITS * level)) % WHEEL_SLOTS;

	list_push(&w->slots[level][i], &tmr->link);
	w->used[level] |= (uint64_t)1 << i;
	tmr->slot = (uint16_t)(level * WHEEL_SLOTS + i);
}

void
wheel_arm(struct wheel *w, struct tmr *tmr, uint64_t at_us)
{
	wheel_disarm(w, tmr);

	tmr->at_tick = at_us / w->tick_us + (at_us % w->tick_us != 0);
	if (tmr->at_tick <= w->now_tick)
		tmr->at_tick = w->now_tick + 1;		/* this tick has been served */
	tmr->armed = true;
	w->count++;
	place(w, tmr);
}

void
wheel_disarm(struct wheel *w, struct tmr *tmr)
{
	if (!tmr->armed)
		return;

	list_drop(&tmr->link);
	tmr->armed = false;
	w->count--;

	unsigned int level = tmr->slot / WHEEL_SLOTS;
	unsigned int i = tmr->slot % WHEEL_SLOTS;

	if (list_empty(&w->slots[level][i]))
		w->used[level] &= ~((uint64_t)1 << i);
}

/* Empty a slot into @to. */
static void
take_slot(struct wheel *w, unsigned int level, unsigned int i, struct list *to)
{
	list_move(to, &w->slots[level][i]);
	w->used[level] &= ~((uint64_t)1 << i);
}

/* The first tick after now_tick at which a slot of @level is entered that is not empty. */
static uint64_t
next_in_level(const struct wheel *w, unsigned int level)
{
	uint64_t used = w->used[level];

	if (used == 0)
		return UINT64_MAX;

	uint64_t first = (w->now_tick >> (SLOT_BITS * level)) + 1;
	unsigned int turn = (unsigned int)(first % WHEEL_SLOTS);
	uint64_t ahead = turn ? used >> turn | used << (WHEEL_SLOTS - turn) : used;

	return (first + (unsigned int)__builtin_ctzll(ahead)) << (SLOT_BITS * level);
}

static uint64_t
next_tick(const struct wheel *w)
{
	uint64_t next = UINT64_MAX;

	for (unsigned int level = 0; level < WHEEL_LEVELS; level++) {
		uint64_t tick = next_in_level(w, level);

		if (tick < next)
			next = tick;
	}
	return next;
}

/* now_tick has just been entered: move inwards what its outer slots hold. */
static void
move_inwards(struct wheel *w)
{
	for (unsigned int level = WHEEL_LEVELS - 1; level > 0; level--) {
		if (w->now_tick % ((uint64_t)1 << (SLOT_BITS * level)) != 0)
			continue;

		struct list moving;
		struct list *link;
		uint64_t stretch = w->now_tick >> (SLOT_BITS * level);

		list_init(&moving);
		take_slot(w, level, (unsigned int)(stretch % WHEEL_SLOTS), &moving);
		while ((link = list_shift(&moving)))
			place(w, LIST_ENTRY(link, struct tmr, link));
	}
}

/* Fire what is due at now_tick. */
static unsigned int
fire(struct wheel *w)
{
	struct list due;
	struct tmr *tmr;
	unsigned int fired = 0;

	list_init(&due);
	take_slot(w, 0, (unsigned int)(w->now_tick % WHEEL_SLOTS), &due);
	while (!list_empty(&due)) {
		tmr = LIST_ENTRY(due.next, struct tmr, link);
		wheel_disarm(w, tmr);
		tmr->fn(tmr->arg);	/* last touch: it may free itself */
		fired++;
	}
	return fired;
}

unsigned int
wheel_turn(struct wheel *w, uint64_t now_us)
{
	uint64_t target = now_us / w->tick_us;
	unsigned int fired = 0;

	for (uint64_t tick = next_tick(w); tick <= target; tick = next_tick(w)) {
		w->now_tick = tick;
		move_inwards(w);
		fired += fire(w);
	}
	if (w->now_tick < target)
		w->now_tick = target;
	return fired;
}

uint64_t
wheel_next_us(const struct wheel *w)
{
	uint64_t tick = next_tick(w);

	return tick < UINT64_MAX / w->tick_us ? tick * w->tick_us : UINT64_MAX;
}
