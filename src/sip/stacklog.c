/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/stacklog.c - see stacklog.h
 */
#include "stacklog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <sofia-sip/su_log.h>
#pragma GCC diagnostic pop

enum { LOOK_US = 1000 * 1000 };

static void PRINTF_LIKE(2, 0)
on_line(void *stream, const char *fmt, va_list args)
{
	char line[512];

	(void)stream;
	if (!log_wants(LOGL_DEBUG))
		return;
	vsnprintf(line, sizeof(line), fmt, args);
	line[strcspn(line, "\n")] = '\0';
	log_debug("sofia", "%s", line);
}

void
stacklog_take(void)
{
	/* sofia would write whole messages, keys and all, where these say */
	unsetenv("TPORT_LOG");
	unsetenv("TPORT_DUMP");
	unsetenv("TPORT_CAPT");
	su_log_redirect(su_log_default, on_line, NULL);
	su_log_redirect(su_log_global, on_line, NULL);
}

static void
on_look(void *arg)
{
	static struct log_limit limit;
	struct agent *agent = arg;
	usize_t bad = 0;

	nta_agent_get_stats(agent->nta, NTATAG_S_BAD_MESSAGE_REF(bad), TAG_END());
	if (bad > agent->malformed_seen) {
		counter_add_owner(&agent->counts.malformed, bad - agent->malformed_seen);
		if (log_limited(&limit, agent->now_us, NULL))
			log_warn("sip", "malformed messages=%zu total=%zu", (size_t)bad - agent->malformed_seen,
				 (size_t)bad);
		agent->malformed_seen = bad;
	}
	wheel_arm(&agent->wheel, &agent->look, agent->now_us + LOOK_US);
}

void
stacklog_watch(struct agent *agent)
{
	tmr_init(&agent->look, on_look, agent);
	wheel_arm(&agent->wheel, &agent->look, agent->now_us + LOOK_US);
}
