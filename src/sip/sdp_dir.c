/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_dir.c - a=sendrecv and the other three
 *
 * Thread      any; pure.
 */
#include "sdp_dir.h"

#include <stdio.h>

static bool
read_dir(const struct sdp_line *line, enum mdir *ret)
{
	static const enum mdir all[] = { MDIR_SENDRECV, MDIR_SENDONLY, MDIR_RECVONLY,
					 MDIR_INACTIVE };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (sdp_line_is_attr(line, mdir_name(all[i]), NULL)) {
			*ret = all[i];
			return true;
		}
	}
	return false;
}

enum mdir
sdp_dir_of(struct span section, enum mdir inherited)
{
	struct sdp_line line;
	enum mdir dir = inherited;

	while (sdp_next_line(&section, &line))
		read_dir(&line, &dir);
	return dir;
}

bool
sdp_dir_put(struct sdp_dir *dir, const struct sdp_line *line, struct text *out)
{
	enum mdir said;

	if (!read_dir(line, &said))
		return false;

	dir->is_said = true;
	if (said == dir->want) {
		text_put_span(out, line->whole);
	} else {
		text_printf(out, "a=%s", mdir_name(dir->want));
		text_put_span(out, span_skip(line->whole, 2 + line->value.n));
	}
	return true;
}

void
sdp_dir_finish(const struct sdp_dir *dir, struct span section, const char *line_end,
	       struct text *out)
{
	char line[32];

	if (dir->is_said || dir->want == dir->inherited)
		return;

	snprintf(line, sizeof(line), "a=%s", mdir_name(dir->want));
	sdp_put_after(section, line, line_end, out);
}

void
sdp_put_after(struct span section, const char *line, const char *line_end, struct text *out)
{
	bool is_open = section.n > 0 && section.p[section.n - 1] != '\n';

	text_printf(out, "%s%s%s", is_open ? line_end : "", line, is_open ? "" : line_end);
}
