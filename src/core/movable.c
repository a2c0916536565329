/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/movable.c - could this line move, should an MSC ask now?
 *
 * Thread      signalling
 */
#include <stdio.h>

#include "core/session.h"
#include "fit.h"
#include "model.h"

/* Of a picture we know what the SDP says (b=), and most say nothing: it is not promised. */
static bool
line_fits(const struct mline *line, const struct indication *ind, char *why, size_t cap)
{
	if (line->kind == MKIND_AUDIO)
		return fit_line(line, ind, FIT_CLEARMODE_BPS, why, cap);
	if (line->bandwidth_bps && line->bandwidth_bps < FIT_CLEARMODE_BPS)
		return true;
	snprintf(why, cap, "%s has no room in 64 kbit/s", mkind_name(line->kind));
	return false;
}

/* Each party sends what the other one said it takes. */
static bool
fits(const struct session *session, unsigned int i, char *why, size_t cap)
{
	const struct indication *ind = &session->stream[i].ind;

	for (unsigned int p = 0; indication_is_protected(ind) && p < PARTIES; p++) {
		const struct mdesc *last = session->side[p].last;

		if (last && i < last->n_lines && !line_fits(&last->line[i], ind, why, cap))
			return false;
	}
	return true;
}

bool
session_may_move(const struct session *session, unsigned int i, char *why, size_t cap)
{
	bool has_number = number_is_set(&session->side[PARTY_CALLER].number) ||
			  number_is_set(&session->side[PARTY_CALLEE].number);
	const char *reason = "";

	if (!session->is_confirmed)
		reason = "not answered yet";
	else if (!has_number)
		reason = "no party has a global number";
	else if (session_speech_line(session) < 0)
		reason = "no speech";
	else if ((int)i != session_speech_line(session) && !session_is_protected(session))
		reason = "speech only moves to a speech bearer";

	snprintf(why, cap, "%s", reason);
	return !*reason && fits(session, i, why, cap);
}
