/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/headers.h - which headers a B2BUA passes on, and in what shape
 *
 * Headers travel as the lines they came as, in their order, whether sofia knows them or
 * not: what a parser would reprint it might also change.  A table (headers.c) names the few that
 * are ours to write, to drop or to rewrite, each with its reason; everything else passes.
 *
 * Thread      any; pure.
 * Standards   RFC 3261 sections 7.3, 16.6, 20; RFC 3891, RFC 4538 (dialog identifiers)
 */
#ifndef SIP_HEADERS_H
#define SIP_HEADERS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/span.h"
#include "base/text.h"

/** What becomes of a header. */
enum fate {
	FATE_PASS,		/* as it came */
	FATE_DROP,		/* it has done its work on this hop, or would lie further on */
	FATE_OURS,		/* we write our own */
	FATE_OPTIONS,		/* only the option tags that we can honour */
	FATE_BODY,		/* describes the body: passes with it */
	FATE_DIALOG,		/* names a dialog: if ours, renamed to its other side */
	FATE_CONTACT,		/* our own in a dialog, the peer's word elsewhere (3xx, REGISTER) */
	FATE_IDENTITY,		/* asserted: kept within the trust domain if asked */
};

struct header_row {
	const char *name;
	const char *compact;	/* "" where there is none */
	enum fate fate;
	const char *because;
};

/** The row of @name (full or compact, any case); unknown names get a FATE_PASS row.  Never NULL. */
const struct header_row *headers_row(struct span name);

/** Split "Name: value\r\n" (folded lines too); both trimmed.  False: no colon. */
bool headers_split(struct span line, struct span *ret_name, struct span *ret_value);

struct headers_how {
	bool has_body;		/* a body goes along: FATE_BODY passes */
	bool keeps_contact;	/* FATE_CONTACT passes (3xx, REGISTER) */
	bool drops_100rel;	/* a provisional response: each leg its own */
	bool drops_identity;	/* to somebody untrusted, with "Privacy: id" (compose_hides()) */
	/*
	 * Rename a dialog in a FATE_DIALOG value; false: none of ours, the value passes.  May
	 * be NULL.
	 */
	bool (*rename)(void *ctx, struct span value, struct text *out);
	void *ctx;
};

/** Append @line to @out as the table says: as it came, in a new shape, or not at all. */
void headers_put(struct text *out, struct span line, const struct headers_how *how);

/** Do we pass option tag @tag on, because it works through us? */
bool headers_may_option(struct span tag);

/** Those tags of the list @value that we cannot honour, as a list, to @out.  Returns how many. */
unsigned int headers_unsupported(struct span value, struct text *out);

/** "<sip:x>;a=b;tag=c" without its tag parameter, appended to @out. */
void headers_put_untagged(struct text *out, struct span value);

/** What follows the URI of a name-addr: ";expires=60;+g.3gpp.icsi-ref=..." or nothing. */
struct span headers_params(struct span value);

#endif
