/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/token.h - random identifiers that nobody can guess
 *
 * From getrandom(2), buffered per thread so that a tag costs no system call.  A process that
 * has no randomness ends: it could neither seed a map nor make a tag.
 *
 * Layer       base.
 * Thread      any.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

/** Fill @dst with @n random octets. */
void token_bytes(void *dst, size_t n);

/** Fill @dst with @n lower-case hexadecimal digits and a terminator: @n + 1 octets. */
void token_hex(char *dst, size_t n);

/** A random number. */
uint64_t token_u64(void);

#endif
