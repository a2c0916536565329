/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/ini.c - libinih, with lines counted
 *
 * libinih calls our reader for each line and our handler for each key, in step.  So the reader
 * knows the line of every key; a line that should have been a key and led to no call is a mistake
 * that libinih would only report if it were the first.  Section headers are looked at in the
 * reader, for libinih says nothing of a section without keys.
 *
 * The reader hands libinih only lines it cannot get wrong; all others become empty ones.
 *
 * Thread      any; libinih's switches are set to the same values by whoever comes.
 */
#include "base/ini.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <string.h>

#include "base/span.h"

enum {
	NAME_MAX_OCTETS = 49,	/* libinih: MAX_SECTION and MAX_NAME are 50, cut in silence */
};

struct line_reader {
	FILE *in;
	const struct ini_handler *handler;
	void *ctx;
	unsigned int line;
	unsigned int mistakes;
	bool awaits_key;	/* this line must lead to a call of on_key */
	bool in_section;	/* a good header was seen */
	bool skip;		/* after a bad header: whose keys these are nobody knows */
};

static void
mistake(struct line_reader *r, const char *what)
{
	r->mistakes++;
	r->handler->error(r->ctx, r->line, what);
}

/* Read one line into @buf without its end.  Returns false at the end of the file. */
static bool
read_line(struct line_reader *r, char *buf, size_t cap, size_t *ret_n, const char **ret_wrong)
{
	size_t n = 0;
	int c;

	*ret_wrong = NULL;
	while ((c = getc(r->in)) != EOF && c != '\n') {
		if (n == cap) {
			*ret_wrong = "line is longer than 198 octets";
			continue;
		}
		buf[n++] = (char)c;
	}
	if (c == EOF && n == 0 && !*ret_wrong)
		return false;

	if (n > 0 && buf[n - 1] == '\r')
		n--;
	for (size_t i = 0; i < n && !*ret_wrong; i++) {
		if ((unsigned char)buf[i] < ' ' && buf[i] != '\t')
			*ret_wrong = "line holds a control character";
	}
	*ret_n = n;
	return true;
}

/* "[name]" and nothing after it but a comment.  Returns what is wrong, or NULL. */
static const char *
parse_header(struct span line, struct span *ret_name)
{
	size_t end = span_find(line, ']');

	if (end == line.n)
		return "section header lacks its ]";

	struct span name = span_new(line.p + 1, end - 1);
	struct span after = span_trim(span_skip(line, end + 1));

	if (after.n > 0 && after.p[0] != ';' && after.p[0] != '#')
		return "text after a section header";
	if (name.n == 0)
		return "section without a name";
	if (name.n > NAME_MAX_OCTETS)
		return "section name is longer than 49 octets";

	*ret_name = name;
	return NULL;
}

static void
on_header(struct line_reader *r, struct span line)
{
	struct span name;
	char text[NAME_MAX_OCTETS + 1];
	const char *wrong = parse_header(line, &name);

	r->skip = wrong != NULL;
	if (wrong) {
		mistake(r, wrong);
		return;
	}
	r->in_section = true;
	if (span_copy(text, sizeof(text), name) == 0)
		r->handler->section(r->ctx, text, r->line);
}

/* Decide what a line is.  Returns whether libinih shall see it. */
static bool
on_line(struct line_reader *r, struct span line)
{
	line = span_trim(line);
	if (line.n == 0 || line.p[0] == ';' || line.p[0] == '#')
		return false;

	if (line.p[0] == '[') {
		on_header(r, line);
		return !r->skip;
	}
	if (r->skip)
		return false;
	if (!r->in_section) {
		mistake(r, "key outside of a section");
		return false;
	}
	if (span_trim(span_new(line.p, span_find(line, '='))).n > NAME_MAX_OCTETS) {
		mistake(r, "key is longer than 49 octets, or = is missing");
		return false;
	}
	r->awaits_key = true;
	return true;
}

static void
settle(struct line_reader *r)
{
	if (r->awaits_key)
		mistake(r, "neither [section] nor key = value");
	r->awaits_key = false;
}

/* ini_reader: the next line into @buf, NUL-terminated, or NULL at the end. */
static char *
on_read(char *buf, int size, void *stream)
{
	static const char bom[] = "\xef\xbb\xbf";
	struct line_reader *r = stream;
	size_t n;
	const char *wrong;
	size_t cap = size > 2 ? (size_t)size - 2 : 0;	/* a newline and a NUL come after */

	settle(r);
	if (r->line == INI_LINES_MAX) {
		mistake(r, "too many lines");
		return NULL;
	}
	if (!read_line(r, buf, cap < INI_LINE_MAX ? cap : INI_LINE_MAX, &n, &wrong))
		return NULL;
	r->line++;

	if (r->line == 1 && span_starts(span_new(buf, n), bom)) {
		n -= strlen(bom);
		memmove(buf, buf + strlen(bom), n);
	}
	if (wrong)
		mistake(r, wrong);
	if (wrong || !on_line(r, span_new(buf, n)))
		n = 0;
	buf[n] = '\n';
	buf[n + 1] = '\0';
	return buf;
}

/* ini_handler: returns 1, for our mistakes are counted here. */
static int
on_key(void *user, const char *section, const char *key, const char *value)
{
	struct line_reader *r = user;

	r->awaits_key = false;
	if (*key == '\0')
		mistake(r, "= without a key before it");
	else
		r->handler->key(r->ctx, section, key, value, r->line);
	return 1;
}

int
ini_read(FILE *in, const struct ini_handler *handler, void *ctx)
{
	struct line_reader r = { .in = in, .handler = handler, .ctx = ctx };

	ini_allow_multiline = false;		/* an indented key is a key */
	ini_allow_inline_comments = true;

	int result = ini_parse_stream(on_read, &r, on_key, &r);

	if (ferror(in))
		return -EIO;
	if (result == -2)
		return -ENOMEM;		/* not in Debian's build, which uses the stack */
	return r.mistakes ? -EINVAL : 0;
}
