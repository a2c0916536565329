/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/msc.h - the leg to an MSC: session transfer requests and what follows them
 *
 * Thread      signalling
 * Standards   TS 24.237 clauses 12.3, 12.7; contract.md, Who is who
 */
#ifndef SIP_MSC_H
#define SIP_MSC_H

#include "exchange.h"

/** An INVITE to a STN-SR in @irq (taken). */
void msc_start(struct agent *agent, nta_incoming_t *irq, const sip_t *sip, const struct addr *from);

/** RENEGO_MSC: a re-INVITE or UPDATE of the MSC. */
void msc_serve(struct leg *leg, nta_incoming_t *irq, const sip_t *sip);

/** The 200 to the INVITE of @leg is out: tell the core how long that took. */
void msc_answered(struct leg *leg);

/** signalling.refuse_cs(). */
void msc_refuse(struct leg *leg, enum cause why);

/** signalling.answer_cs(). */
int msc_answer(struct leg *leg, const struct cs_answer *answer);

#endif
