/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/indialog.h - requests within a dialog
 *
 * Thread      signalling
 * Standards   RFC 3261 section 12.2.2, 14.2, 15.1.2; RFC 3311 section 5.2
 */
#ifndef SIP_INDIALOG_H
#define SIP_INDIALOG_H

#include "leg.h"

/** @irq (taken) came in @dialog of @leg, from @from. */
void indialog_serve(struct leg *leg, struct dialog *dialog, nta_incoming_t *irq, const sip_t *sip,
		    const struct addr *from);

#endif
