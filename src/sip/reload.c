/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/reload.c - see reload.h and agent_configure()
 */
#include "reload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "dialog.h"

bool
reload_next_hop(const struct agent_config *config, struct addr *ret)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	url_t *url = url_make(home, config->next_hop);
	bool ok = url && dialog_uri_addr(url, ret);

	su_home_deinit(home);
	return ok;
}

struct reload {
	struct agent *agent;
	struct agent_config config;
};

/* The reloadable parts only: listening addresses stay what they are. */
static void
reload(void *arg)
{
	struct reload *new = arg;
	struct agent_config *config = &new->agent->config;
	struct addr hop;

	if (reload_next_hop(&new->config, &hop)) {
		new->agent->next_hop = hop;
		memcpy(config->next_hop, new->config.next_hop, sizeof(config->next_hop));
		nta_agent_set_params(new->agent->nta, NTATAG_DEFAULT_PROXY(config->next_hop), TAG_END());
	}
	memcpy(config->trusted, new->config.trusted, sizeof(config->trusted));
	config->n_trusted = new->config.n_trusted;
	memcpy(config->msc, new->config.msc, sizeof(config->msc));
	config->n_msc = new->config.n_msc;
	memcpy(config->stn_sr, new->config.stn_sr, sizeof(config->stn_sr));
	config->n_stn_sr = new->config.n_stn_sr;
	config->fallback_from = new->config.fallback_from;
	log_info("sip", "reloaded next-hop=%s", config->next_hop);
	free(new);
}

int
agent_configure(struct agent *agent, const struct agent_config *config)
{
	struct reload *new = malloc(sizeof(*new));

	if (!new)
		return -ENOMEM;
	new->agent = agent;
	new->config = *config;

	int rc = agent_post(agent, reload, new);

	if (rc < 0)
		free(new);
	return rc;
}
