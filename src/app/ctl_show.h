/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/ctl_show.h - how sealiftctl shows an answer
 *
 * Each prints @body to stdout for people, or as JSON.  Text of peers is printed with control
 * characters replaced: a terminal is not to be driven by an identity.
 *
 * Fails       -EINVAL: not what the server should have said; a line on stderr says so
 * Thread      one
 */
#ifndef APP_CTL_SHOW_H
#define APP_CTL_SHOW_H

#include <stdbool.h>

#include "base/span.h"

/** /sessions: a table, one line a session. */
int show_sessions(struct span body, bool as_json);

/** /sessions/ID: every member, indented. */
int show_session(struct span body, bool as_json);

/** /metrics: the samples without comments; as JSON one object, sample name to value. */
int show_stats(struct span body, bool as_json);

/** One line of text; as JSON {"answer": ...}. */
int show_text(struct span body, bool as_json);

#endif
