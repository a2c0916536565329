/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sdes.h - one a=crypto attribute (RFC 4568), every suite and parameter
 *
 * The value is parsed, never rewritten: what goes on to the other party is the
 * text as it came.  Keys stay in this struct only, which its owner wipes.
 *
 * Thread      any
 * Standards   RFC 4568 section 9, RFC 6188 section 4, RFC 7714 section 14
 */
#ifndef CORE_SDES_H
#define CORE_SDES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/span.h"

enum suite {
	SUITE_NONE,
	SUITE_AES_CM_128_HMAC_SHA1_80,
	SUITE_AES_CM_128_HMAC_SHA1_32,
	SUITE_F8_128_HMAC_SHA1_80,
	SUITE_AES_192_CM_HMAC_SHA1_80,
	SUITE_AES_192_CM_HMAC_SHA1_32,
	SUITE_AES_256_CM_HMAC_SHA1_80,
	SUITE_AES_256_CM_HMAC_SHA1_32,
	SUITE_AEAD_AES_128_GCM,
	SUITE_AEAD_AES_256_GCM,
	SUITE_UNKNOWN,		/* somebody else's suite: passed on, not understood */
	SUITES
};

struct suite_facts {
	const char *name;		/* as IANA registers it */
	uint8_t key_salt_octets;	/* master key and salt together; 0: not known */
	uint8_t tag_octets;		/* SRTP */
	uint8_t srtcp_tag_octets;
};

enum {
	SDES_KEY_MAX = 46,		/* AES-256-CM: 32 + 14 octets */
	SDES_KEYS_MAX = 4,		/* key-params in one attribute, RFC 4568 9.1 */
	SDES_MKI_MAX = 128,		/* octets, RFC 4568 9.2 */
};

enum sdes_param {			/* session parameters, RFC 4568 section 6.3 */
	SDES_UNENCRYPTED_SRTP	= 1 << 0,
	SDES_UNENCRYPTED_SRTCP	= 1 << 1,
	SDES_UNAUTHENTICATED	= 1 << 2,
	SDES_FEC_ORDER		= 1 << 3,
	SDES_FEC_KEY		= 1 << 4,
	SDES_WSH		= 1 << 5,
	SDES_KDR		= 1 << 6,
	SDES_EXTENSION		= 1 << 7,	/* a "-name" extension that may be ignored */
};

struct sdes_key {
	uint8_t octets[SDES_KEY_MAX];	/* master key || master salt */
	uint8_t n_octets;
	uint8_t mki_octets;		/* 0: no MKI */
	uint64_t mki;
	uint64_t lifetime;		/* packets; 0: default of the suite */
};

struct sdes {
	uint32_t tag;			/* 1 to 999999999 */
	enum suite suite;
	unsigned int params;		/* enum sdes_param */
	uint8_t kdr;			/* key derivation rate 2^kdr; with SDES_KDR only */
	/* SUITE_UNKNOWN: over what follows the tag, to tell a new key from the old */
	uint64_t unknown_hash;
	unsigned int n_keys;
	struct sdes_key key[SDES_KEYS_MAX];
};

/** Facts of @suite; SUITE_NONE and SUITE_UNKNOWN have zero lengths.  Never NULL. */
const struct suite_facts *suite_facts(enum suite suite);

/** @name as in SDP, case as registered (RFC 4568 6.2: case sensitive). */
enum suite suite_find(struct span name);

/**
 * Parse what stands behind "a=crypto:".
 *
 * An unknown suite is no error (the attribute passes): SUITE_UNKNOWN, no keys.
 *
 * Fails   -EINVAL  grammar, tag, bad base64, key length that does not fit the suite, MKI or
 *                  lifetime out of range, an unknown session parameter without '-', duplicate
 *                  parameter
 *         *@ret is wiped on failure.
 * Spec    RFC 4568 sections 6.1, 6.3, 9.1, 9.2
 */
MUST_CHECK int sdes_parse(struct span value, struct sdes *ret);

/**
 * Same suite, same keys and MKIs, same session parameters; tag and lifetimes do not count.  Of an
 * unknown suite: the same text.  Constant time in the keys.
 */
bool sdes_same_keys(const struct sdes *a, const struct sdes *b);

#endif
