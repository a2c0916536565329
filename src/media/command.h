/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/command.h - what the signalling thread asks of a worker, one row each
 *
 * Layer       media.
 * Thread      made by signalling, run by the worker; objects in it are lent with it.
 */
#ifndef MEDIA_COMMAND_H
#define MEDIA_COMMAND_H

#include <stdbool.h>

#include "core/relay.h"

struct anchor;
struct bridge;
struct cs_side;
struct pair;
struct tagcheck;
struct worker;

enum command_kind {
	CMD_LINE_OPEN,
	CMD_LINE_CLOSE,
	CMD_LINE_REMOTE,
	CMD_LINE_KEYS,
	CMD_LINE_ANEW,
	CMD_CS_OPEN,
	CMD_CS_REMOTE,
	CMD_CS_COMMIT,
	CMD_CS_REVERT,
	CMD_CLOSE,
	CMD_STOP,
	COMMANDS
};

struct command {
	enum command_kind kind;
	struct anchor *anchor;		/* all but CMD_STOP */
	enum party party;
	unsigned int line;
	union {
		struct {
			struct bridge *bridge;
			struct pair *pair[PARTIES];
		} open;				/* CMD_LINE_OPEN */
		struct relay_remote remote;	/* CMD_LINE_REMOTE, CMD_CS_REMOTE */
		struct {
			struct tagcheck *tags;	/* taken; NULL: none */
			uint32_t epoch;
		} keys;				/* CMD_LINE_KEYS: other ones than before */
		uint32_t epoch;			/* CMD_LINE_ANEW */
		struct cs_side *cs;		/* CMD_CS_OPEN */
	};
};

/** Do what it says.  Thread: the worker. */
void command_run(struct worker *worker, const struct command *cmd);

/** "line-open", ... for tests and debuggers. */
const char *command_name(enum command_kind kind);

/**
 * How many more closing commands @kind makes due: 1 for one that opens something, -1 for the one
 * that closes it, else 0.  What is due has its place in the mailbox before what makes it due is
 * posted.
 */
int command_owes(enum command_kind kind);

#endif
