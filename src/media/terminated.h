/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/terminated.h - speech in the clear on one side, SRTP on the other: one episode of it
 *
 *	up    the MSC's RTP  -> payload type, SSRC and numbers of ours -> sealed under the moved
 *	      party's key
 *	down  the other party's SRTP -> opened under its key -> the MSC's payload type
 *	and RTCP likewise, its names changed (rtcp_rename.h)
 *
 * An episode begins when an MSC that can carry speech only is given a protected stream (the
 * operator's `on-insecure-target = terminate`), and ends with its CS side.  Each has SSRCs of its
 * own; seal.h says why that is what keeps (key, SSRC, index) apart.  It begins with the first of
 * them that nobody was seen to use, and takes the next
 *   - when somebody else turns out to send under it (RFC 3550 section 8.2, RFC 3711 section 9.1);
 *   - when the MSC said BYE for its stream, which then goes on after all;
 *   - when its 2^48 packets are used up.
 * After the last there is silence, not a second use.
 *
 * Only what both ends agreed on crosses: a packet leaves with a head of twelve octets, without
 * CSRCs, extension or padding.
 *
 * Lifetime    A master key seals 2^48 SRTP and 2^31 SRTCP packets at most (RFC 3711 section 9.2),
 *             or as many as the a=crypto says (RFC 4568 section 6.1), whoever sends them: the
 *             party's own are counted as they pass (struct key_use), and a sixteenth is left for
 *             those that we have not seen.
 * Memory      About 9 KiB, and what libsrtp2 has; only terminated_new() and terminated_admit()
 *             allocate (libsrtp2's ciphers may: Debian's are NSS's).
 * Layer       media.
 * Thread      terminated_new(), _free(): signalling; the rest: the worker's.
 * Standards   RFC 3711, RFC 3550 sections 7, 8
 */
#ifndef MEDIA_TERMINATED_H
#define MEDIA_TERMINATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "core/bearer.h"
#include "core/relay.h"
#include "core/sdes.h"
#include "packet.h"
#include "renumber.h"
#include "seal.h"
#include "ssrc.h"

/* Packets under a party's master key that went by, or that we made.  A line's; zeroed at first. */
struct key_use {
	uint64_t rtp, rtcp;
};

struct terminated_spec {
	const struct sdes *own;		/* the moved party's: what the other one expects */
	const struct sdes *remote;	/* the other party's */
	uint32_t ssrc[SEAL_SSRCS];	/* all different, none used before in the session */
	uint16_t first_seq[SEAL_SSRCS];	/* under 2^15 */
	uint32_t rate_hz;
	unsigned int n_pts;
	struct bearer_pt pts[BEARER_PTS_MAX];
};

struct terminated {
	struct seal *seal;
	struct opener *opener;
	uint64_t rtp_max, rtcp_max;	/* of the moved party's key */
	unsigned int n_pts;
	struct bearer_pt pts[BEARER_PTS_MAX];

	uint32_t ssrc[SEAL_SSRCS];
	uint16_t first_seq[SEAL_SSRCS];
	unsigned int now;		/* which we send under; SEAL_SSRCS: none is left */
	bool has_sent;			/* under it */
	bool said_bye;			/* for it */
	struct renumber numbers;
	uint32_t packets, octets;	/* sent under it, for sender reports */

	/* A packet of an SSRC that the opener does not know yet. */
	bool has_waiting;
	bool is_relayed;		/* the caller's */
	enum pkt_kind waiting_kind;
	uint32_t waiting_roc;
	size_t waiting_n;
	uint32_t waiting[SEAL_PACKET_MAX / 4];

	uint32_t up[SEAL_PACKET_MAX / 4];	/* what was made last */
	uint32_t down[SEAL_PACKET_MAX / 4];
};

/* What became of a packet. */
struct terminated_out {
	const uint8_t *p;		/* in the terminated itself, until the next call */
	size_t n;			/* 0: nothing goes on */
	bool is_waiting;		/* ... for terminated_admit() */
	enum drop why;			/* else */
};

/**
 * @spec   Borrowed.
 *
 * Fails   -ENOTSUP  as seal_check(), for either key; -ENOMEM
 */
MUST_CHECK int terminated_new(const struct terminated_spec *spec, struct terminated **ret);

/** Wipes keys and speech.  NULL is fine.  Returns NULL. */
struct terminated *terminated_free(struct terminated *t);

/** It begins: under the first SSRC that was not seen. */
void terminated_start(struct terminated *t, const struct ssrc_seen *seen);

/** The SSRC that we send under now.  False: none is left. */
bool terminated_ssrc(const struct terminated *t, uint32_t *ret);

/** Somebody sends under @ssrc.  If that is ours, we take another. */
void terminated_heard(struct terminated *t, const struct ssrc_seen *seen, uint32_t ssrc);

/**
 * Up: an RTP packet of the MSC's.
 *
 * @use   Of the moved party's key.
 *
 * Dropped: DROP_MALFORMED; DROP_PAYLOAD_TYPE, not agreed on; DROP_DUPLICATE; DROP_LATE;
 * DROP_TOO_BIG; DROP_SEAL, the key or our SSRCs are used up.
 */
struct terminated_out terminated_up(struct terminated *t, const struct ssrc_seen *seen,
				    struct key_use *use, uint64_t now_us, const uint8_t *pkt,
				    size_t n);

/** Up: an RTCP packet of the MSC's.  Dropped: DROP_MALFORMED, DROP_SEAL. */
struct terminated_out terminated_up_rtcp(struct terminated *t, struct key_use *use,
					 const uint8_t *pkt, size_t n);

/**
 * Down: an SRTP packet of the other party's.
 *
 * @roc   Its rollover counter, most likely.
 *
 * Dropped: DROP_SEAL, a tag that does not verify, a replay, or another packet waits already;
 * DROP_PAYLOAD_TYPE; DROP_TOO_BIG; DROP_MALFORMED.
 */
struct terminated_out terminated_down(struct terminated *t, uint32_t roc, const uint8_t *pkt,
				      size_t n);

/** Down: an SRTCP packet of the other party's. */
struct terminated_out terminated_down_rtcp(struct terminated *t, const uint8_t *pkt, size_t n);

/**
 * The packet that waits: does it verify?  Then its SSRC is known, and it goes on.
 *
 * Not on the packet path: see opener_admit_rtp().  No packet waits any more.
 */
struct terminated_out terminated_admit(struct terminated *t);

#endif
