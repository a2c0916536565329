/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_sdp_told.c - whose the o= line is, and when its version rises
 */
#include "sip/sdp_told.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"
#include "tests/unit/sip/sdps.h"
#include "tests/unit/sip/suites.h"

#define SDP(origin, rest) "v=0\r\no=" origin "\r\ns=-\r\n" rest

/* Stamp and keep: what a party sees next.  Owned by the caller: free(). */
static char *
tell(struct sdp_told *told, const char *text)
{
	struct text out;

	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_told_stamp(told, span_of(text), &out), 0);
	ck_assert_int_eq(sdp_told_keep(told, text_span(&out)), 0);

	char *result = text_take(&out);

	text_fini(&out);
	return result;
}

static void
tells(struct sdp_told *told, const char *text, const char *want)
{
	char *got = tell(told, text);

	ck_assert_str_eq(got, want);
	ck_assert(span_is(sdp_told_last(told), want));
	free(got);
}

START_TEST(while_not_ours_everything_passes_to_the_octet)
{
	struct sdp_told told = { .has_origin = false };

	for (unsigned int i = 0; i < sdp_n_samples; i++)
		tells(&told, sdp_samples[i].text, sdp_samples[i].text);
	sdp_told_fini(&told);
}
END_TEST

START_TEST(once_ours_the_version_rises_by_one_where_something_differs)
{
	struct sdp_told told = { .has_origin = false };

	tells(&told, SDP("alice 100 5 IN IP4 192.0.2.1", "a=1\r\n"),
	      SDP("alice 100 5 IN IP4 192.0.2.1", "a=1\r\n"));
	sdp_told_own(&told, "198.51.100.1");
	tells(&told, SDP("alice 100 5 IN IP4 192.0.2.1", "a=1\r\n"),
	      SDP("alice 100 5 IN IP4 192.0.2.1", "a=1\r\n"));
	tells(&told, SDP("alice 100 5 IN IP4 192.0.2.1", "a=2\r\n"),
	      SDP("alice 100 6 IN IP4 192.0.2.1", "a=2\r\n"));
	tells(&told, SDP("alice 100 5 IN IP4 192.0.2.1", "a=2\r\n"),
	      SDP("alice 100 6 IN IP4 192.0.2.1", "a=2\r\n"));

	/* on the way back to PS too: the phone has its own idea of the version, and of who it is */
	tells(&told, SDP("alice 100 9 IN IP4 192.0.2.1", "a=2\r\n"),
	      SDP("alice 100 6 IN IP4 192.0.2.1", "a=2\r\n"));
	tells(&told, SDP("bob 7 2 IN IP6 ::1", "a=3\r\n"),
	      SDP("alice 100 7 IN IP4 192.0.2.1", "a=3\r\n"));
	sdp_told_fini(&told);
}
END_TEST

START_TEST(what_differs_may_stand_before_the_origin)
{
	struct sdp_told told = { .has_origin = false };

	tells(&told, "v=0\r\no=a 1 5 IN IP4 x\r\n", "v=0\r\no=a 1 5 IN IP4 x\r\n");
	sdp_told_own(&told, "198.51.100.1");
	tells(&told, "v=0 \r\no=a 1 5 IN IP4 x\r\n", "v=0 \r\no=a 1 6 IN IP4 x\r\n");
	sdp_told_fini(&told);
}
END_TEST

START_TEST(a_refused_version_is_spent)
{
	struct sdp_told told = { .has_origin = false };
	struct text out;

	tells(&told, SDP("a 1 5 IN IP4 x", "a=1\r\n"), SDP("a 1 5 IN IP4 x", "a=1\r\n"));
	sdp_told_own(&told, "198.51.100.1");
	text_init(&out, MDESC_TEXT_MAX);
	ck_assert_int_eq(sdp_told_stamp(&told, span_lit(SDP("a 1 5 IN IP4 x", "a=2\r\n")), &out),
			 0);
	ck_assert(span_is(text_span(&out), SDP("a 1 6 IN IP4 x", "a=2\r\n")));
	text_fini(&out);		/* 488: never kept */

	tells(&told, SDP("a 1 5 IN IP4 x", "a=1\r\n"), SDP("a 1 5 IN IP4 x", "a=1\r\n"));
	tells(&told, SDP("a 1 5 IN IP4 x", "a=3\r\n"), SDP("a 1 7 IN IP4 x", "a=3\r\n"));
	sdp_told_fini(&told);
}
END_TEST

START_TEST(a_party_told_nothing_gets_an_origin_of_ours)
{
	struct sdp_told told = { .has_origin = false };

	sdp_told_own(&told, "2001:db8::1");

	char *first = tell(&told, SDP("x 1 99 IN IP4 y", ""));

	ck_assert_int_eq(strncmp(first, "v=0\r\no=- ", 9), 0);
	ck_assert_ptr_nonnull(strstr(first, " 1 IN IP6 2001:db8::1\r\ns=-\r\n"));

	char *second = tell(&told, SDP("x 1 99 IN IP4 y", "a=1\r\n"));

	ck_assert_ptr_nonnull(strstr(second, " 2 IN IP6 2001:db8::1\r\n"));
	ck_assert_int_eq(strncmp(first, second, strcspn(first + 9, " ") + 9), 0);
	free(first);
	free(second);
	sdp_told_fini(&told);
}
END_TEST

