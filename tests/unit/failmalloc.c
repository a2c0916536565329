/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/failmalloc.c - the n-th allocation fails
 *
 * By the linker's --wrap: our objects call __wrap_malloc, which calls the real one.  Debian's
 * libcheck is static, so it is wrapped as well; its own allocations (emalloc) are let through.
 */
#include "tests/unit/failmalloc.h"

#include <check.h>
#include <errno.h>
#include <stddef.h>

enum {
	ALLOCATIONS_MAX = 10000,
};

/* Names that the linker makes. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t align, size_t n);
void *__real_emalloc(size_t n);
void *__real_erealloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);
void *__wrap_emalloc(size_t n);
void *__wrap_erealloc(void *p, size_t n);

static _Thread_local unsigned int countdown;
static _Thread_local bool fired;

void
failmalloc_arm(unsigned int n)
{
	countdown = n;
	fired = false;
}

bool
failmalloc_disarm(void)
{
	countdown = 0;
	return fired;
}

static bool
fails_now(void)
{
	if (countdown == 0 || --countdown > 0)
		return false;

	fired = true;
	errno = ENOMEM;
	return true;
}

void *
__wrap_malloc(size_t n)
{
	return fails_now() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails_now() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails_now() ? NULL : __real_realloc(p, n);
}

void *
__wrap_aligned_alloc(size_t align, size_t n)
{
	return fails_now() ? NULL : __real_aligned_alloc(align, n);
}

void *
__wrap_emalloc(size_t n)
{
	unsigned int saved = countdown;

	countdown = 0;

	void *p = __real_emalloc(n);

	countdown = saved;
	return p;
}

void *
__wrap_erealloc(void *old, size_t n)
{
	unsigned int saved = countdown;

	countdown = 0;

	void *p = __real_erealloc(old, n);

	countdown = saved;
	return p;
}

static unsigned int
each(int (*body)(void *ctx), void *ctx, bool must_fail)
{
	for (unsigned int n = 1; n < ALLOCATIONS_MAX; n++) {
		failmalloc_arm(n);

		int result = body(ctx);
		bool failed = failmalloc_disarm();

		if (must_fail)
			ck_assert_msg(result == (failed ? -ENOMEM : 0), "allocation %u: %d", n, result);
		if (!failed)
			return n - 1;
	}
	ck_abort_msg("more than %d allocations", ALLOCATIONS_MAX);
	return 0;
}

unsigned int
failmalloc_each(int (*body)(void *ctx), void *ctx)
{
	return each(body, ctx, true);
}

unsigned int
failmalloc_each_survived(int (*body)(void *ctx), void *ctx)
{
	return each(body, ctx, false);
}
