/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reason.c - reading Reason header values
 *
 *	SIP ;cause=487 ;text="Handover cancelled", Q.850;cause=16;text="a, b; c"
 *
 * A quoted text may hold commas and semicolons, so the value is cut with an eye on quotes.
 *
 * Thread      any; pure.
 * Standards   RFC 3326 section 2.
 */
#include "reason.h"

#include "quoted.h"

enum {
	REASON_CAUSE_MAX = 999,		/* three digits in both protocols' worlds */
};

/* Where a protocol's cause goes; NULL: not one of ours. */
static unsigned int *
place_of(struct span protocol, struct reasons *reasons)
{
	if (span_case_is(protocol, "SIP"))
		return &reasons->sip_cause;
	if (span_case_is(protocol, "Q.850"))
		return &reasons->q850_cause;
	return NULL;
}

static void
read_one(struct span value, struct reasons *reasons)
{
	struct span part;

	if (!quoted_cut(&value, ';', &part))
		return;

	unsigned int *place = place_of(span_trim(part), reasons);

	while (place && *place == 0 && quoted_cut(&value, ';', &part)) {
		struct span name;
		uint64_t cause;

		if (span_cut(&part, '=', &name) && span_case_is(span_trim(name), "cause") &&
		    span_u64(span_trim(part), REASON_CAUSE_MAX, &cause) == 0)
			*place = (unsigned int)cause;
	}
}

void
reason_parse(struct span value, struct reasons *reasons)
{
	struct span one;

	if (value.n > REASON_TEXT_MAX)
		return;

	while (quoted_cut(&value, ',', &one))
		read_one(one, reasons);
}
