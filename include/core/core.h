/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/core.h - the domain as one object: all sessions, their numbers, their timers
 *
 * Pure: no I/O, no clock.  What it wants done it asks of struct signalling and
 * struct relay; what time it is it is told (core_turn()).
 *
 * Thread      signalling, unless a function says "any"
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/metric.h"
#include "core/relay.h"
#include "core/signalling.h"

struct core;

enum {
	CORE_BEARER_BPS = 64000,
};

enum insecure_target { INSECURE_REJECT, INSECURE_TERMINATE };

struct core_config {
	unsigned int sessions_max;	/* 0: as many as there are ports */
	unsigned int ring_ms;		/* an INVITE unanswered for so long ends */
	unsigned int source_wait_ms;	/* PS leg lost by the network: wait for the transfer */
	unsigned int source_release_ms;	/* PS leg kept for a return after the transfer */
	unsigned int reoffer_wait_ms;	/* an MSC waits so long for the other party's codec */
	/* no media and no SIP for so long: probe the peers; 0: never */
	unsigned int guard_ms;
	enum insecure_target on_insecure_target;
	struct relay_iufp iufp;		/* how a VND.3GPP.IUFP bearer begins */
	uint16_t iufp_ptime_ms;		/* 5 or 10, where the MSC's offer says neither */
	uint32_t bearer_bps;		/* what a CS data bearer carries; 0: CORE_BEARER_BPS */
	unsigned int cs_queue_ms;	/* line time that may wait towards a CS bearer; 0: media's */
	bool fit_by_mean;		/* a stream fits whose mean does (core/fit.h) */
};

/**
 * @config is copied; @signalling and @relay are kept.
 * Fails -ENOMEM.
 */
MUST_CHECK int core_new(const struct core_config *config, const struct signalling *signalling,
			const struct relay *relay, uint64_t now_us, struct core **ret);

/** Closes every session first (CAUSE_SHUTDOWN).  NULL is fine.  Returns NULL. */
struct core *core_free(struct core *core);

/** A reloaded configuration; running timers keep their lengths. */
void core_configure(struct core *core, const struct core_config *config);

/** Tell the time and run what is due.  sip calls it first on every event.  Time never goes back. */
void core_turn(struct core *core, uint64_t now_us);

/** When the next timer is due, UINT64_MAX if none is armed. */
uint64_t core_next_us(const struct core *core);

/** From the media layer; unknown anchors are ignored (the session ended meanwhile). */
void core_on_media(struct core *core, const struct media_event *event);

/** No new calls from here on (transfers and all else go on), or again after all. */
void core_drain(struct core *core, bool on);

/** BYE on every leg of every session. */
void core_shutdown(struct core *core);

/** Sessions that are not over.  Thread: signalling. */
unsigned int core_sessions(const struct core *core);

/**
 * sealift_sessions, _degraded_sessions, _transfers_total, _transfer_seconds, ...  Thread: any (reads
 * atomics).
 */
void core_collect(void *core, struct metric_sink *sink);

#endif
