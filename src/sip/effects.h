/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/effects.h - core/signalling.h as we do it
 *
 * Thread      signalling
 */
#ifndef SIP_EFFECTS_H
#define SIP_EFFECTS_H

#include "agent_in.h"

/** Fill in agent->signalling. */
void effects_init(struct agent *agent);

#endif
