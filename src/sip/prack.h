/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/prack.h - reliable provisional responses, end to end
 *
 * RSeq and RAck are counted for each leg by itself.  What is reliable downstream is so upstream
 * where the caller can (its PRACK goes on to that fork); where it cannot, we acknowledge
 * downstream ourselves; where the caller insists and the callee does not, we answer its PRACK.
 *
 * Thread      signalling
 * Standards   RFC 3262, RFC 6337
 */
#ifndef SIP_PRACK_H
#define SIP_PRACK_H

#include "exchange.h"

/** Is @sip a provisional response that we have not taken yet?  (A repeated reliable one is not.) */
bool prack_is_new(struct exchange *exchange, const sip_t *sip);

/** Send the provisional response in @out upstream, reliably if need be.  Fails -EPROTO. */
MUST_CHECK int prack_answer(struct exchange *exchange, const sip_t *sip, const struct text *out);

/** No PRACK is awaited for it any more. */
void prack_forget(struct reliable *reliable);

#endif
