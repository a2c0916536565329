/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/test_fastpath.c - open, close, and a lane's rules: media/fastpath.c, fastpath_lane.c
 */
#include "media/fastpath.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/fastpath/path.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

static int
open_on(const char *interface, const char **ret_why, struct fastpath **ret)
{
	struct fastpath_config config = { .n_interfaces = 1, .rules = 4, .instance = 7 };

	strcpy(config.interface[0], interface);
	return fastpath_open(&config, ret_why, ret);
}

START_TEST(says_why_it_cannot_be)
{
	static const struct {
		const char *interface, *why;
		int error;
	} cases[] = {
		{ "nothere", "no such interface", -ENODEV },
		{ "lo", "an interface is not Ethernet", -EPROTONOSUPPORT },
	};
	const struct fastpath_config nowhere = { .rules = 4, .instance = 7 };
	struct fastpath *fp = NULL;
	const char *why;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_int_eq(open_on(cases[i].interface, &why, &fp), cases[i].error);
		ck_assert_str_eq(why, cases[i].why);
	}
	ck_assert_int_eq(fastpath_open(&nowhere, &why, &fp), -ENODEV);
	ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	ck_assert_int_eq(open_on("to-a", &why, &fp), -EPERM);
	ck_assert_str_eq(why, "not allowed: CAP_NET_ADMIN, CAP_BPF");
	ck_assert_ptr_null(fp);
}
END_TEST

/* The second of two interfaces is not there: nothing may stay at the first. */
START_TEST(leaves_nothing_behind_when_it_fails)
{
	const struct fastpath_config config = {
		.interface = { "to-a", "nothere" }, .n_interfaces = 2, .rules = 4, .instance = 7,
	};
	struct fastpath *fp = NULL;
	const char *why;

	ck_assert_int_eq(fastpath_open(&config, &why, &fp), -ENODEV);
	net_run("[ -z \"$(tc filter show dev to-a ingress)\" ]");
}
END_TEST

/* A daemon that was killed has left its program: the next one's takes its place. */
START_TEST(replaces_a_dead_ones_program)
{
	struct fastpath *dead = NULL, *fp = NULL, *another = NULL;
	const struct fastpath_config config = {
		.interface = { "to-a" }, .n_interfaces = 1, .rules = 4, .instance = 8,
	};
	const char *why;

	ck_assert_int_eq(open_on("to-a", &why, &dead), 0);
	ck_assert_int_eq(open_on("to-a", &why, &fp), 0);
	net_run("[ $(tc filter show dev to-a ingress | grep -c sealift) = 1 ]");
	/* One that listens elsewhere stands beside it. */
	ck_assert_int_eq(fastpath_open(&config, &why, &another), 0);
	net_run("[ $(tc filter show dev to-a ingress | grep -c sealift) = 2 ]");
	fastpath_close(another);
	fastpath_close(fp);
	net_run("[ -z \"$(tc filter show dev to-a ingress)\" ]");
	fastpath_close(dead);
}
END_TEST

static int
open_and_close(void *ctx UNUSED)
{
	struct fastpath_lane lane = { 0 };
	struct fastpath *fp = NULL;
	const char *why;
	int r = open_on("to-a", &why, &fp);

	if (!r)
		r = fastpath_lane_init(&lane, fp, 4);
	fastpath_lane_fini(&lane);
	fastpath_close(fp);
	return r;
}

START_TEST(any_allocation_may_fail)
{
	ck_assert_uint_eq(failmalloc_each(open_and_close, NULL), 2);
}
END_TEST

/* ---- rules ----------------------------------------------------------------------------------- */

START_TEST(a_flow_has_one_rule)
{
	struct path path;
	uint32_t rule = 99;

	path_open(&path, &path_cases[0]);
	ck_assert_int_eq(fastpath_put(&path.lane, &path.way, mono_us(), &rule), -EEXIST);
	ck_assert_uint_eq(rule, 99);
	path_close(&path);
}
END_TEST

