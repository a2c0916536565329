/* SPDX-License-Identifier: BSD-2-Clause */
#include "loop.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

struct counted {
	struct loop *loop;
	int fd;
	unsigned int calls;
	unsigned int stop_after;
};

static void
on_call(void *arg)
{
	struct counted *c = arg;

	if (++c->calls >= c->stop_after)
		loop_stop(c->loop);
}

START_TEST(calls_while_readable_and_stops)
{
	struct counted c = { .fd = eventfd(1, EFD_NONBLOCK), .stop_after = 3 };
	struct loop_io *io;

	ck_assert_int_eq(loop_new(&c.loop), 0);
	ck_assert_int_eq(loop_io_new(c.loop, c.fd, on_call, &c, &io), 0);
	ck_assert_int_eq(loop_io_start(io), 0);
	loop_run(c.loop);
	ck_assert_uint_eq(c.calls, 3);
	loop_io_free(io);
	loop_free(c.loop);
	close(c.fd);
}
END_TEST

START_TEST(what_is_not_started_is_not_called)
{
	struct counted idle = { .fd = eventfd(1, EFD_NONBLOCK), .stop_after = 100 };
	struct counted end = { .stop_after = 1 };
	struct loop_io *io, *io2;
	struct loop_tmr *tmr;

	ck_assert_int_eq(loop_new(&idle.loop), 0);
	end.loop = idle.loop;
	ck_assert_int_eq(loop_io_new(idle.loop, idle.fd, on_call, &idle, &io), 0);
	ck_assert_int_eq(loop_io_new(idle.loop, idle.fd, on_call, &idle, &io2), 0);
	ck_assert_int_eq(loop_io_start(io2), 0);
	loop_io_stop(io2);
	ck_assert_int_eq(loop_tmr_new(idle.loop, on_call, &end, &tmr), 0);
	loop_tmr_set(tmr, 2000);
	loop_run(idle.loop);
	ck_assert_uint_eq(idle.calls, 0);
	loop_io_free(io);
	loop_io_free(io2);
	loop_tmr_free(tmr);
	loop_free(idle.loop);
	close(idle.fd);
}
END_TEST

START_TEST(a_timer_set_again_fires_once_and_not_early)
{
	struct counted c = { .stop_after = 1 };
	struct loop_tmr *tmr;
	uint64_t start_us = mono_us();

	ck_assert_int_eq(loop_new(&c.loop), 0);
	ck_assert_int_eq(loop_tmr_new(c.loop, on_call, &c, &tmr), 0);
	loop_tmr_set(tmr, 3600 * 1000000ULL);
	loop_tmr_set(tmr, 5000);
	loop_run(c.loop);
	ck_assert_uint_eq(c.calls, 1);
	/* libevent's clock is the coarse one: up to 4 ms behind ours. */
	ck_assert_uint_ge(mono_us() - start_us, 1000);
	loop_tmr_free(tmr);
	loop_free(c.loop);
}
END_TEST

START_TEST(a_descriptor_that_is_none_is_refused)
{
	struct loop *loop;
	struct loop_io *io;

	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(loop_io_new(loop, 987654, on_call, NULL, &io), -ENOMEM);
	loop_free(loop);
}
END_TEST

static int
make_and_free(void *ctx UNUSED)
{
	struct loop *loop = NULL;
	struct loop_tmr *tmr;
	int r = loop_new(&loop);

	if (!r)
		r = loop_tmr_new(loop, on_call, NULL, &tmr);
	if (!r)
		loop_tmr_free(tmr);
	loop_free(loop);
	return r;
}

START_TEST(want_of_memory_is_said)
{
	ck_assert_uint_ge(failmalloc_each(make_and_free, NULL), 2);
}
END_TEST

Suite *
loop_suite(void)
{
	const TTest *const tests[] = {
		calls_while_readable_and_stops,
		what_is_not_started_is_not_called,
		a_timer_set_again_fires_once_and_not_early,
		a_descriptor_that_is_none_is_refused,
		want_of_memory_is_said,
	};

	return suite_of("loop", tests, ARRAY_LEN(tests));
}
