/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reason.h - Reason headers into struct reasons
 *
 * Matched on protocol and cause alone: texts differ from vendor to vendor and language to language.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3326 section 2 (a header for each protocol, or a list in one)
 */
#ifndef SIP_REASON_H
#define SIP_REASON_H

#include "base/span.h"
#include "core/session.h"

enum {
	REASON_TEXT_MAX = 2048,		/* octets of a header value; a longer one is as if absent */
};

/**
 * Add what one Reason header says; @value is what stands behind "Reason:".  Zero @reasons before
 * the first header: the first cause of a protocol counts.  What is malformed adds nothing.
 */
void reason_parse(struct span value, struct reasons *reasons);

#endif
