/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/indication.h - the secure-session indication of one media line
 *
 * Derived from the SDP and handed to the relay with the bridge; what packets show raises its state
 * (core/sight.h).  It holds no key, so it may be shown: session view, log, metrics, answer to the MSC.
 *
 * Thread      any; plain values
 * Standards   RFC 4568, RFC 4567, RFC 5763, TS 24.229 clause 7.5.2 (a=3ge2ae), RFC 5939, RFC 8643
 */
#ifndef CORE_INDICATION_H
#define CORE_INDICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mdesc.h"
#include "core/sdes.h"

enum keying { KEYING_NONE, KEYING_SDES, KEYING_MIKEY, KEYING_DTLS, KEYINGS };
enum scope { SCOPE_NONE, SCOPE_E2E, SCOPE_E2AE };
enum sec_state { SEC_NONE, SEC_OFFERED, SEC_NEGOTIATED, SEC_OBSERVED, SEC_VERIFIED };

struct indication {
	enum keying keying;
	enum scope scope;
	enum suite suite;		/* SDES only, SUITE_NONE while several are offered */
	enum sec_state state;
	enum mdir dir;			/* as the caller sees it */
	uint8_t tag_octets;		/* SRTP tag; of an offer with several suites the longest */
	uint8_t mki_octets;
};

/**
 * "none", "sdes", "mikey", "dtls"; "none", "e2e", "e2ae"; "none", "offered", ...  "?" if out of
 * range.  Static.
 */
const char *keying_name(enum keying keying);
const char *scope_name(enum scope scope);
const char *sec_state_name(enum sec_state state);

/**
 * Policy and relay treat e2e and e2ae alike: protected.  So does an offer until the answer says
 * otherwise.
 */
bool indication_is_protected(const struct indication *ind);

/**
 * What @offer alone says; state offered.  With potential configurations (RFC 5939) the secure one
 * counts.
 */
struct indication indication_of_offer(const struct mline *offer);

/**
 * What the answer made of it; state negotiated, or KEYING_NONE where the answer is plain.
 * An a=crypto line answered with RTP/AVP (RFC 8643) counts as secure if both sides have one.
 */
struct indication indication_of_answer(const struct mline *offer, const struct mline *answer);

/**
 * "sdes e2e AES_CM_128_HMAC_SHA1_80" (RFC-like tokens, for a=secure-session).  Returns the length
 * needed.
 */
size_t indication_format(const struct indication *ind, char *dst, size_t cap);

#endif
