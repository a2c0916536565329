/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/multipart.h - the SDP inside a multipart body
 *
 * Emergency calls bring their location beside their SDP, gateways an ISUP message: the one
 * part that is SDP is found and edited where it stands, every other octet passes.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 2046 section 5.1, RFC 5621 section 3.1, RFC 6442 section 5.1
 */
#ifndef SIP_MULTIPART_H
#define SIP_MULTIPART_H

#include <stdbool.h>

#include "base/span.h"

enum multipart {
	MULTIPART_NONE,		/* no part is SDP */
	MULTIPART_FOUND,	/* one is */
	MULTIPART_HIDDEN,	/* malformed, nested, encoded, of a given length, or several */
};

/**
 * Look for the SDP among the parts of @body.
 * @boundary   Without quotes and leading dashes.
 * @ret        The SDP without the line end before the next boundary; written for MULTIPART_FOUND.
 */
enum multipart multipart_find(struct span body, struct span boundary, struct span *ret);

#endif
