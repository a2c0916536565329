/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/ops/test_admin.c - the admin server over a real socket
 *
 * Hooks of the test's own stand in for the program; views go through scenes with a real core
 * (tests/scene).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/admin.h"
#include "tests/unit/ops/suites.h"
#include "tests/unit/runner.h"

/* The hooks run on the admin thread. */
static struct {
	const char *_Atomic unhealthy;
	_Atomic int draining;	/* -1: never asked */
	_Atomic int result;	/* of the hooks */
	struct metrics *metrics;
	struct admin *admin;
	struct addr addr;
} world;

static const char *
unhealthy(void *ctx)
{
	return world.unhealthy;
}

static int
view(void *ctx, struct view_request *request)
{
	return -EAGAIN;
}

static int
drain(void *ctx, bool on)
{
	world.draining = on;
	return world.result;
}

static void
setup(void)
{
	const struct admin_hooks hooks = { NULL, unhealthy, view, drain };
	int err = -EADDRINUSE;

	world.unhealthy = NULL;
	world.result = 0;
	world.draining = -1;
	ck_assert_int_eq(metrics_new(&world.metrics), 0);
	for (unsigned int port = 18100; port < 18200 && err == -EADDRINUSE; port++) {
		char text[32];

		snprintf(text, sizeof(text), "127.40.0.1:%u", port);
		ck_assert_int_eq(addr_parse(span_of(text), &world.addr), 0);
		err = admin_open(&world.addr, world.metrics, &hooks, &world.admin);
	}
	ck_assert_int_eq(err, 0);
}

static void
teardown(void)
{
	world.admin = admin_close(world.admin);
	metrics_free(world.metrics);
}

/** Send @request, read until the server closes; returns the status. */
static int
exchange(const char *request, char *ret_answer, size_t cap)
{
	struct sockaddr_storage sa;
	socklen_t len = addr_to_sockaddr(&world.addr, &sa);
	int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
	size_t n = 0;
	ssize_t got;

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, len), 0);
	ck_assert_int_eq(send(fd, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
	while (n + 1 < cap && (got = recv(fd, ret_answer + n, cap - n - 1, 0)) > 0)
		n += (size_t)got;
	ret_answer[n] = '\0';
	close(fd);
	sscanf(ret_answer, "HTTP/1.%*d %d", &status);
	return status;
}

static int
ask(const char *method, const char *path, char *ret_answer, size_t cap)
{
	char request[512];

	snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		 method, path);
	return exchange(request, ret_answer, cap);
}

START_TEST(health_is_200_or_503_with_the_reason)
{
	char answer[4096];

	ck_assert_int_eq(ask("GET", "/health", answer, sizeof(answer)), 200);
	world.unhealthy = "draining";
	ck_assert_int_eq(ask("GET", "/health", answer, sizeof(answer)), 503);
	ck_assert_ptr_nonnull(strstr(answer, "draining\n"));
}
END_TEST

START_TEST(metrics_are_in_the_text_format)
{
	char answer[65536];

	ck_assert_int_eq(ask("GET", "/metrics", answer, sizeof(answer)), 200);
	ck_assert_ptr_nonnull(strstr(answer, "text/plain; version=0.0.4"));
	ck_assert_ptr_nonnull(strstr(answer, "# TYPE process_open_fds gauge"));
}
END_TEST

static const struct {
	const char *method, *path;
	int status;
} refusals[] = {
	{ "GET", "/", 404 },
	{ "GET", "/sessions/abc", 404 },
	{ "GET", "/sessions/0", 404 },
	{ "GET", "/sessions/18446744073709551616", 404 },
	{ "GET", "/sessions?after=x", 400 },
	{ "GET", "/sessions?limit=-1", 400 },
	{ "POST", "/metrics", 405 },
	{ "GET", "/drain", 405 },
	{ "POST", "/drain?on=maybe", 400 },
	{ "POST", "/log?level=loud", 400 },
	{ "POST", "/log", 400 },
	{ "GET", "/sessions", 503 },	/* the hook is busy */
};

START_TEST(what_cannot_be_answered_is_refused)
{
	char answer[4096];

	ck_assert_int_eq(ask(refusals[_i].method, refusals[_i].path, answer, sizeof(answer)),
			 refusals[_i].status);
	ck_assert_int_eq(world.draining, -1);
}
END_TEST

START_TEST(drain_and_log_level_reach_the_program)
{
	char answer[4096];

	ck_assert_int_eq(ask("POST", "/drain", answer, sizeof(answer)), 200);
	ck_assert_int_eq(world.draining, 1);
	ck_assert_int_eq(ask("POST", "/drain?on=no", answer, sizeof(answer)), 200);
	ck_assert_int_eq(world.draining, 0);
	world.result = -EAGAIN;
	ck_assert_int_eq(ask("POST", "/drain", answer, sizeof(answer)), 503);
	ck_assert_int_eq(ask("POST", "/log?level=debug", answer, sizeof(answer)), 200);
	ck_assert_int_eq(log_level_get(), LOGL_DEBUG);
	log_level_set(LOGL_INFO);
}
END_TEST

START_TEST(an_oversized_head_harms_nobody)
{
	static char request[32768], answer[4096];

	memset(request, 'a', sizeof(request) - 1);
	memcpy(request, "GET /health HTTP/1.1\r\nX: ", 25);
	strcpy(request + sizeof(request) - 5, "\r\n\r\n");
	ck_assert_int_ne(exchange(request, answer, sizeof(answer)), 200);
	ck_assert_int_eq(ask("GET", "/health", answer, sizeof(answer)), 200);
}
END_TEST

START_TEST(a_taken_address_is_an_error)
{
	const struct admin_hooks hooks = { NULL, unhealthy, view, drain };
	struct metrics *metrics;
	struct admin *second = NULL;

	ck_assert_int_eq(metrics_new(&metrics), 0);
	ck_assert_int_eq(admin_open(&world.addr, metrics, &hooks, &second), -EADDRINUSE);
	ck_assert_ptr_null(second);
	metrics_free(metrics);
}
END_TEST

Suite *
admin_suite(void)
{
	const TTest *const tests[] = {
		health_is_200_or_503_with_the_reason, metrics_are_in_the_text_format,
		drain_and_log_level_reach_the_program, an_oversized_head_harms_nobody,
		a_taken_address_is_an_error,
	};
	Suite *suite = suite_create("admin");
	TCase *tc = tcase_create("admin");

	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, what_cannot_be_answered_is_refused, 0, (int)ARRAY_LEN(refusals));
	suite_add_tcase(suite, tc);
	return suite;
}