START_TEST(versions_that_are_no_numbers_begin_again)
{
	struct sdp_told told = { .has_origin = false };

	tells(&told, SDP("a 1 x IN IP4 y", "a=1\r\n"), SDP("a 1 x IN IP4 y", "a=1\r\n"));
	sdp_told_own(&told, "198.51.100.1");
	tells(&told, SDP("a 1 x IN IP4 y", "a=1\r\n"), SDP("a 1 x IN IP4 y", "a=1\r\n"));
	tells(&told, SDP("a 1 x IN IP4 y", "a=2\r\n"), SDP("a 1 1 IN IP4 y", "a=2\r\n"));
	sdp_told_fini(&told);
}
END_TEST

START_TEST(another_session_before_ours_is_followed)
{
	struct sdp_told told = { .has_origin = false };

	tells(&told, SDP("fork1 1 900 IN IP4 x", ""), SDP("fork1 1 900 IN IP4 x", ""));
	tells(&told, SDP("fork2 2 3 IN IP4 x", ""), SDP("fork2 2 3 IN IP4 x", ""));
	sdp_told_own(&told, "198.51.100.1");
	tells(&told, SDP("fork2 2 3 IN IP4 x", "a=1\r\n"), SDP("fork2 2 4 IN IP4 x", "a=1\r\n"));
	sdp_told_fini(&told);
}
END_TEST

START_TEST(without_an_origin_nothing_is_told)
{
	static const char *const bad[] = {
		"v=0\r\ns=-\r\n",
		"v=0\r\no=a 1\r\n",
		"v=0\r\no=a 1 2\r\n",
		"v=0\r\no=a 1 2 \r\n",
		"",
		"v=0\r\nm=audio 1 RTP/AVP 0\r\no=a 1 2 IN IP4 x\r\n",
	};
	struct sdp_told told = { .has_origin = false };

	tells(&told, SDP("a 1 5 IN IP4 x", ""), SDP("a 1 5 IN IP4 x", ""));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct text out;

		text_init(&out, MDESC_TEXT_MAX);
		ck_assert_int_eq(sdp_told_stamp(&told, span_of(bad[i]), &out), -EINVAL);
		ck_assert_int_eq(sdp_told_keep(&told, span_of(bad[i])), -EINVAL);
		text_fini(&out);
	}
	ck_assert(span_is(sdp_told_last(&told), SDP("a 1 5 IN IP4 x", "")));
	sdp_told_fini(&told);
}
END_TEST

START_TEST(an_origin_beyond_our_room_is_refused_and_the_old_kept)
{
	struct sdp_told told = { .has_origin = false };
	char long_one[2 * SDP_ORIGIN_MAX];
	size_t n = (size_t)snprintf(long_one, sizeof(long_one), "v=0\r\no=");

	memset(long_one + n, 'x', SDP_ORIGIN_MAX);
	strcpy(long_one + n + SDP_ORIGIN_MAX, " 1 2 IN IP4 y\r\n");
	tells(&told, SDP("a 1 5 IN IP4 x", ""), SDP("a 1 5 IN IP4 x", ""));
	ck_assert_int_eq(sdp_told_keep(&told, span_of(long_one)), -EINVAL);
	ck_assert(span_is(sdp_told_last(&told), SDP("a 1 5 IN IP4 x", "")));
	sdp_told_fini(&told);
}
END_TEST

static int
keep_once(void *ctx UNUSED)
{
	struct sdp_told told = { .has_origin = false };
	int err = sdp_told_keep(&told, span_lit(SDP("a 1 5 IN IP4 x", "a=1\r\n")));

	if (err)
		ck_assert_uint_eq(sdp_told_last(&told).n, 0);
	sdp_told_fini(&told);
	return err;
}

START_TEST(short_memory_is_told)
{
	ck_assert_uint_ge(failmalloc_each(keep_once, NULL), 1);
}
END_TEST

Suite *
sdp_told_suite(void)
{
	const TTest *const tests[] = {
		while_not_ours_everything_passes_to_the_octet,
		once_ours_the_version_rises_by_one_where_something_differs,
		what_differs_may_stand_before_the_origin,
		a_refused_version_is_spent,
		a_party_told_nothing_gets_an_origin_of_ours,
		versions_that_are_no_numbers_begin_again,
		another_session_before_ours_is_followed,
		without_an_origin_nothing_is_told,
		an_origin_beyond_our_room_is_refused_and_the_old_kept,
		short_memory_is_told,
	};
	return suite_of("sdp_told", tests, ARRAY_LEN(tests));
}
