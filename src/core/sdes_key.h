/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sdes_key.h - the key-params of one a=crypto attribute
 *
 * Layer       core, private.
 * Thread      any; pure.
 * Standards   RFC 4568 sections 6.1 and 9.2
 */
#ifndef CORE_SDES_KEY_H
#define CORE_SDES_KEY_H

#include "base/attr.h"
#include "base/span.h"
#include "core/sdes.h"

/**
 * Read "inline:KEY|2^20|1:4;inline:..." for @suite into @ret, which has room for SDES_KEYS_MAX.
 *
 * Several keys need an MKI each, of one length, all different: a receiver could not tell them
 * apart.
 *
 * @suite   A known one: it says how long a key is.
 *
 * Fails   -EINVAL  anything else than that; @ret may hold parts of keys, its owner wipes
 */
MUST_CHECK int sdes_keys_parse(struct span params, enum suite suite, unsigned int *ret_n,
			       struct sdes_key ret[SDES_KEYS_MAX]);

#endif
