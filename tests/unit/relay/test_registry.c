/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry.h"

#include <errno.h>
#include <stdbool.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum { MANY = 1000 };

START_TEST(finds_what_was_put_until_it_is_dropped)
{
	struct registry r = { 0 };
	static int object[MANY];
	uint64_t id[MANY];

	for (unsigned int i = 0; i < MANY; i++)
		ck_assert_int_eq(registry_put(&r, &object[i], &id[i]), 0);
	for (unsigned int i = 0; i < MANY; i++) {
		ck_assert_uint_ne(id[i], 0);
		ck_assert_ptr_eq(registry_find(&r, id[i]), &object[i]);
	}
	for (unsigned int i = 0; i < MANY; i += 2)
		ck_assert_ptr_eq(registry_drop(&r, id[i]), &object[i]);
	for (unsigned int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(registry_find(&r, id[i]), i % 2 ? &object[i] : NULL);
	ck_assert_uint_eq(r.count, MANY / 2);
	registry_fini(&r);
}
END_TEST

static bool
is_among(uint64_t id, const uint64_t *seen, unsigned int n)
{
	while (n--)
		if (seen[n] == id)
			return true;
	return false;
}

START_TEST(no_number_comes_twice)
{
	struct registry r = { 0 };
	int object;
	uint64_t seen[MANY];

	for (unsigned int i = 0; i < MANY; i++) {
		ck_assert_int_eq(registry_put(&r, &object, &seen[i]), 0);
		ck_assert(!is_among(seen[i], seen, i));
		registry_drop(&r, seen[i]);
		ck_assert_ptr_null(registry_drop(&r, seen[i]));
	}
	registry_fini(&r);
}
END_TEST

START_TEST(strange_numbers_find_nothing)
{
	struct registry r = { 0 };
	int object;
	uint64_t id;

	ck_assert_ptr_null(registry_find(&r, 0));
	ck_assert_ptr_null(registry_find(&r, UINT64_MAX));
	ck_assert_int_eq(registry_put(&r, &object, &id), 0);
	ck_assert_ptr_null(registry_find(&r, 0));
	ck_assert_ptr_null(registry_find(&r, id + 1));
	ck_assert_ptr_null(registry_find(&r, id ^ (uint64_t)1 << 40));
	ck_assert_uint_eq(registry_any(&r), id);
	registry_drop(&r, id);
	ck_assert_uint_eq(registry_any(&r), 0);
	registry_fini(&r);
}
END_TEST

START_TEST(want_of_memory_changes_nothing)
{
	struct registry r = { 0 };
	int object;
	uint64_t id = 7;

	failmalloc_arm(1);
	ck_assert_int_eq(registry_put(&r, &object, &id), -ENOMEM);
	ck_assert(failmalloc_disarm());
	ck_assert_uint_eq(id, 7);
	ck_assert_int_eq(registry_put(&r, &object, &id), 0);
	registry_fini(&r);
}
END_TEST

Suite *
registry_suite(void)
{
	const TTest *const tests[] = {
		finds_what_was_put_until_it_is_dropped,
		no_number_comes_twice,
		strange_numbers_find_nothing,
		want_of_memory_changes_nothing,
	};

	return suite_of("registry", tests, ARRAY_LEN(tests));
}
