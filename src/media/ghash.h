/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ghash.h - the tag of AES-GCM from its ciphertext alone
 *
 * A library's GCM hands out the plain text together with the verdict.  We may not open packets, so
 * the tag is computed as GHASH(AAD, ciphertext) xor E(J0), which never touches the key stream of the
 * payload.  A few packets a handover pass here: clear before fast.
 *
 * Thread      one at a time
 * Standards   NIST SP 800-38D sections 6.3, 6.4, 7.2
 */
#ifndef MEDIA_GHASH_H
#define MEDIA_GHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct ghash;

/** @key of 16, 24 or 32 octets is copied.  Fails -ENOMEM; -EINVAL: another length. */
MUST_CHECK int ghash_new(const uint8_t *key, unsigned int key_octets, struct ghash **ret);

/** Wipes.  NULL is fine.  Returns NULL. */
struct ghash *ghash_free(struct ghash *g);

/**
 * Is @tag (16 octets) that of @n octets of ciphertext at @c under @iv (12 octets), with the additional
 * data @a followed by @b?  Compared in constant time; does not allocate.
 */
bool ghash_is_tag(struct ghash *g, const uint8_t *iv, const uint8_t *a, size_t n_a, const uint8_t *b,
		  size_t n_b, const uint8_t *c, size_t n, const uint8_t *tag);

#endif
