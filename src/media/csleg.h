/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csleg.h - one CS leg: SRTP in HDLC in CLEARMODE or Iu UP, both ways
 *
 *	down  csleg_send(stream, packet) -> hdlc_tx -> iuup -> csleg_tick() -> RTP packet to the MSC
 *	up    csleg_recv(RTP packet) -> source -> clearmode_rx -> iuup -> hdlc_rx -> on_frame()
 *
 * The line is the same whatever carries it.  CLEARMODE is iuup's transparent mode, that is nothing
 * at all; in support mode the line starts when iuup is ready, at the interval that was agreed on.
 *
 * Bytes and time come in, bytes go out: sockets, timers and addresses are the caller's.  The
 * caller has also checked the source address; here an SSRC is a source.  A second SSRC gets a
 * decoder of its own and never touches the live one (the one with the latest good frame); a third
 * takes the other's place once that has brought no good frame for CSLEG_PROBATION_US, and is
 * dropped before.  Iu UP's procedures are the live source's to begin; another's only where the
 * live one has brought no good frame for so long, or none ever.
 *
 * Strangers   What comes from one other address may have the place beside the live one too, on probation:
 *             its frames are handed up as a stranger's (csleg_is_strange()), for the caller to say whether
 *             they prove that the gateway has moved (csleg_adopt()).  It makes way for any SSRC from
 *             the right address, nothing of it is counted, our clock does not follow it, and it has
 *             no say in Iu UP's procedures.
 *
 * Invariant   A packet handed up is, octet for octet, one the far end framed; what is neither SRTP
 *             nor SRTCP crosses in neither direction, and is counted.
 * Memory      About 19 KiB, all of it in the struct; nothing allocates.
 * Layer       media.
 * Thread      the worker that owns the bridge; csleg_drops() and the counters: any.
 * Standards   RFC 4040, TS 25.415, ISO/IEC 13239, RFC 5761, RFC 3550; contract.md, CS bearers and
 *             Sources.
 */
#ifndef MEDIA_CSLEG_H
#define MEDIA_CSLEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "clearmode_rx.h"
#include "clearmode_tx.h"
#include "core/relay.h"
#include "csclock.h"
#include "csrate.h"
#include "csrtcp.h"
#include "hdlc_rx.h"
#include "hdlc_tx.h"
#include "iuup.h"
#include "reception.h"
#include "trail.h"

enum {
	CSLEG_SOURCES = 2,
	CSLEG_STREAMS_MAX = 2,		/* contract.md: 0 is the first media line, 1 the second */
	CSLEG_QUEUE_MS = 200,		/* line time that may wait, unless said otherwise */
	CSLEG_PROBATION_US = 1000000,
	CSLEG_VOUCHERS = 2,		/* frames that make a leg authentic without keys */
	CSLEG_RANDOM = 26,
	CSLEG_CLEARMODE_HZ = 8000,	/* RFC 4040 section 3 */
	CSLEG_IUFP_HZ = 16000,		/* TS 29.414 */
};

struct csleg_spec {
	uint8_t pt;			/* the carrier's, as the MSC numbers it: 0 to 127 */
	uint16_t ptime_ms;		/* CLEARMODE_PTIME_MIN_MS to _MAX_MS; support mode: 5 or 10 */
	unsigned int clock_hz;		/* of RTP timestamps; 0: CSLEG_CLEARMODE_HZ */
	struct iuup_spec iuup;		/* zeroed: octets alone; its ptime is the one above */
	unsigned int n_streams;		/* lines carried: 1 to CSLEG_STREAMS_MAX */
	unsigned int queue_ms;		/* 0: CSLEG_QUEUE_MS */
	uint32_t bearer_bps;		/* content of the line at most; 0: HDLC_TX_LINE_BPS */
	uint8_t random[CSLEG_RANDOM];	/* from getrandom(): SSRC, sequence, timestamp, CNAME */
	hdlc_on_frame *on_frame;	/* an SRTP or SRTCP packet came up; must not end the leg */
	void *arg;
};

/* One field a reason.  Written by the worker, read by any thread. */
struct csleg_stats {
	struct counter packets_in;	/* RTP packets taken */
	struct counter packets_out;
	struct counter skipped;		/* packets that a stall of ours cost */
	struct counter malformed;	/* no RTP header, or lengths that do not fit */
	struct counter payload_type;
	struct counter sources;		/* a third SSRC */
	struct counter stream_up;	/* frame of a stream that no line has */
	struct counter stream_down;
	struct counter not_rtp_up;	/* frame that holds neither SRTP nor SRTCP */
	struct counter not_rtp_down;
	struct counter rtcp_in;
	struct counter rtcp_bad;
	struct counter byes;		/* RTCP BYE of the CS session: noted, ends nothing */
	struct counter not_ready_down;	/* packets for a line that has not started */
	struct counter strangers;	/* Iu UP procedures that were not that source's to begin */
	struct iuup_stats iuup;
	struct clearmode_rx_stats line;
	struct hdlc_rx_stats up;
	struct hdlc_tx_stats down;
};

struct csleg_source {
	struct csleg *leg;
	bool is_used;
	bool has_good;			/* a good frame came */
	bool is_stranger;
	uint64_t good_us;		/* latest good frame, or when it first came */
	struct reception reception;
	struct csrate rate;
	struct clearmode_rx line;
	struct iuup_in in;
	struct hdlc_rx hdlc;
};

struct csleg {
	struct csleg_stats stats;
	uint8_t pt;
	uint16_t ptime_ms;		/* in force */
	unsigned int clock_hz;
	unsigned int n_streams;
	bool is_started;
	hdlc_on_frame *on_frame;
	void *arg;

