/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/number.c - global telephone numbers
 *
 * Thread      any
 * Standards   RFC 3966 sections 3 and 4, ITU-T E.164 clause 6
 */
#include "core/number.h"

#include <errno.h>
#include <string.h>

/* visual-separator of RFC 3966 section 3 */
static bool
is_separator(char c)
{
	return c == '-' || c == '.' || c == '(' || c == ')';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int
number_parse(struct span text, struct number *ret)
{
	struct number number = { "" };
	size_t n_digits = 0;
	size_t end = span_find(text, ';');

	if (end == 0 || text.p[0] != '+')
		return -EINVAL;

	for (size_t i = 1; i < end; i++) {
		char c = text.p[i];

		if (is_separator(c))
			continue;
		if (!is_digit(c) || n_digits == NUMBER_DIGITS_MAX)
			return -EINVAL;
		number.digits[n_digits++] = c;
	}
	if (n_digits == 0)
		return -EINVAL;

	*ret = number;
	return 0;
}

bool
number_is_set(const struct number *number)
{
	return number->digits[0] != '\0';
}

bool
number_eq(const struct number *a, const struct number *b)
{
	return number_is_set(a) && strcmp(a->digits, b->digits) == 0;
}
