/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/renumber.h - an MSC's speech formats as another party can be offered them
 *
 * A payload type that once meant a codec to a party never means another one to it; so the formats
 * of an MSC get the numbers the party knows them by, or numbers that nobody has used in this
 * session.
 *
 * Layer       core, private.
 * Thread      signalling
 * Standards   RFC 3264 section 8.3.2, RFC 3551 section 6
 */
#ifndef CORE_RENUMBER_H
#define CORE_RENUMBER_H

#include "base/attr.h"
#include "model.h"

enum { RENUMBER_MAX = 16 };	/* formats of one offer, and numbers ever given out in a session */

/* Numbers given out in a session, for good. */
struct minted {
	unsigned int n;
	struct mformat format[RENUMBER_MAX];
};

/**
 * The speech and events of @offered under numbers for who was told @told.  Those for which no
 * number is left are missing.  Returns how many there are.  The numbers count as used.
 */
unsigned int renumber(struct session *session, struct minted *minted, const struct mline *told,
		      const struct mline *offered, struct mformat ret[RENUMBER_MAX]);

/**
 * A copy of @last with the @n @formats on line @line and every other relayed line refused.
 * Fails   -ENOMEM, -E2BIG
 */
MUST_CHECK int renumber_mdesc(const struct mdesc *last, unsigned int line,
			      const struct mformat *formats, unsigned int n, struct mdesc **ret);

#endif
