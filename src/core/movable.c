/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/movable.c - could this line move, should an MSC ask now?
 *
 * Thread      signalling
 */
#include <stdio.h>

#include "core/session.h"
#include "model.h"

static uint32_t
bearer_bps(const struct session *session)
{
	uint32_t bps = session->core->config.bearer_bps;

	return bps ? bps : CORE_BEARER_BPS;
}

static const struct mline *
line_of(const struct session *session, enum party party, unsigned int i)
{
	const struct mdesc *last = session->side[party].last;

	return last && i < last->n_lines ? &last->line[i] : NULL;
}

struct fit
session_fit(const struct session *session, unsigned int i)
{
	const struct mline *caller = line_of(session, PARTY_CALLER, i);
	const struct mline *callee = line_of(session, PARTY_CALLEE, i);
	const struct indication *ind = &session->stream[i].ind;

	if (!caller || !callee || caller->kind != MKIND_AUDIO)
		return (struct fit){ .called = "" };
	return fit_lines(caller, callee, ind);
}

/* All its bits ones, as with speech; its packets are large, so what is around them is not much. */
static uint64_t
picture_bps(const struct session *session, unsigned int i)
{
	uint64_t bps = 0;

	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct mline *line = line_of(session, (enum party)p, i);

		if (!line || !line->bandwidth_bps)
			return UINT64_MAX;
		if (line->bandwidth_bps > bps)
			bps = line->bandwidth_bps;
	}
	return bps + bps / 5;
}

/*
 * It shares the bearer with speech.  Of a picture we know what the SDP says (b=), and most say
 * nothing: it is not promised.
 */
static bool
picture_fits(const struct session *session, unsigned int i, char *why, size_t cap)
{
	struct fit speech = session_fit(session, (unsigned int)session_speech_line(session));
	uint64_t bps = picture_bps(session, i);
	uint32_t has = bearer_bps(session);

	if (bps < has && bps + speech.line_peak_bps <= has)
		return true;
	snprintf(why, cap, "%s has no room in %g kbit/s", mkind_name(session->stream[i].kind),
		 has / 1000.0);
	return false;
}

static bool
fits(const struct session *session, unsigned int i, char *why, size_t cap)
{
	struct fit fit = session_fit(session, i);

	if (!indication_is_protected(&session->stream[i].ind))
		return true;
	if (session->stream[i].kind != MKIND_AUDIO)
		return picture_fits(session, i, why, cap);
	return fit_is_within(&fit, bearer_bps(session), session->core->config.fit_by_mean, why, cap);
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
