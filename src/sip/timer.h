/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/timer.h - the session timer, when the party that ran it has moved away
 *
 * Session-Expires passes end to end while both parties are on PS; we only note who refreshes.
 * After a transfer the moved party cannot, so we do, towards the one that stayed.
 *
 * Thread      signalling
 * Standards   RFC 4028 sections 7, 8, 9
 */
#ifndef SIP_TIMER_H
#define SIP_TIMER_H

#include "leg.h"

/** A 2xx of INVITE or UPDATE passed on @leg; @is_uac: we had sent the request there. */
void timer_note(struct leg *leg, const sip_t *response, bool is_uac);

/** The header lines of a 200 of ours to @request; notes what they agree to. */
void timer_put_answer(struct leg *leg, const sip_t *request, struct text *out);

/** The header lines of a request of ours. */
void timer_put_request(const struct leg *leg, struct text *out);

void timer_stop(struct leg *leg);

#endif
