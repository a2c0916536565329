/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/reference.h - what the fast path promises, said a second time and slowly
 *
 * From the RFCs and sealift.conf(5), an octet at a time, without a look at bpf/: sums are made
 * anew over the whole packet.
 */
#ifndef TESTS_UNIT_FASTPATH_REFERENCE_H
#define TESTS_UNIT_FASTPATH_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/fastpath.h"

enum { ETH = 14 };

/**
 * May the Ethernet frame @p go the way @way?
 *
 * @ret   The frame as it must leave, but for the Ethernet addresses; as long as the return value
 *        says.  A wrong UDP checksum must stay wrong by as much.
 *
 * Returns 0 if it is left to user space.
 */
size_t reference_forward(const struct fastpath_way *way, uint8_t tos, const uint8_t *p, size_t n,
			 uint8_t *ret);

/** The ones' complement sum of UDP and pseudo-header of an IP packet; 0xffff: right. */
uint16_t reference_udp_sum(const uint8_t *ip);

#endif
