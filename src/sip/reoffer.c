/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reoffer.c - see reoffer.h; telling.c sends it
 */
#include "reoffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mono.h"
#include "base/wipe.h"
#include "call.h"
#include "msc.h"
#include "sdp_compose.h"
#include "telling.h"

struct change *
change_free(struct change *change)
{
	if (change)
		free(change->formats);
	free(change);
	return NULL;
}

static struct change *
change_new(struct leg *leg, const struct reoffer *what)
{
	struct change *change = calloc(1, sizeof(*change));

	if (!change)
		return NULL;
	change->line = what->line;
	change->n_formats = what->n_formats;
	if (what->wait_ms)
		change->until_us = leg->agent->now_us + UINT64_C(1000) * what->wait_ms;
	if (what->formats) {
		size_t octets = what->n_formats * sizeof(*change->formats);

		change->formats = malloc(octets);
		if (!change->formats)
			return change_free(change);
		memcpy(change->formats, what->formats, octets);
	}
	return change;
}

int
change_compose(struct leg *leg, const struct change *change, struct text *out)
{
	struct span base = change->formats ? sdp_told_last(&leg->told) : span_of(leg->home);

	if (base.n == 0)
		return -EINVAL;
	return sdp_compose_reoffer(&leg->told, base, change->line, change->formats,
				   change->n_formats, out);
}

void
change_keep(struct leg *leg, const struct change *change)
{
	if (!change->formats) {
		wipe_free_str(leg->home);
		leg->home = NULL;
		leg->may = MDIR_SENDRECV;	/* what an MSC held is held no more */
	} else if (!leg->home) {
		leg->home = span_dup(sdp_told_last(&leg->told));
		if (!leg->home)
			log_error("call", "out-of-memory");
	}
}

int
reoffer_start(struct leg *leg, const struct reoffer *what)
{
	struct change *change = change_new(leg, what);
	int err = change ? telling_change(leg, change) : -ENOMEM;

	if (err)
		change_free(change);
	return err;
}

bool
reoffer_cancel(struct leg *leg)
{
	return telling_stop(leg);
}

/* The leg of an MSC whose INVITE waits for the outcome, NULL: none. */
static struct leg *
waiting_in(const struct call *call)
{
	struct leg *leg;

	LIST_EACH(leg, &call->legs, of_call) {
		if (leg->kind == LEG_MSC && leg->state == LEG_SETUP)
			return leg;
	}
	return NULL;
}

void
change_done(struct leg *leg, struct change *change, struct mdesc *answer)
{
	struct call *call = leg->call;
	struct leg *waiting = call ? waiting_in(call) : NULL;

	change_free(change);
	if (call && call->session)
		session_reoffered(call->session, leg, answer);
	mdesc_free(answer);
	if (waiting && waiting->state == LEG_UP)
		msc_answered(waiting);
}
