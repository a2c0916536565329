/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_mailbox.c - the ring between two threads
 *
 * The last tests are two real threads; ThreadSanitizer judges them in the --enable-tsan build.
 */
#include "base/mailbox.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

enum {
	MANY = 200000,
};

struct letter {
	uint64_t n;
	uint64_t not_n;		/* torn if not ~n */
	uint32_t *shared;	/* written by the writer before the post, read by the reader */
};

static bool
is_readable(const struct mailbox *mb)
{
	struct pollfd pfd = { .fd = mailbox_fd(mb), .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

static struct mailbox *
open_box(size_t size, unsigned int slots)
{
	struct mailbox *mb = NULL;

	ck_assert_int_eq(mailbox_open(size, slots, &mb), 0);
	return mb;
}

START_TEST(sizes_that_make_no_sense_are_refused)
{
	struct mailbox *mb = NULL;

	ck_assert_int_eq(mailbox_open(0, 8, &mb), -EINVAL);
	ck_assert_int_eq(mailbox_open(5000, 8, &mb), -EINVAL);
	ck_assert_int_eq(mailbox_open(8, 0, &mb), -EINVAL);
	ck_assert_int_eq(mailbox_open(8, 1, &mb), -EINVAL);
	ck_assert_int_eq(mailbox_open(8, 12, &mb), -EINVAL);
	ck_assert_int_eq(mailbox_open(8, 131072, &mb), -EINVAL);
	ck_assert_ptr_null(mb);
	ck_assert_ptr_null(mailbox_close(NULL));
}
END_TEST

START_TEST(a_full_box_refuses_and_keeps_the_order)
{
	struct mailbox *mb = open_box(sizeof(int), 4);
	int got;

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 4; i++) {
			ck_assert_uint_eq(mailbox_room(mb), 4U - (unsigned int)i);
			ck_assert_int_eq(mailbox_post(mb, &i), 0);
		}
		ck_assert_int_eq(mailbox_post(mb, &(int){ 99 }), -EAGAIN);
		ck_assert_uint_eq(mailbox_room(mb), 0);
		for (int i = 0; i < 4; i++) {
			ck_assert(mailbox_take(mb, &got));
			ck_assert_int_eq(got, i);
		}
		ck_assert(!mailbox_take(mb, &got));
	}
	mailbox_close(mb);
}
END_TEST

START_TEST(one_wakeup_serves_many_posts_and_a_later_post_wakes_again)
{
	struct mailbox *mb = open_box(sizeof(int), 8);
	int got;

	ck_assert(!is_readable(mb));
	ck_assert_int_eq(mailbox_post(mb, &(int){ 1 }), 0);
	ck_assert_int_eq(mailbox_post(mb, &(int){ 2 }), 0);
	ck_assert(is_readable(mb));
	mailbox_clear_wakeup(mb);
	ck_assert(!is_readable(mb));
	while (mailbox_take(mb, &got))
		;
	ck_assert_int_eq(mailbox_post(mb, &(int){ 3 }), 0);
	ck_assert(is_readable(mb));
	mailbox_close(mb);
}
END_TEST

START_TEST(a_post_between_clear_and_take_is_not_lost)
{
	struct mailbox *mb = open_box(sizeof(int), 8);
	int got = 0;

	mailbox_clear_wakeup(mb);		/* spurious: nothing to read */
	ck_assert_int_eq(mailbox_post(mb, &(int){ 1 }), 0);
	ck_assert(mailbox_take(mb, &got));
	ck_assert(!mailbox_take(mb, &got));
	ck_assert(is_readable(mb));		/* one look too many, never one too few */
	mailbox_close(mb);
}
END_TEST

static void *
write_letters(void *arg)
{
	static uint32_t shared[64];
	struct mailbox *mb = arg;

	for (uint64_t n = 0; n < MANY; n++) {
		uint32_t *cell = &shared[n % ARRAY_LEN(shared)];
		struct letter letter = { .n = n, .not_n = ~n, .shared = cell };

		/* At most 16 letters are under way, so nobody reads this cell now. */
		while (mailbox_room(mb) == 0)
			sched_yield();
		*cell = (uint32_t)n;
		ck_assert_int_eq(mailbox_post(mb, &letter), 0);
	}
	return NULL;
}

/* The reader sleeps in poll whenever the box is empty: a lost wakeup is a timeout. */
START_TEST(two_threads_lose_tear_and_reorder_nothing)
{
	struct mailbox *mb = open_box(sizeof(struct letter), 16);
	pthread_t writer;
	uint64_t next = 0;

	ck_assert_int_eq(pthread_create(&writer, NULL, write_letters, mb), 0);
	while (next < MANY) {
		struct pollfd pfd = { .fd = mailbox_fd(mb), .events = POLLIN };
		struct letter letter;

		ck_assert_msg(poll(&pfd, 1, 20000) == 1, "asleep with %u in the box",
			      16 - mailbox_room(mb));
		mailbox_clear_wakeup(mb);
		while (mailbox_take(mb, &letter)) {
			ck_assert_uint_eq(letter.n, next);
			ck_assert_uint_eq(letter.not_n, ~next);
			ck_assert_uint_eq(*letter.shared, (uint32_t)next);
			next++;
		}
	}
	pthread_join(writer, NULL);
	mailbox_close(mb);
}
END_TEST

static int
open_and_close(void *ctx UNUSED)
{
	struct mailbox *mb = NULL;
	int result = mailbox_open(8, 8, &mb);

	ck_assert((result == 0) == (mb != NULL));
	mailbox_close(mb);
	return result;
}

START_TEST(without_memory_it_does_not_open)
{
	ck_assert_uint_eq(failmalloc_each(open_and_close, NULL), 2);
}
END_TEST

Suite *
mailbox_suite(void)
{
	const TTest *const tests[] = {
		sizes_that_make_no_sense_are_refused,
		a_full_box_refuses_and_keeps_the_order,
		one_wakeup_serves_many_posts_and_a_later_post_wakes_again,
		a_post_between_clear_and_take_is_not_lost,
		two_threads_lose_tear_and_reorder_nothing,
		without_memory_it_does_not_open,
	};
	Suite *suite = suite_create("mailbox");
	TCase *tc = tcase_create("mailbox");

	tcase_set_timeout(tc, 60);		/* sanitizers and one core */
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
