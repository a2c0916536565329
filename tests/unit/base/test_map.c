/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_map.c - the hash table
 */
#include "base/map.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

enum {
	MANY = 5000,
};

struct thing {
	char key[16];
	bool seen;
};

static struct thing things[MANY];

static void
make_things(void)
{
	for (int i = 0; i < MANY; i++) {
		snprintf(things[i].key, sizeof(things[i].key), "k%d", i);
		things[i].seen = false;
	}
}

static int
put(struct map *m, struct thing *t)
{
	return map_put(m, t->key, strlen(t->key), t);
}

static void *
find(const struct map *m, const struct thing *t)
{
	return map_find(m, t->key, strlen(t->key));
}

static void *
drop(struct map *m, const struct thing *t)
{
	return map_drop(m, t->key, strlen(t->key));
}

START_TEST(what_was_put_is_found_while_the_map_grows)
{
	struct map m;

	make_things();
	ck_assert_int_eq(map_init(&m, 0), 0);
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(put(&m, &things[i]), 0);
		ck_assert_ptr_eq(find(&m, &things[i]), &things[i]);
		ck_assert_ptr_eq(find(&m, &things[i / 2]), &things[i / 2]);
	}
	ck_assert_uint_eq(map_count(&m), MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(find(&m, &things[i]), &things[i]);
	map_fini(&m);
}
END_TEST

START_TEST(a_key_is_put_once_wherever_it_lies)
{
	struct map m;

	make_things();
	ck_assert_int_eq(map_init(&m, 0), 0);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(put(&m, &things[i]), 0);
		for (int k = 0; k <= i; k++)
			ck_assert_int_eq(put(&m, &things[k]), -EEXIST);
	}
	ck_assert_uint_eq(map_count(&m), 100);
	map_fini(&m);
}
END_TEST

START_TEST(drop_gives_the_value_back_once)
{
	struct map m;

	make_things();
	ck_assert_int_eq(map_init(&m, MANY), 0);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(put(&m, &things[i]), 0);
	for (int i = 0; i < MANY; i += 2) {
		ck_assert_ptr_eq(drop(&m, &things[i]), &things[i]);
		ck_assert_ptr_null(drop(&m, &things[i]));
	}
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(find(&m, &things[i]), i % 2 ? &things[i] : NULL);
	ck_assert_uint_eq(map_count(&m), MANY / 2);
	map_fini(&m);
}
END_TEST

START_TEST(keys_are_octets_with_a_length)
{
	struct map m;
	int a, b, c;

	ck_assert_int_eq(map_init(&m, 0), 0);
	ck_assert_int_eq(map_put(&m, "x\0y", 3, &a), 0);
	ck_assert_int_eq(map_put(&m, "x\0z", 3, &b), 0);
	ck_assert_int_eq(map_put(&m, "", 0, &c), 0);
	ck_assert_ptr_eq(map_find(&m, "x\0y", 3), &a);
	ck_assert_ptr_eq(map_find(&m, "x\0z", 3), &b);
	ck_assert_ptr_null(map_find(&m, "x", 1));
	ck_assert_ptr_eq(map_find(&m, NULL, 0), &c);
	map_fini(&m);
}
END_TEST

/* At every size, so that some walks happen while the table moves. */
START_TEST(iteration_sees_each_value_once_and_may_drop_it)
{
	struct map m;

	make_things();
	ck_assert_int_eq(map_init(&m, 0), 0);
	for (int n = 0; n < 100; n++) {
		struct map_iter it = { 0 };
		struct thing *t;
		int seen = 0;

		for (int i = 0; i < n; i++) {
			things[i].seen = false;
			ck_assert_int_eq(put(&m, &things[i]), 0);
		}
		while ((t = map_next(&m, &it))) {
			ck_assert(!t->seen);
			t->seen = true;
			seen++;
			ck_assert_ptr_eq(drop(&m, t), t);
		}
		ck_assert_int_eq(seen, n);
		ck_assert_uint_eq(map_count(&m), 0);
	}
	map_fini(&m);
}
END_TEST

START_TEST(no_put_pays_for_the_whole_table)
{
	struct map m;
	size_t moved = 0;

	make_things();
	ck_assert_int_eq(map_init(&m, 0), 0);
	for (int i = 0; i < MANY; i++) {
		size_t before = m.moved;

		ck_assert_int_eq(put(&m, &things[i]), 0);
		if (m.old.n_buckets) {
			ck_assert_uint_le(m.moved - before, 4);
			moved++;
		}
	}
	ck_assert_uint_gt(moved, 100);
	ck_assert_uint_ge(m.now.n_buckets, MANY / 2);	/* each move came to its end */
	map_fini(&m);
}
END_TEST

START_TEST(two_maps_hash_differently)
{
	struct map a, b;

	ck_assert_int_eq(map_init(&a, 0), 0);
	ck_assert_int_eq(map_init(&b, 0), 0);
	ck_assert_mem_ne(a.seed, b.seed, sizeof(a.seed));
	ck_assert_uint_ne(map_siphash(a.seed, "x", 1), map_siphash(b.seed, "x", 1));
	map_fini(&a);
	map_fini(&b);
}
END_TEST

/* The paper's appendix A: key 00..0f, message 00..0e; and two rows of its reference vectors. */
START_TEST(siphash_is_the_papers)
{
	uint8_t key[16], in[15];

	for (uint8_t i = 0; i < 16; i++)
		key[i] = i;
	for (uint8_t i = 0; i < 15; i++)
		in[i] = i;
	ck_assert_uint_eq(map_siphash(key, in, 15), 0xa129ca6149be45e5);
	ck_assert_uint_eq(map_siphash(key, in, 0), 0x726fdb47dd0e0e31);
	ck_assert_uint_eq(map_siphash(key, in, 8), 0x93f5f5799a932462);
}
END_TEST

static int
fill(void *ctx UNUSED)
{
	struct map m;
	int result = map_init(&m, 0);

	for (int i = 0; i < 40 && result == 0; i++) {
		result = put(&m, &things[i]);
		/* What failed is not in it, what did not is. */
		ck_assert_ptr_eq(find(&m, &things[i]), result == 0 ? &things[i] : NULL);
		ck_assert_uint_eq(map_count(&m), (size_t)i + (result == 0));
	}
	map_fini(&m);
	return result;
}

START_TEST(without_memory_a_put_fails_alone_and_growing_waits)
{
	make_things();
	ck_assert_uint_ge(failmalloc_each_survived(fill, NULL), 42);
}
END_TEST

START_TEST(a_zeroed_map_may_be_finied)
{
	struct map m = { 0 };

	map_fini(&m);
	map_fini(&m);
}
END_TEST

Suite *
map_suite(void)
{
	const TTest *const tests[] = {
		what_was_put_is_found_while_the_map_grows,
		a_key_is_put_once_wherever_it_lies,
		drop_gives_the_value_back_once,
		keys_are_octets_with_a_length,
		iteration_sees_each_value_once_and_may_drop_it,
		no_put_pays_for_the_whole_table,
		two_maps_hash_differently,
		siphash_is_the_papers,
		without_memory_a_put_fails_alone_and_growing_waits,
		a_zeroed_map_may_be_finied,
	};

	return suite_of("map", tests, ARRAY_LEN(tests));
}
