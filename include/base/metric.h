/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/metric.h - where the layers' numbers meet
 *
 * sip and media may not know ops, nor ops them; each registers a callback here that reads its own
 * atomics, and ops renders them all.
 *
 *	static void
 *	collect(void *ctx, struct metric_sink *sink)
 *	{
 *		metric_family(sink, "sealift_ports_free", METRIC_GAUGE, "Port pairs in the pool.");
 *		metric_value(sink, NULL, counter_get(&pool->free));
 *	}
 *
 * Life        A registration is for ever: add at start, before the threads; ctx is kept.
 * Layer       base.
 * Thread      metrics_add: at start; render, and so the callbacks: the ops thread.  Callbacks read
 *             atomics only.
 * Standards   Prometheus text exposition format 0.0.4.
 */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/text.h"

/* ---- numbers that one thread writes and another reads ---------------------------------------- */

/* Only ever grows (or, as a gauge, is set).  Relaxed: a number by itself, it orders nothing. */
struct counter {
	_Atomic uint64_t v;
};

/** Add, from any thread. */
static inline void
counter_add(struct counter *c, uint64_t n)
{
	atomic_fetch_add_explicit(&c->v, n, memory_order_relaxed);
}

/** Add, from the only thread that writes this counter: no locked instruction. */
static inline void
counter_add_owner(struct counter *c, uint64_t n)
{
	atomic_store_explicit(&c->v, atomic_load_explicit(&c->v, memory_order_relaxed) + n,
			      memory_order_relaxed);
}

/** Set: a gauge. */
static inline void
counter_set(struct counter *c, uint64_t v)
{
	atomic_store_explicit(&c->v, v, memory_order_relaxed);
}

/** Read, from any thread. */
static inline uint64_t
counter_get(const struct counter *c)
{
	return atomic_load_explicit(&c->v, memory_order_relaxed);
}

enum {
	HIST_BOUNDS_MAX = 24,
};

/* How often a duration was at most so long.  Initialise with HIST_INIT(bounds). */
struct hist {
	const uint64_t *bounds_us;	/* ascending upper bounds, kept */
	size_t n_bounds;		/* <= HIST_BOUNDS_MAX */
	_Atomic uint64_t buckets[HIST_BOUNDS_MAX + 1];	/* not cumulated; the last is +Inf */
	_Atomic uint64_t sum_us;
};

#define HIST_INIT(bounds) { .bounds_us = (bounds), .n_bounds = ARRAY_LEN(bounds) }

/** Count one duration.  Thread: any. */
void hist_add(struct hist *h, uint64_t us);

/** Durations counted. */
uint64_t hist_count(const struct hist *h);

/* ---- the registry ---------------------------------------------------------------------------- */

struct metrics;
struct metric_sink;

enum metric_kind {
	METRIC_COUNTER,
	METRIC_GAUGE,
	METRIC_HISTOGRAM,
	METRIC_KIND_COUNT
};

/** An empty registry, owned by the caller.  Fails: -ENOMEM. */
MUST_CHECK int metrics_new(struct metrics **ret);

/** Free it; NULL is fine.  Returns NULL. */
struct metrics *metrics_free(struct metrics *m);

/**
 * Call @collect(@ctx, sink) with each rendering.
 *
 * Fails   -ENOMEM, -ENOSPC (too many); nothing changed
 */
MUST_CHECK int metrics_add(struct metrics *m, void (*collect)(void *ctx, struct metric_sink *sink),
			   void *ctx);

/** Append all of them to @out in Prometheus text format; see out->failed. */
void metrics_render(struct metrics *m, struct text *out);

/* ---- for collect callbacks ------------------------------------------------------------------- */

/**
 * The values that follow belong to @name.
 *
 * A family has one place: all values of one name from one callback.  @help: one sentence.
 */
void metric_family(struct metric_sink *sink, const char *name, enum metric_kind kind,
		   const char *help);

/** A value.  @labels: `leg="ps",direction="in"` (values escaped, see metric_label), or NULL. */
void metric_value(struct metric_sink *sink, const char *labels, uint64_t v);

/** Same, not integral. */
void metric_value_double(struct metric_sink *sink, const char *labels, double v);

/** A histogram, in seconds. */
void metric_hist(struct metric_sink *sink, const char *labels, const struct hist *h);

/** Append `name="value"` to @labels, a comma before it if needed, the value escaped. */
void metric_label(struct text *labels, const char *name, const char *value);

#endif
