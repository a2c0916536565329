/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/agreement.h - may a party say this again?
 *
 * Once its other party has moved, a party can only repeat what was agreed: nobody is there to
 * agree to more, and a new key or address would end the stream (RFC 4568 section 7.1.4).  What
 * may change is the direction.
 *
 * Layer       core, private.
 * Thread      any; pure.
 * Standards   RFC 4568 sections 5.1.4 and 7.1.4, RFC 3264 section 8; contract.md, What is done to
 *             an SDP
 */
#ifndef CORE_AGREEMENT_H
#define CORE_AGREEMENT_H

#include <stdbool.h>

#include "base/attr.h"
#include "core/cause.h"
#include "core/mdesc.h"

/* One line of the last agreement, and how much of it may change. */
struct agreement {
	const struct mline *own;	/* as the party that speaks described it */
	const struct mline *peer;	/* ... and the other one */
	bool is_protected;
	/* another address is fine: plain, or the other party never sees it */
	bool may_move;
	/* a payload type that has to stay, -1: any codec of the agreement */
	int must_pt;
};

/** CAUSE_NONE, _BAD_SDP (another kind of line), _NEW_SUITE, _NEW_KEY, _NEW_ADDRESS, _NEW_CODEC. */
MUST_CHECK enum cause agreement_check(const struct agreement *agreed, const struct mline *now);

/** Of @own's crypto lines the one that @peer's choice puts in force, or NULL. */
const struct sdes *agreement_crypto(const struct mline *own, const struct mline *peer);

#endif
