/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/format.c - one payload format next to another
 *
 * Thread      any; pure
 * Standards   as in format.h
 */
#include "format.h"

#include "codec.h"

bool
format_is_same(const struct mformat *a, const struct mformat *b)
{
	struct span name = span_of(a->name);

	return span_case_is(name, b->name) && a->rate_hz == b->rate_hz &&
	       a->channels == b->channels && codec_same_layout(name, a->fmtp, b->fmtp);
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
