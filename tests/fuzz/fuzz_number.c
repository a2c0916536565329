/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_number.c - telephone numbers of any text
 *
 * What parses is digits, and parses to the same again.
 */
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct number number, again;
	char text[NUMBER_DIGITS_MAX + 2];

	if (number_parse(span_new(data, size), &number) < 0)
		return 0;

	size_t n = strspn(number.digits, "0123456789");

	FUZZ_CHECK(n >= 1 && n <= NUMBER_DIGITS_MAX && number.digits[n] == '\0');
	FUZZ_CHECK(number_is_set(&number));
	snprintf(text, sizeof(text), "+%s", number.digits);
	FUZZ_CHECK(number_parse(span_of(text), &again) == 0);
	FUZZ_CHECK(number_eq(&number, &again));
	return 0;
}
