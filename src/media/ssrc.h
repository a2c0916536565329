/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ssrc.h - SSRCs that somebody has sent under, and new ones for us
 *
 *	seen      everything that came by, so that we take none of it; forgets nothing, and may take
 *	          a few more for seen than there were
 *	source    one a session: draws random SSRCs, no two of which are equal
 *
 * Layer       media.
 * Thread      seen: the worker that owns the line; source: signalling.
 * Standards   RFC 3550 section 8.1 (random, and no other's); RFC 3711 section 9.1.
 */
#ifndef MEDIA_SSRC_H
#define MEDIA_SSRC_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SSRC_SEEN_BITS = 1024,
};

/* Zeroed: none. */
struct ssrc_seen {
	uint64_t bits[SSRC_SEEN_BITS / 64];
};

struct ssrc_source {
	uint8_t key[16];
	uint32_t drawn;
};

/** Somebody sends under @ssrc.  Cost: O(1). */
void ssrc_note(struct ssrc_seen *seen, uint32_t ssrc);

/** True for each that was noted, and for one in SSRC_SEEN_BITS others a noted one. */
bool ssrc_is_seen(const struct ssrc_seen *seen, uint32_t ssrc);

/** @random: copied; from getrandom(). */
void ssrc_source_init(struct ssrc_source *source, const uint8_t random[16]);

/** One that this source has not drawn before: it permutes the 2^32 of them. */
uint32_t ssrc_draw(struct ssrc_source *source);

#endif
