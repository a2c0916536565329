/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_setup.h - a=setup: who opens the DTLS association
 *
 * A moved party's association goes on in its own packets; the answer only has to say the role it
 * has already.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 4145 section 4, RFC 5763 section 5, RFC 8842 section 5
 */
#ifndef SIP_SDP_SETUP_H
#define SIP_SDP_SETUP_H

#include "base/span.h"
#include "sdp_scan.h"

enum sdp_role { SDP_ROLE_NONE, SDP_ROLE_ACTPASS, SDP_ROLE_ACTIVE, SDP_ROLE_PASSIVE };

/** "active", "passive"; NULL for the others, which no answer says. */
const char *sdp_role_name(enum sdp_role role);

/** What line @i of @scan says, or its session. */
enum sdp_role sdp_role_of(const struct sdp_scan *scan, unsigned int i);

/**
 * The role to be answered for line @i: the mirror of the offer's, where that is free (actpass) the
 * one in force: what the moved party last said, or the mirror of what the asker did.
 * SDP_ROLE_NONE: not known, leave the line.
 *
 * @from_it   Text of the asker's SDP before the offer; may be empty.
 */
enum sdp_role sdp_role_to_answer(const struct sdp_scan *offer, const struct sdp_scan *last,
				 struct span from_it, unsigned int i);

#endif
