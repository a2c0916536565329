/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/waiting.h - a call in the clear, and an MSC that waits for its other party's codec
 */
#ifndef TESTS_UNIT_CORE_WAITING_H
#define TESTS_UNIT_CORE_WAITING_H

#include "core/reoffer.h"
#include "tests/unit/core/rig.h"

struct scene {
	struct rig rig;
	struct call call;
};

extern const struct told pcmu_b, amr_b;		/* what Bob says to it */

/** A call in the clear; the MSC on call.cs waits. */
void waiting(struct scene *scene);

const struct fake_anchor *anchor_of(struct scene *scene);
struct side *alice(struct scene *scene);

/** The first codec of the description in force of @side. */
const char *codec_of(const struct side *side);

#endif
