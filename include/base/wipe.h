/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/wipe.h - memory that held a secret
 *
 * Layer       base.
 * Thread      any.
 */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/** Zero @n octets; the compiler may not leave it out. */
void wipe(void *p, size_t n);

/** wipe() and free().  NULL is fine.  Returns NULL. */
void *wipe_free(void *p, size_t n);

/** wipe_free() of a NUL-terminated string.  NULL is fine.  Returns NULL. */
char *wipe_free_str(char *s);

#endif
