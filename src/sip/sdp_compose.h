/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_compose.h - the few SDPs that we write ourselves
 *
 * After a transfer nobody can be asked: the moved party's SDP is made here, out of the one the
 * other party already has, so that its keys, addresses and codecs stay what they are (RFC 4568
 * section 7.1.4).  And the MSC gets an answer. All results are stamped (sdp_told.h) and ready to
 * be sent; sdp_told_keep() them once they are.
 *
 * Layer       sip.
 * Thread      any; pure but for allocation.
 * Standards   RFC 3264 sections 6 and 8; RFC 4568 sections 5.1.2 and 7.1.4; RFC 5761 section
 *             5.1.1; RFC 4145; RFC 5939 section 3.6.2; contract.md
 */
#ifndef SIP_SDP_COMPOSE_H
#define SIP_SDP_COMPOSE_H

#include "base/attr.h"
#include "base/span.h"
#include "base/text.h"
#include "core/mdesc.h"
#include "core/signalling.h"
#include "sdp_told.h"

/**
 * The answer to an offer, in a moved party's stead.
 *
 * Lines are matched one to one; a line that the last SDP refused or does not have, or whose kind
 * or profile the offer changed, is refused (port 0).  Of the crypto lines only the one in force is
 * kept, byte for byte but for its tag where the offer calls the same key by another one; of the
 * formats those that the offer has, under the numbers the party already knows; direction is the
 * offer's mirrored.
 *
 * @told       Of the party that asks (UE B): its last SDP is the moved party's.
 * @from_it    The last SDP of the party that asks, before this offer: its chosen crypto tag says
 *             which of the moved party's lines is in force.
 * @offer      The new offer, as it came.  session_local_offer() has allowed it.
 * @may        What the moved party itself allows: MDIR_SENDRECV, less while its MSC holds.
 *
 * Fails   -EINVAL  nothing was told yet, or one of the SDPs cannot be read;  -E2BIG, -ENOMEM
 */
MUST_CHECK int sdp_compose_answer(struct sdp_told *told, struct span from_it, struct span offer,
				  enum mdir may, struct text *out);

/**
 * The last SDP once more, with direction @dir on every RTP line that is not refused: hold and
 * resume by the MSC, and the offer in the 200 to an offerless re-INVITE (@dir: what the moved
 * party allows).  Byte for byte what the party has, o= version included, if that is its direction
 * already.
 *
 * Fails   -EINVAL  nothing was told yet;  -ENOMEM
 */
MUST_CHECK int sdp_compose_again(struct sdp_told *told, enum mdir dir, struct text *out);

/**
 * @base again, its line @speech (counted from 0) with these formats: addresses, ports and
 * everything else stay, lines of RTP beside it are refused, and nothing that could bring a key
 * stays.
 *
 * @formats    NULL: @base as it is, but for what could bring a key.
 *
 * Fails   -EPERM   a line in use has a secure profile;  -EINVAL  @base cannot be read or has no
 *         such line;  -E2BIG, -ENOMEM
 * Spec    RFC 3264 section 8.3.2, RFC 4568 section 7.1.4
 */
MUST_CHECK int sdp_compose_reoffer(struct sdp_told *told, struct span base, unsigned int speech,
				   const struct mformat *formats, unsigned int n,
				   struct text *out);

/**
 * The SDP answer to the MSC: the picked line with our address and its one format (speech: its
 * formats), the others refused, each with the offer's kind, profile and formats; a=secure-session
 * where the session is protected.
 *
 * @told       Of the CS leg.
 * @offer      The MSC's, as it came; @answer->pick.line counts its m= lines.
 *
 * Fails   -EINVAL  @offer cannot be read or has no such line;  -E2BIG, -ENOMEM
 */
MUST_CHECK int sdp_compose_cs(struct sdp_told *told, const struct cs_answer *answer,
			      struct span offer, struct text *out);

#endif
