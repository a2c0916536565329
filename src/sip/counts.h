/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/counts.h - how many messages of which kind
 *
 * sealift_sip_messages_total{direction,method,status}: the labels are bounded, whatever peers
 * send: methods we know or "other", statuses by their code from a list or by class.
 *
 * Thread      counting: signalling; collecting: any.
 */
#ifndef SIP_COUNTS_H
#define SIP_COUNTS_H

#include "base/metric.h"

enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTIONS };

enum { COUNT_METHODS = 14, COUNT_STATUSES = 40 };

struct counts {
	struct counter messages[DIRECTIONS][COUNT_METHODS][COUNT_STATUSES];
	struct counter malformed;		/* could not be read */
};

/** A message of @method ("INVITE") passed; @status 0: a request, else a response with it. */
void counts_add(struct counts *counts, enum direction direction, const char *method, int status);

/** Render them. */
void counts_collect(const struct counts *counts, struct metric_sink *sink);

#endif
