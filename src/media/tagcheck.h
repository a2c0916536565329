/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/tagcheck.h - is this packet's tag made with the keys that the SDP showed us?
 *
 * A verdict, and nothing else: no payload is ever decrypted here, not even into a buffer that is thrown
 * away.  For AEAD suites the tag is recomputed over the ciphertext (GHASH), which needs no plain text.
 *
 * Keys        Copied from the sdes, turned into session keys, wiped by tagcheck_free().
 * Thread      the worker that owns the bridge; tagcheck_new() and _free() may run elsewhere, one at a time.
 * Standards   RFC 3711 sections 3.1, 3.4, 4.2, 4.3; RFC 6188; RFC 7714 sections 8, 9
 */
#ifndef MEDIA_TAGCHECK_H
#define MEDIA_TAGCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "core/sdes.h"

struct tagcheck;

/**
 * A checker for packets sent under @sdes (the sender's own a=crypto in force).
 *
 * Fails   -ENOTSUP  a suite we do not know, UNAUTHENTICATED_SRTP, a key derivation rate: there is nothing we
 *                   could check; treat the stream as one without keys
 *         -ENOMEM   also where OpenSSL refuses an algorithm
 */
MUST_CHECK int tagcheck_new(const struct sdes *sdes, struct tagcheck **ret);

/** Wipes the keys.  NULL is fine.  Returns NULL. */
struct tagcheck *tagcheck_free(struct tagcheck *tc);

/**
 * Does the SRTP packet @pkt verify with rollover counter @roc?
 *
 * Any octets may come; too short or no RTP is false.
 * Cost    one HMAC (or GHASH) over the packet a key; does not allocate.
 */
bool tagcheck_rtp(struct tagcheck *tc, const uint8_t *pkt, size_t n, uint32_t roc);

/**
 * Same for a SRTCP packet, which carries its index itself.
 *
 * @ret_index   Its 31 bits if the packet verifies, else untouched; may be NULL.
 */
bool tagcheck_rtcp(struct tagcheck *tc, const uint8_t *pkt, size_t n, uint32_t *ret_index);

/** Octets of a tag of SRTP or, with @rtcp, of SRTCP: how much one that verifies proves. */
unsigned int tagcheck_tag_octets(const struct tagcheck *tc, bool rtcp);

/**
 * What it was made of: the same suite, keys and MKIs give the same number, others another but for one
 * chance in 2^63.  Shows nothing of the keys.  NULL: 0.
 */
uint64_t tagcheck_id(const struct tagcheck *tc);

#endif
