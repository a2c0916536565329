/* SPDX-License-Identifier: BSD-2-Clause */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mono.h"

enum {
	WHEEL_TICK_US = 1000,
	ROUNDS_MAX = 4,			/* batches of a socket before it is another's turn */
	HAND_BACK_AGAIN_US = 10000,	/* the signalling thread is slow: look again */
	SLOTS_MIN = 1024,
	SLOTS_MAX = 65536,
};

/* ---- a turn -------------------------------------------------------------------------------- */

static void
obey(struct worker *worker)
{
	struct command cmd;

	while (mailbox_take(worker->commands, &cmd))
		command_run(worker, &cmd);
}

static void
begin_turn(struct worker *worker)
{
	worker->work.now_us = mono_us();
	obey(worker);
}

/* What the turn has left: packets, handbacks, and a wheel that may be due earlier than before. */
static void
end_turn(struct worker *worker)
{
	struct work *w = &worker->work;
	uint64_t next_us = wheel_next_us(&w->wheel);

	outbox_flush(&w->outbox);
	if (!work_hand_back(w) && next_us > w->now_us + HAND_BACK_AGAIN_US)
		next_us = w->now_us + HAND_BACK_AGAIN_US;
	if (next_us >= worker->tmr_at_us)
		return;
	worker->tmr_at_us = next_us;
	loop_tmr_set(worker->tmr, next_us > w->now_us ? next_us - w->now_us : 0);
}

static void
on_command(void *arg)
{
	struct worker *worker = arg;

	mailbox_clear_wakeup(worker->commands);
	begin_turn(worker);
	end_turn(worker);
}

static void
on_timer(void *arg)
{
	struct worker *worker = arg;

	worker->tmr_at_us = UINT64_MAX;
	begin_turn(worker);
	wheel_turn(&worker->work.wheel, worker->work.now_us);
	end_turn(worker);
}

static void
on_readable(void *arg)
{
	struct port *port = arg;
	struct work *w = port->work;
	struct worker *worker = CONTAINER_OF(w, struct worker, work);

	begin_turn(worker);
	for (unsigned int round = 0; port->user && round < ROUNDS_MAX; round++) {
		unsigned int n = inbox_recv(&w->inbox, port->fd);

		for (unsigned int i = 0; i < n; i++) {
			struct datagram d = inbox_at(&w->inbox, i);

			port->on_datagram(w, port, &d);
		}
		outbox_flush(&w->outbox);
		if (n < BATCH)
			break;
	}
	end_turn(worker);
}

/* ---- the thread ---------------------------------------------------------------------------- */

static void *
run(void *arg)
{
	struct worker *worker = arg;

	loop_run(worker->loop);
	return NULL;
}

int
worker_start(struct worker *worker, unsigned int number)
{
	sigset_t all, old;
	char name[16];

	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);

	int r = pthread_create(&worker->thread, NULL, run, worker);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (r)
		return -EAGAIN;
	snprintf(name, sizeof(name), "media/%u", number % 1000);
	pthread_setname_np(worker->thread, name);
	worker->is_running = true;
	return 0;
}

void
worker_end(struct worker *worker)
{
	loop_stop(worker->loop);
}

void
worker_join(struct worker *worker)
{
	const struct command stop = { .kind = CMD_STOP };

	if (!worker || !worker->is_running)
		return;
	worker_must_post(worker, &stop);
	pthread_join(worker->thread, NULL);
	worker->is_running = false;
}

/* ---- open, close --------------------------------------------------------------------------- */

/*
 * Commands that may be owed at once: an anchor, a line, a handover for each pair at most, and
 * as many again on their way.
 */
static unsigned int
slots_for(unsigned int n_pairs)
{
	unsigned int slots = SLOTS_MIN;

	while (slots < SLOTS_MAX && slots < 6 * n_pairs)
		slots *= 2;
	return slots;
}

int
worker_open(const struct worker_config *config, struct worker **ret)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	int r = -ENOMEM;

	if (!worker)
		return r;

	struct work *w = &worker->work;

	worker->owed = 1;	/* CMD_STOP: from the beginning */
	worker->tmr_at_us = UINT64_MAX;
	w->source_any_port = config->source_any_port;
	w->tally.gap = config->gap;
	list_init(&w->leaving);
	wheel_init(&w->wheel, mono_us(), WHEEL_TICK_US);
	inbox_init(&w->inbox);
	outbox_init(&w->outbox, &w->tally);
	r = mailbox_open(sizeof(struct command), slots_for(config->n_pairs), &worker->commands);
	if (!r)
		r = mailbox_open(sizeof(struct notice), slots_for(config->n_pairs), &w->notices);
	if (!r)
		r = loop_new(&worker->loop);
	if (!r)
		r = loop_io_new(worker->loop, mailbox_fd(worker->commands), on_command, worker,
				&worker->inbox_io);
	if (!r)
		r = loop_io_start(worker->inbox_io);
	if (!r)
		r = loop_tmr_new(worker->loop, on_timer, worker, &worker->tmr);
	if (r) {
		worker_close(worker);
		return r;
	}
	*ret = worker;
	return 0;
}

int
worker_adopt(struct worker *worker, struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++) {
		struct port *port = &pair->port[c];
		int r = loop_io_new(worker->loop, port->fd, on_readable, port, &port->io);

		if (r)
			return r;
		port->work = &worker->work;
	}
	return 0;
}

void
worker_disown(struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++)
		pair->port[c].io = loop_io_free(pair->port[c].io);
}

struct worker *
worker_close(struct worker *worker)
{
	if (!worker)
		return NULL;
	loop_io_free(worker->inbox_io);
	loop_tmr_free(worker->tmr);
	loop_free(worker->loop);
	mailbox_close(worker->commands);
	mailbox_close(worker->work.notices);
	free(worker);
	return NULL;
}

int
worker_post(struct worker *worker, const struct command *cmd)
{
	int owes = command_owes(cmd->kind);

	if (owes >= 0 && mailbox_room(worker->commands) < worker->owed + (unsigned int)owes + 1)
		return -EAGAIN;

	int r = mailbox_post(worker->commands, cmd);

	if (!r)
		worker->owed += (unsigned int)owes;
	return r;
}

void
worker_must_post(struct worker *worker, const struct command *cmd)
{
	if (worker_post(worker, cmd))
		abort();	/* an invariant of ours: see command_owes() */
}

int
worker_owe(struct worker *worker, enum command_kind kind)
{
	unsigned int n = (unsigned int)-command_owes(kind);

	if (mailbox_room(worker->commands) < worker->owed + n)
		return -EAGAIN;
	worker->owed += n;
	return 0;
}

void
worker_forgive(struct worker *worker, unsigned int n)
{
	worker->owed -= n;
}
