/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_log.c - lines to stderr
 */
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

enum {
	S = 1000000,		/* a second */
	HEAD = 31,		/* octets before the scope */
};

static char last[LOG_LINE_MAX + 1];
static int lines;

static void
keep(void *ctx UNUSED, const char *line, size_t n)
{
	ck_assert_uint_le(n, LOG_LINE_MAX);
	memcpy(last, line, n);
	last[n] = '\0';
	lines++;
}

static void
setup(void)
{
	log_set_sink(keep, NULL);
	log_level_set(LOGL_INFO);
	lines = 0;
	last[0] = '\0';
}

START_TEST(a_line_has_time_level_scope_and_facts)
{
	int y, mo, d, h, mi, s, ms;

	log_info("relay", "opened ports=%d", 2);
	ck_assert_int_eq(sscanf(last, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &y, &mo, &d, &h, &mi, &s, &ms),
			 7);
	ck_assert_str_eq(last + HEAD - 6, "info  relay: opened ports=2\n");
	log_error("x", "y");
	ck_assert_str_eq(last + HEAD - 6, "error x: y\n");
}
END_TEST

START_TEST(the_level_drops_what_is_less_urgent)
{
	log_debug("x", "step");
	ck_assert_int_eq(lines, 0);
	log_level_set(LOGL_DEBUG);
	log_debug("x", "step");
	ck_assert_int_eq(lines, 1);
	log_level_set(LOGL_ERROR);
	log_warn("x", "y");
	log_info("x", "y");
	ck_assert_int_eq(lines, 1);
	log_error("x", "y");
	ck_assert_int_eq(lines, 2);
	ck_assert(!log_wants(LOGL_WARN));
	ck_assert_int_eq(log_level_get(), LOGL_ERROR);
}
END_TEST

START_TEST(a_peer_cannot_forge_a_line_or_drive_a_terminal)
{
	log_info("x", "user=%s", "a\r\nb\x1b[2J\x7f\xc3\xa4\\n");
	ck_assert_str_eq(last + HEAD, "x: user=a\\x0d\\x0ab\\x1b[2J\\x7f\\xc3\\xa4\\\\n\n");
}
END_TEST

START_TEST(a_long_line_is_cut_and_says_so)
{
	char text[3 * LOG_LINE_MAX];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("x", "%s", text);
	ck_assert_str_eq(last + strlen(last) - 5, "a...\n");
	ck_assert_uint_le(strlen(last), LOG_LINE_MAX);

	/* Escapes are four times as long as what they stand for, and never cut in the middle. */
	memset(text, '\n', sizeof(text) - 1);
	log_info("x", "%s", text);
	ck_assert_str_eq(last + strlen(last) - 8, "\\x0a...\n");
}
END_TEST

START_TEST(a_line_is_one_write_to_stderr)
{
	int fds[2];
	char got[200];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_ge(dup2(fds[1], STDERR_FILENO), 0);
	log_set_sink(NULL, NULL);
	errno = ERANGE;
	log_warn("x", "y");
	ck_assert_int_eq(errno, ERANGE);

	ssize_t n = read(fds[0], got, sizeof(got));

	ck_assert_int_gt(n, HEAD);
	ck_assert_mem_eq(got + HEAD - 6, "warn  x: y\n", 11);

	close(STDERR_FILENO);
	errno = ERANGE;
	log_warn("x", "y");
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(levels_have_names)
{
	enum log_level level = LOGL_ERROR;

	for (int i = 0; i < LOGL_COUNT; i++) {
		ck_assert_int_eq(log_level_parse(log_level_names[i], &level), 0);
		ck_assert_int_eq((int)level, i);
	}
	ck_assert_int_eq(log_level_parse("loud", &level), -EINVAL);
	ck_assert_int_eq((int)level, LOGL_COUNT - 1);
}
END_TEST

START_TEST(a_flood_gives_ten_lines_then_one_a_second)
{
	struct log_limit limit = { 0 };
	uint64_t now = 100 * (uint64_t)S;
	unsigned int missed = 0, written = 0;

	for (int i = 0; i < 1000; i++)
		written += log_limited(&limit, now, &missed);
	ck_assert_uint_eq(written, 10);

	written = 0;
	for (int i = 0; i < 5000; i++) {
		now += S / 1000;
		written += log_limited(&limit, now, &missed);
	}
	ck_assert_uint_eq(written, 5);
}
END_TEST

START_TEST(what_was_held_back_is_counted_once)
{
	struct log_limit limit = { 0 };
	unsigned int missed = 99;

	for (int i = 0; i < 10; i++)
		ck_assert(log_limited(&limit, S, NULL));
	for (int i = 0; i < 7; i++)
		ck_assert(!log_limited(&limit, S, &missed));
	ck_assert_uint_eq(missed, 99);
	ck_assert(log_limited(&limit, 2 * S, &missed));
	ck_assert_uint_eq(missed, 7);
	ck_assert(log_limited(&limit, 3 * S, &missed));
	ck_assert_uint_eq(missed, 0);
}
END_TEST

Suite *
log_suite(void)
{
	const TTest *const tests[] = {
		a_line_has_time_level_scope_and_facts,
		the_level_drops_what_is_less_urgent,
		a_peer_cannot_forge_a_line_or_drive_a_terminal,
		a_long_line_is_cut_and_says_so,
		a_line_is_one_write_to_stderr,
		levels_have_names,
		a_flood_gives_ten_lines_then_one_a_second,
		what_was_held_back_is_counted_once,
	};
	Suite *suite = suite_create("log");
	TCase *tc = tcase_create("log");

	tcase_add_checked_fixture(tc, setup, NULL);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
