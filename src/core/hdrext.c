/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/hdrext.c - RTP header extensions by their size
 *
 * Thread      any; pure
 */
#include "hdrext.h"

#include "base/attr.h"
#include "core/extmap.h"

enum {
	HEAD_OCTETS = 4,		/* 0xBEDE or 0x100., and the length */
	ID_ONE_BYTE_MAX = 14,
	ID_RESERVED = 4096,		/* RFC 8285 section 5: from here on only an offer, not in use */
	ONE_BYTE_DATA_MAX = 16,
};

/* Data of the extensions in use, in octets; SDES items are texts of any length. */
static const struct {
	const char *uri;
	uint8_t octets;
} known[] = {
	{ "urn:ietf:params:rtp-hdrext:ssrc-audio-level", 1 },		/* RFC 6464 3 */
	{ "urn:ietf:params:rtp-hdrext:csrc-audio-level", 0 },		/* RFC 6465: a mixer's */
	{ "urn:ietf:params:rtp-hdrext:toffset", 3 },			/* RFC 5450 2 */
	{ "urn:ietf:params:rtp-hdrext:ntp-64", 8 },			/* RFC 6051 3.3 */
	{ "urn:ietf:params:rtp-hdrext:ntp-56", 7 },
	{ "urn:3gpp:video-orientation", 1 },				/* TS 26.114 7.4.5 */
	{ "urn:3gpp:video-orientation:6", 1 },
	{ "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", 3 },
	{ "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", 2 },
	{ "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay", 3 },
};

uint8_t
extmap_octets(struct span uri)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_is(uri, known[i].uri))
			return known[i].octets;
	return ONE_BYTE_DATA_MAX;
}

/* The sender's own word on it: listed, and not only to be received. */
static bool
is_sent(const struct mext *ext, const struct mline *other)
{
	if (!(ext->dir & MDIR_RECVONLY) || ext->id >= ID_RESERVED)
		return false;
	for (unsigned int i = 0; other && i < other->n_exts; i++)
		if (other->ext[i].hash == ext->hash)
			return other->ext[i].dir & MDIR_SENDONLY;
	return !other || other->n_more_exts > 0;
}

unsigned int
hdrext_octets(const struct mline *line, const struct mline *other)
{
	unsigned int data = 0, elements = 0;
	bool is_two_byte = line->n_more_exts > 0;

	for (unsigned int i = 0; i < line->n_exts; i++) {
		if (!is_sent(&line->ext[i], other) || line->ext[i].octets == 0)
			continue;
		data += line->ext[i].octets;
		elements++;
		is_two_byte |= line->ext[i].id > ID_ONE_BYTE_MAX;
	}
	/* What we did not keep may all be there. */
	elements += line->n_more_exts;
	data += line->n_more_exts * ONE_BYTE_DATA_MAX;
	if (elements == 0)
		return 0;
	return HEAD_OCTETS + (data + elements * (is_two_byte ? 2 : 1) + 3) / 4 * 4;
}
