/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/process.h - the process_* metrics every Prometheus client has
 *
 * Thread      admin, but for process_started()
 */
#ifndef OPS_PROCESS_H
#define OPS_PROCESS_H

#include "base/metric.h"

/** Remember when the program began.  Once, before the admin thread. */
void process_started(void);

/** For metrics_add(); @ctx is not used. */
void process_collect(void *ctx, struct metric_sink *sink);

#endif
