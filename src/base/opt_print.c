/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/opt_print.c - options for people: differences, the commented file, the manual
 *
 * Thread      any.
 */
#include <string.h>

#include "base/opt.h"
#include "opt_value.h"

enum {
	WIDTH = 78,		/* of comments in the printed file */
	LINE_MAX_BYTES = 1024,
};

bool
opt_same(const struct opt *opt, const void *a, const void *b)
{
	unsigned int n = opt_count(opt, a);

	if (n != opt_count(opt, b))
		return false;
	for (unsigned int i = 0; i < n; i++) {
		if (!opt_kind(opt)->same(opt_field(opt, a, i), opt_field(opt, b, i)))
			return false;
	}
	return true;
}

unsigned int
opt_diff(const struct opt_table *table, const void *old, const void *new,
	 void (*fn)(void *ctx, const struct opt *changed), void *ctx)
{
	unsigned int fixed = 0;

	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++) {
		if (opt_same(o, old, new))
			continue;
		fixed += !o->reloadable;
		if (fn)
			fn(ctx, o);
	}
	return fixed;
}

void
opt_format(const struct opt *opt, const void *config, struct text *out)
{
	for (unsigned int i = 0; i < opt_count(opt, config); i++) {
		text_printf(out, "%s = ", opt->key);
		opt_kind(opt)->format(opt, opt_field(opt, config, i), out);
		text_putc(out, '\n');
	}
}

/* "; " and words, as many as fit on a line. */
static void
print_comment(FILE *out, const char *words)
{
	struct span rest = span_of(words), word;
	size_t column = 0;

	while (span_cut(&rest, ' ', &word)) {
		if (column + 1 + word.n > WIDTH) {
			putc('\n', out);
			column = 0;
		}
		fprintf(out, "%s%" SPAN_FMT, column == 0 ? "; " : " ", SPAN_ARG(word));
		column += (column == 0 ? 2 : 1) + word.n;
	}
	if (column > 0)
		putc('\n', out);
}

/* "0 to 63, default 46; may be repeated; changes on reload." */
static void
put_facts(const struct opt *opt, struct text *out)
{
	opt_put_allowed(opt, out);
	if (opt->unit)
		text_printf(out, " %s", opt->unit);
	text_puts(out, opt->required ? "; required" : "");
	if (opt->def)
		text_printf(out, "; default %s", opt->def);
	if (opt->repeat > 0)
		text_printf(out, "; may be repeated, %u times at most", opt->repeat);
	text_puts(out, opt->reloadable ? "; changes on reload." : "; changes on restart.");
}

/* Is this the first row of its section? */
static bool
opens_section(const struct opt_table *table, const struct opt *opt)
{
	return opt == table->opts || strcmp(opt[-1].section, opt->section) != 0;
}

void
opt_print_ini(const struct opt_table *table, FILE *out)
{
	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++) {
		struct text facts;

		if (opens_section(table, o))
			fprintf(out, "%s[%s]\n", o == table->opts ? "" : "\n", o->section);

		text_init(&facts, LINE_MAX_BYTES);
		put_facts(o, &facts);
		putc('\n', out);
		print_comment(out, o->help);
		print_comment(out, facts.p ? facts.p : "");
		text_fini(&facts);

		const char *value = o->example ? o->example : o->def ? o->def : "";

		fprintf(out, "%s%s = %s\n", o->required ? "" : ";", o->key, value);
	}
}

/* Text that troff must not take for its own. */
static void
print_troff(FILE *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", out);
	for (; *s; s++) {
		if (*s == '\\')
			fputs("\\e", out);
		else
			putc(*s, out);
	}
	putc('\n', out);
}

void
opt_print_man(const struct opt_table *table, FILE *out)
{
	for (const struct opt *o = table->opts; o < table->opts + table->n_opts; o++) {
		struct text facts;

		if (opens_section(table, o)) {
			fprintf(out, "%s.Ss [%s]\n.Bl -tag -width Ds\n",
				o == table->opts ? "" : ".El\n", o->section);
		}
		fprintf(out, ".It Ic %s\n", o->key);
		print_troff(out, o->help);

		text_init(&facts, LINE_MAX_BYTES);
		put_facts(o, &facts);
		fputs(".Pp\n", out);
		print_troff(out, facts.p ? facts.p : "");
		text_fini(&facts);
	}
	if (table->n_opts > 0)
		fputs(".El\n", out);
}
