/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/loop.h - what a worker waits for: descriptors and one clock
 *
 * The only file of media that knows libevent.  Everything is allocated before the worker's
 * thread starts; starting and stopping to listen later is a system call and no allocation.
 *
 * Layer       media.
 * Thread      _new: before the worker's thread runs; the rest: that thread; _free: after it has
 *             ended.
 */
#ifndef MEDIA_LOOP_H
#define MEDIA_LOOP_H

#include <stdint.h>

#include "base/attr.h"

struct loop;
struct loop_io;
struct loop_tmr;

enum {
	LOOP_DESCRIPTORS = 3,	/* that a loop itself takes: epoll and libevent's own pair */
};

/** A loop that waits for nothing yet.  Fails: -ENOMEM (also for want of descriptors). */
MUST_CHECK int loop_new(struct loop **ret);

/** NULL is fine.  Returns NULL. */
struct loop *loop_free(struct loop *loop);

/** Run until loop_stop(). */
void loop_run(struct loop *loop);

/** loop_run() returns when the functions that are due have run.  From within one of them. */
void loop_stop(struct loop *loop);

/**
 * Prepare to call @fn(@arg) whenever @fd is readable; it is not waited for yet.
 *
 * @fd    Kept, stays the caller's.
 *
 * Fails   -ENOMEM  (also when the kernel will not watch @fd)
 */
MUST_CHECK int loop_io_new(struct loop *loop, int fd, void (*fn)(void *arg), void *arg,
			   struct loop_io **ret);

/** NULL is fine.  Returns NULL. */
struct loop_io *loop_io_free(struct loop_io *io);

/** Wait for the descriptor from now on.  Fails: -EIO, the kernel will not. */
MUST_CHECK int loop_io_start(struct loop_io *io);

/** Wait for it no more; its function will not be called, even if it was due. */
void loop_io_stop(struct loop_io *io);

/** A timer, not running, that will call @fn(@arg).  Fails: -ENOMEM. */
MUST_CHECK int loop_tmr_new(struct loop *loop, void (*fn)(void *arg), void *arg,
			    struct loop_tmr **ret);

/** NULL is fine.  Returns NULL. */
struct loop_tmr *loop_tmr_free(struct loop_tmr *tmr);

/** Fire once in @after_us microseconds, also if it was to fire at another time. */
void loop_tmr_set(struct loop_tmr *tmr, uint64_t after_us);

#endif
