/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/invite.h - what comes back: responses, ACK, CANCEL
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 9.2, 13.2.2, 13.3.1, 14.1, 17.1; RFC 5057 (which failures end a
 *             dialog)
 */
#ifndef SIP_INVITE_H
#define SIP_INVITE_H

#include "exchange.h"

/** A response to the request of @exchange; NULL: it timed out. */
void invite_on_response(struct exchange *exchange, const sip_t *sip);

/** For nta_incoming_bind(): ACK or CANCEL came, or (NULL) never will. */
int invite_on_ack_or_cancel(struct exchange *exchange, nta_incoming_t *irq, const sip_t *sip);

/** ACK to the 2xx that @exchange met, in @dialog, with the headers of @sip (NULL: none). */
void invite_ack(struct exchange *exchange, struct dialog *dialog, const sip_t *sip,
		struct span body);

#endif
