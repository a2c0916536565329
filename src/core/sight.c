/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/sight.c - what packets have shown: from the media layer into state, log and alarm
 *
 * Thread      signalling
 * Standards   as in core/sight.h
 */
#include "core/sight.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"
#include "model.h"

enum sec_state
sight_state(const struct sight *sight, enum sec_state signalled)
{
	if (sight->verified_ps_us || sight->verified_cs_us)
		return SEC_VERIFIED;
	if (sight->seen == SEEN_PROTECTED && signalled < SEC_OBSERVED)
		return SEC_OBSERVED;
	return signalled;
}

/* 0 is never. */
static uint64_t
now(const struct core *core)
{
	return core->now_us ? core->now_us : 1;
}

static const char *
by_name(const struct media_event *event)
{
	return event->by_cs ? "cs" : "ps";
}

void
stream_settle(struct stream *stream)
{
	stream->ind.state = stream->signalled;
	for (unsigned int p = 0; p < PARTIES; p++) {
		enum sec_state state = sight_state(&stream->sight[p], stream->signalled);

		if (state > stream->ind.state)
			stream->ind.state = state;
	}
}

/* log_info() for what an operator is to see, log_debug() for what follows of the kind. */
typedef void say_fn(const char *scope, const char *fmt, ...);

/* Has either direction of the line been verified by that kind of leg already? */
static bool
has_verified(const struct stream *stream, bool by_cs)
{
	for (unsigned int p = 0; p < PARTIES; p++) {
		const struct sight *sight = &stream->sight[p];

		if (by_cs ? sight->verified_cs_us : sight->verified_ps_us)
			return true;
	}
	return false;
}

static void
on_verified(struct session *session, struct stream *stream, const struct media_event *event)
{
	struct core *core = session->core;
	struct sight *sight = &stream->sight[event->party];
	uint64_t *when_us = event->by_cs ? &sight->verified_cs_us : &sight->verified_ps_us;
	say_fn *say = has_verified(stream, event->by_cs) ? log_debug : log_info;

	if (*when_us)
		return;
	say("session", "verified session=%" PRIu64 " line=%u party=%s by=%s", session->id,
	    event->line, party_name(event->party), by_name(event));
	*when_us = now(core);
	counter_add(&core->counts.verified[event->by_cs ? ACCESS_CS : ACCESS_PS], 1);
}

static void
on_learned(struct session *session, struct stream *stream, const struct media_event *event)
{
	struct sight *sight = &stream->sight[event->party];
	say_fn *say = sight->n_moves ? log_debug : log_info;

	say("session", "source-learned session=%" PRIu64 " line=%u party=%s by=%s source=%s",
	    session->id, event->line, party_name(event->party), by_name(event),
	    ADDR_TEXT(&event->source));
	sight->n_moves++;
	sight->source = event->source;
	sight->moved_on_cs = event->by_cs;
}

/* Is that in the clear what was signalled as protected?  UNENCRYPTED_SRTP may be (RFC 4568 6.3.2). */
static bool
is_alarming(const struct stream *stream, const struct media_event *event)
{
	return stream->signalled >= SEC_NEGOTIATED && indication_is_protected(&stream->ind) &&
	       !stream->is_unencrypted[event->party] &&
	       (event->seen == SEEN_CLEAR || event->seen == SEEN_AUTHENTICATED);
}

static void
update_alarm(struct session *session, struct stream *stream, const struct media_event *event)
{
	struct core *core = session->core;
	struct sight *sight = &stream->sight[event->party];
	bool was = sight->clear_since_us && !sight->clear_until_us;
	bool is = is_alarming(stream, event);

	if (is && !was) {
		sight->clear_since_us = now(core);
		sight->clear_until_us = 0;
		counter_add(&core->counts.clear_streams, 1);
		log_warn("session",
			 "clear-stream session=%" PRIu64 " line=%u party=%s signalled=%s seen=%s "
			 "evidence=\"%s\"", session->id, event->line, party_name(event->party),
			 keying_name(stream->ind.keying), event->class_name, event->evidence);
	} else if (was && !is && event->seen == SEEN_PROTECTED) {
		sight->clear_until_us = now(core);
		log_info("session", "clear-stream-ended session=%" PRIu64 " line=%u party=%s seen=%s",
			 session->id, event->line, party_name(event->party), event->class_name);
	}
}

static void
on_observed(struct session *session, struct stream *stream, const struct media_event *event)
{
	struct sight *sight = &stream->sight[event->party];
	say_fn *say = sight->class_name ? log_debug : log_info;

	sight->seen = event->seen;
	sight->seen_us = now(session->core);
	sight->class_name = event->class_name;
	sight->permille = event->permille;
	snprintf(sight->evidence, sizeof(sight->evidence), "%s", event->evidence);
	say("session", "observed session=%" PRIu64 " line=%u party=%s seen=%s permille=%u "
	    "evidence=\"%s\"", session->id, event->line, party_name(event->party),
	    event->class_name, event->permille, event->evidence);
	update_alarm(session, stream, event);
}

void
session_see(struct session *session, const struct media_event *event)
{
	struct stream *stream = event->line < MDESC_LINES_MAX ? &session->stream[event->line] : NULL;

	if (!stream || !stream->is_open)
		return;
	if (event->kind == MEDIA_VERIFIED)
		on_verified(session, stream, event);
	else if (event->kind == MEDIA_LEARNED)
		on_learned(session, stream, event);
	else
		on_observed(session, stream, event);
	stream_settle(stream);
}

void
stream_see_anew(struct session *session, unsigned int i, enum party party)
{
	struct stream *stream = &session->stream[i];
	struct sight *sight = &stream->sight[party];

	if (sight->clear_since_us && !sight->clear_until_us)
		log_info("session",
			 "clear-stream-ended session=%" PRIu64 " line=%u party=%s because=agreed-anew",
			 session->id, i, party_name(party));
	*sight = (struct sight){
		.n_moves = sight->n_moves,
		.source = sight->source,
		.moved_on_cs = sight->moved_on_cs,
	};
	stream_settle(stream);
}

void
session_see_cs_anew(struct session *session, enum party party)
{
	for (unsigned int i = 0; i < session->n_streams; i++) {
		session->stream[i].sight[party].verified_cs_us = 0;
		stream_settle(&session->stream[i]);
	}
}
