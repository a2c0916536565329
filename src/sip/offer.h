/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/offer.h - the SDP of an exchange: told to the core, edited, passed on
 *
 * Which body is an offer and which an answer is decided here from the message that
 * carries it (enum oa); what it means is the core's matter.  Bodies that are no SDP pass untouched.
 *
 * Functions that fill @body append to an empty text what the message going on carries.
 *
 * Thread      signalling
 * Standards   RFC 3264, RFC 3261 section 13.2.1, RFC 3262 section 5, RFC 3311 section 5, RFC 6337
 */
#ifndef SIP_OFFER_H
#define SIP_OFFER_H

#include "exchange.h"

/** The SDP of @sip; empty if its body is none. */
struct span offer_sdp_of(const sip_t *sip);

/**
 * Does the body hide an SDP that we would have to edit and cannot reach (multipart, encoded)?
 * Such a request meets 415: its media would pass the relay by.
 */
bool offer_is_hidden(const sip_t *sip);

/** The body of INVITE, UPDATE or PRACK on its way. */
MUST_CHECK enum cause offer_in_request(struct exchange *exchange, const sip_t *sip,
				       struct text *body);

/** The body of a 1xx or 2xx on its way back. */
MUST_CHECK enum cause offer_in_response(struct exchange *exchange, const sip_t *sip,
					struct text *body);

/** The body of the ACK of @exchange. */
void offer_in_ack(struct exchange *exchange, const sip_t *sip, struct text *body);

/** The body of a PRACK that answers the offer in a provisional response of @invite. */
MUST_CHECK enum cause offer_in_prack(struct exchange *invite, const sip_t *sip, struct text *body);

/** The exchange failed: an offer it carried is off. */
void offer_refused(struct exchange *exchange);

/** Read @sdp for the core; logs what is wrong with it.  CAUSE_BAD_SDP, CAUSE_INTERNAL. */
MUST_CHECK enum cause offer_map(const struct leg *leg, struct span sdp, struct mdesc **ret);

#endif
