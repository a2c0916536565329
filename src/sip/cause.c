/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/cause.c - the table of causes on the wire
 *
 * What of it is whose word:
 *	403, 404, 480, 488 and 503   contract.md, Who is who.  standards.md marks the clauses of TS
 *			       24.237 behind them as recalled.  TS 23.216 8.1.1a has 404 ("user
 *			       unknown") for the permanent refusal and a temporary one beside it,
 *			       which the table keeps: 404 where no retry helps, 480 where one may.
 *			       The text of TS 24.237 12.7 that could be looked up (12.7.1: which
 *	INVITE is a transfer) says nothing of status codes; 12.7.2.1 and 12.3 were not to be found.
 *	488, 491, 487, 408   RFC 3261 21.4.26, 21.4.27, 21.4.25, 21.4.9: general, not of TS 24.237.
 *			       Reason of a BYE      RFC 3326 section 2.  Never SIP 503: from a
 *			       P-CSCF that means a bearer lost before a transfer (TS 24.229
 *			       5.2.8.1.2), and a node like us further on would wait for one. Where
 *			       ours is such an end: Q.850 27 (destination out of order), 41
 *			       (temporary failure).
 *
 * Thread      any; pure.
 */
#include "cause.h"

#include <stdio.h>

#include "base/attr.h"

enum {
	RETRY_TRANSFER_S = 2,		/* a transfer takes about as long */
	RETRY_LOAD_S = 10,		/* calls end at this pace, not faster */
	RETRY_DRAIN_S = 60,		/* somebody is replacing us */
};

#define TEMPORARILY "Temporarily Unavailable"
#define NOT_ACCEPTABLE "Not Acceptable Here"
#define UNAVAILABLE "Service Unavailable"

static const struct cause_wire wires[CAUSES] = {
	/*                          status  phrase   Retry-After   Warning  Reason of BYE, CANCEL */
	[CAUSE_NONE]            = { 0,   NULL,             0,                false, NULL,    0   },
	[CAUSE_NORMAL]          = { 480, TEMPORARILY,      0,                false, "Q.850", 16  },
	[CAUSE_CANCELLED]       = { 487, "Request Terminated", 0,            false, "SIP",   487 },
	[CAUSE_NO_ANSWER]       = { 408, "Request Timeout", 0,               true,  "SIP",   408 },
	[CAUSE_DEAD_PEER]       = { 480, TEMPORARILY,      0,                true,  "Q.850", 27  },
	[CAUSE_SHUTDOWN]        = { 503, UNAVAILABLE,      RETRY_LOAD_S,     true,  "Q.850", 41  },
	[CAUSE_MOVED]           = { 480, TEMPORARILY,      0,                false, "Q.850", 16  },
	[CAUSE_RETURNED]        = { 487, "Request Terminated", 0,            false, "SIP",   487 },
	[CAUSE_SOURCE_LOST]     = { 480, TEMPORARILY,      0,                true,  "Q.850", 27  },
	[CAUSE_NOT_TRUSTED]     = { 403, "Forbidden",      0,                true,  "SIP",   403 },
	[CAUSE_NOT_MSC]         = { 403, "Forbidden",      0,                true,  "SIP",   403 },
	[CAUSE_NO_IDENTITY]     = { 404, "Not Found",      0,                true,  "SIP",   404 },
	[CAUSE_IDENTITY_CONFLICT] = { 400, "Bad Request",  0,                true,  "SIP",   400 },
	[CAUSE_NO_SESSION]      = { 404, "Not Found",      0,                true,  "SIP",   404 },
	[CAUSE_STATE]           = { 480, TEMPORARILY,      0,                true,  "SIP",   480 },
	[CAUSE_IN_PROGRESS]     = { 480, TEMPORARILY,      RETRY_TRANSFER_S, true,  "SIP",   480 },
	[CAUSE_NO_MEDIA]        = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NO_BEARER]       = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NO_CODEC]        = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NEW_KEY]         = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NEW_SUITE]       = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NEW_ADDRESS]     = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_NEW_CODEC]       = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_BAD_SDP]         = { 488, NOT_ACCEPTABLE,   0,                true,  "SIP",   488 },
	[CAUSE_GLARE]           = { 491, "Request Pending", 0,               false, "SIP",   491 },
	[CAUSE_LIMIT]           = { 503, UNAVAILABLE,      RETRY_LOAD_S,     true,  "Q.850", 41  },
	[CAUSE_DRAINING]        = { 503, UNAVAILABLE,      RETRY_DRAIN_S,    true,  "Q.850", 41  },
	[CAUSE_INTERNAL]        = { 500, "Server Internal Error", 0,         true,  "SIP",   500 },
};

const struct cause_wire *
cause_wire(enum cause cause)
{
	return &wires[(unsigned int)cause < CAUSES ? cause : CAUSE_INTERNAL];
}

/* snprintf's result as a length of what is really there. */
static size_t
fit(int n, size_t cap)
{
	if (n < 0 || cap == 0)
		return 0;
	return (size_t)n < cap ? (size_t)n : cap - 1;
}

size_t
cause_warning(enum cause cause, const char *node, char *dst, size_t cap)
{
	if (!cause_wire(cause)->is_warned)
		return fit(snprintf(dst, cap, "%s", ""), cap);
	return fit(snprintf(dst, cap, "399 %s \"%s\"", node, cause_text(cause)), cap);
}

size_t
cause_reason(enum cause cause, char *dst, size_t cap)
{
	const struct cause_wire *wire = cause_wire(cause);

	if (!wire->protocol)
		return fit(snprintf(dst, cap, "%s", ""), cap);
	return fit(snprintf(dst, cap, "%s;cause=%u;text=\"%s\"", wire->protocol, wire->code,
			    cause_text(cause)), cap);
}
