/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/cause.c - the names and sentences of causes
 *
 * Thread      any
 */
#include "core/cause.h"

#include "base/attr.h"

static const struct {
	const char *name;
	const char *text;
} causes[CAUSES] = {
	[CAUSE_NONE] = { "none", "Nothing is wrong" },
	[CAUSE_NORMAL] = { "normal", "The call was hung up" },
	[CAUSE_CANCELLED] = { "cancelled", "The caller gave up before the answer" },
	[CAUSE_NO_ANSWER] = { "no-answer", "Nobody answered in time" },
	[CAUSE_DEAD_PEER] = { "dead-peer", "A peer answers no more" },
	[CAUSE_SHUTDOWN] = { "shutdown", "This node stops" },
	[CAUSE_MOVED] = { "moved", "The session was transferred to the CS domain" },
	[CAUSE_RETURNED] = { "returned", "The handover failed and the session is back on PS" },
	[CAUSE_SOURCE_LOST] = { "source-lost", "The access leg was lost and no transfer came" },
	[CAUSE_NOT_TRUSTED] = { "not-trusted", "The peer is not trusted" },
	[CAUSE_NOT_MSC] = { "not-msc", "The peer may not ask for a session transfer" },
	[CAUSE_NO_IDENTITY] = { "no-identity", "The transfer names no global number" },
	[CAUSE_IDENTITY_CONFLICT] = { "identity-conflict", "The asserted identities disagree" },
	[CAUSE_NO_SESSION] = { "no-session", "No session of this number is known" },
	[CAUSE_STATE] = { "state", "The session is in no state to move" },
	[CAUSE_IN_PROGRESS] = { "in-progress", "A transfer of this party is under way" },
	[CAUSE_NO_MEDIA] = { "no-media", "The offer has no usable media line" },
	[CAUSE_NO_BEARER] = { "no-bearer", "Nothing offered can carry the protected stream" },
	[CAUSE_NO_CODEC] = { "no-codec", "The other party takes no codec offered" },
	[CAUSE_NEW_KEY] = { "new-key", "The key cannot change after a transfer" },
	[CAUSE_NEW_SUITE] = { "new-suite", "The crypto suite cannot change after a transfer" },
	[CAUSE_NEW_ADDRESS] = { "new-address", "The media address cannot change after a transfer" },
	[CAUSE_NEW_CODEC] = { "new-codec", "The codec cannot change after a transfer" },
	[CAUSE_BAD_SDP] = { "bad-sdp", "The session description was not understood" },
	[CAUSE_GLARE] = { "glare", "Another offer is pending" },
	[CAUSE_LIMIT] = { "limit", "No room for another call" },
	[CAUSE_DRAINING] = { "draining", "This node takes no new calls" },
	[CAUSE_INTERNAL] = { "internal", "Internal error" },
};

const char *
cause_name(enum cause cause)
{
	return (unsigned int)cause < CAUSES ? causes[cause].name : "?";
}

const char *
cause_text(enum cause cause)
{
	return (unsigned int)cause < CAUSES ? causes[cause].text : "?";
}
