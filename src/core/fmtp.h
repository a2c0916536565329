/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fmtp.h - one parameter of an a=fmtp value
 *
 * Thread      any; pure
 * Standards   RFC 4566 section 6 (fmtp); the "name=value; name=value" form of RFC 4867 section 8.3
 */
#ifndef CORE_FMTP_H
#define CORE_FMTP_H

#include <stdint.h>

#include "base/span.h"

/** Value of @name (case-insensitive) in @fmtp, a part of it; @absent where it is not given. */
struct span fmtp_value(const char *fmtp, const char *name, const char *absent);

/** The same as a number; @absent also where it is none. */
uint64_t fmtp_number(const char *fmtp, const char *name, uint64_t absent);

/** Highest number below @n in a list like mode-set=0,2,7; @n - 1 where it lists none. */
unsigned int fmtp_highest(const char *fmtp, const char *name, unsigned int n);

#endif
