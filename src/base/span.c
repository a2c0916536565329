/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/span.c - comparing, cutting and reading spans
 *
 * Letters are folded in ASCII only: SIP and SDP know no locale, and tolower() does.
 *
 * Thread      any.
 */
#include "base/span.h"

#include <errno.h>
#include <stdlib.h>

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
span_case_eq(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;

	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

bool
span_is(struct span s, const char *cstr)
{
	return span_eq(s, span_of(cstr));
}

bool
span_case_is(struct span s, const char *cstr)
{
	return span_case_eq(s, span_of(cstr));
}

bool
span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && span_eq(span_new(s.p, n), span_new(prefix, n));
}

bool
span_case_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && span_case_eq(span_new(s.p, n), span_new(prefix, n));
}

struct span
span_trim(struct span s)
{
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && is_blank(s.p[0]))
		s = span_skip(s, 1);
	return s;
}

struct span
span_skip(struct span s, size_t n)
{
	if (n == 0)
		return s;
	if (n >= s.n)
		return (struct span){ s.p ? s.p + s.n : NULL, 0 };
	return (struct span){ s.p + n, s.n - n };
}

bool
span_cut(struct span *rest, char sep, struct span *ret_head)
{
	if (rest->n == 0)
		return false;

	size_t at = span_find(*rest, sep);

	*ret_head = span_new(rest->p, at);
	*rest = span_skip(*rest, at + 1);
	return true;
}

size_t
span_find(struct span s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

int
span_u64(struct span s, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;
	bool too_big = false;

	if (s.n == 0)
		return -EINVAL;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -EINVAL;

		uint64_t digit = (uint64_t)(s.p[i] - '0');

		too_big |= digit > max || v > (max - digit) / 10;
		v = v * 10 + digit;
	}
	if (too_big)
		return -ERANGE;

	*ret = v;
	return 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
span_hex(struct span s, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n == 0)
		return -EINVAL;

	for (size_t i = 0; i < s.n; i++) {
		int digit = hex_digit(s.p[i]);

		if (digit < 0)
			return -EINVAL;
		v = v << 4 | (uint64_t)digit;
	}
	if (s.n > 16)
		return -ERANGE;

	*ret = v;
	return 0;
}

int
span_copy(char *dst, size_t cap, struct span s)
{
	if (s.n >= cap)
		return -ENAMETOOLONG;
	if (span_find(s, '\0') < s.n)
		return -EINVAL;

	if (s.n)
		memcpy(dst, s.p, s.n);
	dst[s.n] = '\0';
	return 0;
}

char *
span_dup(struct span s)
{
	char *copy = malloc(s.n + 1);

	if (!copy)
		return NULL;
	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}
