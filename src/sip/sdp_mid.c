/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_mid.c - who still needs an a=mid once BUNDLE is gone
 *
 * When in doubt it stays: an identification that nobody refers to does no harm, one that is missed
 * does.
 *
 * Thread      any; pure.
 */
#include "sdp_mid.h"

static const char mid_extension[] = "urn:ietf:params:rtp-hdrext:sdes:mid";

bool
sdp_is_bundle(const struct sdp_line *line)
{
	struct span value, kind;

	return sdp_line_is_attr(line, "group", &value) && sdp_next_field(&value, &kind) &&
	       span_case_is(kind, "BUNDLE");
}

/* Does an a=group line list @mid? */
static bool
lists(struct span group, struct span mid)
{
	struct span field;

	if (!sdp_next_field(&group, &field))	/* the semantics */
		return false;
	while (sdp_next_field(&group, &field)) {
		if (span_eq(field, mid))
			return true;
	}
	return false;
}

static bool
has_mid_extension(struct span section)
{
	struct sdp_line line;

	while (sdp_next_line(&section, &line)) {
		struct span value, field;

		if (!sdp_line_is_attr(&line, "extmap", &value))
			continue;
		while (sdp_next_field(&value, &field)) {
			if (span_is(field, mid_extension))
				return true;
		}
	}
	return false;
}

static bool
has_depend(const struct sdp_scan *scan)
{
	for (unsigned int i = 0; i < scan->n_media; i++) {
		struct span rest = scan->media[i];
		struct sdp_line line;

		while (sdp_next_line(&rest, &line)) {
			if (sdp_line_is_attr(&line, "depend", NULL))
				return true;
		}
	}
	return false;
}

bool
sdp_is_bundle_mid(const struct sdp_scan *scan, struct span section, const struct sdp_line *line)
{
	struct span mid, rest = scan->session;
	struct sdp_line other;
	bool is_bundled = false;

	if (!sdp_line_is_attr(line, "mid", &mid))
		return false;

	mid = span_trim(mid);
	while (sdp_next_line(&rest, &other)) {
		struct span group;

		if (!sdp_line_is_attr(&other, "group", &group) || !lists(group, mid))
			continue;
		if (!sdp_is_bundle(&other))
			return false;
		is_bundled = true;
	}
	return is_bundled && !has_depend(scan) && !has_mid_extension(scan->session) &&
	       !has_mid_extension(section);
}
