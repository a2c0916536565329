/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/policy.h - may the stream move to what the MSC offers, and to which bearer?
 *
 * A pure decision, made before anything is touched: security is never lowered in silence, so what
 * cannot carry a protected stream is refused here, before the MSC has told the MME yes.
 *
 * Thread      any; pure
 * Standards   TS 24.237 clause 12.7.2; TS 23.216 clause 8.1.1a; RFC 4040; RFC 4867; TS 29.414;
 *             contract.md
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include "base/attr.h"
#include "core/bearer.h"
#include "core/cause.h"
#include "core/indication.h"
#include "core/mdesc.h"

struct policy_ask {
	const struct mdesc *offer;		/* the MSC's; NULL: it made none */
	/* what the moving party last said of its speech line */
	const struct mline *moving;
	const struct mline *remote;		/* what the other party last said of it */
	const struct indication *ind;		/* of that line */
	bool is_reoffer;			/* on a CS leg that is up */
	uint16_t iufp_ptime_ms;			/* 5 or 10: for IUFP, where the offer says neither */
	/* what the operator says that data bearers carry; 0: all of the line */
	uint32_t bearer_bps;
	bool fit_by_mean;			/* core/fit.h, The rule */
};

/**
 * Pick a bearer.
 *
 * *@ret is complete but for what only the caller knows (our own address).
 *
 * Returns CAUSE_NONE; CAUSE_NO_MEDIA: no offer, or no line with address and port;
 * CAUSE_NO_BEARER: the stream is protected and nothing offered can carry it, or it does not fit
 * what the operator says the bearer carries, or the offer if that says less (b=);
 * CAUSE_NO_CODEC: the stream is plain and no speech codec offered is one the other party uses, or
 * it may use others besides, which the MSC would not take.
 */
MUST_CHECK enum cause policy_pick(const struct policy_ask *ask, struct bearer_pick *ret);

/**
 * The speech that the MSC offers: its first usable line in the clear with a format that is neither
 * data nor an event; NULL: none.
 */
const struct mline *policy_speech_line(const struct mdesc *offer);

/** May the other party use a codec besides those of @pick? */
bool policy_leaves_any(const struct bearer_pick *pick, const struct mline *moving,
		       const struct mline *remote);

/** Does @format carry data of whatever kind (CLEARMODE, Iu UP), or have no name we know? */
bool policy_is_data(const struct mformat *format);

/**
 * As for a plain stream, whatever it is: a BEARER_SPEECH.  Returns CAUSE_NONE, _NO_MEDIA, _NO_CODEC.
 */
MUST_CHECK enum cause policy_pick_speech(const struct policy_ask *ask, struct bearer_pick *ret);

#endif
