/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/opt.c - reading a file into a config by a table
 *
 * Every mistake of the file is collected, none ends the reading: an operator wants to mend a
 * file once.
 *
 * Thread      any; blocks on the file.
 */
#include "base/opt.h"

#include <errno.h>
#include <string.h>

#include "base/ini.h"
#include "opt_value.h"

enum {
	ERRORS_MAX_BYTES = 64 * 1024,
	ERROR_MAX_BYTES = 8 * 1024,	/* one message, far more than any */
};

/* One reading. */
struct opt_load {
	const struct opt_table *table;
	void *config;
	struct opt_errors *errors;
	unsigned int given[OPT_TABLE_MAX];	/* values the file has given, for each row */
	bool section_known;
	int result;				/* -ENOMEM sticks */
};

/* ---- mistakes -------------------------------------------------------------------------------- */

void
opt_errors_init(struct opt_errors *errors, const char *file)
{
	*errors = (struct opt_errors){ .file = file };
	text_init(&errors->text, ERRORS_MAX_BYTES + ERROR_MAX_BYTES);
}

void
opt_errors_fini(struct opt_errors *errors)
{
	text_fini(&errors->text);
}

void
opt_error(struct opt_errors *errors, unsigned int line, const char *fmt, ...)
{
	va_list args;

	errors->count++;
	if (errors->text.n > ERRORS_MAX_BYTES)
		return;			/* enough to mend; the count goes on */
	text_puts(&errors->text, errors->file);
	if (line > 0)
		text_printf(&errors->text, ":%u", line);
	text_puts(&errors->text, ": ");

	va_start(args, fmt);
	text_vprintf(&errors->text, fmt, args);
	va_end(args);
	text_putc(&errors->text, '\n');
}

static const struct opt *
find_row(const struct opt_table *table, const char *section, const char *key)
{
	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++) {
		if (strcmp(o->section, section) == 0 && strcmp(o->key, key) == 0)
			return o;
	}
	return NULL;
}

unsigned int
opt_line(const struct opt_errors *errors, const struct opt_table *table, const char *section,
	 const char *key, unsigned int index)
{
	const struct opt *row = find_row(table, section, key);

	return row && index < OPT_REPEAT_MAX ? errors->lines[row - table->opts][index] : 0;
}

/* ---- values ---------------------------------------------------------------------------------- */

static void
set_count(const struct opt *opt, void *config, unsigned int n)
{
	if (opt->repeat > 0)
		*(unsigned int *)((char *)config + opt->count_offset) = n;
}

/* Free all values of a row and zero them. */
static void
clear_row(const struct opt *opt, void *config)
{
	const struct opt_kind *kind = opt_kind(opt);
	unsigned int n = opt->repeat ? opt->repeat : 1;

	for (unsigned int i = 0; i < n && kind->fini; i++)
		kind->fini(opt_field(opt, config, i));
	memset(opt_field(opt, config, 0), 0, n * kind->size);
	set_count(opt, config, 0);
}

void
opt_fini(const struct opt_table *table, void *config)
{
	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++)
		clear_row(o, config);
	memset(config, 0, table->config_size);
}

int
opt_defaults(const struct opt_table *table, void *config)
{
	memset(config, 0, table->config_size);

	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++) {
		const char *why;

		if (!o->def)
			continue;

		int result = opt_kind(o)->parse(o, o->def, opt_field(o, config, 0), &why);

		if (result < 0) {
			opt_fini(table, config);
			return result;
		}
		set_count(o, config, 1);
	}
	return 0;
}

/* ---- the file -------------------------------------------------------------------------------- */

static void
on_section(void *ctx, const char *section, unsigned int line)
{
	struct opt_load *load = ctx;

	load->section_known = false;
	for (size_t i = 0; i < load->table->n_opts; i++) {
		if (strcmp(load->table->opts[i].section, section) != 0)
			continue;
		load->section_known = true;
		if (load->given[i] == 0 && load->errors->lines[i][0] == 0)
			load->errors->lines[i][0] = line;
	}
	if (!load->section_known)
		opt_error(load->errors, line, "unknown section [%s]", section);
}

