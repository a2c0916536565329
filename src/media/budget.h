/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/budget.h - how much work of one kind strangers may cause a second
 *
 * A bucket of tokens that fills as time goes by: a burst is fine, a flood is not.
 * All zero is full from the first second of the clock on.
 *
 * Layer       media.
 * Thread      its owner's; time is an argument.
 */
#ifndef MEDIA_BUDGET_H
#define MEDIA_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct budget {
	uint64_t filled_us;		/* up to when it has been filled */
	uint32_t tokens;
};

struct budget_rate {
	uint32_t per_s;
	uint32_t burst;			/* the most that it holds */
};

/** Take a token, but not one of the last @keep.  False: there is none. */
static inline bool
budget_take(struct budget *b, const struct budget_rate *rate, uint64_t now_us, uint32_t keep)
{
	uint64_t fresh = now_us > b->filled_us ?
			 (now_us - b->filled_us) * rate->per_s / 1000000 : 0;

	if (fresh >= rate->burst - b->tokens) {
		b->tokens = rate->burst;
		b->filled_us = now_us;
	} else if (fresh) {
		b->tokens += (uint32_t)fresh;
		b->filled_us += fresh * 1000000 / rate->per_s;
	}
	if (b->tokens <= keep)
		return false;
	b->tokens--;
	return true;
}

#endif
