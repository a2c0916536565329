/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/effects.c - see effects.h
 */
#include "effects.h"

#include "call.h"
#include "local.h"
#include "msc.h"
#include "reoffer.h"

static int
answer_cs(void *ctx, struct leg *cs, const struct cs_answer *answer)
{
	(void)ctx;
	return msc_answer(cs, answer);
}

static void
release(void *ctx, struct leg *leg, enum cause why)
{
	(void)ctx;
	leg_let_go(leg, why);
}

static int
reoffer(void *ctx, struct leg *leg, const struct reoffer *what)
{
	(void)ctx;
	return reoffer_start(leg, what);
}

static void
refuse_cs(void *ctx, struct leg *cs, enum cause why)
{
	(void)ctx;
	msc_refuse(cs, why);
}

static bool
reoffer_stop(void *ctx, struct leg *leg)
{
	(void)ctx;
	return reoffer_cancel(leg);
}

static void
probe(void *ctx, struct leg *leg)
{
	(void)ctx;
	local_probe(leg);
}

static void
ended(void *ctx, void *user)
{
	(void)ctx;
	call_ended(user);
}

void
effects_init(struct agent *agent)
{
	agent->signalling = (struct signalling){
		.ctx = agent,
		.answer_cs = answer_cs,
		.release = release,
		.reoffer = reoffer,
		.refuse_cs = refuse_cs,
		.reoffer_stop = reoffer_stop,
		.probe = probe,
		.ended = ended,
	};
}
