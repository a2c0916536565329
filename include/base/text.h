/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/text.h - a growing buffer with a limit, for text we write
 *
 * Write all you have, then check once: after the first failure (no memory, or the limit
 * would be passed) every further put is a no-op and `failed` stays true.
 *
 *	struct text t;
 *	text_init(&t, 4096);
 *	text_printf(&t, "v=0\r\n");
 *	char *sdp = text_take(&t);	(NULL if anything failed)
 *	text_fini(&t);
 *
 * Life        text_init .. text_fini; a zeroed text may be finied, and is a failed-less empty
 *             buffer of limit 0.  What a buffer grows out of, and what fini frees, is wiped:
 *             an SDP may carry keys.
 * Layer       base.
 * Thread      one at a time.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/span.h"

struct text {
	char *p;		/* NUL-terminated once anything was put; NULL before */
	size_t n;		/* octets in use, the terminator not counted */
	size_t cap;		/* octets allocated */
	size_t max;		/* most that n may become */
	bool failed;		/* something did not fit; sticky */
};

/** An empty buffer that may grow to @max octets.  Does not allocate. */
void text_init(struct text *t, size_t max);

/** Wipe and free.  NULL content is fine; the text is then as if zeroed. */
void text_fini(struct text *t);

/** Empty it but keep memory and limit; clears `failed`.  Old content is wiped. */
void text_reset(struct text *t);

/** Append @n octets.  On failure nothing is appended and `failed` is set. */
void text_put(struct text *t, const void *p, size_t n);

/** Append a NUL-terminated string. */
void text_puts(struct text *t, const char *cstr);

/** Append one octet. */
void text_putc(struct text *t, char c);

/** Append a span. */
void text_put_span(struct text *t, struct span s);

/** Append formatted text. */
void text_printf(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);

/** Same, with a va_list. */
void text_vprintf(struct text *t, const char *fmt, va_list args) PRINTF_LIKE(2, 0);

/** What is in it; borrowed until the next put, reset, take or fini. */
struct span text_span(const struct text *t);

/**
 * The content as a NUL-terminated string, owned by the caller (free, or wipe_free).
 *
 * The text is empty afterwards and may be used again.  Returns NULL if anything failed before;
 * the content is then wiped.
 */
char *text_take(struct text *t);

#endif
