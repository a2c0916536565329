/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_map.h - from SDP text to struct mdesc: what it says
 *
 * The only place that knows how SDP spells the things the core decides on.  It reads; the text
 * itself goes on to the other party (sdp_edit.h).
 *
 * Layer       sip.
 * Thread      any; pure but for the allocation.
 * Standards   RFC 4566, RFC 3264, RFC 3605 (a=rtcp), RFC 4568, RFC 4567, RFC 5763, RFC 5761, RFC
 *             5939, RFC 8643, RFC 3551 table 4 and 5 (static payload types), TS 24.229 (a=3ge2ae)
 */
#ifndef SIP_SDP_MAP_H
#define SIP_SDP_MAP_H

#include "base/attr.h"
#include "base/span.h"
#include "core/mdesc.h"

/**
 * Read @text.
 *
 * An error is what keeps us from relaying a line: no c= for it, a host name, multicast or TTL in
 * c= or a=rtcp, a port that is none, several ports ("49170/2").  Lines that we do not relay (not
 * RTP over UDP, port 0) may say what they like.  An attribute we cannot read is as if absent; it
 * stays in the text.
 *
 * a=crypto    Valid ones in order of appearance.  An invalid one is counted (n_bad_crypto) and
 *             stays in the text. Of two with the same tag each is invalid: the tag must be unique
 *             (RFC 4568 section 4.1) and an answer could not say which of them it takes.  Those
 *             inside a=acap (RFC 5939) count where an a=pcfg is.
 * @ret_why    What was wrong, a static phrase without call data for logs; written on failure.
 *             NULL: not wanted.
 *
 * Fails   -EINVAL  not understood: CAUSE_BAD_SDP
 *         -E2BIG   beyond the bounds of core/mdesc.h: CAUSE_BAD_SDP
 *         -ENOMEM
 */
MUST_CHECK int sdp_map(struct span text, const char **ret_why, struct mdesc **ret);

#endif