	struct csclock clock;
	struct iuup iuup;
	unsigned int n_agreed;		/* initialisations that the line has followed */
	struct clearmode_tx tx;
	struct hdlc_tx down;

	struct csleg_source source[CSLEG_SOURCES];
	unsigned int live;		/* index: the latest good frame, never a stranger's */
	const struct csleg_source *speaks;	/* whose frame is being handed up; NULL: none */
	struct clearmode_rx_stats strange_line;	/* nobody reads them */
	struct hdlc_rx_stats strange_up;
	struct iuup_stats strange_iuup;
	uint64_t now_us;		/* of the call in progress, for what is called back */

	unsigned int n_vouchers;
	uint32_t voucher_ssrc;		/* the last one's, so that it cannot count twice */
	uint16_t voucher_seq;

	uint64_t rtcp_due_us;
	uint64_t rtcp_spread;		/* state of what spreads the reports */
	uint64_t started_us;
	char cname[CSRTCP_CNAME + 1];
	bool has_peer_report;
	struct report peer_report;	/* what the peer says of our packets */
};

/**
 * A leg that has not started: it takes packets both ways and owes none.
 *
 * @spec   Copied.
 *
 * Fails   -EINVAL  PT, ptime, bearer_bps or number of streams out of range, or no on_frame; @leg is
 *                  untouched
 */
MUST_CHECK int csleg_init(struct csleg *leg, const struct csleg_spec *spec);

/** The 200 OK leaves: from @now_us on the line runs. */
void csleg_start(struct csleg *leg, uint64_t now_us);

/**
 * Down: queue one packet of line @stream.
 *
 * Fails   -ENOTSUP   neither SRTP nor SRTCP, or a stream that no line has
 *         -EMSGSIZE  shorter than HDLC_PACKET_MIN or longer than HDLC_PACKET_MAX
 *         -ENOBUFS   the queue is full
 *         -ENOTCONN  the bearer has not been initialised
 *         Each is counted; nothing else changes.
 */
MUST_CHECK int csleg_send(struct csleg *leg, uint8_t stream, const uint8_t *pkt, size_t n);

/**
 * Write the RTP packet that is due, if one is; gives up lost packets of the uplink on the way.
 *
 * Call it in a loop until it returns 0, at csleg_next_us() or not long after; two packets at most
 * come at once (see csclock.h).
 *
 * @out    CLEARMODE_TX_MAX octets.
 *
 * Returns the packet's length, 0 if none is due.
 */
size_t csleg_tick(struct csleg *leg, uint64_t now_us, uint8_t *out);

/**
 * Write the Iu UP control frame that waits, in its RTP packet, if one does; csleg_tick() does it.
 * For who will not wait until then.  @out: CLEARMODE_TX_MAX octets.  Returns the length, or 0.
 */
size_t csleg_control(struct csleg *leg, uint64_t now_us, uint8_t *out);

/** When csleg_tick() next has something to write; UINT64_MAX before csleg_start(). */
uint64_t csleg_next_us(const struct csleg *leg);

/** Up: a datagram from the MSC's RTP port (with rtcp-mux: those that demux() calls PKT_RTP). */
void csleg_recv(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n);

/**
 * Up: a datagram to that port from another address, the same one until csleg_forget_strangers().
 *
 * Cost    As csleg_recv(); how many a second is the caller's to bound.
 */
void csleg_recv_stranger(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n);

/** Give up what strangers have brought: their address is another one from now on. */
void csleg_forget_strangers(struct csleg *leg);

/** Within on_frame(): is it a stranger's? */
bool csleg_is_strange(const struct csleg *leg);

/**
 * Within on_frame(), of a stranger's frame: the gateway is there now.  That source is the live one, and
 * what came from the right address so far is the stranger.
 */
void csleg_adopt(struct csleg *leg);

/** Up: stop waiting for packets that are long due; csleg_tick() does it. */
void csleg_give_up(struct csleg *leg, uint64_t now_us);

/**
 * A frame came up: does it vouch for the leg (contract.md, "authentic", without keys)?
 *
 * Counts SRTP packets that go on where @trail ends, each but once.
 *
 * @trail  Of the PS side that the frame's line had.
 *
 * Returns csleg_is_authentic().
 */
bool csleg_vouch(struct csleg *leg, const struct trail *trail, const uint8_t *pkt, size_t n);

/** CSLEG_VOUCHERS frames have vouched; stays true. */
bool csleg_is_authentic(const struct csleg *leg);

/**
 * Write the RTCP report that is due, if one is.
 *
 * @out    CSRTCP_OUT_MAX octets.
 *
 * Returns the packet's length, 0 if none is due.
 * Spec    RFC 3550 section 6.2, 6.3 (two members: the minimum interval of 5 s, times 0.5 to 1.5,
 *         halved at first).
 */
size_t csleg_rtcp_tick(struct csleg *leg, uint64_t now_us, uint8_t *out);

/** Write a last report, with BYE; CSRTCP_OUT_MAX octets at @out.  Returns the length. */
size_t csleg_rtcp_bye(struct csleg *leg, uint64_t now_us, uint8_t *out);

/** A datagram from the MSC's RTCP port.  Only reports and counters come of it. */
void csleg_rtcp_recv(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n);

/** The RTP timestamp of @now_us on our line. */
uint32_t csleg_now_ts(const struct csleg *leg, uint64_t now_us);

/** Add the leg's drops to @sum, by the reasons of core/relay.h. */
void csleg_drops(const struct csleg_stats *stats, uint64_t sum[DROPS]);

#endif
