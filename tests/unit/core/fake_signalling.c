/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/fake_signalling.c - a SIP layer without SIP
 */
#include "tests/unit/core/fake_signalling.h"

#include "core/session.h"

static int
do_answer_cs(void *ctx, struct leg *cs, const struct cs_answer *answer)
{
	struct fake_signalling *fake = ctx;

	if (fake->fail_answer)
		return -fake->fail_answer;
	if (cs->is_released)
		fake->n_breaches++;
	cs->n_answers++;
	cs->answer = *answer;
	return 0;
}

static void
do_release(void *ctx, struct leg *leg, enum cause why)
{
	struct fake_signalling *fake = ctx;

	if (leg->is_released)
		fake->n_breaches++;
	if (fake->owner)
		session_leg_gone(fake->owner, leg);
	leg->is_released = true;
	leg->why = why;
	fake->n_released++;
}

static int
do_reoffer(void *ctx, struct leg *leg, const struct reoffer *what)
{
	struct fake_signalling *fake = ctx;

	if (fake->fail_reoffer)
		return -fake->fail_reoffer;
	if (leg->is_released || leg->is_reoffering || what->n_formats > FAKE_FORMATS_MAX)
		fake->n_breaches++;
	leg->is_reoffering = true;
	leg->n_reoffers++;
	leg->reoffer = *what;
	for (unsigned int i = 0; i < what->n_formats && i < FAKE_FORMATS_MAX; i++)
		leg->formats[i] = what->formats[i];
	return 0;
}

static void
do_refuse_cs(void *ctx, struct leg *cs, enum cause why)
{
	struct fake_signalling *fake = ctx;

	if (cs->is_released)
		fake->n_breaches++;
	cs->n_refused++;
	cs->why_refused = why;
}

static bool
do_reoffer_stop(void *ctx, struct leg *leg)
{
	struct fake_signalling *fake = ctx;

	if (leg->is_released || !leg->is_reoffering)
		fake->n_breaches++;
	leg->n_stops++;
	leg->is_reoffering = !fake->stops_at_once;
	return leg->is_reoffering;
}

static void
do_probe(void *ctx, struct leg *leg)
{
	struct fake_signalling *fake = ctx;

	if (leg->is_released)
		fake->n_breaches++;
	leg->n_probes++;
}

static void
do_ended(void *ctx, void *user)
{
	struct fake_signalling *fake = ctx;

	fake->n_ended++;
	fake->last_user = user;
}

void
fake_signalling_init(struct fake_signalling *fake)
{
	*fake = (struct fake_signalling){
		.signalling = {
			.ctx = fake,
			.answer_cs = do_answer_cs,
			.release = do_release,
			.reoffer = do_reoffer,
			.refuse_cs = do_refuse_cs,
			.reoffer_stop = do_reoffer_stop,
			.probe = do_probe,
			.ended = do_ended,
		},
	};
}
