/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_length.h - do the lengths fit a codec and a tag?
 *
 * Packets that look even are SRTP only if something says which codec would be inside: the lengths of
 * its frames plus one and the same surplus, at the right step of the timestamp.  Without that they may
 * just as well be of a codec we do not know.
 *
 * Memory      40 octets, fixed.
 * Layer       media.
 * Thread      any; pure.
 * Standards   standards.md section 5, test 5; RFC 3551 section 6 (static payload types, clocks).
 */
#ifndef MEDIA_ANALYSIS_LENGTH_H
#define MEDIA_ANALYSIS_LENGTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis_codec.h"

enum {
	LENGTHS = 8,		/* different ones that are remembered */
};

struct lengths {
	struct {
		uint16_t octets;
		uint8_t packets;
	} seen[LENGTHS];
	uint8_t n;
	uint8_t others;		/* packets of yet other lengths */
	bool is_padded;		/* some had the padding bit */
};

/* What explains the lengths. */
struct length_fit {
	enum codec codec;
	uint8_t tag;		/* octets of tag and MKI; 0 where any would do */
	uint8_t kinds;		/* different lengths that the codec explains */
	uint32_t frames;	/* a packet */
};

/** Add a payload of @octets, padding included; @is_padded: the head announces some. */
void lengths_put(struct lengths *l, size_t octets, bool is_padded);

/**
 * A codec, and a tag, that explain nine in ten of the packets.
 *
 * @pt      Payload type: a static one allows its codec alone (RFC 3551 table 4).
 * @step    Ticks from packet to packet; 0: not known, nothing is explained.
 * @mki     Octets of MKI, as far as known; else 0.
 * @hint    What the SDP said, to be tried first and alone; CODEC_UNKNOWN: all.
 *
 * Returns false if there is none.
 */
bool lengths_fit(const struct lengths *l, uint8_t pt, uint32_t step, size_t mki, enum codec hint,
		 struct length_fit *ret);

/** The codec of a static payload type, or CODEC_UNKNOWN.  Spec: RFC 3551 table 4. */
enum codec codec_of_static_pt(uint8_t pt);

/**
 * Octets a packet of samples has more than its timestamps account for, if that may be a tag; the most
 * frequent length counts.  G.711 and G.722 (one octet a tick), G.729, GSM.
 */
size_t lengths_surplus(const struct lengths *l, uint8_t pt, uint32_t step, enum codec *ret_codec);

#endif
