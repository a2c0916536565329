/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/local.h - what is answered and asked here, in a moved party's stead
 *
 * After a transfer UE A can be told nothing any more, and UE B is told nothing of it.  So a
 * re-INVITE or UPDATE of UE B is answered here with the SDP that UE B already has; the return of a
 * phone to PS likewise; and the hold of an MSC reaches UE B as that SDP with another direction.
 *
 * Thread      signalling
 * Standards   RFC 3261 section 14, RFC 3311, RFC 4028, RFC 4568 section 7.1.4; contract.md
 */
#ifndef SIP_LOCAL_H
#define SIP_LOCAL_H

#include "exchange.h"

/** RENEGO_LOCAL: a re-INVITE or UPDATE of a party whose other party has moved. */
void local_serve(struct leg *leg, nta_incoming_t *irq, const sip_t *sip);

/** RENEGO_RETURN: the phone is back on its PS leg. */
void local_return(struct leg *leg, nta_incoming_t *irq, const sip_t *sip);

/** The MSC holds or resumes: tell @leg its last SDP with direction @dir. */
void local_tell(struct leg *leg, enum mdir dir);

/** A request of ours is pending on @leg: the peer's offers meet 491. */
bool local_is_telling(const struct leg *leg);

/** OPTIONS in the dialog; session_probed() tells the outcome. */
void local_probe(struct leg *leg);

/** The leg ends: forget what was going on. */
void local_stop(struct leg *leg);

#endif
