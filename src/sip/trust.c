/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/trust.c - a walk along the configured prefixes
 *
 * At most AGENT_PREFIXES_MAX of them, looked at once per initial request: a list is fast enough.
 *
 * Thread      signalling.
 */
#include "trust.h"

static bool
holds(const struct prefix *prefixes, unsigned int n, const struct addr *peer)
{
	for (unsigned int i = 0; i < n; i++) {
		if (prefix_has(&prefixes[i], peer))
			return true;
	}
	return false;
}

bool
trust_has(const struct agent_config *config, const struct addr *peer)
{
	return holds(config->trusted, config->n_trusted, peer);
}

bool
trust_has_msc(const struct agent_config *config, const struct addr *peer)
{
	return config->n_msc ? holds(config->msc, config->n_msc, peer) : trust_has(config, peer);
}
