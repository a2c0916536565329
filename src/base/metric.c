/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/metric.c - the registry and the Prometheus text
 *
 * Thread      metrics_add at start; metrics_render on the ops thread; hist_add anywhere.
 * Standards   Prometheus text exposition format 0.0.4.
 */
#include "base/metric.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SOURCES_MAX = 64,
	US_PER_S = 1000000,
};

static const char *const kind_names[METRIC_KIND_COUNT] = {
	[METRIC_COUNTER] = "counter",
	[METRIC_GAUGE] = "gauge",
	[METRIC_HISTOGRAM] = "histogram",
};

struct metric_source {
	void (*collect)(void *ctx, struct metric_sink *sink);
	void *ctx;
};

struct metrics {
	struct metric_source sources[SOURCES_MAX];
	size_t n;
};

struct metric_sink {
	struct text *out;
	const char *name;	/* of the family in progress */
};

int
metrics_new(struct metrics **ret)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (!m)
		return -ENOMEM;
	*ret = m;
	return 0;
}

struct metrics *
metrics_free(struct metrics *m)
{
	free(m);
	return NULL;
}

int
metrics_add(struct metrics *m, void (*collect)(void *ctx, struct metric_sink *sink), void *ctx)
{
	if (m->n == SOURCES_MAX)
		return -ENOSPC;
	m->sources[m->n++] = (struct metric_source){ collect, ctx };
	return 0;
}

void
metrics_render(struct metrics *m, struct text *out)
{
	for (size_t i = 0; i < m->n; i++) {
		struct metric_sink sink = { .out = out, .name = "" };

		m->sources[i].collect(m->sources[i].ctx, &sink);
	}
}

/* HELP escapes a backslash and a newline; label values a quote, too. */
static void
put_escaped(struct text *out, const char *s, bool quotes)
{
	for (; *s; s++) {
		if (*s == '\n') {
			text_puts(out, "\\n");
			continue;
		}
		if (*s == '\\' || (*s == '"' && quotes))
			text_putc(out, '\\');
		text_putc(out, *s);
	}
}

void
metric_family(struct metric_sink *sink, const char *name, enum metric_kind kind, const char *help)
{
	sink->name = name;
	text_printf(sink->out, "# HELP %s ", name);
	put_escaped(sink->out, help, false);
	text_printf(sink->out, "\n# TYPE %s %s\n", name, kind_names[kind]);
}

/* name_suffix{labels,extra} and a blank; all but the name may be absent. */
static void
put_name(struct metric_sink *sink, const char *suffix, const char *labels, const char *extra)
{
	bool has_labels = labels && *labels;

	text_printf(sink->out, "%s%s", sink->name, suffix);
	if (has_labels || extra) {
		text_printf(sink->out, "{%s%s%s}", has_labels ? labels : "",
			    has_labels && extra ? "," : "", extra ? extra : "");
	}
	text_putc(sink->out, ' ');
}

void
metric_value(struct metric_sink *sink, const char *labels, uint64_t v)
{
	put_name(sink, "", labels, NULL);
	text_printf(sink->out, "%" PRIu64 "\n", v);
}

void
metric_value_double(struct metric_sink *sink, const char *labels, double v)
{
	put_name(sink, "", labels, NULL);
	if (isnan(v))
		text_puts(sink->out, "NaN\n");
	else if (isinf(v))
		text_puts(sink->out, v > 0 ? "+Inf\n" : "-Inf\n");
	else
		text_printf(sink->out, "%.15g\n", v);
}

/* Cumulated, as the format wants; the count is the sum of what was read, so the lines agree. */
void
metric_hist(struct metric_sink *sink, const char *labels, const struct hist *h)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= h->n_bounds; i++) {
		char le[48] = "le=\"+Inf\"";

		if (i < h->n_bounds) {
			snprintf(le, sizeof(le), "le=\"%.15g\"",
				 (double)h->bounds_us[i] / US_PER_S);
		}
		count += atomic_load_explicit(&h->buckets[i], memory_order_relaxed);
		put_name(sink, "_bucket", labels, le);
		text_printf(sink->out, "%" PRIu64 "\n", count);
	}

	uint64_t sum_us = atomic_load_explicit(&h->sum_us, memory_order_relaxed);

	put_name(sink, "_sum", labels, NULL);
	text_printf(sink->out, "%" PRIu64 ".%06u\n", sum_us / US_PER_S,
		    (unsigned int)(sum_us % US_PER_S));
	put_name(sink, "_count", labels, NULL);
	text_printf(sink->out, "%" PRIu64 "\n", count);
}

void
metric_label(struct text *labels, const char *name, const char *value)
{
	text_printf(labels, "%s%s=\"", labels->n ? "," : "", name);
	put_escaped(labels, value, true);
	text_putc(labels, '"');
}

void
hist_add(struct hist *h, uint64_t us)
{
	size_t i = 0;

	while (i < h->n_bounds && us > h->bounds_us[i])
		i++;
	atomic_fetch_add_explicit(&h->buckets[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&h->sum_us, us, memory_order_relaxed);
}

uint64_t
hist_count(const struct hist *h)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= h->n_bounds; i++)
		count += atomic_load_explicit(&h->buckets[i], memory_order_relaxed);
	return count;
}
