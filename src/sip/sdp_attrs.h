/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_attrs.h - the attributes of a section, into a struct mline
 *
 * The half of sdp_map.c that reads a= lines; nobody else's business.
 *
 * Layer       sip.
 * Thread      any; pure.
 */
#ifndef SIP_SDP_ATTRS_H
#define SIP_SDP_ATTRS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/span.h"
#include "core/mdesc.h"

/* What the attributes of one section said that has no place in a struct mline. */
struct sdp_attrs {
	bool is_session;		/* the session level: no formats, no crypto */
	struct sdes *crypto;		/* room for what sdp_attrs_count() counted */
	struct addr rtcp;		/* of a=rtcp; port 0: not said, no family: port only */
	bool has_bad_rtcp;
	struct mline *line;		/* being filled in */
	bool has_acap_crypto;		/* counts where a=pcfg is (RFC 5939) */
	uint64_t key_mgmt, fingerprint;	/* hashes over the values of each in order; 0: none */
};

/** How many formats and crypto attributes @section may need room for. */
void sdp_attrs_count(struct span section, unsigned int *ret_formats, unsigned int *ret_crypto);

/**
 * Every attribute of @section into @line, whose formats are there.
 * Fails   -E2BIG   more than MDESC_CRYPTO_MAX valid a=crypto
 */
MUST_CHECK int sdp_attrs_read(struct span section, struct mline *line, struct sdp_attrs *attrs);

/**
 * What the keying of a line is by its own attributes and its session's (struct mline, keying_hash).
 */
uint64_t sdp_attrs_keying(const struct sdp_attrs *own, const struct sdp_attrs *session);

/**
 * The address of a c= or behind the port of an a=rtcp; in sdp_map.c.  Fails -EINVAL: not one to
 * relay to.
 */
MUST_CHECK int sdp_map_conn(struct span value, struct addr *ret);

#endif