START_TEST(rules_rest_before_they_are_lent_again)
{
	struct path path;
	struct fastpath_lane lane;
	struct fastpath_count count;
	uint32_t first, second;

	path_open(&path, &path_cases[0]);
	fastpath_drop(&path.lane, path.rule, 0, &count);
	ck_assert_int_eq(fastpath_lane_init(&lane, path.fp, 1), 0);
	ck_assert_int_eq(fastpath_put(&lane, &path.way, 1000, &first), 0);
	fastpath_drop(&lane, first, 1000, &count);
	ck_assert_int_eq(fastpath_put(&lane, &path.way, 1000 + FASTPATH_REST_US - 1, &second), -ENOSPC);
	ck_assert_int_eq(fastpath_put(&lane, &path.way, 1000 + FASTPATH_REST_US, &second), 0);
	ck_assert_uint_eq(first, second);
	path.way.from.port++;
	ck_assert_int_eq(fastpath_put(&lane, &path.way, 1000000, &second), -ENOSPC);
	fastpath_lane_fini(&lane);
	path_close(&path);
}
END_TEST

START_TEST(lanes_share_what_there_is)
{
	struct path path;
	struct fastpath_lane lane;
	uint32_t n = 16 + FASTPATH_SPARE - 16;	/* but for what the path has */

	path_open(&path, &path_cases[0]);
	ck_assert_int_eq(fastpath_lane_init(&lane, path.fp, n + 1), -ENOSPC);
	ck_assert_int_eq(fastpath_lane_init(&lane, path.fp, n), 0);
	fastpath_lane_fini(&lane);
	fastpath_lane_fini(&lane);
	path_close(&path);
}
END_TEST

/* Where a route alone does not find the way, or there is none. */
START_TEST(some_addresses_are_user_spaces)
{
	static const struct {
		const char *from, *at, *by, *to;
		uint16_t port;
	} cases[] = {
		{ "127.0.0.1", "127.0.0.1", "10.2.0.1", "10.2.0.2", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "127.0.0.1", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "169.254.1.1", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "224.0.0.5", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "255.255.255.255", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "0.0.0.0", 6000 },
		{ "10.1.0.2", "10.1.0.1", "10.2.0.1", "10.2.0.2", 0 },
		{ "fe80::2", "fd01::1", "10.2.0.1", "10.2.0.2", 6000 },
		{ "fd01::2", "fd01::1", "fd02::1", "::1", 6000 },
		{ "fd01::2", "fd01::1", "fd02::1", "ff02::1", 6000 },
		{ "fd01::2", "fd01::1", "fd02::1", "febf::1", 6000 },
		{ "10.1.0.2", "fd01::1", "fd02::1", "fd02::2", 6000 },
	};
	struct path path;
	uint32_t rule = 99;

	path_open(&path, &path_cases[0]);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		path.way.from = net_at(cases[i].from, 5004);
		path.way.at = net_at(cases[i].at, 20004);
		path.way.by = net_at(cases[i].by, 20006);
		path.way.to = net_at(cases[i].to, cases[i].port);
		ck_assert_int_eq(fastpath_put(&path.lane, &path.way, mono_us(), &rule),
				 -EADDRNOTAVAIL);
	}
	ck_assert_uint_eq(rule, 99);
	path_close(&path);
}
END_TEST

START_TEST(reasons_have_names)
{
	for (unsigned int i = 0; i < FASTPATH_LEFTS; i++)
		ck_assert_uint_gt(strlen(fastpath_left_name(i)), 1);
	ck_assert_str_eq(fastpath_left_name(FASTPATH_LEFTS), "?");
}
END_TEST

Suite *
fastpath_suite(void)
{
	const TTest *const tests[] = {
		says_why_it_cannot_be,
		leaves_nothing_behind_when_it_fails,
		replaces_a_dead_ones_program,
		any_allocation_may_fail,
		a_flow_has_one_rule,
		rules_rest_before_they_are_lent_again,
		lanes_share_what_there_is,
		some_addresses_are_user_spaces,
		reasons_have_names,
	};
	Suite *s = suite_create("fastpath");
	TCase *tc = tcase_create("fastpath");

	tcase_add_unchecked_fixture(tc, net_build, net_fini);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	return s;
}
