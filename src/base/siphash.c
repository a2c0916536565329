/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/siphash.c - SipHash-2-4
 *
 * Thread      any; pure.
 * Standards   Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012; the test has the
 *             paper's vector (appendix A).
 */
#include <stdint.h>
#include <string.h>

#include "base/map.h"

struct sip_state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t
rotl(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

static void
rounds(struct sip_state *s, int n)
{
	while (n-- > 0) {
		s->v0 += s->v1;
		s->v1 = rotl(s->v1, 13) ^ s->v0;
		s->v0 = rotl(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotl(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotl(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotl(s->v1, 17) ^ s->v2;
		s->v2 = rotl(s->v2, 32);
	}
}

/* Little endian, as the paper; @n may be less than 8. */
static uint64_t
load(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint64_t
map_siphash(const uint8_t key[16], const void *p, size_t n)
{
	const uint8_t *in = p;
	uint64_t k0 = load(key, 8), k1 = load(key + 8, 8);
	uint64_t last = (uint64_t)n << 56;
	struct sip_state s = {
		.v0 = k0 ^ 0x736f6d6570736575,
		.v1 = k1 ^ 0x646f72616e646f6d,
		.v2 = k0 ^ 0x6c7967656e657261,
		.v3 = k1 ^ 0x7465646279746573,
	};

	for (; n >= 8; n -= 8, in += 8) {
		uint64_t word = load(in, 8);

		s.v3 ^= word;
		rounds(&s, 2);
		s.v0 ^= word;
	}
	if (n > 0)
		last |= load(in, n);

	s.v3 ^= last;
	rounds(&s, 2);
	s.v0 ^= last;
	s.v2 ^= 0xff;
	rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
