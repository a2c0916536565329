/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/waiting.c - see waiting.h
 */
#include "tests/unit/core/waiting.h"

#include <check.h>

const struct told pcmu_b = { MPROTO_AVP, NULL, "PCMU/8000/0", 5002, MDIR_SENDRECV, MKIND_AUDIO };
const struct told amr_b = { MPROTO_AVP, NULL, "AMR/8000/97", 5004, MDIR_SENDRECV, MKIND_AUDIO };

/* A call in the clear, and an MSC that waits for Bob's codec. */
void
waiting(struct scene *scene)
{
	rig_init(&scene->rig);
	rig_call(&scene->rig, &scene->call, &avp_a, &avp_b);
	ck_assert_int_eq(rig_transfer(&scene->rig, ALICE, &scene->call.cs, &msc_pcmu), CAUSE_NONE);
	ck_assert_uint_eq(scene->call.b.n_reoffers, 1);
	ck_assert_uint_eq(scene->call.cs.n_answers, 0);
}

const struct fake_anchor *
anchor_of(struct scene *scene)
{
	return fake_relay_of(&scene->rig.relay, scene->call.id);
}

struct side *
alice(struct scene *scene)
{
	return &scene->call.session->side[PARTY_CALLER];
}

const char *
codec_of(const struct side *side)
{
	return side->last->line[0].formats[0].name;
}
