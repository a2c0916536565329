/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/agent_in.h - the agent from the inside
 *
 * One agent owns the thread, sofia's root and stack, the maps of legs and calls, and the
 * configuration in force.  Every other file of src/sip works on it.
 *
 * Why no nta_leg: sofia finds dialogs by an unseeded hash and loose matching, and in UA mode
 * answers PRACK itself.  Dialogs are ours (dialog.h), found by our own random tag in a keyed map;
 * from NTA we use transactions and transports only.
 *
 * Thread      signalling, but for what agent.h says otherwise.
 */
#ifndef SIP_AGENT_IN_H
#define SIP_AGENT_IN_H

#include <pthread.h>

#include "base/list.h"
#include "base/mailbox.h"
#include "base/map.h"
#include "base/wheel.h"
#include "core/signalling.h"
#include "sip/agent.h"
#include "counts.h"
#include "sofia.h"

enum {
	WATCHES_MAX = 8,
	POSTS_MAX = 1024,		/* slots of the mailbox */
	TAG_OCTETS = 24,		/* hexadecimal digits of our tags and Call-IDs */
};

struct watch {
	struct agent *agent;
	int fd;
	void (*fn)(void *arg);
	void *arg;
	int index;			/* su_root_register()'s, 0: not registered */
};

enum agent_phase { PHASE_NEW, PHASE_RUNNING, PHASE_LEAVING, PHASE_ENDED };

struct agent {
	struct agent_config config;
	struct addr next_hop;			/* of config.next_hop */
	struct signalling signalling;
	struct core *core;

	pthread_t thread;
	pthread_mutex_t post_lock;		/* the mailbox has one writer at a time */
	pthread_cond_t started;
	enum agent_phase phase;			/* under post_lock */
	int start_result;			/* likewise */
	struct addr start_which;
	unsigned int grace_ms;
	struct mailbox *inbox;
	char idents[AGENT_LISTENS_MAX][ADDR_TEXT_MAX];	/* of config.listen, listen_ident() */
	struct watch watches[WATCHES_MAX];
	unsigned int n_watches;

	su_root_t *root;
	nta_agent_t *nta;
	su_timer_t *timer;			/* of core_next_us() */
	su_timer_t *leave_timer;
	bool is_stopping;			/* nothing new is taken */
	uint64_t leave_by_us;
	struct tmr look;			/* at sofia's counters */
	size_t malformed_seen;
	struct wheel wheel;			/* our own timers: glare, session timers */
	uint64_t now_us;			/* of the event being handled */

	struct map legs;			/* by our tag */
	struct map calls;			/* by session id */
	struct list all_legs;
	struct list all_calls;
	struct list throughs;			/* through.h */
	struct list dead_legs, dead_calls, dead_exchanges;	/* freed when the event is over */
	struct counts counts;
};

/** The first thing on every event: what time it is, and what is due. */
void agent_turn(struct agent *agent);

/** The last thing on every event: wake up in time for the core's next timer. */
void agent_arm(struct agent *agent);

/**
 * The listening address to speak to @to from; of several of its family the one the kernel would
 * choose.  NULL: we have none of that family.
 */
const struct addr *agent_listen_for(const struct agent *agent, const struct addr *to);

/** Text of one of our addresses for Via, Contact: "203.0.113.5:5060". */
void agent_show(const struct agent *agent, const struct addr *listen, struct text *out);

/** Does @host (brackets allowed) with @port name us? */
bool agent_is_me(const struct agent *agent, const char *host, unsigned int port);

#endif
