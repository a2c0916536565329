/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_dir.h - the direction of a section: reading it, writing another
 *
 *	struct sdp_dir dir = { .want = ..., .inherited = sdp_dir_of(session, MDIR_SENDRECV) };
 *	each line:  if (!sdp_dir_put(&dir, &line, out)) ... write it otherwise
 *	at the end: sdp_dir_finish(&dir, section, line_end, out)
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 4566 section 6, RFC 3264 sections 5.1 and 6.1
 */
#ifndef SIP_SDP_DIR_H
#define SIP_SDP_DIR_H

#include <stdbool.h>

#include "base/span.h"
#include "base/text.h"
#include "core/mdesc.h"
#include "sdp_scan.h"

struct sdp_dir {
	enum mdir want;
	enum mdir inherited;		/* what holds where the section says nothing */
	bool is_said;			/* a line of the section said it */
};

/** What @section says, else @inherited. */
enum mdir sdp_dir_of(struct span section, enum mdir inherited);

/**
 * If @line states a direction, write the wanted one in its place (untouched where it says that
 * already).
 */
bool sdp_dir_put(struct sdp_dir *dir, const struct sdp_line *line, struct text *out);

/**
 * Append a line to @section, just written to @out, if none has said it and the inherited one is
 * another.
 */
void sdp_dir_finish(const struct sdp_dir *dir, struct span section, const char *line_end,
		    struct text *out);

/** Append one line behind @section, just written to @out, whose last line may have no end. */
void sdp_put_after(struct span section, const char *line, const char *line_end, struct text *out);

/**
 * A refused m= line: kind, profile and formats of @media, port 0 (RFC 3264 section 6).  In
 * sdp_compose.c.
 */
void sdp_put_refused(const struct sdp_media *media, struct text *out);

#endif
