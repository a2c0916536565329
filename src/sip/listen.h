/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/listen.h - the stack and its sockets
 *
 * Thread      signalling
 */
#ifndef SIP_LISTEN_H
#define SIP_LISTEN_H

#include "agent_in.h"

/**
 * Create the NTA agent and listen; agent->start_which names the address that failed.  Fails as
 * agent_start().
 */
MUST_CHECK int listen_open(struct agent *agent);

/**
 * The name by which sofia knows the transport of @listen; it keeps the pointer, so it lives as
 * long as @agent.
 */
const char *listen_ident(const struct agent *agent, const struct addr *listen);

#endif
