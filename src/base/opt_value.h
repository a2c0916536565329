/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/opt_value.h - the types of options, as a table
 *
 * Private to base/opt*.c.
 */
#ifndef BASE_OPT_VALUE_H
#define BASE_OPT_VALUE_H

#include "base/opt.h"

/* What can be done with a value of a type; `field` points to it inside a config. */
struct opt_kind {
	size_t size;
	/* What it looks like, for messages and the manual. */
	const char *form;
	/* Text to field.  -EINVAL: wrong, *ret_why (if set) says how; -ENOMEM. */
	int (*parse)(const struct opt *opt, const char *text, void *field, const char **ret_why);
	/* Field to text. */
	void (*format)(const struct opt *opt, const void *field, struct text *out);
	bool (*same)(const void *a, const void *b);
	/* Free what the field owns; NULL: nothing. */
	void (*fini)(void *field);
};

/** What is known of @opt's type. */
const struct opt_kind *opt_kind(const struct opt *opt);

/** The @i-th value of @opt in @config. */
void *opt_field(const struct opt *opt, const void *config, unsigned int i);

/** How many values @opt has in @config: 1 unless it may be repeated. */
unsigned int opt_count(const struct opt *opt, const void *config);

/** Append what is allowed: "0 to 63", "auto, off or require", "IP:PORT". */
void opt_put_allowed(const struct opt *opt, struct text *out);

#endif
