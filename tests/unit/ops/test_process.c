/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/ops/test_process.c - process_* metrics say what the kernel says
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ops/process.h"
#include "tests/unit/ops/suites.h"
#include "tests/unit/runner.h"

static double
value_of(const char *name)
{
	struct metrics *metrics;
	struct text text;
	char line[128];

	ck_assert_int_eq(metrics_new(&metrics), 0);
	ck_assert_int_eq(metrics_add(metrics, process_collect, NULL), 0);
	text_init(&text, 65536);
	metrics_render(metrics, &text);
	snprintf(line, sizeof(line), "\n%s ", name);

	const char *at = strstr(text.p, line);

	ck_assert_msg(at != NULL, "no %s", name);

	double value = atof(at + strlen(line));

	text_fini(&text);
	metrics_free(metrics);
	return value;
}

START_TEST(an_opened_descriptor_is_counted)
{
	double before = value_of("process_open_fds");
	int fd = open("/dev/null", O_RDONLY);

	ck_assert_double_eq(value_of("process_open_fds"), before + 1);
	close(fd);
	ck_assert_double_eq(value_of("process_open_fds"), before);
}
END_TEST

START_TEST(memory_and_start_are_plausible)
{
	process_started();
	ck_assert_double_gt(value_of("process_resident_memory_bytes"), 100e3);
	ck_assert_double_gt(value_of("process_virtual_memory_bytes"),
			    value_of("process_resident_memory_bytes"));
	ck_assert_double_gt(value_of("process_start_time_seconds"), 1.7e9);
	ck_assert_double_gt(value_of("process_max_fds"), 2);
}
END_TEST

Suite *
process_suite(void)
{
	const TTest *const tests[] = {
		an_opened_descriptor_is_counted,
		memory_and_start_are_plausible,
	};

	return suite_of("process", tests, ARRAY_LEN(tests));
}
