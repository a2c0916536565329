/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_metric.c - where the layers' numbers meet
 */
#include "base/metric.h"

#include <errno.h>
#include <math.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

static const uint64_t bounds[] = { 5000, 100000, 2500000 };

static void
render(void (*collect)(void *, struct metric_sink *), void *ctx, const char *want)
{
	struct metrics *m = NULL;
	struct text out;

	ck_assert_int_eq(metrics_new(&m), 0);
	ck_assert_int_eq(metrics_add(m, collect, ctx), 0);
	text_init(&out, 4096);
	metrics_render(m, &out);
	ck_assert(!out.failed);
	ck_assert_str_eq(out.p, want);
	text_fini(&out);
	ck_assert_ptr_null(metrics_free(m));
}

static void
collect_ports(void *ctx, struct metric_sink *sink)
{
	metric_family(sink, "sealift_ports_free", METRIC_GAUGE, "Free\\pairs\nin the pool.");
	metric_value(sink, NULL, counter_get(ctx));
	metric_value(sink, "leg=\"ps\"", UINT64_MAX);
}

START_TEST(a_family_has_help_type_and_values)
{
	struct counter c = { 0 };

	counter_add(&c, 5);
	counter_add_owner(&c, 2);
	render(collect_ports, &c,
	       "# HELP sealift_ports_free Free\\\\pairs\\nin the pool.\n"
	       "# TYPE sealift_ports_free gauge\n"
	       "sealift_ports_free 7\n"
	       "sealift_ports_free{leg=\"ps\"} 18446744073709551615\n");
	counter_set(&c, 1);
	ck_assert_uint_eq(counter_get(&c), 1);
}
END_TEST

static void
collect_doubles(void *ctx UNUSED, struct metric_sink *sink)
{
	metric_family(sink, "x", METRIC_GAUGE, "x");
	metric_value_double(sink, NULL, 0.25);
	metric_value_double(sink, NULL, (double)NAN);
	metric_value_double(sink, NULL, -HUGE_VAL);
}

START_TEST(doubles_print_as_prometheus_reads_them)
{
	render(collect_doubles, NULL, "# HELP x x\n# TYPE x gauge\nx 0.25\nx NaN\nx -Inf\n");
}
END_TEST

static void
collect_hist(void *ctx, struct metric_sink *sink)
{
	metric_family(sink, "s", METRIC_HISTOGRAM, "How long.");
	metric_hist(sink, "kind=\"ps_cs\"", ctx);
}

START_TEST(a_histogram_cumulates_in_seconds)
{
	struct hist h = HIST_INIT(bounds);

	hist_add(&h, 0);
	hist_add(&h, 5000);		/* a bound belongs to its bucket */
	hist_add(&h, 5001);
	hist_add(&h, 9000000);
	ck_assert_uint_eq(hist_count(&h), 4);
	render(collect_hist, &h,
	       "# HELP s How long.\n"
	       "# TYPE s histogram\n"
	       "s_bucket{kind=\"ps_cs\",le=\"0.005\"} 2\n"
	       "s_bucket{kind=\"ps_cs\",le=\"0.1\"} 3\n"
	       "s_bucket{kind=\"ps_cs\",le=\"2.5\"} 3\n"
	       "s_bucket{kind=\"ps_cs\",le=\"+Inf\"} 4\n"
	       "s_sum{kind=\"ps_cs\"} 9.010001\n"
	       "s_count{kind=\"ps_cs\"} 4\n");
}
END_TEST

static void
collect_bare_hist(void *ctx, struct metric_sink *sink)
{
	metric_family(sink, "s", METRIC_HISTOGRAM, "");
	metric_hist(sink, NULL, ctx);
}

START_TEST(an_empty_histogram_without_labels_is_complete)
{
	struct hist h = HIST_INIT(bounds);

	render(collect_bare_hist, &h,
	       "# HELP s \n# TYPE s histogram\n"
	       "s_bucket{le=\"0.005\"} 0\ns_bucket{le=\"0.1\"} 0\ns_bucket{le=\"2.5\"} 0\n"
	       "s_bucket{le=\"+Inf\"} 0\ns_sum 0.000000\ns_count 0\n");
}
END_TEST

START_TEST(label_values_are_escaped)
{
	struct text labels;

	text_init(&labels, 100);
	metric_label(&labels, "method", "INVITE");
	metric_label(&labels, "peer", "a\"b\\c\nd");
	ck_assert_str_eq(labels.p, "method=\"INVITE\",peer=\"a\\\"b\\\\c\\nd\"");
	text_fini(&labels);
}
END_TEST

START_TEST(sources_render_in_the_order_they_were_added)
{
	struct metrics *m = NULL;
	struct text out;
	struct counter c = { 0 };
	int added = 0;

	ck_assert_int_eq(metrics_new(&m), 0);
	text_init(&out, 1 << 20);
	metrics_render(m, &out);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_int_eq(metrics_add(m, collect_doubles, NULL), 0);
	ck_assert_int_eq(metrics_add(m, collect_ports, &c), 0);
	metrics_render(m, &out);
	ck_assert(span_starts(text_span(&out), "# HELP x"));
	while (added < 1000 && metrics_add(m, collect_ports, &c) == 0)
		added++;
	ck_assert_int_eq(metrics_add(m, collect_ports, &c), -ENOSPC);
	text_fini(&out);
	metrics_free(m);
	ck_assert_ptr_null(metrics_free(NULL));
}
END_TEST

static int
make_one(void *ctx UNUSED)
{
	struct metrics *m = NULL;
	int result = metrics_new(&m);

	metrics_free(m);
	return result;
}

START_TEST(without_memory_there_is_no_registry)
{
	ck_assert_uint_eq(failmalloc_each(make_one, NULL), 1);
}
END_TEST

Suite *
metric_suite(void)
{
	const TTest *const tests[] = {
		a_family_has_help_type_and_values,
		doubles_print_as_prometheus_reads_them,
		a_histogram_cumulates_in_seconds,
		an_empty_histogram_without_labels_is_complete,
		label_values_are_escaped,
		sources_render_in_the_order_they_were_added,
		without_memory_there_is_no_registry,
	};

	return suite_of("metric", tests, ARRAY_LEN(tests));
}
