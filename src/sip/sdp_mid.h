/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_mid.h - which a=group and a=mid serve BUNDLE alone
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 5888 (grouping), RFC 8843 (BUNDLE), RFC 5583 (a=depend), RFC 8843 section 15
 *             (MID in packets)
 */
#ifndef SIP_SDP_MID_H
#define SIP_SDP_MID_H

#include <stdbool.h>

#include "base/span.h"
#include "sdp_scan.h"

/** Is @line an a=group:BUNDLE? */
bool sdp_is_bundle(const struct sdp_line *line);

/**
 * Is @line of @section an a=mid that only BUNDLE needs: in such a group, in no other, no a=depend
 * anywhere and no header extension that carries it in packets?
 */
bool sdp_is_bundle_mid(const struct sdp_scan *scan, struct span section,
		       const struct sdp_line *line);

#endif
