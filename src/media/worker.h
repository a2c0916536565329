/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/worker.h - a media thread
 *
 *	commands --> [ mailbox, then sockets, then timers ] --> notices
 *
 * Order       Before a socket is read the mailbox is emptied: a command that was posted before a
 *             SIP message left is in force when the first packet that the message caused comes.
 * Layer       media.
 * Thread      worker_open, worker_adopt, worker_start, worker_join, worker_close: the main thread;
 *             worker_post and below: signalling; worker_end: the worker itself.
 */
#ifndef MEDIA_WORKER_H
#define MEDIA_WORKER_H

#include <pthread.h>
#include <stdbool.h>

#include "base/attr.h"
#include "command.h"
#include "loop.h"
#include "port.h"
#include "work.h"

enum {
	WORKER_DESCRIPTORS = LOOP_DESCRIPTORS + 2,	/* and two mailboxes */
};

struct worker {
	struct loop *loop;
	struct loop_io *inbox_io;
	struct loop_tmr *tmr;
	uint64_t tmr_at_us;		/* when tmr fires; UINT64_MAX: it does not run */
	struct mailbox *commands;
	bool is_running;
	pthread_t thread;
	unsigned int owed;		/* signalling's: closing commands that must find room */
	struct work work;
};

struct worker_config {
	unsigned int n_pairs;		/* of its slice: sizes the mailboxes */
	bool source_any_port;
	struct hist *gap;		/* kept */
};

/** All that a worker needs but its thread.  Fails: -ENOMEM, -EMFILE, -ENFILE. */
MUST_CHECK int worker_open(const struct worker_config *config, struct worker **ret);

/** Serve @pair (kept).  Fails: -ENOMEM. */
MUST_CHECK int worker_adopt(struct worker *worker, struct pair *pair);

/** Serve it no more; never adopted is fine.  After the thread has ended. */
void worker_disown(struct pair *pair);

/** Run it.  @number: for the thread's name.  Fails: -EAGAIN, no thread to be had. */
MUST_CHECK int worker_start(struct worker *worker, unsigned int number);

/** Post CMD_STOP and wait: the thread ends when it has obeyed all.  Not running: nothing. */
void worker_join(struct worker *worker);

/** Release all of it but the pairs.  NULL is fine.  Returns NULL. */
struct worker *worker_close(struct worker *worker);

/**
 * Post a command.
 *
 * Fails   -EAGAIN  what does not close must leave room for what does; never for a command that
 *                  closes what an earlier one has opened
 */
MUST_CHECK int worker_post(struct worker *worker, const struct command *cmd);

/** worker_post() for a command that cannot fail: its room is owed. */
void worker_must_post(struct worker *worker, const struct command *cmd);

/** Owe room for a command @kind that closes what needs no command to open.  Fails: -EAGAIN. */
MUST_CHECK int worker_owe(struct worker *worker, enum command_kind kind);

/** @n closing commands will not come. */
void worker_forgive(struct worker *worker, unsigned int n);

/** Leave the loop when this turn is over. */
void worker_end(struct worker *worker);

#endif
