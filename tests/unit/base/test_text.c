/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_text.c - the growing buffer
 */
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

START_TEST(puts_append_and_stay_terminated)
{
	struct text t;

	text_init(&t, 100);
	text_puts(&t, "v=");
	text_putc(&t, '0');
	text_put_span(&t, span_lit("\r\n"));
	text_printf(&t, "m=%s %u", "audio", 5004U);
	ck_assert_str_eq(t.p, "v=0\r\nm=audio 5004");
	ck_assert_uint_eq(t.n, 17);
	ck_assert(span_is(text_span(&t), "v=0\r\nm=audio 5004"));
	text_fini(&t);
	ck_assert_ptr_null(t.p);
}
END_TEST

START_TEST(the_limit_itself_fits_and_one_more_fails)
{
	struct text t;

	text_init(&t, 4);
	text_puts(&t, "abcd");
	ck_assert(!t.failed);
	text_putc(&t, 'e');
	ck_assert(t.failed);
	ck_assert_str_eq(t.p, "abcd");
	text_fini(&t);
}
END_TEST

START_TEST(failure_sticks_until_reset)
{
	struct text t;

	text_init(&t, 4);
	text_puts(&t, "abcde");
	text_puts(&t, "x");
	text_printf(&t, "%d", 1);
	ck_assert(t.failed);
	ck_assert_uint_eq(t.n, 0);
	text_reset(&t);
	text_puts(&t, "x");
	ck_assert(!t.failed);
	ck_assert_str_eq(t.p, "x");
	text_fini(&t);
}
END_TEST

START_TEST(take_gives_the_string_and_leaves_an_empty_text)
{
	struct text t;

	text_init(&t, 10);
	text_puts(&t, "abc");

	char *s = text_take(&t);

	ck_assert_str_eq(s, "abc");
	free(s);
	s = text_take(&t);
	ck_assert_str_eq(s, "");
	free(s);
	text_puts(&t, "0123456789");
	ck_assert(!t.failed);
	text_putc(&t, 'x');
	ck_assert_ptr_null(text_take(&t));
	ck_assert(!t.failed);
	text_fini(&t);
}
END_TEST

START_TEST(grows_far_beyond_its_first_size)
{
	struct text t;

	text_init(&t, 100000);
	for (int i = 0; i < 100000; i++)
		text_putc(&t, (char)('a' + i % 26));
	ck_assert(!t.failed);
	ck_assert_uint_eq(strlen(t.p), 100000);
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(t.p[i], 'a' + i % 26);
	text_fini(&t);
}
END_TEST

START_TEST(a_zeroed_text_takes_nothing_and_may_be_finied)
{
	struct text t = { 0 };

	text_putc(&t, 'x');
	ck_assert(t.failed);
	text_fini(&t);
	text_fini(&t);
}
END_TEST

static int
write_much(void *ctx UNUSED)
{
	struct text t;

	text_init(&t, 10000);
	for (int i = 0; i < 1000; i++)
		text_printf(&t, "%d,", i);

	bool failed = t.failed;
	char *s = text_take(&t);

	ck_assert(failed == (s == NULL));
	free(s);
	return failed ? -ENOMEM : 0;
}

START_TEST(without_memory_it_fails_once_and_whole)
{
	ck_assert_uint_ge(failmalloc_each(write_much, NULL), 3);
}
END_TEST

Suite *
text_suite(void)
{
	const TTest *const tests[] = {
		puts_append_and_stay_terminated,
		the_limit_itself_fits_and_one_more_fails,
		failure_sticks_until_reset,
		take_gives_the_string_and_leaves_an_empty_text,
		grows_far_beyond_its_first_size,
		a_zeroed_text_takes_nothing_and_may_be_finied,
		without_memory_it_fails_once_and_whole,
	};

	return suite_of("text", tests, ARRAY_LEN(tests));
}
