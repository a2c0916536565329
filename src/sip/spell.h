/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/spell.h - a parsed header as text
 *
 * Instead of sofia's sip_header_as_string(): in 1.12.11 a value of 128 octets and more may come back without
 * its end, and what lies behind it in memory would go out with the message.
 *
 * Layer       sip.
 * Thread      any; pure but for allocation.
 */
#ifndef SIP_SPELL_H
#define SIP_SPELL_H

#include "sofia.h"

/**
 * The value of @h (any sip_xxx_t), without its name.
 *
 * Returns memory of @home; NULL where @h is NULL or memory is out.
 */
char *spell(su_home_t *home, const void *h);

#endif
