/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/handover.h - what a transfer and a later re-offer of the MSC have in common
 *
 * Layer       core, private.
 * Thread      signalling
 */
#ifndef CORE_HANDOVER_H
#define CORE_HANDOVER_H

#include "base/attr.h"
#include "core/cause.h"
#include "model.h"
#include "transfer.h"

/**
 * policy_pick() for @side, out of what both parties last agreed to.  @offer NULL: CAUSE_NO_MEDIA.
 */
MUST_CHECK enum cause handover_pick(struct side *side, const struct mdesc *offer, bool is_reoffer,
				    struct bearer_pick *ret);

/**
 * Open the CS side for @pick, answer the MSC on @cs, and feed @on (ON_STN_SR, ON_AGREED).
 * CAUSE_NONE, or CAUSE_NO_BEARER, _IN_PROGRESS, _NO_MEDIA, _INTERNAL, _CANCELLED and nothing has
 * changed.
 */
MUST_CHECK enum cause handover_begin(struct side *side, struct leg *cs,
				     const struct bearer_pick *pick, enum transfer_event on);

/**
 * Another codec on the CS leg that is up: a CS side beside it, 200 to the re-INVITE, and the old
 * side goes.  Fails as handover_begin().
 */
MUST_CHECK enum cause handover_change(struct side *side, const struct bearer_pick *pick);

/** What the 200 to the MSC says. */
struct cs_answer handover_answer(struct side *side, const struct bearer_pick *pick,
				 const struct relay_local *local);

/** The MSC's end for the relay. */
struct relay_remote handover_remote(const struct bearer_pick *pick);

#endif
