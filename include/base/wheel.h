/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/wheel.h - many timers, one clock
 *
 * A hierarchical timer wheel: 5 levels of 64 slots, each 64 times coarser.  Pure: the time
 * is an argument, and it only has to grow.
 *
 * Promise     A timer never fires early; it fires in the first wheel_turn() at or after its
 *             time rounded up to a tick.  Timers of one tick fire in no order.
 * Life        A timer is part of the object it serves: tmr_init once, disarm before the object
 *             goes.  A zeroed tmr is disarmed.
 * Layer       base.
 * Thread      one at a time.
 * Standards   Varghese, Lauck, "Hashed and hierarchical timing wheels", 1987, scheme 7.
 */
#ifndef BASE_WHEEL_H
#define BASE_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"

enum {
	WHEEL_LEVELS = 5,
	WHEEL_SLOTS = 64,
};

struct tmr {
	struct list link;		/* in a slot of the wheel, or in no list */
	uint64_t at_tick;		/* when it fires */
	uint16_t slot;			/* which one of the wheel's, while armed */
	bool armed;
	void (*fn)(void *arg);
	void *arg;
};

struct wheel {
	uint64_t tick_us;
	uint64_t now_tick;			/* all before and at it have fired */
	uint64_t used[WHEEL_LEVELS];		/* bit per slot that holds a timer */
	struct list slots[WHEEL_LEVELS][WHEEL_SLOTS];
	size_t count;
};

/** A wheel without timers that stands at @now_us.  @tick_us: its resolution, not 0. */
void wheel_init(struct wheel *w, uint64_t now_us, uint64_t tick_us);

/** A disarmed timer that will call @fn(@arg). */
void tmr_init(struct tmr *tmr, void (*fn)(void *arg), void *arg);

/**
 * Fire @tmr at @at_us, also if it was armed for another time.
 *
 * A time that has passed fires in the next wheel_turn() that reaches a new tick.  Beyond the
 * wheel's span (64^5 ticks) it waits in the outermost level and still fires in time.
 *
 * Cost    O(1).  Does not allocate.
 */
void wheel_arm(struct wheel *w, struct tmr *tmr, uint64_t at_us);

/** Do not fire @tmr.  Fine if it is not armed, and from within any timer's function; O(1). */
void wheel_disarm(struct wheel *w, struct tmr *tmr);

/** Will it fire? */
bool tmr_is_armed(const struct tmr *tmr);

/**
 * Let the time be @now_us and fire what is due.
 *
 * A timer is disarmed before its function runs; the function may arm and disarm any timer, and
 * free the object of its own.  A timer armed from there never fires in the same turn's tick.
 *
 * Returns how many fired.
 * Cost    O(fired + levels * ticks with timers); empty stretches are skipped.
 */
unsigned int wheel_turn(struct wheel *w, uint64_t now_us);

/**
 * When to call wheel_turn() next; UINT64_MAX when no timer is armed.
 *
 * Never later than the first timer; may be earlier when that one is far away (it moves inwards).
 */
uint64_t wheel_next_us(const struct wheel *w);

#endif
