/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/wipe.c - memory that held a secret
 *
 * Thread      any.
 */
#include "base/wipe.h"

#include <stdlib.h>
#include <string.h>

void
wipe(void *p, size_t n)
{
	if (n)
		explicit_bzero(p, n);
}

void *
wipe_free(void *p, size_t n)
{
	if (p) {
		wipe(p, n);
		free(p);
	}
	return NULL;
}

char *
wipe_free_str(char *s)
{
	return s ? wipe_free(s, strlen(s)) : NULL;
}
