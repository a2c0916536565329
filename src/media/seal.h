/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/seal.h - SRTP in our own hands: only where the operator's policy is to terminate
 *
 *	seal     plain RTP and RTCP -> SRTP and SRTCP, under a party's master key and SSRCs of ours
 *	opener   a party's SRTP and SRTCP -> plain, whatever SSRCs it uses
 *
 * Why no two packets are sealed under the same (key, SSRC, index).  AES-CM's IV is made of the
 * salt, the SSRC and the packet index (RFC 3711 section 4.1.1), AES-GCM's of the same three (RFC
 * 7714 sections 8.1, 9.1): under one master key the SSRC alone keeps two senders apart (RFC 3711
 * section 9.1).  The party whose key we use goes on as a sender of its own, so we never use its SSRC:
 *   - each seal has SSRCs that no other of the session ever had, and that neither party was seen to
 *     use (ssrc.h, terminated.h), so whatever another seal or the party sends has another IV;
 *   - under one SSRC the RTP index only grows or fills a gap once (renumber.h), and begins with
 *     rollover counter 0; libsrtp2 keeps its own count and refuses an index that it has seen or
 *     that is too old to tell;
 *   - SRTCP has session keys of its own and an index of its own that libsrtp2 counts, from the
 *     first packet of the SSRC on.
 * The limits of a key (RFC 3711 section 9.2, RFC 4568 section 6.1) are terminated.h's.
 *
 * Keys        seal_new() leaves the master key to nobody: libsrtp2 keeps session keys.  An opener
 *             has the master key for as long as it lives, for the party may begin a new SSRC at any
 *             time.  Both wipe what they had.
 * Layer       media; seal.c is the only file that sees libsrtp2.
 * Thread      seal_library_*: the main thread; the rest: one at a time for each object.
 * Standards   RFC 3711, RFC 6188, RFC 7714
 */
#ifndef MEDIA_SEAL_H
#define MEDIA_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "core/sdes.h"

struct seal;
struct opener;

enum {
	SEAL_SSRCS = 4,				/* that a seal may send under */
	SEAL_TRAILER_MAX = 4 + 16 + SDES_MKI_MAX,	/* octets a packet may grow by */
	SEAL_PACKET_MAX = 2048,			/* octets of a sealed one */
	OPENER_SSRCS = 4,			/* the oldest is forgotten for a fifth */
	OPENER_ROCS = 16,			/* rollover counters tried from 0 on */
};

/** Before all others; once more is fine, each with its close.  Fails: -ENOTSUP, the library will not. */
MUST_CHECK int seal_library_open(void);

/** After all seals and openers are gone. */
void seal_library_close(void);

/**
 * Can packets be sealed and opened under this a=crypto?
 *
 * Fails   -ENOTSUP  F8, AES-192, or a suite nobody knows; more than one master key; any session parameter
 *                   that changes how packets are made (KDR, UNENCRYPTED_*, UNAUTHENTICATED_SRTP,
 *                   FEC_*); an MKI in a suite of 32-bit tags, which libsrtp2 2.5.0 looks for in the
 *                   wrong place of SRTCP.  What is not surely right is refused
 */
MUST_CHECK int seal_check(const struct sdes *sdes);

/**
 * @sdes   Borrowed.
 * @ssrc   SEAL_SSRCS of them, all different.
 *
 * Fails   -ENOTSUP  as seal_check(), or the library has no such cipher; -ENOMEM
 */
MUST_CHECK int seal_new(const struct sdes *sdes, const uint32_t ssrc[SEAL_SSRCS],
			struct seal **ret);

/** Wipes its keys.  NULL is fine.  Returns NULL. */
struct seal *seal_free(struct seal *seal);

/**
 * Seal the RTP packet at @pkt in place.
 *
 * @pkt   Aligned to 4, with room for SEAL_TRAILER_MAX octets more.
 * @n     Its length, then that of the sealed one.
 *
 * Fails   -EINVAL  not RTP, an SSRC that is none of ours, or an index that was used or is too old
 */
MUST_CHECK int seal_rtp(struct seal *seal, uint8_t *pkt, size_t *n);

/** Same for a compound RTCP packet. */
MUST_CHECK int seal_rtcp(struct seal *seal, uint8_t *pkt, size_t *n);

/**
 * Knows no SSRC yet.  @sdes: copied.
 *
 * Fails   -ENOTSUP  as seal_check(); -ENOMEM
 */
MUST_CHECK int opener_new(const struct sdes *sdes, struct opener **ret);

/** Wipes its keys.  NULL is fine.  Returns NULL. */
struct opener *opener_free(struct opener *opener);

/**
 * Open the SRTP packet at @pkt, aligned to 4, in place.
 *
 * Fails   -ENOENT   an SSRC that opener_admit_rtp() has not had; nothing changes
 *         -EBADMSG  too short, a bad tag, a replay; what lies at @pkt is of no use any more
 */
MUST_CHECK int opener_rtp(struct opener *opener, uint8_t *pkt, size_t *n);

/** Same for SRTCP and opener_admit_rtcp(). */
MUST_CHECK int opener_rtcp(struct opener *opener, uint8_t *pkt, size_t *n);

/**
 * Open a packet of an SSRC that is new, and know that SSRC from now on.
 *
 * Not for the packet path: allocates, and tries rollover counters: @roc and its neighbours, then
 * those from 0 to OPENER_ROCS - 1.
 *
 * @n     At most SEAL_PACKET_MAX.
 * @roc   The most likely one.
 *
 * Fails   -EBADMSG  it verifies with none of them, or as opener_rtp(); -ENOMEM
 *         On failure no more SSRCs are known than before.
 */
MUST_CHECK int opener_admit_rtp(struct opener *opener, uint8_t *pkt, size_t *n, uint32_t roc);

/** Same for SRTCP, whose packets bring their index. */
MUST_CHECK int opener_admit_rtcp(struct opener *opener, uint8_t *pkt, size_t *n);

/** SSRCs that are known, the latest first.  Returns how many. */
unsigned int opener_ssrcs(const struct opener *opener, uint32_t ret[OPENER_SSRCS]);

#endif
