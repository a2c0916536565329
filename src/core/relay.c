/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/relay.c - the names in the contract with the media layer
 *
 * Thread      any
 */
#include "core/relay.h"

static const char *const parties[PARTIES] = {
	[PARTY_CALLER] = "caller",
	[PARTY_CALLEE] = "callee",
};

static const char *const drops[DROPS] = {
	[DROP_SOURCE]		= "source",
	[DROP_NO_REMOTE]	= "no-remote",
	[DROP_SEND]		= "send",
	[DROP_DUPLICATE]	= "duplicate",
	[DROP_PS_SRTCP]		= "ps-srtcp",
	[DROP_NOT_RTP]		= "not-rtp",
	[DROP_PAYLOAD_TYPE]	= "payload-type",
	[DROP_FCS]		= "fcs",
	[DROP_ABORT]		= "abort",
	[DROP_SHORT]		= "short",
	[DROP_LONG]		= "long",
	[DROP_STREAM]		= "stream",
	[DROP_LATE]		= "late",
	[DROP_QUEUE]		= "queue",
	[DROP_QUEUE_SRTCP]	= "queue-srtcp",
	[DROP_TOO_BIG]		= "too-big",
	[DROP_MALFORMED]	= "malformed",
	[DROP_IUFP_CRC]		= "iufp-crc",
	[DROP_IUFP_FRAME]	= "iufp-frame",
	[DROP_IUFP_BAD]		= "iufp-bad-frame",
	[DROP_IUFP_STATE]	= "iufp-not-ready",
	[DROP_SEAL]		= "seal",
};

const char *
party_name(enum party party)
{
	return (unsigned int)party < PARTIES ? parties[party] : "?";
}

const char *
drop_name(enum drop drop)
{
	return (unsigned int)drop < DROPS && drops[drop] ? drops[drop] : "?";
}
