/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/opt_value.c - the types of options
 *
 * Thread      any.
 */
#include "opt_value.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char *const opt_transport_names[OPT_TRANSPORT_COUNT] = {
	[OPT_UDP] = "udp",
	[OPT_TCP] = "tcp",
	[OPT_TLS] = "tls",
};

/* ---- strings --------------------------------------------------------------------------------- */

static int
parse_string(const struct opt *opt UNUSED, const char *text, void *field,
	     const char **ret_why UNUSED)
{
	char *copy = span_dup(span_of(text));

	if (!copy)
		return -ENOMEM;
	*(char **)field = copy;
	return 0;
}

static void
format_string(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	const char *s = *(char *const *)field;

	if (s)
		text_puts(out, s);
}

static bool
same_string(const void *a, const void *b)
{
	const char *s = *(char *const *)a;
	const char *t = *(char *const *)b;

	return s == t || (s && t && strcmp(s, t) == 0);
}

static void
fini_string(void *field)
{
	free(*(char **)field);
	*(char **)field = NULL;
}

/* Only the scheme: what follows is for the layer that knows SIP. */
static int
parse_uri(const struct opt *opt, const char *text, void *field, const char **ret_why)
{
	static const char *const schemes[] = { "sip:", "sips:", "tel:" };
	struct span uri = span_of(text);

	if (span_find(uri, ' ') < uri.n || span_find(uri, '\t') < uri.n)
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (span_case_starts(uri, schemes[i]) && uri.n > strlen(schemes[i]))
			return parse_string(opt, text, field, ret_why);
	}
	return -EINVAL;
}

/* ---- yes, numbers, words --------------------------------------------------------------------- */

static int
parse_bool(const struct opt *opt UNUSED, const char *text, void *field, const char **ret_why UNUSED)
{
	bool yes = strcmp(text, "yes") == 0;

	if (!yes && strcmp(text, "no") != 0)
		return -EINVAL;
	*(bool *)field = yes;
	return 0;
}

static void
format_bool(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	text_puts(out, *(const bool *)field ? "yes" : "no");
}

static bool
same_bool(const void *a, const void *b)
{
	return *(const bool *)a == *(const bool *)b;
}

static unsigned int
max_of(const struct opt *opt)
{
	return opt->max ? opt->max : UINT_MAX;
}

static int
parse_uint(const struct opt *opt, const char *text, void *field, const char **ret_why UNUSED)
{
	uint64_t v;

	if (span_u64(span_of(text), max_of(opt), &v) < 0 || v < opt->min)
		return -EINVAL;
	*(unsigned int *)field = (unsigned int)v;
	return 0;
}

static void
format_uint(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	text_printf(out, "%u", *(const unsigned int *)field);
}

static bool
same_uint(const void *a, const void *b)
{
	return *(const unsigned int *)a == *(const unsigned int *)b;
}

static int
parse_enum(const struct opt *opt, const char *text, void *field, const char **ret_why UNUSED)
{
	for (unsigned int i = 0; opt->names[i]; i++) {
		if (strcmp(text, opt->names[i]) == 0) {
			*(unsigned int *)field = i;
			return 0;
		}
	}
	return -EINVAL;
}

static void
format_enum(const struct opt *opt, const void *field, struct text *out)
{
	text_puts(out, opt->names[*(const unsigned int *)field]);
}

/* ---- addresses ------------------------------------------------------------------------------- */

static int
parse_addr(const struct opt *opt UNUSED, const char *text, void *field, const char **ret_why UNUSED)
{
	return addr_parse(span_of(text), field);
}

static void
format_addr(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	text_puts(out, ADDR_TEXT((const struct addr *)field));
}

static bool
same_addr(const void *a, const void *b)
{
	return addr_eq(a, b);
}

static int
parse_ip(const struct opt *opt UNUSED, const char *text, void *field, const char **ret_why UNUSED)
{
	return addr_parse_ip(span_of(text), field);
}

static void
format_ip(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	char text[ADDR_TEXT_MAX];

	addr_format_ip(field, text, sizeof(text));
	text_puts(out, text);
}

static int
parse_listen(const struct opt *opt UNUSED, const char *text, void *field,
	     const char **ret_why UNUSED)
{
	struct span rest = span_of(text), word;
	struct opt_listen listen;

	if (!span_cut(&rest, ':', &word) || addr_parse(rest, &listen.addr) < 0)
		return -EINVAL;
	for (unsigned int i = 0; i < OPT_TRANSPORT_COUNT; i++) {
		if (span_is(word, opt_transport_names[i])) {
			listen.transport = i;
			*(struct opt_listen *)field = listen;
			return 0;
		}
	}
	return -EINVAL;
}

