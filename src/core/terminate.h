/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/terminate.h - the operator's other choice: a protected stream that ends here
 *
 * For an MSC that can carry speech only, where on-insecure-target = terminate: SRTP towards the
 * other party as before, speech in the clear towards the MSC.  Security is lowered, and never in
 * silence: as long as it is, the session counts as degraded, in views, log and metrics, and the
 * MSC is told of no secure session.
 *
 * Layer       core, private.
 * Thread      signalling
 * Standards   RFC 4568 section 5.1, RFC 3264 section 6.1; contract.md, CS bearers
 */
#ifndef CORE_TERMINATE_H
#define CORE_TERMINATE_H

#include "base/attr.h"
#include "model.h"
#include "policy.h"

/**
 * The a=crypto in force of the moving party (*@ret_own) and of the other one.
 *
 * False: it is not SDES that was agreed on, or not known which.  Borrowed.
 */
bool terminate_keys(const struct mline *moving, const struct mline *remote,
		    const struct indication *ind, const struct sdes **ret_own,
		    const struct sdes **ret_remote);

/**
 * Pick a speech bearer for a protected stream.
 *
 * What the other party takes and sends stays as it was: codec, payload type and ptime.
 *
 * Returns CAUSE_NONE and *@ret with BEARER_TERMINATED; CAUSE_NO_BEARER: its keys are not ours to
 * use (MIKEY, DTLS); CAUSE_NO_MEDIA; CAUSE_NO_CODEC: the MSC's speech is another, or its ptime.
 */
MUST_CHECK enum cause terminate_pick(const struct policy_ask *ask, struct bearer_pick *ret);

/** Has a leg of it come or gone?  The session's place among the degraded ones, and the log's line. */
void terminate_recount(struct session *session);

#endif
