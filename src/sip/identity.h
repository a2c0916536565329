/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/identity.h - who is who: numbers and names out of header values
 *
 * On plain text: identity_sip.h finds the headers in sofia's messages.
 *
 * A number that the network asserts is that of a tel URI, or the user part of a sip or sips URI
 * with user=phone; global ones only (core/number.h).  An identity without a number is still
 * somebody: it has a URI for people.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3325 section 9.1, RFC 3966 sections 3 and 4, RFC 3261 sections 19.1.6 and 20.10,
 *             RFC 7315 (P-Called-Party-ID, P-Charging-Vector); contract.md, Who is who
 */
#ifndef SIP_IDENTITY_H
#define SIP_IDENTITY_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/span.h"
#include "core/number.h"
#include "core/session.h"

struct identity {
	struct number number;		/* unset if it has none */
	char uri[IDENTITY_MAX];		/* without parameters, password; "" if nobody; cut */
};

/**
 * Read one URI: "sip:+358401234567@ims.example;user=phone", "tel:+358-40-1234567".
 *
 * Fails   -EINVAL  no sip, sips or tel URI, or a control character in it
 */
MUST_CHECK int identity_parse_uri(struct span uri, struct identity *ret);

/**
 * The same for a URI that somebody dialled or calls himself by (Request-URI, From): phones leave
 * user=phone out, so a user part that is a global number counts as one.
 */
MUST_CHECK int identity_parse_dialled(struct span uri, struct identity *ret);

/**
 * Read a name-addr or addr-spec with whatever parameters, `"Alice" <sip:+358401234567@x>;tag=1`, as
 * identity_parse_dialled().  Fails -EINVAL.
 */
MUST_CHECK int identity_parse(struct span value, struct identity *ret);

/**
 * Read P-Asserted-Identity: @n header values, each with one or more identities parted by commas.
 *
 * One sip and one tel URI are one identity: number from whichever has one, URI of the first.
 *
 * Fails   -ENOENT    no identity in them (URIs of other schemes do not count)
 *         -ENOTUNIQ  two that disagree: different numbers, or two of one kind that differ:
 *                    CAUSE_IDENTITY_CONFLICT
 *         -EINVAL    malformed
 */
MUST_CHECK int identity_parse_asserted(const struct span *values, unsigned int n,
				       struct identity *ret);

/** Is @uri (tel, or sip with that number as user, user=phone or not) one of @n numbers? */
bool identity_is_one_of(struct span uri, const struct number *numbers, unsigned int n);

/**
 * icid-value of a P-Charging-Vector header, without quotes, cut at the bound; "" if it has none.
 */
void identity_parse_icid(struct span value, char ret[ICID_MAX]);

#endif
