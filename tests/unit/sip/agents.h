/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/agents.h - an agent without a thread, and messages out of text
 */
#ifndef TESTS_UNIT_SIP_AGENTS_H
#define TESTS_UNIT_SIP_AGENTS_H

#include "sip/leg.h"

/** An agent that listens (on paper) on 192.0.2.1:5060 and [2001:db8::1]:5060, next hop 192.0.2.9. */
struct agent *agents_new(void);

/** Buries its legs, frees all. */
void agents_free(struct agent *agent);

/** @text with LF line ends becomes a message; msg_destroy() it. */
msg_t *agents_message(const char *text);

#endif
