/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/log.c - lines to stderr
 *
 * The line is built on the stack and leaves in one write(2); nothing allocates, so logging works
 * when memory does not.
 *
 * Thread      any; the level is one relaxed atomic.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mono.h"

enum {
	BURST_LINES = 10,
	LINE_EVERY_US = 1000000,
};

const char *const log_level_names[LOGL_COUNT] = {
	[LOGL_ERROR] = "error",
	[LOGL_WARN] = "warn",
	[LOGL_INFO] = "info",
	[LOGL_DEBUG] = "debug",
};

static _Atomic unsigned int max_level = LOGL_INFO;

static void (*sink_fn)(void *ctx, const char *line, size_t n);
static void *sink_ctx;

int
log_level_parse(const char *name, enum log_level *ret)
{
	for (unsigned int i = 0; i < LOGL_COUNT; i++) {
		if (strcmp(name, log_level_names[i]) == 0) {
			*ret = (enum log_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

void
log_level_set(enum log_level level)
{
	atomic_store_explicit(&max_level, (unsigned int)level, memory_order_relaxed);
}

enum log_level
log_level_get(void)
{
	return (enum log_level)atomic_load_explicit(&max_level, memory_order_relaxed);
}

bool
log_wants(enum log_level level)
{
	return level <= log_level_get();
}

/* "2026-11-23T23:59:59.123Z info  scope: "; returns its length. */
static size_t
put_head(char *line, size_t cap, enum log_level level, const char *scope)
{
	uint64_t now_us = wall_us();
	time_t now_s = (time_t)(now_us / 1000000);
	struct tm tm;

	gmtime_r(&now_s, &tm);

	size_t n = strftime(line, cap, "%Y-%m-%dT%H:%M:%S", &tm);
	int more = snprintf(line + n, cap - n, ".%03uZ %-5s %.32s: ",
			    (unsigned int)(now_us / 1000 % 1000), log_level_names[level], scope);

	return n + (size_t)more;
}

/* Append @text escaped; returns the new length, which leaves room for a newline. */
static size_t
put_escaped(char *line, size_t cap, size_t n, const char *text)
{
	static const char cut[] = "...";
	size_t end = cap - sizeof(cut);		/* "..." and the newline still fit */

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		char seen[5] = { (char)c };

		if (c == '\\')
			strcpy(seen, "\\\\");
		else if (c < ' ' || c > '~')
			snprintf(seen, sizeof(seen), "\\x%02x", c);

		size_t more = strlen(seen);

		if (n + more > end) {
			memcpy(line + n, cut, sizeof(cut) - 1);
			return n + sizeof(cut) - 1;
		}
		memcpy(line + n, seen, more);
		n += more;
	}
	return n;
}

static void
put_line(const char *line, size_t n)
{
	if (sink_fn) {
		sink_fn(sink_ctx, line, n);
		return;
	}

	int saved = errno;
	ssize_t written = write(STDERR_FILENO, line, n);

	(void)written;		/* nowhere left to complain */
	errno = saved;
}

static void __attribute__((format(printf, 3, 0)))
log_v(enum log_level level, const char *scope, const char *fmt, va_list args)
{
	char text[LOG_LINE_MAX];
	char line[LOG_LINE_MAX];

	if (!log_wants(level))
		return;
	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		return;

	size_t n = put_head(line, sizeof(line), level, scope);

	n = put_escaped(line, sizeof(line), n, text);
	line[n++] = '\n';
	put_line(line, n);
}

void
log_error(const char *scope, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_v(LOGL_ERROR, scope, fmt, args);
	va_end(args);
}

void
log_warn(const char *scope, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_v(LOGL_WARN, scope, fmt, args);
	va_end(args);
}

void
log_info(const char *scope, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_v(LOGL_INFO, scope, fmt, args);
	va_end(args);
}

void
log_debug(const char *scope, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_v(LOGL_DEBUG, scope, fmt, args);
	va_end(args);
}

/*
 * The bucket as one number, the time at which it would be full again (GCRA): a line costs
 * LINE_EVERY_US, and at most BURST_LINES may be owed.
 */
bool
log_limited(struct log_limit *limit, uint64_t now_us, unsigned int *ret_missed)
{
	uint64_t full_at = atomic_load_explicit(&limit->full_at_us, memory_order_relaxed);
	uint64_t next;

	do {
		next = (full_at > now_us ? full_at : now_us) + LINE_EVERY_US;
		if (next - now_us > (uint64_t)BURST_LINES * LINE_EVERY_US) {
			atomic_fetch_add_explicit(&limit->missed, 1, memory_order_relaxed);
			return false;
		}
	} while (!atomic_compare_exchange_weak_explicit(&limit->full_at_us, &full_at, next,
							memory_order_relaxed,
							memory_order_relaxed));

	unsigned int missed = atomic_exchange_explicit(&limit->missed, 0, memory_order_relaxed);

	if (ret_missed)
		*ret_missed = missed;
	return true;
}

void
log_set_sink(void (*sink)(void *ctx, const char *line, size_t n), void *ctx)
{
	sink_fn = sink;
	sink_ctx = ctx;
}
