/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/ini.h - INI files with line numbers
 *
 * libinih reads the syntax, we the lines: Debian 12's build of it gives its handler no line
 * number, says nothing of a new section and cuts lines at 200 octets, so a reader of ours sits
 * between it and the file.  No other file knows libinih.
 *
 * Syntax      [section], key = value, comments from ; or # at the start of a line or from " ;"
 *             after a value: a ';' without a blank before it belongs to the value (sip:a@b;lr).
 *             A byte order mark and CRLF are fine.
 * Layer       base.
 * Thread      any; blocks on the file.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include <stdio.h>

#include "base/attr.h"

enum {
	INI_LINE_MAX = 198,	/* octets of a line, its end not counted */
	INI_LINES_MAX = 10000,	/* lines of a file */
};

/* What the reader finds; borrowed strings. */
struct ini_handler {
	/** A [section] header. */
	void (*section)(void *ctx, const char *section, unsigned int line);
	/** A key in a section. */
	void (*key)(void *ctx, const char *section, const char *key, const char *value,
		    unsigned int line);
	/** A mistake of syntax: a short sentence without file and line. */
	void (*error)(void *ctx, unsigned int line, const char *what);
};

/**
 * Read @in to its end and call the handler in the order of the lines.
 *
 * Mistakes go to the handler's error and reading goes on with the next line.
 *
 * Fails   -EINVAL  at least one mistake was reported
 *         -EIO     reading failed
 *         -ENOMEM
 */
MUST_CHECK int ini_read(FILE *in, const struct ini_handler *handler, void *ctx);

#endif
