/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_list.c - the intrusive list
 */
#include "base/list.h"

#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

struct item {
	int n;
	struct list link;
};

static struct item items[4];
static struct list head;

static void
setup(void)
{
	list_init(&head);
	for (int i = 0; i < 4; i++) {
		items[i] = (struct item){ .n = i };
		list_push(&head, &items[i].link);
	}
}

/* The items in order, as a decimal number; 9 in front. */
static int
order(struct list *l)
{
	struct item *item;
	int n = 9;

	LIST_EACH(item, l, link)
		n = n * 10 + item->n;
	return n;
}

START_TEST(push_keeps_the_order)
{
	ck_assert_int_eq(order(&head), 90123);
}
END_TEST

START_TEST(drop_anywhere_leaves_the_rest)
{
	list_drop(&items[0].link);
	ck_assert_int_eq(order(&head), 9123);
	list_drop(&items[2].link);
	ck_assert_int_eq(order(&head), 913);
	list_drop(&items[3].link);
	list_drop(&items[1].link);
	ck_assert(list_empty(&head));
	list_push_front(&head, &items[1].link);
	list_push_front(&head, &items[3].link);
	ck_assert_int_eq(order(&head), 931);
}
END_TEST

START_TEST(dropping_twice_or_a_zeroed_link_is_fine)
{
	struct list zeroed = { 0 };

	list_drop(&items[1].link);
	list_drop(&items[1].link);
	list_drop(&zeroed);
	ck_assert(list_empty(&zeroed));
	ck_assert_int_eq(order(&head), 9023);
}
END_TEST

START_TEST(shift_takes_the_first_until_null)
{
	for (int i = 0; i < 4; i++) {
		struct list *link = list_shift(&head);

		ck_assert_int_eq(LIST_ENTRY(link, struct item, link)->n, i);
		ck_assert(list_empty(link));
	}
	ck_assert_ptr_null(list_shift(&head));
}
END_TEST

START_TEST(safe_walk_may_drop_what_it_stands_on)
{
	struct item *item, *next;

	LIST_EACH_SAFE(item, next, &head, link) {
		if (item->n % 2 == 0)
			list_drop(&item->link);
	}
	ck_assert_int_eq(order(&head), 913);
}
END_TEST

START_TEST(move_appends_all_and_empties_the_source)
{
	struct list to;

	list_init(&to);
	list_move(&to, &head);
	ck_assert_int_eq(order(&to), 90123);
	ck_assert(list_empty(&head));
	list_move(&to, &head);
	list_drop(&items[0].link);
	list_push(&head, &items[0].link);
	list_move(&to, &head);
	ck_assert_int_eq(order(&to), 91230);
}
END_TEST

Suite *
list_suite(void)
{
	const TTest *const tests[] = {
		push_keeps_the_order,
		drop_anywhere_leaves_the_rest,
		dropping_twice_or_a_zeroed_link_is_fine,
		shift_takes_the_first_until_null,
		safe_walk_may_drop_what_it_stands_on,
		move_appends_all_and_empties_the_source,
	};
	Suite *suite = suite_create("list");
	TCase *tc = tcase_create("list");

	tcase_add_checked_fixture(tc, setup, NULL);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
