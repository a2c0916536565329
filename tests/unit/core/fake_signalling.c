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
			.probe = do_probe,
			.ended = do_ended,
		},
	};
}
