/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reoffer.h - a party is offered other speech in its other party's stead
 *
 * Only ever for sessions in the clear: sdp_compose_reoffer() refuses all others.
 *
 * Thread      signalling
 * Standards   TS 23.237 clause 6.3.1.5; RFC 3264 section 8; RFC 3261 sections 9.1 and 14
 */
#ifndef SIP_REOFFER_H
#define SIP_REOFFER_H

#include "leg.h"

/** signalling.reoffer(). */
MUST_CHECK int reoffer_start(struct leg *leg, const struct reoffer *what);

/** signalling.reoffer_stop(). */
bool reoffer_cancel(struct leg *leg);

#endif
