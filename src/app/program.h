/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/program.h - the layers wired together
 *
 *	main thread        signals, reload, drain
 *	signalling thread  sip/agent, core
 *	media workers      media
 *	admin thread       ops/admin
 *
 * Crossings   admin -> signalling  agent_post() (views, drain)
 *             media -> signalling  media_fd() watched by the agent (events, freed ports)
 *             signalling -> admin  admin_view_ready()
 *             main -> signalling   agent_post() (reload), agent_stop()
 *
 * Thread      main
 */
#ifndef APP_PROGRAM_H
#define APP_PROGRAM_H

#include "settings.h"
#include "base/attr.h"

struct program;

/**
 * Bind, start every thread, listen.
 *
 * @settings   Taken on success: freed with the program.
 *
 * Fails   negative errno; what failed has been logged as an error, everything started is
 *         stopped again
 */
MUST_CHECK int program_open(struct settings *settings, struct program **ret);

/**
 * A changed configuration file: what is reloadable takes effect, or nothing does and the log
 * says why.
 */
void program_reload(struct program *program, const char *file);

/**
 * BYE on every leg, at most @grace_ms for answers, stop all threads, free.  NULL is fine. 
 * Returns NULL.
 */
struct program *program_close(struct program *program, unsigned int grace_ms);

#endif
