/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/format.c - one payload format next to another
 *
 * Thread      any; pure
 * Standards   as in format.h
 */
#include "format.h"

#include "fmtp.h"

/* RFC 4867 section 8.1: parameters that change the layout of a payload, and their defaults. */
static const struct {
	const char *name;
	const char *absent;
} amr_layout[] = {
	{ "octet-align", "0" },
	{ "crc", "0" },
	{ "robust-sorting", "0" },
	{ "interleaving", "" },
};

static bool
is_amr(const struct mformat *format)
{
	struct span name = span_of(format->name);

	return span_case_is(name, "AMR") || span_case_is(name, "AMR-WB");
}

static bool
is_same_amr(const struct mformat *a, const struct mformat *b)
{
	for (unsigned int i = 0; i < ARRAY_LEN(amr_layout); i++) {
		const char *name = amr_layout[i].name, *absent = amr_layout[i].absent;

		if (!span_eq(fmtp_value(a->fmtp, name, absent), fmtp_value(b->fmtp, name, absent)))
			return false;
	}
	return true;
}

bool
format_is_same(const struct mformat *a, const struct mformat *b)
{
	return span_case_is(span_of(a->name), b->name) && a->rate_hz == b->rate_hz &&
	       a->channels == b->channels && (!is_amr(a) || is_same_amr(a, b));
}

bool
format_is_event(const struct mformat *format)
{
	struct span name = span_of(format->name);

	return span_case_is(name, "telephone-event") || span_case_is(name, "CN");
}

const struct mformat *
format_find_same(const struct mline *line, const struct mformat *format)
{
	for (unsigned int i = 0; i < line->n_formats; i++) {
		if (format_is_same(&line->formats[i], format))
			return &line->formats[i];
	}
	return NULL;
}

const struct mformat *
format_find_pt(const struct mline *line, unsigned int pt)
{
	for (unsigned int i = 0; i < line->n_formats; i++) {
		if (line->formats[i].pt == pt)
			return &line->formats[i];
	}
	return NULL;
}
