/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/bearer.h - what a CS leg can be made of
 *
 * Thread      any; plain values
 * Standards   RFC 4040 (CLEARMODE), TS 29.414/29.415 (VND.3GPP.IUFP), contract.md "CS bearers"
 */
#ifndef CORE_BEARER_H
#define CORE_BEARER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "core/mdesc.h"

enum bearer {
	BEARER_NONE,
	BEARER_CLEARMODE,	/* HDLC in 64 kbit/s, RFC 4040 */
	BEARER_IUFP,		/* the same octets in Iu UP / Nb UP */
	BEARER_TRANSPARENT,	/* SRTP packets as they are */
	BEARER_SPEECH,		/* plain RTP, for unprotected sessions only */
	/* plain RTP for a protected session, whose SRTP ends in the relay: the policy `terminate` */
	BEARER_TERMINATED,
	BEARERS
};

/**
 * "none", "clearmode", "iufp", "transparent", "speech" (of BEARER_TERMINATED too: that is what the
 * MSC carries, and what has become of the session is shown beside it); "?" if out of range.  Static.
 */
const char *bearer_name(enum bearer bearer);

/** The MSC gets plain RTP, whatever the session is. */
static inline bool
bearer_is_speech(enum bearer bearer)
{
	return bearer == BEARER_SPEECH || bearer == BEARER_TERMINATED;
}

enum { BEARER_PTS_MAX = 4 };

/**
 * One payload type of a speech bearer under each of its numbers (RFC 3264 5.1: each party has its
 * own). Uplink is renumbered from @cs to @remote, downlink from @own to @cs.
 */
struct bearer_pt {
	uint8_t cs;			/* the MSC's */
	uint8_t remote;			/* what the other party takes */
	/* what the moved party took on PS, so what the other party sends */
	uint8_t own;
};

/** A CS bearer as picked from an MSC's offer: enough to open the side and to write the answer. */
struct bearer_pick {
	enum bearer bearer;
	/* index of the m= line in the MSC's offer; the others are refused */
	unsigned int line;
	struct mformat format;		/* the one picked, as the MSC numbers it */
	struct addr rtp, rtcp;		/* the MSC's */
	bool rtcp_mux;
	uint16_t ptime_ms;		/* 20 unless said */
	uint32_t bearer_bps;		/* what the octet stream may carry of content */
	enum mdir dir;			/* of the MSC's offer */
	/* speech: formats carried, the picked one first, telephone-event if any */
	unsigned int n_pts;
	struct bearer_pt pts[BEARER_PTS_MAX];
	/* the formats of pts[1..] as the MSC numbers them */
	struct mformat extra[BEARER_PTS_MAX - 1];
};

#endif
