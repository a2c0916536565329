/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_formats.h - the payload types of an m= line, into a struct mline
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3551 tables 4 and 5 (static types), RFC 4566 section 6 (a=rtpmap, a=fmtp)
 */
#ifndef SIP_SDP_FORMATS_H
#define SIP_SDP_FORMATS_H

#include "base/attr.h"
#include "base/span.h"
#include "core/mdesc.h"

/**
 * The payload types of an m= line into @line->formats, static ones named, dynamic ones not yet;
 * one that is listed twice counts once.
 *
 * Fails   -EINVAL  not numbers of 0 to 127
 *         -E2BIG   more than MDESC_FORMATS_MAX
 */
MUST_CHECK int sdp_formats_parse(struct span formats, struct mline *line);

/** a=rtpmap: "97 AMR/8000/1". */
void sdp_formats_name(struct mline *line, struct span value);

/** a=fmtp: "97 octet-align=1". */
void sdp_formats_describe(struct mline *line, struct span value);

#endif
