/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/suite.c - what each crypto suite is made of
 *
 * Thread      any
 * Standards   RFC 4568 section 6.2, RFC 6188 section 4, RFC 7714 section 14
 */
#include "core/sdes.h"

static const struct suite_facts suites[SUITES] = {
	/*				  name				key||salt, tag, SRTCP tag */
	[SUITE_NONE]			= { "none",			0, 0, 0 },
	[SUITE_AES_CM_128_HMAC_SHA1_80]	= { "AES_CM_128_HMAC_SHA1_80",	30, 10, 10 },
	[SUITE_AES_CM_128_HMAC_SHA1_32]	= { "AES_CM_128_HMAC_SHA1_32",	30, 4, 10 },
	[SUITE_F8_128_HMAC_SHA1_80]	= { "F8_128_HMAC_SHA1_80",	30, 10, 10 },
	[SUITE_AES_192_CM_HMAC_SHA1_80]	= { "AES_192_CM_HMAC_SHA1_80",	38, 10, 10 },
	[SUITE_AES_192_CM_HMAC_SHA1_32]	= { "AES_192_CM_HMAC_SHA1_32",	38, 4, 10 },
	[SUITE_AES_256_CM_HMAC_SHA1_80]	= { "AES_256_CM_HMAC_SHA1_80",	46, 10, 10 },
	[SUITE_AES_256_CM_HMAC_SHA1_32]	= { "AES_256_CM_HMAC_SHA1_32",	46, 4, 10 },
	[SUITE_AEAD_AES_128_GCM]	= { "AEAD_AES_128_GCM",		28, 16, 16 },
	[SUITE_AEAD_AES_256_GCM]	= { "AEAD_AES_256_GCM",		44, 16, 16 },
	[SUITE_UNKNOWN]			= { "unknown",			0, 0, 0 },
};

const struct suite_facts *
suite_facts(enum suite suite)
{
	return &suites[(unsigned int)suite < SUITES ? suite : SUITE_UNKNOWN];
}

enum suite
suite_find(struct span name)
{
	for (unsigned int i = SUITE_NONE + 1; i < SUITE_UNKNOWN; i++) {
		if (span_is(name, suites[i].name))
			return (enum suite)i;
	}
	return SUITE_UNKNOWN;
}
