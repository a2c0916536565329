/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/dispatch.h - the door: every message that belongs to no transaction
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 8.2, 16.3, 18.2; RFC 3325; contract.md, Who is who
 */
#ifndef SIP_DISPATCH_H
#define SIP_DISPATCH_H

#include "agent_in.h"

/** For nta_agent_create(); @msg is taken. */
int dispatch_message(struct agent *agent, nta_agent_t *nta, msg_t *msg, sip_t *sip);

#endif
