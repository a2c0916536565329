/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ssrc.c - SSRCs that somebody has sent under, and new ones for us
 */
#include "ssrc.h"

#include <string.h>

#include "base/map.h"
#include "octets.h"

enum {
	ROUNDS = 4,	/* of a Luby-Rackoff permutation */
};

/* Knuth's multiplier; SSRCs are random, so this is for those that are not. */
static unsigned int
place(uint32_t ssrc)
{
	return (ssrc * 2654435761u) >> 22;
}

void
ssrc_note(struct ssrc_seen *seen, uint32_t ssrc)
{
	seen->bits[place(ssrc) / 64] |= UINT64_C(1) << place(ssrc) % 64;
}

bool
ssrc_is_seen(const struct ssrc_seen *seen, uint32_t ssrc)
{
	return seen->bits[place(ssrc) / 64] >> place(ssrc) % 64 & 1;
}

void
ssrc_source_init(struct ssrc_source *source, const uint8_t random[16])
{
	memcpy(source->key, random, sizeof(source->key));
	source->drawn = 0;
}

/*
 * A Feistel network can be run backwards whatever its rounds do, so two different numbers come out
 * different: nothing has to be remembered for none to come twice.
 */
uint32_t
ssrc_draw(struct ssrc_source *source)
{
	uint32_t n = source->drawn++;
	uint16_t left = (uint16_t)(n >> 16), right = (uint16_t)n;

	for (uint8_t round = 0; round < ROUNDS; round++) {
		uint8_t in[3] = { round };

		put_be16(in + 1, right);

		uint16_t mixed = (uint16_t)(left ^ map_siphash(source->key, in, sizeof(in)));

		left = right;
		right = mixed;
	}
	return (uint32_t)left << 16 | right;
}
