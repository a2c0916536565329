/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"

#include "anchor.h"
#include "worker.h"

static void
line_open(struct worker *worker, const struct command *cmd)
{
	anchor_line_open(&worker->work, cmd->anchor, cmd->open.bridge, cmd->open.pair);
}

static void
line_close(struct worker *worker, const struct command *cmd)
{
	anchor_line_close(&worker->work, cmd->anchor, cmd->line);
}

static void
line_remote(struct worker *worker UNUSED, const struct command *cmd)
{
	anchor_line_remote(cmd->anchor, cmd->line, cmd->party, &cmd->remote);
}

static void
line_keys(struct worker *worker UNUSED, const struct command *cmd)
{
	anchor_line_keys(cmd->anchor, cmd->line, cmd->party, cmd->keys.tags, cmd->keys.epoch);
}

static void
line_anew(struct worker *worker UNUSED, const struct command *cmd)
{
	anchor_line_anew(cmd->anchor, cmd->line, cmd->party, cmd->epoch);
}

static void
cs_open(struct worker *worker, const struct command *cmd)
{
	anchor_cs_open(&worker->work, cmd->anchor, cmd->party, cmd->cs);
}

static void
cs_remote(struct worker *worker UNUSED, const struct command *cmd)
{
	anchor_cs_remote(cmd->anchor, cmd->party, &cmd->remote);
}

static void
cs_commit(struct worker *worker, const struct command *cmd)
{
	anchor_cs_commit(&worker->work, cmd->anchor, cmd->party);
}

static void
cs_revert(struct worker *worker, const struct command *cmd)
{
	anchor_cs_revert(&worker->work, cmd->anchor, cmd->party);
}

static void
close_anchor(struct worker *worker, const struct command *cmd)
{
	anchor_close(&worker->work, cmd->anchor);
}

static void
stop(struct worker *worker, const struct command *cmd UNUSED)
{
	worker_end(worker);
}

static const struct command_row {
	const char *name;
	int owes;
	void (*run)(struct worker *worker, const struct command *cmd);
} rows[COMMANDS] = {
	[CMD_LINE_OPEN]		= { "line-open",	1,	line_open },
	[CMD_LINE_CLOSE]	= { "line-close",	-1,	line_close },
	[CMD_LINE_REMOTE]	= { "line-remote",	0,	line_remote },
	[CMD_LINE_KEYS]		= { "line-keys",	0,	line_keys },
	[CMD_LINE_ANEW]		= { "line-anew",	0,	line_anew },
	[CMD_CS_OPEN]		= { "cs-open",		1,	cs_open },
	[CMD_CS_REMOTE]		= { "cs-remote",	0,	cs_remote },
	[CMD_CS_COMMIT]		= { "cs-commit",	-1,	cs_commit },
	[CMD_CS_REVERT]		= { "cs-revert",	-1,	cs_revert },
	/* Its anchor's lines and handovers are closed with it: the switchboard counts them off. */
	[CMD_CLOSE]		= { "close",		-1,	close_anchor },
	[CMD_STOP]		= { "stop",		-1,	stop },
};

void
command_run(struct worker *worker, const struct command *cmd)
{
	rows[cmd->kind].run(worker, cmd);
}

const char *
command_name(enum command_kind kind)
{
	return kind < COMMANDS ? rows[kind].name : "?";
}

int
command_owes(enum command_kind kind)
{
	return rows[kind].owes;
}