static void
bad_value(struct opt_load *load, const struct opt *row, const char *value, unsigned int line,
	  const char *why)
{
	struct text allowed;

	text_init(&allowed, 1024);
	opt_put_allowed(row, &allowed);
	opt_error(load->errors, line, "[%s] %s = %s: %s%smust be %" SPAN_FMT, row->section, row->key,
		  value, why ? why : "", why ? "; " : "", SPAN_ARG(text_span(&allowed)));
	text_fini(&allowed);
}

/* May this row take one more value?  Complains if not. */
static bool
may_give(struct opt_load *load, const struct opt *row, unsigned int line)
{
	unsigned int given = load->given[row - load->table->opts];

	if (row->repeat == 0 && given > 0) {
		opt_error(load->errors, line, "[%s] %s is given twice, first in line %u",
			  row->section, row->key, load->errors->lines[row - load->table->opts][0]);
		return false;
	}
	if (row->repeat > 0 && (given >= row->repeat || given >= OPT_REPEAT_MAX)) {
		opt_error(load->errors, line, "[%s] %s is given more than %u times", row->section,
			  row->key, row->repeat);
		return false;
	}
	return true;
}

static void
give(struct opt_load *load, const struct opt *row, const char *value, unsigned int line)
{
	size_t i = (size_t)(row - load->table->opts);
	unsigned int n = load->given[i]++;
	const char *why = NULL;

	load->errors->lines[i][n] = line;
	if (n == 0)
		clear_row(row, load->config);		/* the file replaces the default */

	int result = *value == '\0' ? -EINVAL :
		     opt_kind(row)->parse(row, value, opt_field(row, load->config, n), &why);

	if (result == -ENOMEM)
		load->result = result;
	else if (result < 0)
		bad_value(load, row, value, line, why);
	set_count(row, load->config, n + 1);
}

static void
on_key(void *ctx, const char *section, const char *key, const char *value, unsigned int line)
{
	struct opt_load *load = ctx;

	if (!load->section_known)
		return;			/* its header was blamed */

	const struct opt *row = find_row(load->table, section, key);

	if (!row)
		opt_error(load->errors, line, "unknown key %s in [%s]", key, section);
	else if (may_give(load, row, line))
		give(load, row, value, line);
}

static void
on_syntax(void *ctx, unsigned int line, const char *what)
{
	struct opt_load *load = ctx;

	opt_error(load->errors, line, "%s", what);
}

static void
blame_missing(struct opt_load *load)
{
	for (size_t i = 0; i < load->table->n_opts; i++) {
		const struct opt *row = &load->table->opts[i];

		if (row->required && load->given[i] == 0) {
			opt_error(load->errors, load->errors->lines[i][0], "[%s] lacks %s",
				  row->section, row->key);
		}
	}
}

int
opt_load_stream(const struct opt_table *table, FILE *in, void *config, struct opt_errors *errors)
{
	static const struct ini_handler handler = { on_section, on_key, on_syntax };
	struct opt_load load = { .table = table, .config = config, .errors = errors };

	if (table->n_opts > OPT_TABLE_MAX)
		return -E2BIG;

	int result = opt_defaults(table, config);

	if (result < 0)
		return result;

	result = ini_read(in, &handler, &load);
	if (result == -EIO)
		opt_error(errors, 0, "reading failed");
	else
		blame_missing(&load);

	if (load.result < 0 || errors->text.failed || result == -ENOMEM)
		result = -ENOMEM;
	else
		result = errors->count > 0 ? -EINVAL : 0;
	if (result < 0)
		opt_fini(table, config);
	return result;
}

int
opt_load(const struct opt_table *table, void *config, struct opt_errors *errors)
{
	FILE *in = fopen(errors->file, "re");

	if (!in) {
		opt_error(errors, 0, "%s", strerror(errno));
		memset(config, 0, table->config_size);
		return -EINVAL;
	}

	int result = opt_load_stream(table, in, config, errors);

	fclose(in);
	return result;
}
