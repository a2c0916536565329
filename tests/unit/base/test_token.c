/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_token.c - random identifiers
 */
#include "base/token.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

START_TEST(hex_has_the_length_asked_for)
{
	char token[34];

	for (size_t n = 0; n < sizeof(token) - 1; n++) {
		memset(token, '!', sizeof(token));
		token_hex(token, n);
		ck_assert_uint_eq(strlen(token), n);
		ck_assert_uint_eq(strspn(token, "0123456789abcdef"), n);
		ck_assert_int_eq(token[n + 1], '!');
	}
}
END_TEST

START_TEST(each_digit_is_drawn_for_itself)
{
	char token[1001];
	int same = 0;

	token_hex(token, 1000);
	for (int i = 1; i < 1000; i++)
		same += token[i] == token[i - 1];
	ck_assert_int_lt(same, 150);		/* 62 expected, 150 never */
}
END_TEST

START_TEST(no_two_are_alike)
{
	static uint64_t seen[2000];
	int same = 0;

	for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
		seen[i] = token_u64();
		for (size_t j = 0; j < i; j++)
			same += seen[i] == seen[j];
	}
	ck_assert_int_eq(same, 0);
}
END_TEST

START_TEST(bytes_beyond_one_pool_are_all_filled)
{
	/* 1000 octets of which none is ever not zero in 8 tries: 256^-8 each. */
	unsigned char any[1000] = { 0 }, part[1000];

	for (int i = 0; i < 8; i++) {
		token_bytes(part, sizeof(part));
		for (size_t k = 0; k < sizeof(part); k++)
			any[k] |= part[k];
	}
	ck_assert_ptr_null(memchr(any, 0, sizeof(any)));
}
END_TEST

Suite *
token_suite(void)
{
	const TTest *const tests[] = {
		hex_has_the_length_asked_for,
		each_digit_is_drawn_for_itself,
		no_two_are_alike,
		bytes_beyond_one_pool_are_all_filled,
	};

	return suite_of("token", tests, ARRAY_LEN(tests));
}
