/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/cause.h - what a cause becomes on the wire
 *
 * The only place where the core's causes (core/cause.h) meet SIP status codes; the table in the .c
 * has a reason a row.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3261 section 21 and 20.43 (Warning), RFC 3326 (Reason), TS 24.237 clause 12, TS
 *             23.216
 */
#ifndef SIP_CAUSE_H
#define SIP_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/cause.h"

enum {
	CAUSE_HEADER_MAX = 512,		/* the longest Warning or Reason value, with NUL */
};

struct cause_wire {
	int status;			/* of the response that refuses; 0: never a refusal */
	const char *phrase;
	unsigned int retry_after_s;	/* Retry-After; 0: none */
	bool is_warned;			/* a Warning names the cause in the response */
	const char *protocol;		/* of the Reason in BYE and CANCEL; NULL: none */
	unsigned int code;		/* its cause */
};

/** Never NULL; the row of CAUSE_INTERNAL if out of range. */
const struct cause_wire *cause_wire(enum cause cause);

/**
 * A Warning value: `399 atcf1.example "nothing offered can carry the protected stream"`.
 * Returns the length, 0 (and "") where @cause has no Warning.  @cap: CAUSE_HEADER_MAX always does.
 */
size_t cause_warning(enum cause cause, const char *node, char *dst, size_t cap);

/**
 * A Reason value: `SIP;cause=503;text="..."`.  Returns the length, 0 (and "") where there is none.
 */
size_t cause_reason(enum cause cause, char *dst, size_t cap);

#endif
