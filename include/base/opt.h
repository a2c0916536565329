/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/opt.h - options as a table
 *
 * One row a key: where its value goes in a config struct, what it may be, what it is when the file
 * is silent, and what a person should know.  From the same rows: the reader, its error messages,
 * the commented etc/sealift.ini and the manual's section.
 *
 *	static const struct opt opts[] = {
 *		{ .section = "media", .key = "dscp", .type = OPT_UINT,
 *		  .offset = offsetof(struct config, dscp), .max = 63, .def = "46",
 *		  .help = "DSCP of media packets." },
 *	};
 *	static const struct opt_table table = { opts, ARRAY_LEN(opts), sizeof(struct config) };
 *
 * Repeated keys (.repeat > 0) fill an array at .offset and count at .count_offset (unsigned int).
 *
 * Layer       base.
 * Thread      any; opt_load blocks on the file.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/text.h"

enum {
	OPT_TABLE_MAX = 96,	/* rows of a table */
	OPT_REPEAT_MAX = 32,	/* values of a repeated key */
};

/* The type of a row, and of the field (or element) it fills. */
enum opt_type {
	OPT_STRING,	/* char *, owned by the config; NULL when absent and without default */
	OPT_BOOL,	/* bool; "yes" or "no" */
	OPT_UINT,	/* unsigned int, .min to .max */
	OPT_ENUM,	/* an enum or unsigned int: index into .names */
	OPT_LISTEN,	/* struct opt_listen: "udp:192.0.2.1:5060" */
	OPT_ADDR,	/* struct addr with port */
	OPT_IP,		/* struct addr, port 0 */
	OPT_PREFIX,	/* struct prefix */
	OPT_PORTS,	/* struct opt_ports: "20000-27999" */
	OPT_URI,	/* char *, owned by the config: starts sip:, sips: or tel: */
	OPT_TYPE_COUNT
};

enum opt_transport {
	OPT_UDP,
	OPT_TCP,
	OPT_TLS,
	OPT_TRANSPORT_COUNT
};

/* "udp", "tcp", "tls". */
extern const char *const opt_transport_names[OPT_TRANSPORT_COUNT];

struct opt_listen {
	unsigned int transport;		/* enum opt_transport */
	struct addr addr;
};

struct opt_ports {
	uint16_t lo;
	uint16_t hi;			/* included; not below lo */
};

struct opt {
	const char *section;
	const char *key;
	enum opt_type type;
	size_t offset;			/* of the field, or of the array's first element */
	size_t count_offset;		/* repeat: of the unsigned int that counts */
	unsigned int repeat;		/* 0: once; else most values, <= OPT_REPEAT_MAX */
	unsigned int min, max;		/* OPT_UINT; max 0: UINT_MAX */
	const char *unit;		/* "ms", "calls", or NULL */
	const char *def;		/* text of the default, or NULL: zeroed */
	const char *example;		/* for the printed file where there is no default */
	const char *const *names;	/* OPT_ENUM: ends with NULL */
	bool required;
	bool reloadable;		/* a change takes effect on SIGHUP */
	const char *help;		/* sentences; what it does and when to change it */
};

struct opt_table {
	const struct opt *opts;		/* rows of one section stand together */
	size_t n_opts;			/* <= OPT_TABLE_MAX */
	size_t config_size;
};

/* Every mistake of one file, and where each value came from. */
struct opt_errors {
	const char *file;		/* borrowed: how the file is called in messages */
	struct text text;		/* "FILE:LINE: what is wrong\n" ... */
	unsigned int count;
	/* Line of each value; of its section's header where the key is absent; 0: neither. */
	unsigned int lines[OPT_TABLE_MAX][OPT_REPEAT_MAX];
};

/** No mistakes yet; @file is kept. */
void opt_errors_init(struct opt_errors *errors, const char *file);

/** Free the text. */
void opt_errors_fini(struct opt_errors *errors);

/** Add "FILE:LINE: ..."; without the line when it is 0. */
void opt_error(struct opt_errors *errors, unsigned int line, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/** Line of the @index-th value of section.key, for mistakes that only the application can see. */
unsigned int opt_line(const struct opt_errors *errors, const struct opt_table *table,
		      const char *section, const char *key, unsigned int index);

/** Zero @config and fill in the defaults.  Fails: -ENOMEM (config is then finied). */
MUST_CHECK int opt_defaults(const struct opt_table *table, void *config);

/** Free the strings of @config and zero it.  A zeroed config is fine. */
void opt_fini(const struct opt_table *table, void *config);

/**
 * Defaults, then the file errors->file, into @config.
 *
 * @config   Whatever was in it is overwritten, not freed.  On failure finied (zeroed).
 * @errors   Initialised; gets every mistake: unknown sections and keys, missing ones, bad values,
 *           keys given twice that may be once.
 *
 * Fails   -EINVAL  mistakes, see @errors (one of them may be that the file cannot be opened)
 *         -ENOMEM
 *         -E2BIG   the table has too many rows
 */
MUST_CHECK int opt_load(const struct opt_table *table, void *config, struct opt_errors *errors);

/** Same, from an open stream (tests, fuzzing). */
MUST_CHECK int opt_load_stream(const struct opt_table *table, FILE *in, void *config,
			       struct opt_errors *errors);

/** Is the value of row @opt the same in both? */
bool opt_same(const struct opt *opt, const void *a, const void *b);

/**
 * Call @fn for each row whose value differs.
 *
 * Returns how many of them are not reloadable: with any, the old configuration stays.
 */
unsigned int opt_diff(const struct opt_table *table, const void *old, const void *new,
		      void (*fn)(void *ctx, const struct opt *changed), void *ctx);

/** Append the value(s) of a row, as the file would have them, one "key = value" a line. */
void opt_format(const struct opt *opt, const void *config, struct text *out);

/** Print a file with every key, commented: etc/sealift.ini. */
void opt_print_ini(const struct opt_table *table, FILE *out);

/** Print the mdoc(7) list of options for the manual page. */
void opt_print_man(const struct opt_table *table, FILE *out);

#endif
