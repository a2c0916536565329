/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/collect.h - the workers' tallies as metrics
 *
 *	sealift_packets_total{leg,direction}	leg: ps, cs; direction: in (taken from the right
 *						source), out (sent)
 *	sealift_packets_dropped_total{reason}	every reason, met or not
 *	sealift_relay_path_packets_total{path}	user, kernel
 *	sealift_media_gap_seconds		histogram
 *	sealift_media_faults_total{kind}	events-lost, unwatched: to be 0
 *
 * Layer       media.
 * Thread      any: reads atomics.
 */
#ifndef MEDIA_COLLECT_H
#define MEDIA_COLLECT_H

#include "base/metric.h"
#include "worker.h"

/** Sums over @workers; @gap is all of theirs. */
void collect_workers(struct worker *const workers[], unsigned int n_workers,
		     const struct hist *gap, struct metric_sink *sink);

#endif
