/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/quoted.c - the two places where a separator is none: quotes and angle brackets
 *
 * Thread      any; pure.
 */
#include "quoted.h"

/* Index behind the quoted string that begins at @i. */
static size_t
skip_quoted(struct span s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\')
			i++;
	}
	return i < s.n ? i + 1 : s.n;
}

size_t
quoted_find(struct span s, char c)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != c)
		i = s.p[i] == '"' ? skip_quoted(s, i) : i + 1;
	return i < s.n ? i : s.n;
}

/*
 * A '"' within <...> is no quote: a URI may not hold one, and a hostile one shall not hide the
 * rest.
 */
static size_t
find_separator(struct span s, char sep)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != sep) {
		if (s.p[i] == '"')
			i = skip_quoted(s, i);
		else if (s.p[i] == '<')
			i += span_find(span_skip(s, i), '>');
		else
			i++;
	}
	return i < s.n ? i : s.n;
}

bool
quoted_cut(struct span *rest, char sep, struct span *ret_head)
{
	if (rest->n == 0)
		return false;

	size_t at = find_separator(*rest, sep);

	*ret_head = span_new(rest->p, at);
	*rest = span_skip(*rest, at + 1);
	return true;
}
