/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/through.h - requests that make no dialog of ours, passed as they are
 *
 * MESSAGE, and OPTIONS to somebody else: one transaction in, one out, with a Call-ID and tags
 * of our own. What would make a dialog that we do not keep (SUBSCRIBE, REFER), and
 * registration, is refused with 405 in this release, a method unknown to RFC 3261 and its
 * extensions with 501.
 *
 * Thread      signalling
 * Standards   RFC 3261 section 16 (what a proxy would do), contract.md, Who is who
 */
#ifndef SIP_THROUGH_H
#define SIP_THROUGH_H

#include "agent_in.h"

/** @irq is taken. */
void through_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip);

/** Forget all that are pending: the agent is closing. */
void through_stop(struct agent *agent);

#endif
