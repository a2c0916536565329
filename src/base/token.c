/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/token.c - random identifiers
 *
 * One getrandom(2) fills a pool of each thread's own; what was handed out is wiped from it.
 *
 * Thread      any.
 */
#include "base/token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/wipe.h"

enum {
	POOL_BYTES = 256,	/* getrandom(2) gives so many uninterrupted */
};

static _Thread_local unsigned char pool[POOL_BYTES];
static _Thread_local size_t left;

static void
refill(void)
{
	ssize_t n;

	do {
		n = getrandom(pool, sizeof(pool), 0);
	} while (n < 0 && errno == EINTR);

	if (n != sizeof(pool)) {
		log_error("token", "no randomness errno=%d", errno);
		abort();
	}
	left = sizeof(pool);
}

void
token_bytes(void *dst, size_t n)
{
	unsigned char *to = dst;

	while (n > 0) {
		if (left == 0)
			refill();

		size_t part = n < left ? n : left;

		left -= part;
		memcpy(to, pool + left, part);
		wipe(pool + left, part);
		to += part;
		n -= part;
	}
}

void
token_hex(char *dst, size_t n)
{
	unsigned char byte = 0;

	for (size_t i = 0; i < n; i++) {
		if (i % 2 == 0)
			token_bytes(&byte, 1);
		dst[i] = "0123456789abcdef"[byte & 0xf];
		byte >>= 4;
	}
	dst[n] = '\0';
}

uint64_t
token_u64(void)
{
	uint64_t v;

	token_bytes(&v, sizeof(v));
	return v;
}
