/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/fake_relay.h - a media layer that keeps books and moves no packet
 *
 * It holds the core to core/relay.h: what the contract forbids it refuses, and what no caller may
 * do it counts as a breach.
 */
#ifndef TESTS_UNIT_CORE_FAKE_RELAY_H
#define TESTS_UNIT_CORE_FAKE_RELAY_H

#include "core/mdesc.h"
#include "core/relay.h"

enum {
	FAKE_ANCHORS_MAX = 64,
	FAKE_LOCAL_PORT = 20000,	/* + 100 a line, + 10 a party */
	FAKE_CS_PORT = 30000,		/* + 10 a party, + 100 a CS side opened before */
};

struct fake_line {
	bool is_open;
	struct indication ind;
	struct relay_remote remote[PARTIES];
	struct sdes keys[PARTIES];	/* suite SUITE_NONE: none told */
	struct relay_stats stats;
};

struct fake_anchor {
	anchor_id id;			/* 0: free */
	uint64_t session_id;
	struct fake_line line[MDESC_LINES_MAX];
	bool handover[PARTIES];		/* open: opened, not committed or reverted */
	unsigned int n_cs[PARTIES];	/* CS sides */
	struct relay_cs cs[PARTIES];	/* the newest */
	unsigned int n_opened[PARTIES];	/* CS sides ever */
	struct sdes shown[PARTIES];	/* the keys that came with the last one */
};

struct fake_relay {
	struct relay relay;
	struct fake_anchor anchor[FAKE_ANCHORS_MAX];
	anchor_id last_id;
	/* errno to answer with, 0: work */
	int fail_open, fail_line_open, fail_cs_open, fail_cs_remote;
	unsigned int n_commits, n_reverts, n_cs_remotes;
	unsigned int n_breaches;
};

void fake_relay_init(struct fake_relay *fake);

struct fake_anchor *fake_relay_find(struct fake_relay *fake, anchor_id id);

/** The anchor of a session, or NULL. */
struct fake_anchor *fake_relay_of(struct fake_relay *fake, uint64_t session_id);

/** Anchors, lines, CS sides and handovers that are open. */
unsigned int fake_relay_open_things(const struct fake_relay *fake);

#endif
