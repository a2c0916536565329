/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_match.h - which lines, keys and formats of a party's last SDP meet those of an offer
 *
 * The planning half of sdp_stead.c, on mdescs alone.
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3264 sections 5.1 and 6.1, RFC 4568 section 5.1.2, RFC 5939
 */
#ifndef SIP_SDP_MATCH_H
#define SIP_SDP_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mdesc.h"

enum {
	SDP_MATCH_PTS = 128,		/* payload types there are */
};

/**
 * May @last answer @offer: in use, of one kind, of one security (AVP and AVPF, SAVP and SAVPF), or
 * what a potential configuration led to (RFC 5939)?
 */
bool sdp_match_line(const struct mline *last, const struct mline *offer);

/**
 * Which payload types of @last stay; *@ret_keeps has those of @last written.  Payload numbers are
 * each party's own: a codec is the same by name, rate and channels.  Returns how many stay.
 */
unsigned int sdp_match_formats(const struct mline *last, const struct mline *offer,
			       bool ret_keeps[SDP_MATCH_PTS]);

/**
 * The crypto line of @last that is in force, and the tag the offer has for its key.
 *
 * @from_it   The offering party's line before this offer, NULL: not known.
 * @ret_old   Tag in @last, @ret_new: tag in @offer; both 0: no crypto line answers.
 */
void sdp_match_crypto(const struct mline *last, const struct mline *from_it,
		      const struct mline *offer, uint32_t *ret_old, uint32_t *ret_new);

#endif
