/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/payload.h - how large a codec's RTP payloads are, from its SDP
 *
 * Redundancy that a sender may add in bad times (max-red of AMR and EVS) is not counted: it is no
 * part of what was agreed as the ordinary rate, and the queue bounds what comes of it.
 *
 * Thread      any; pure
 * Standards   RFC 3551 (static types); RFC 4867 sections 4.3, 4.4 and 8 (AMR, AMR-WB); TS 26.445
 *             annex A (EVS); RFC 6716 section 3.2 and RFC 7587 section 6.1 (Opus); RFC 3952
 *             (iLBC); RFC 5574 (Speex); RFC 4733 (events)
 */
#ifndef CORE_PAYLOAD_H
#define CORE_PAYLOAD_H

#include <stdbool.h>

#include "core/mdesc.h"

enum {
	PAYLOAD_PTIME_DEFAULT_MS = 20,
};

struct payload {
	const char *called;		/* the codec, by people; static or @format's name */
	unsigned int interval_ms;	/* between packets */
	unsigned int octets;		/* of the largest payload */
	unsigned int mean_octets;
	bool is_open;			/* the SDP leaves the rate open: b= may still bound it */
};

/**
 * Payloads of @format as who describes itself in @line wants them.
 *
 * A packet holds the whole frames that ptime (20 ms where it is not said, 30 for codecs of 30 ms
 * frames) has room for, one at least, and no more than maxptime has room for: where ptime is
 * larger than maxptime, maxptime counts.
 *
 * False   a codec that we do not know; interval_ms and called are set, the octets are 0.
 */
bool payload_of(const struct mformat *format, const struct mline *line, struct payload *ret);

#endif
