/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/agent.h - the SIP layer as the rest of the program sees it
 *
 * Life cycle  agent_new() -> agent_signalling() for core_new() -> agent_start(core): creates the
 *             signalling thread, its su_root and NTA agent inside that thread, listens, reports
 *             success or not.  agent_stop(): core_shutdown(), wait at most @grace_ms for BYEs to be
 *             answered, join.  agent_free().
 * Thread      main, unless a function says otherwise.  Everything of sofia's lives on the
 *             signalling thread.
 * Standards   RFC 3261, 3262, 3264, 3311, 3323, 3325, 3326, 4028, 7332
 */
#ifndef SIP_AGENT_H
#define SIP_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/metric.h"
#include "core/core.h"
#include "core/number.h"

enum {
	AGENT_LISTENS_MAX = 8,
	AGENT_PREFIXES_MAX = 64,
	AGENT_STN_SRS_MAX = 16,
	AGENT_URI_MAX = 256,
};

enum agent_role { ROLE_STANDALONE, ROLE_ATCF, ROLE_SCC_AS };

struct agent_config {
	char node[AGENT_URI_MAX];
	enum agent_role role;
	struct addr listen[AGENT_LISTENS_MAX];		/* UDP in this release */
	unsigned int n_listen;
	char advertise[AGENT_URI_MAX];			/* "" : the listening address */
	char next_hop[AGENT_URI_MAX];
	struct prefix trusted[AGENT_PREFIXES_MAX];
	unsigned int n_trusted;
	struct prefix msc[AGENT_PREFIXES_MAX];		/* none: trusted */
	unsigned int n_msc;
	struct number stn_sr[AGENT_STN_SRS_MAX];
	unsigned int n_stn_sr;
	bool fallback_from;				/* [identity] fallback = from */
	int media_family[REALMS];			/* of each realm; AF_UNSPEC where both */
	unsigned int t1_ms;				/* 500 */
};

struct agent;

/** @config is copied.  Fails -ENOMEM. */
MUST_CHECK int agent_new(const struct agent_config *config, struct agent **ret);

/** For core_new(); valid until agent_free(). */
const struct signalling *agent_signalling(struct agent *agent);

/**
 * Start the thread; returns once SIP listens.
 * Fails   -EADDRINUSE, -EADDRNOTAVAIL, -ENOMEM; *@ret_which names the listening address for the log
 */
MUST_CHECK int agent_start(struct agent *agent, struct core *core, struct addr *ret_which);

/** BYE on every leg, at most @grace_ms for answers, then the thread ends.  Idempotent. */
void agent_stop(struct agent *agent, unsigned int grace_ms);

/** After agent_stop(), or where agent_start() failed.  NULL is fine.  Returns NULL. */
struct agent *agent_free(struct agent *agent);

/**
 * Run @fn(arg) on the signalling thread, soon and in order.
 * Thread  any (producers are serialised by a lock: never from the packet path).   Fails -EAGAIN:
 *         full; -ESHUTDOWN.
 */
MUST_CHECK int agent_post(struct agent *agent, void (*fn)(void *arg), void *arg);

/** Call @fn(arg) on the signalling thread whenever @fd is readable.  Before agent_start() only. */
MUST_CHECK int agent_watch(struct agent *agent, int fd, void (*fn)(void *arg), void *arg);

/**
 * A reloaded configuration (the reloadable parts: next hop, trusted, msc, STN-SRs, fallback).
 * Copied; posted.
 */
MUST_CHECK int agent_configure(struct agent *agent, const struct agent_config *config);

/** sealift_sip_messages_total.  Thread: any. */
void agent_collect(void *agent, struct metric_sink *sink);

/** Version of the sofia-sip library as loaded.  Static string. */
const char *agent_library_version(void);

#endif
