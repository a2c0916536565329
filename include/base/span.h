/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/span.h - a piece of text that somebody else owns
 *
 * Parsers hand out spans of the message they were given instead of copies.  A span
 * carries its length, so it may hold any octet, NUL included, and needs no terminator.
 *
 * Life        A span is borrowed: valid as long as the bytes it points into.
 * Empty       n == 0; p may then be NULL.  `(struct span){ 0 }` is a good empty span.
 * Layer       base.
 * Thread      any; no function keeps anything.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

struct span {
	const char *p;
	size_t n;
};

/* printf("%" SPAN_FMT, SPAN_ARG(s)): stops at a NUL octet. */
#define SPAN_FMT ".*s"
#define SPAN_ARG(s) (int)(s).n, (s).p

/* A span of a string literal, also for static tables. */
#define SPAN_INIT(lit) { "" lit, sizeof(lit) - 1 }
#define span_lit(lit) ((struct span)SPAN_INIT(lit))

/** A span of a NUL-terminated string; NULL gives an empty span. */
static inline struct span
span_of(const char *cstr)
{
	return (struct span){ cstr, cstr ? strlen(cstr) : 0 };
}

/** A span of @n octets at @p. */
static inline struct span
span_new(const void *p, size_t n)
{
	return (struct span){ p, n };
}

/** Same octets. */
bool span_eq(struct span a, struct span b);

/** Same octets but for the case of ASCII letters (locale plays no part). */
bool span_case_eq(struct span a, struct span b);

/** Same octets as the NUL-terminated @cstr. */
bool span_is(struct span s, const char *cstr);

/** Same as span_is() but for the case of ASCII letters. */
bool span_case_is(struct span s, const char *cstr);

/** @s begins with @prefix (an empty prefix always fits). */
bool span_starts(struct span s, const char *prefix);

/** Same as span_starts() but for the case of ASCII letters. */
bool span_case_starts(struct span s, const char *prefix);

/** @s without blanks, tabs, CR and LF at both ends. */
struct span span_trim(struct span s);

/** @s without its first @n octets; empty if it has no more. */
struct span span_skip(struct span s, size_t n);

/**
 * Cut the part before the first @sep off @rest.
 *
 * Walks lists: `while (span_cut(&rest, ',', &item)) ...`.  The last item has no separator
 * after it; a trailing separator does not make another empty item.
 *
 * @rest       Becomes what follows the separator, or empty.
 * @ret_head   Written when true is returned; may be empty ("a,,b").
 *
 * Returns false when @rest was empty.
 */
bool span_cut(struct span *rest, char sep, struct span *ret_head);

/** Index of the first @c, or s.n when there is none. */
size_t span_find(struct span s, char c);

/**
 * A decimal number: digits only, no sign, no blanks, at most @max.
 *
 * Fails   -EINVAL  empty, or anything but digits
 *         -ERANGE  greater than @max (also when it would overflow)
 */
MUST_CHECK int span_u64(struct span s, uint64_t max, uint64_t *ret);

/**
 * A hexadecimal number of 1 to 16 digits, either case, no 0x.
 *
 * Fails   -EINVAL  empty, or anything but hexadecimal digits
 *         -ERANGE  more than 16 digits
 */
MUST_CHECK int span_hex(struct span s, uint64_t *ret);

/**
 * Copy into a NUL-terminated buffer of @cap octets.
 *
 * Fails   -ENAMETOOLONG  span and terminator do not fit; @dst is untouched
 *         -EINVAL        the span holds a NUL octet; @dst is untouched
 */
MUST_CHECK int span_copy(char *dst, size_t cap, struct span s);

/** A NUL-terminated copy, owned by the caller (free); NULL for want of memory. */
char *span_dup(struct span s);

#endif
