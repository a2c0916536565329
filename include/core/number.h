/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/number.h - a global telephone number, the C-MSISDN we correlate by
 *
 * Numbers are compared as RFC 3966 section 4 says: visual separators do not
 * count, and only global numbers ('+') are numbers to us.
 *
 * Thread      any
 */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/span.h"

enum {
	NUMBER_DIGITS_MAX = 15,		/* ITU-T E.164 clause 6 */
};

/** Digits without '+'; the empty string is nobody.  A plain value. */
struct number {
	char digits[NUMBER_DIGITS_MAX + 1];
};

/**
 * Read the subscriber part of a tel URI or the user part of a sip URI with user=phone:
 * "+358-40 1111111" without scheme; parameters after ';' are ignored.
 *
 * Fails   -EINVAL  not a global number: no '+', no digit, a foreign character, over 15 digits
 */
MUST_CHECK int number_parse(struct span text, struct number *ret);

/** Is it anybody at all? */
bool number_is_set(const struct number *number);

/** Both set and equal: nobody equals nobody. */
bool number_eq(const struct number *a, const struct number *b);

#endif
