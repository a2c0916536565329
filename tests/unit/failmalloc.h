/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/failmalloc.h - what happens when memory runs out here?
 *
 * Linked with FAILMALLOC (Makefile.am), malloc, calloc, realloc and aligned_alloc of our code pass
 * through here, and the n-th of them can be made to fail.  Allocations that libc or another
 * library makes for itself do not.
 *
 * Thread      counts those of the thread that armed it.
 */
#ifndef TESTS_UNIT_FAILMALLOC_H
#define TESTS_UNIT_FAILMALLOC_H

#include <stdbool.h>

/** Let the @n-th allocation from now fail (1: the next), and no other. */
void failmalloc_arm(unsigned int n);

/** No allocation fails any more.  Returns whether the armed one was reached, and so failed. */
bool failmalloc_disarm(void);

/**
 * Run @body again and again, each time with a later allocation failing, until none is left to fail.
 *
 * @body   Makes its object, checks what must hold, cleans up.  Returns 0, or -ENOMEM when it met
 *         the failure; anything else fails the test, as does success where one failed.
 *
 * Returns how many allocations were made to fail.
 */
unsigned int failmalloc_each(int (*body)(void *ctx), void *ctx);

/** Same, for a @body that has a way to go on: its result is not looked at. */
unsigned int failmalloc_each_survived(int (*body)(void *ctx), void *ctx);

#endif
