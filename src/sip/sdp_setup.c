/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_setup.c - roles, read and mirrored
 *
 * Thread      any; pure.
 */
#include "sdp_setup.h"

static const struct {
	const char *name;
	enum sdp_role mirror;
} roles[] = {
	[SDP_ROLE_NONE]    = { NULL,      SDP_ROLE_NONE },
	[SDP_ROLE_ACTPASS] = { "actpass", SDP_ROLE_NONE },
	[SDP_ROLE_ACTIVE]  = { "active",  SDP_ROLE_PASSIVE },
	[SDP_ROLE_PASSIVE] = { "passive", SDP_ROLE_ACTIVE },
};

const char *
sdp_role_name(enum sdp_role role)
{
	return role == SDP_ROLE_ACTIVE || role == SDP_ROLE_PASSIVE ? roles[role].name : NULL;
}

static enum sdp_role
role_in(struct span section)
{
	struct sdp_line line;

	while (sdp_next_line(&section, &line)) {
		struct span value;

		if (!sdp_line_is_attr(&line, "setup", &value))
			continue;
		for (size_t i = SDP_ROLE_ACTPASS; i < ARRAY_LEN(roles); i++) {
			if (span_case_is(span_trim(value), roles[i].name))
				return (enum sdp_role)i;
		}
	}
	return SDP_ROLE_NONE;
}

enum sdp_role
sdp_role_of(const struct sdp_scan *scan, unsigned int i)
{
	enum sdp_role role = i < scan->n_media ? role_in(scan->media[i]) : SDP_ROLE_NONE;

	return role != SDP_ROLE_NONE ? role : role_in(scan->session);
}

enum sdp_role
sdp_role_to_answer(const struct sdp_scan *offer, const struct sdp_scan *last, struct span from_it,
		   unsigned int i)
{
	enum sdp_role answer = roles[sdp_role_of(offer, i)].mirror;
	enum sdp_role mine = sdp_role_of(last, i);
	struct sdp_scan theirs;

	if (answer != SDP_ROLE_NONE)
		return answer;
	if (sdp_role_name(mine) || sdp_scan(from_it, &theirs))
		return mine;
	return roles[sdp_role_of(&theirs, i)].mirror;
}
