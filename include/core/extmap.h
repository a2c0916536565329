/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/extmap.h - what an a=extmap costs, for who reads one
 *
 * Thread      any; pure
 * Standards   RFC 8285 section 5
 */
#ifndef CORE_EXTMAP_H
#define CORE_EXTMAP_H

#include <stdint.h>

#include "base/span.h"

/**
 * Octets of data of the extension @uri names; of one we do not know 16, the most that the one-byte
 * form can carry.  0: an end point never sends it.
 */
uint8_t extmap_octets(struct span uri);

#endif
