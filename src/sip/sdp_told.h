/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_told.h - the SDP a party last had from us, and whose its o= line is
 *
 * One per party (per dialog).  While both parties are on PS it only remembers: the o= line belongs
 * to the phone behind us.  From the first SDP made here on, the versions towards the party are
 * ours, for good, on the way back to PS too: the phone's own version would go back or jump
 * (contract.md, What is done to an SDP).
 *
 *	edit, or compose  ->  sdp_told_stamp()  ->  send  ->  sdp_told_keep()
 *
 * Life cycle  A zeroed one is fine: nothing told yet.  sdp_told_fini() wipes.
 * Layer       sip.
 * Thread      the owner's.
 * Standards   RFC 3264 section 8 (the o= line is the same but for a version raised by one where
 *             anything changed)
 */
#ifndef SIP_SDP_TOLD_H
#define SIP_SDP_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/span.h"
#include "base/text.h"

enum {
	SDP_ORIGIN_MAX = 256,		/* octets of an o= line's parts that we can carry on */
};

/* An o= line but for its version: "alice 2890844526" and "IN IP4 192.0.2.1". */
struct sdp_origin {
	char who[SDP_ORIGIN_MAX];
	char where[SDP_ORIGIN_MAX];
	uint64_t version;		/* highest that the party has seen */
};

struct sdp_told {
	struct text last;		/* owned: the SDP in force as the party knows it */
	struct sdp_origin origin;	/* of the last SDP it was told; constant once it is ours */
	bool has_origin;
	bool is_ours;			/* the version is ours to raise */
};

void sdp_told_fini(struct sdp_told *told);

/**
 * What the party last had from us, edited and stamped; empty if nothing.  Borrowed until keep or
 * fini.
 */
struct span sdp_told_last(const struct sdp_told *told);

/**
 * From now on the version is ours.  A party that was told nothing yet gets an origin of ours
 * (@address: the IP address in its o= line).  Idempotent.
 */
void sdp_told_own(struct sdp_told *told, const char *address);

/**
 * Append @sdp to @out as the party must see it: byte for byte while the origin is not ours; else
 * with our o= line, its version that of the last SDP if nothing differs, one more than the highest
 * told if something does.
 *
 * Remembers the version at once, so one that was sent and refused is never used twice.  Where
 * nothing differs the result is the last SDP to the octet.
 *
 * Fails   -EINVAL  no SDP, or no o= line in it
 *         -ENOMEM  @out is full or memory is short
 */
MUST_CHECK int sdp_told_stamp(struct sdp_told *told, struct span sdp, struct text *out);

/**
 * @sdp went to the party and is in force (answered, or an answer).  Copied.
 *
 * Fails   -ENOMEM, -EINVAL (no SDP, no o= line): what was told before stays
 */
MUST_CHECK int sdp_told_keep(struct sdp_told *told, struct span sdp);

#endif
