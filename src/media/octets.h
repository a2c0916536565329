/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/octets.h - numbers in network order, wherever they lie
 *
 * Layer       media.
 * Thread      any; pure.
 */
#ifndef MEDIA_OCTETS_H
#define MEDIA_OCTETS_H

#include <stdint.h>

/** A 16-bit number at @p, of any alignment. */
static inline uint16_t
get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/** A 32-bit number at @p. */
static inline uint32_t
get_be32(const uint8_t *p)
{
	return (uint32_t)get_be16(p) << 16 | get_be16(p + 2);
}

/** Write a 16-bit number to @p. */
static inline void
put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/** Write a 32-bit number to @p. */
static inline void
put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, (uint16_t)(v >> 16));
	put_be16(p + 2, (uint16_t)v);
}

#endif
