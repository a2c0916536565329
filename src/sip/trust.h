/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/trust.h - whose requests we believe
 *
 * Layer       sip.
 * Thread      signalling (the configuration is the agent's); pure.
 * Standards   RFC 3325 section 4 (trust domain); contract.md, Who is who
 */
#ifndef SIP_TRUST_H
#define SIP_TRUST_H

#include <stdbool.h>

#include "base/addr.h"
#include "sip/agent.h"

/**
 * May @peer make calls, and is its P-Asserted-Identity believed?  [sip] trusted; none configured:
 * nobody.
 */
bool trust_has(const struct agent_config *config, const struct addr *peer);

/** May @peer ask for a transfer?  [srvcc] msc; none configured: whoever is trusted. */
bool trust_has_msc(const struct agent_config *config, const struct addr *peer);

#endif
