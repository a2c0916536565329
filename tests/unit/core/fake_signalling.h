/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/fake_signalling.h - a SIP layer without SIP: legs that remember what was asked
 * of them
 */
#ifndef TESTS_UNIT_CORE_FAKE_SIGNALLING_H
#define TESTS_UNIT_CORE_FAKE_SIGNALLING_H

#include <stdbool.h>

#include "core/signalling.h"

enum { FAKE_FORMATS_MAX = 16 };

struct leg {
	const char *name;
	bool is_released;
	enum cause why;
	unsigned int n_probes;
	unsigned int n_answers;
	struct cs_answer answer;
	unsigned int n_refused;		/* re-INVITEs */
	enum cause why_refused;
	bool is_reoffering;		/* its outcome is due */
	unsigned int n_reoffers, n_stops;
	struct reoffer reoffer;		/* the latest; its formats: below */
	struct mformat formats[FAKE_FORMATS_MAX];
};

struct fake_signalling {
	struct signalling signalling;
	struct session *owner;		/* told session_leg_gone() of each leg released */
	int fail_answer, fail_reoffer;	/* errno to answer with, 0: work */
	bool stops_at_once;		/* what reoffer_stop() stops has not gone out */
	unsigned int n_released;
	unsigned int n_ended;
	void *last_user;
	unsigned int n_breaches;	/* a leg released twice, or answered twice */
};

void fake_signalling_init(struct fake_signalling *fake);

#endif
