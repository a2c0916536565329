/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/stacklog.h - what sofia has to say, through our log, and what it could not read
 *
 * sofia prints to stderr what peers sent, control characters and all.  Its lines go to our log
 * instead (debug, escaped).  Messages that it refuses by itself (400, 505, or silence for a
 * response) never reach us: its counters are read once a second.
 *
 * Thread      signalling
 */
#ifndef SIP_STACKLOG_H
#define SIP_STACKLOG_H

#include "agent_in.h"

/** Take over sofia's log: once, before its first object. */
void stacklog_take(void);

/** Start reading the counters of agent->nta. */
void stacklog_watch(struct agent *agent);

#endif
