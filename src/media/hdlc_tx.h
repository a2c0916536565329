/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/hdlc_tx.h - packets onto a 64 kbit/s line
 *
 *	hdlc_tx_put(packet) --> [ line octets, ready to go ] --> hdlc_tx_pull(n octets)
 *
 * A frame is stuffed when it is put, straight behind what waits: where it will start on the
 * line, to the bit, is known by then, for idle flags go out in whole octets only and leave
 * the rest of a flag in front of whatever comes next.  Pulling is a copy, and flags where
 * nothing waits.  Frames share one flag, need no octet boundary and may span pulls.
 *
 * Pace        A bearer behind the gateway may carry less than the line (57.6 or 28.8 kbit/s).  What
 *             counts as content is what the bearer has to carry: the stuffed bits of a frame and
 *             one flag.  Behind each frame of n such bits flags follow, n * (64000 - bps) / bps
 *             bits of them, rounded up to whole flags and what was rounded taken off the next: from
 *             the start of one frame to that of the next, content is never more than bps.  They
 *             are put with the frame, so that what waits is line time at any pace.
 * Full        The queue is bounded in line time.  A packet that comes while limit_ms of line wait
 *             is dropped whole; SRTCP already when half of that waits, and packets of other
 *             streams than 0 when a quarter does: speech is the last to suffer, and a video that
 *             the line cannot carry drops none of it, nor of SRTCP.  As no frame is shorter than
 *             15 octets (1.9 ms), the number of frames is bounded too.
 * Memory      All inside the struct; nothing allocates.
 * Layer       media.
 * Thread      the worker that owns the leg; the counters may be read by any.
 * Standards   ISO/IEC 13239 clause 4 (flag, transparency, FCS), bit-synchronous; RFC 4040
 *             section 3 (the most significant bit is first on the line); contract.md, CS bearers.
 */
#ifndef MEDIA_HDLC_TX_H
#define MEDIA_HDLC_TX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/metric.h"

enum {
	HDLC_FRAME_MIN = 15,		/* octets of a frame, stream octet and FCS counted */
	HDLC_FRAME_MAX = 1500,
	HDLC_AROUND = 3,		/* the stream octet and the FCS around a packet */
	HDLC_PACKET_MIN = HDLC_FRAME_MIN - HDLC_AROUND,
	HDLC_PACKET_MAX = HDLC_FRAME_MAX - HDLC_AROUND,

	HDLC_TX_LIMIT_MAX_MS = 250,
	HDLC_TX_LINE_BPS = 64000,
	HDLC_TX_BPS_MIN = 14400,	/* the slowest pace */
	HDLC_TX_LINE_MAX = 10240,	/* 250 ms, the longest frame (1803) at that pace, and room */
};

struct hdlc_tx_stats {
	struct counter frames;		/* put */
	struct counter octets;		/* of packets put */
	struct counter full_srtp;	/* dropped whole: the queue was full */
	struct counter full_srtcp;
	struct counter size;		/* dropped: too short or too long for a frame */
};

struct hdlc_tx {
	struct hdlc_tx_stats *stats;
	size_t limit;			/* octets that may wait when an SRTP packet is put */
	uint32_t bps;			/* of content */
	int64_t debt;			/* flags owed, bits times bps; none or less between puts */
	size_t head, tail;		/* what waits in line[] */
	unsigned int n_bits;		/* bits after line[tail - 1], 0 to 7 */
	uint8_t bits;			/* they, least significant last */
	uint8_t line[HDLC_TX_LINE_MAX];
};

/**
 * An idle line; the first octet pulled is a flag.
 *
 * @limit_ms   1 to HDLC_TX_LIMIT_MAX_MS; beyond is cut to it.
 * @stats      Kept; zeroed by the caller.
 */
void hdlc_tx_init(struct hdlc_tx *tx, unsigned int limit_ms, struct hdlc_tx_stats *stats);

/**
 * From the next frame on content is @bps at most.
 *
 * Fails   -ERANGE  not HDLC_TX_BPS_MIN to HDLC_TX_LINE_BPS; nothing changes
 */
MUST_CHECK int hdlc_tx_pace(struct hdlc_tx *tx, uint32_t bps);

/**
 * Queue one whole packet as a frame.
 *
 * @pkt    Copied.  Whether it is SRTP or SRTCP is seen from its octets (RFC 5761).
 *
 * Fails   -EMSGSIZE  @n is not HDLC_PACKET_MIN to HDLC_PACKET_MAX; counted
 *         -ENOBUFS   the queue is full; counted
 *         On failure what waits is as before.
 * Cost    About 4 cycles an octet.
 */
MUST_CHECK int hdlc_tx_put(struct hdlc_tx *tx, uint8_t stream, const uint8_t *pkt, size_t n);

/** Fill exactly @n line octets, with flags where nothing waits. */
void hdlc_tx_pull(struct hdlc_tx *tx, uint8_t *out, size_t n);

/** Octets of line time that wait to be pulled. */
size_t hdlc_tx_backlog(const struct hdlc_tx *tx);

#endif
