/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_edit.h - what is done to an SDP on its way through
 *
 * Our address instead of the sender's, and nothing left that leads packets past the relay.  Which
 * attributes go, and why, is a table in the .c; every octet that it does not name is written as it
 * came, line ends and a missing last one included.
 *
 * Invariant   No a=crypto, a=key-mgmt, a=fingerprint line, nor any attribute unknown to us, ever
 *             changes. With no relayed line in the patch the result is the text.
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 4566 section 5.7, RFC 3605, RFC 8839 (ICE), RFC 8843 (BUNDLE), RFC 6947 (a=altc)
 */
#ifndef SIP_SDP_EDIT_H
#define SIP_SDP_EDIT_H

#include "base/attr.h"
#include "base/span.h"
#include "base/text.h"
#include "core/mdesc.h"

/**
 * Append @sdp, edited by @patch, to @out.
 *
 * Of a relayed line: the port in m= and a=rtcp and the address in c= and a=rtcp become ours;
 * 0.0.0.0, :: and port 0 stay.  The c= of the session becomes ours too, used or not, unless a live
 * line that is not relayed lives on it; a relayed line that used it and goes elsewhere now gets a
 * c= of its own.  An a=rtcp that named the port of m= (mux) names ours of m=.  Lines that the
 * patch does not relay, or does not have, pass untouched.
 *
 * @patch   Its addresses have ports; lines in the SDP's order.
 * @out     Borrowed; holds keys afterwards, text_fini() wipes.
 *
 * Fails   -EINVAL  no SDP, fewer lines than the patch, or a relayed line without m= fields or c=
 *         -E2BIG   as sdp_scan()
 *         -ENOMEM  @out is full or memory is short
 *         On failure @out holds something or other: reset it.
 */
MUST_CHECK int sdp_edit(struct span sdp, const struct mpatch *patch, struct text *out);

#endif
