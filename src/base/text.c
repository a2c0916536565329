/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/text.c - the growing buffer
 *
 * Grows by malloc, copy and wipe rather than realloc, which would leave a copy of
 * whatever keys were in it on the heap.
 *
 * Thread      one at a time.
 */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

enum {
	TEXT_FIRST_BYTES = 256,
};

void
text_init(struct text *t, size_t max)
{
	*t = (struct text){ .max = max };
}

void
text_fini(struct text *t)
{
	wipe_free(t->p, t->cap);
	*t = (struct text){ 0 };
}

void
text_reset(struct text *t)
{
	if (t->p)
		wipe(t->p, t->cap);
	t->n = 0;
	t->failed = false;
}

/* Room for @more octets and a terminator, or `failed`. */
static bool
make_room(struct text *t, size_t more)
{
	if (t->failed || more > t->max - t->n) {
		t->failed = true;
		return false;
	}
	if (t->p && t->n + more < t->cap)
		return true;

	size_t cap = t->cap ? t->cap : TEXT_FIRST_BYTES;

	while (cap <= t->n + more)
		cap *= 2;
	if (cap > t->max)
		cap = t->max + 1;

	char *p = malloc(cap);

	if (!p) {
		t->failed = true;
		return false;
	}
	if (t->n)
		memcpy(p, t->p, t->n);
	wipe_free(t->p, t->cap);
	t->p = p;
	t->cap = cap;
	return true;
}

void
text_put(struct text *t, const void *p, size_t n)
{
	if (!make_room(t, n))
		return;

	if (n)
		memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

void
text_puts(struct text *t, const char *cstr)
{
	text_put(t, cstr, strlen(cstr));
}

void
text_putc(struct text *t, char c)
{
	text_put(t, &c, 1);
}

void
text_put_span(struct text *t, struct span s)
{
	text_put(t, s.p, s.n);
}

void
text_printf(struct text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	text_vprintf(t, fmt, args);
	va_end(args);
}

void
text_vprintf(struct text *t, const char *fmt, va_list args)
{
	va_list again;

	va_copy(again, args);

	int n = vsnprintf(NULL, 0, fmt, args);

	if (n < 0) {
		t->failed = true;
	} else if (make_room(t, (size_t)n)) {
		vsnprintf(t->p + t->n, (size_t)n + 1, fmt, again);
		t->n += (size_t)n;
	}
	va_end(again);
}

struct span
text_span(const struct text *t)
{
	return span_new(t->p, t->n);
}

char *
text_take(struct text *t)
{
	text_put(t, "", 0);		/* an empty text is a string as well */

	size_t max = t->max;
	char *taken = t->failed ? NULL : t->p;

	if (taken)
		t->p = NULL;
	text_fini(t);
	t->max = max;
	return taken;
}
