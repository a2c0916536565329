/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_counts.c - labels stay bounded whatever peers send
 */
#include "sip/counts.h"

#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static struct counts counts;

static void
collect(void *ctx, struct metric_sink *sink)
{
	counts_collect(ctx, sink);
}

static void
expect_line(const char *line)
{
	struct metrics *metrics;
	struct text out;

	ck_assert_int_eq(metrics_new(&metrics), 0);
	ck_assert_int_eq(metrics_add(metrics, collect, &counts), 0);
	text_init(&out, 65536);
	metrics_render(metrics, &out);
	ck_assert_msg(strstr(out.p, line) != NULL, "%s is not in %s", line, out.p);
	text_fini(&out);
	metrics_free(metrics);
}

START_TEST(requests_and_responses_are_told_apart)
{
	memset(&counts, 0, sizeof(counts));
	counts_add(&counts, DIRECTION_IN, "INVITE", 0);
	counts_add(&counts, DIRECTION_OUT, "invite", 486);
	counts_add(&counts, DIRECTION_OUT, "INVITE", 486);
	expect_line("sealift_sip_messages_total{direction=\"in\",method=\"INVITE\",status=\"request\"} 1");
	expect_line("sealift_sip_messages_total{direction=\"out\",method=\"INVITE\",status=\"486\"} 2");
}
END_TEST

START_TEST(strange_ones_share_a_label)
{
	memset(&counts, 0, sizeof(counts));
	counts_add(&counts, DIRECTION_IN, "EVIL1", 0);
	counts_add(&counts, DIRECTION_IN, "EVIL2", 0);
	counts_add(&counts, DIRECTION_IN, NULL, 0);
	counts_add(&counts, DIRECTION_IN, "BYE", 477);
	counts_add(&counts, DIRECTION_IN, "BYE", 476);
	counts_add(&counts, DIRECTION_IN, "BYE", 302);
	expect_line("{direction=\"in\",method=\"other\",status=\"request\"} 3");
	expect_line("{direction=\"in\",method=\"BYE\",status=\"4xx\"} 2");
	expect_line("{direction=\"in\",method=\"BYE\",status=\"3xx\"} 1");
}
END_TEST

Suite *
counts_suite(void)
{
	Suite *s = suite_create("counts");
	TCase *tc = tcase_create("counts");

	tcase_add_test(tc, requests_and_responses_are_told_apart);
	tcase_add_test(tc, strange_ones_share_a_label);
	suite_add_tcase(s, tc);
	return s;
}
