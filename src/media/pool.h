/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/pool.h - every port pair there is, and who may take one
 *
 *	realm, family --> addresses --> a shelf a worker: the pair that has been idle longest first
 *
 * Shelf       The pairs of one address and one worker, first in, first out.  What comes back
 *             waits (quarantine): packets of its last user may still be on their way.
 * Reserve     Transfers are never refused for want of a port: for each anchored session one pair of
 *             each family that the CS realm has is set aside.  A new call is refused before it
 *             would touch them; who is urgent (a transfer, an emergency call) may take any pair,
 *             also one in quarantine.
 * Layer       media.
 * Thread      open: the main thread, before any worker; the rest: signalling; pool_free(): any.
 * Standards   contract.md, Who is who (the reserve); RFC 3550 section 11 (even and odd port).
 */
#ifndef MEDIA_POOL_H
#define MEDIA_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "core/relay.h"
#include "media/media.h"
#include "port.h"

struct pool;

/** Port pairs that @config makes, on all addresses. */
unsigned int pool_pairs(const struct media_config *config);

/**
 * Bind them all.
 *
 * @ret_which   The address and port that failed; untouched on success.
 *
 * Fails   as pair_open(); -EINVAL: no address in REALM_ACCESS, no worker, or no room for a pair.
 *         Nothing stays bound.
 */
MUST_CHECK int pool_open(const struct media_config *config, struct addr *ret_which,
			 struct pool **ret);

/** Close them all: each has come back or its worker has ended.  NULL is fine.  Returns NULL. */
struct pool *pool_close(struct pool *pool);

/**
 * The pair that has been idle longest; it hears from now on.
 *
 * @is_urgent   The reserve and the quarantine do not count.
 *
 * Fails   -EAFNOSUPPORT  no address of @family (AF_INET, AF_INET6) in @realm
 *         -ENOSPC        none left, or none but the reserve, or all that are left are in quarantine
 */
MUST_CHECK int pool_take(struct pool *pool, unsigned int worker, enum realm realm, int family,
			 bool is_urgent, uint64_t now_us, struct pair **ret);

/** It is nobody's any more: deaf, and in quarantine from @now_us. */
void pool_put(struct pool *pool, struct pair *pair, uint64_t now_us);

/** Undo pool_take() of a pair that nobody has been told of: the first to be taken again. */
void pool_untake(struct pool *pool, struct pair *pair);

/**
 * Set a CS pair (of each family) of @worker's aside.
 *
 * @is_urgent   Also where there is none left to set aside: later calls are refused until there is.
 *
 * Fails   -ENOSPC
 */
MUST_CHECK int pool_reserve(struct pool *pool, unsigned int worker, bool is_urgent);

/** Undo one pool_reserve(). */
void pool_unreserve(struct pool *pool, unsigned int worker);

/** The worker with the most pairs for a new call. */
unsigned int pool_roomiest(const struct pool *pool);

/** Pairs not lent out and not set aside; those in quarantine count.  Thread: any. */
unsigned int pool_free(const struct pool *pool);

/** Call @fn for each pair until it fails; returns what it returned.  For the workers, at start. */
MUST_CHECK int pool_each(struct pool *pool, int (*fn)(void *arg, struct pair *pair), void *arg);

#endif