static void
format_listen(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	const struct opt_listen *l = field;

	text_printf(out, "%s:%s", opt_transport_names[l->transport], ADDR_TEXT(&l->addr));
}

static bool
same_listen(const void *a, const void *b)
{
	const struct opt_listen *l = a, *m = b;

	return l->transport == m->transport && addr_eq(&l->addr, &m->addr);
}

static int
parse_prefix(const struct opt *opt UNUSED, const char *text, void *field, const char **ret_why)
{
	int result = prefix_parse(span_of(text), field);

	if (result == -EDOM)
		*ret_why = "bits are set past the prefix length";
	return result < 0 ? -EINVAL : 0;
}

static void
format_prefix(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	char text[PREFIX_TEXT_MAX];

	prefix_format(field, text, sizeof(text));
	text_puts(out, text);
}

static bool
same_prefix(const void *a, const void *b)
{
	const struct prefix *p = a, *q = b;

	return p->bits == q->bits && addr_eq(&p->ip, &q->ip);
}

static int
parse_ports(const struct opt *opt UNUSED, const char *text, void *field, const char **ret_why)
{
	struct span rest = span_of(text), lo_text;
	uint64_t lo, hi;

	if (!span_cut(&rest, '-', &lo_text) || span_u64(lo_text, UINT16_MAX, &lo) < 0 ||
	    span_u64(rest, UINT16_MAX, &hi) < 0 || lo == 0)
		return -EINVAL;
	if (lo > hi) {
		*ret_why = "the range is empty";
		return -EINVAL;
	}
	*(struct opt_ports *)field = (struct opt_ports){ (uint16_t)lo, (uint16_t)hi };
	return 0;
}

static void
format_ports(const struct opt *opt UNUSED, const void *field, struct text *out)
{
	const struct opt_ports *p = field;

	text_printf(out, "%u-%u", (unsigned int)p->lo, (unsigned int)p->hi);
}

static bool
same_ports(const void *a, const void *b)
{
	const struct opt_ports *p = a, *q = b;

	return p->lo == q->lo && p->hi == q->hi;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct opt_kind kinds[OPT_TYPE_COUNT] = {
	/*              size                       looks like                        */
	[OPT_STRING] = { sizeof(char *),            "text",
			 parse_string, format_string, same_string, fini_string },
	[OPT_BOOL]   = { sizeof(bool),              "yes or no",
			 parse_bool, format_bool, same_bool, NULL },
	[OPT_UINT]   = { sizeof(unsigned int),      "a number",
			 parse_uint, format_uint, same_uint, NULL },
	[OPT_ENUM]   = { sizeof(unsigned int),      "a word",
			 parse_enum, format_enum, same_uint, NULL },
	[OPT_LISTEN] = { sizeof(struct opt_listen), "udp:IP:PORT, tcp:IP:PORT or tls:IP:PORT",
			 parse_listen, format_listen, same_listen, NULL },
	[OPT_ADDR]   = { sizeof(struct addr),       "IP:PORT",
			 parse_addr, format_addr, same_addr, NULL },
	[OPT_IP]     = { sizeof(struct addr),       "an IP address",
			 parse_ip, format_ip, same_addr, NULL },
	[OPT_PREFIX] = { sizeof(struct prefix),     "IP/BITS",
			 parse_prefix, format_prefix, same_prefix, NULL },
	[OPT_PORTS]  = { sizeof(struct opt_ports),  "PORT-PORT",
			 parse_ports, format_ports, same_ports, NULL },
	[OPT_URI]    = { sizeof(char *),            "a sip:, sips: or tel: URI",
			 parse_uri, format_string, same_string, fini_string },
};

const struct opt_kind *
opt_kind(const struct opt *opt)
{
	return &kinds[opt->type];
}

void *
opt_field(const struct opt *opt, const void *config, unsigned int i)
{
	return (char *)config + opt->offset + i * opt_kind(opt)->size;
}

unsigned int
opt_count(const struct opt *opt, const void *config)
{
	if (opt->repeat == 0)
		return 1;
	return *(const unsigned int *)((const char *)config + opt->count_offset);
}

static void
put_names(const struct opt *opt, struct text *out)
{
	for (unsigned int i = 0; opt->names[i]; i++) {
		const char *between = i == 0 ? "" : opt->names[i + 1] ? ", " : " or ";

		text_printf(out, "%s%s", between, opt->names[i]);
	}
}

void
opt_put_allowed(const struct opt *opt, struct text *out)
{
	if (opt->type == OPT_ENUM)
		put_names(opt, out);
	else if (opt->type == OPT_UINT && opt->max == 0)
		text_printf(out, "a number from %u", opt->min);
	else if (opt->type == OPT_UINT)
		text_printf(out, "%u to %u", opt->min, opt->max);
	else
		text_puts(out, opt_kind(opt)->form);
}
