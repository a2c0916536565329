/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_rules.h - from what was seen to a verdict
 *
 * Layer       media; analysis.c only.
 * Thread      the worker that owns the stream.
 */
#ifndef MEDIA_ANALYSIS_RULES_H
#define MEDIA_ANALYSIS_RULES_H

#include "analysis.h"

/* A verdict and why. */
struct judgement {
	struct analysis_verdict verdict;
	struct finding finding[ANALYSIS_FINDINGS];
	uint8_t findings;
};

/** What the window says now: CLASS_UNDECIDED if nothing yet. */
struct judgement analysis_judge(const struct analysis *a);

#endif
