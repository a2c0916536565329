/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/log.h - one line, one fact, one write
 *
 *	2026-11-23T23:59:59.123Z info  scope: event key=value
 *
 * A line is one write(2) to stderr, so lines of several threads do not mix.  The text after the
 * scope is escaped: control characters, DEL and octets above 126 become \xNN, a backslash \\;
 * what a peer sent cannot forge a line or drive a terminal.  Longer than LOG_LINE_MAX is cut and
 * ends in "...".
 *
 * Levels      error: the operator must act; warn: a peer misbehaved; info: the life of a call
 *             (at most 6 lines each); debug: every step of a machine.
 * Never       keys, a=crypto lines, whole messages.
 * Layer       base.  core logs nothing below the session; the packet path never logs.
 * Thread      any.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum log_level {
	LOGL_ERROR,
	LOGL_WARN,
	LOGL_INFO,
	LOGL_DEBUG,
	LOGL_COUNT
};

enum {
	LOG_LINE_MAX = 1024,	/* octets of a line, newline counted */
};

/* "error", "warn", "info", "debug". */
extern const char *const log_level_names[LOGL_COUNT];

/**
 * A level by its name.
 *
 * Fails   -EINVAL  no level is called @name
 */
MUST_CHECK int log_level_parse(const char *name, enum log_level *ret);

/** Lines less urgent than @level are dropped from now on (initially: below info).  Thread: any. */
void log_level_set(enum log_level level);

/** The level in force. */
enum log_level log_level_get(void);

/** Would a line of @level be written?  Spares the work of making its arguments. */
bool log_wants(enum log_level level);

/** Write one line.  @scope: lower-case noun, no colon.  @fmt: "event key=value ...", no newline. */
void log_error(const char *scope, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_warn(const char *scope, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_info(const char *scope, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_debug(const char *scope, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * A token bucket for lines that a peer can provoke: bursts of 10, then 1 a second, so that a
 * flood costs no disk.  Zeroed is a full bucket.  One per kind of line, usually static:
 *
 *	static struct log_limit limit;
 *	unsigned int missed;
 *	if (log_limited(&limit, now_us, &missed))
 *		log_warn("leg", "refused peer=%s suppressed=%u", peer, missed);
 */
struct log_limit {
	_Atomic uint64_t full_at_us;	/* the bucket as a point in time (GCRA); past: full */
	_Atomic unsigned int missed;	/* lines not written since the last that was */
};

/**
 * May this line be written now?
 *
 * @ret_missed   Lines held back since the last one, written when true is returned; NULL: not
 *               wanted.
 *
 * Thread  any.
 */
bool log_limited(struct log_limit *limit, uint64_t now_us, unsigned int *ret_missed);

/** Tests: hand lines to @sink (newline included) instead of stderr; NULL: stderr again. */
void log_set_sink(void (*sink)(void *ctx, const char *line, size_t n), void *ctx);

#endif
