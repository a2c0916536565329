/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reload.h - a configuration, as it is taken at start and while running
 *
 * Thread      main reads and posts, signalling applies
 */
#ifndef SIP_RELOAD_H
#define SIP_RELOAD_H

#include "agent_in.h"

/** The address of the configured next hop.  False: no numeric sip URI. */
bool reload_next_hop(const struct agent_config *config, struct addr *ret);

#endif
