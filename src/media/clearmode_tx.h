/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/clearmode_tx.h - a line into RTP packets: CLEARMODE's, or what is like them
 *
 * Layer       media.
 * Thread      the worker that owns the leg.
 * Standards   RFC 4040 (marker 0, one timestamp unit an octet); RFC 3550 section 5.1.
 */
#ifndef MEDIA_CLEARMODE_TX_H
#define MEDIA_CLEARMODE_TX_H

#include <stddef.h>
#include <stdint.h>

#include "rtp.h"

enum {
	CLEARMODE_OCTETS_A_MS = 8,	/* 64 kbit/s */
	CLEARMODE_PTIME_MIN_MS = 5,
	CLEARMODE_PTIME_MAX_MS = 40,
	CLEARMODE_TX_MAX = RTP_HEAD + CLEARMODE_PTIME_MAX_MS * CLEARMODE_OCTETS_A_MS,
};

struct clearmode_tx {
	uint8_t pt;
	uint16_t seq;			/* of the next packet */
	uint32_t ts;
	uint32_t ssrc;
	size_t octets;			/* of payload in a packet */
	uint32_t units;			/* of timestamp that a packet takes; CLEARMODE: one an octet */
	uint32_t packets_sent;		/* for sender reports; they wrap as those do */
	uint32_t octets_sent;
};

/** @ptime_ms: CLEARMODE_PTIME_MIN_MS to _MAX_MS, @pt: 0 to 127; both checked by the caller. */
void clearmode_tx_init(struct clearmode_tx *tx, uint8_t pt, unsigned int ptime_ms, uint32_t ssrc,
		       uint16_t seq, uint32_t ts);

/** The line stood still for @periods packets: timestamps go on, the sequence does not. */
void clearmode_tx_skip(struct clearmode_tx *tx, uint64_t periods);

/**
 * Write the next packet's header.
 *
 * @out    At least RTP_HEAD + tx->octets octets; the caller fills what follows the header.
 *
 * Returns the length of the whole packet.
 */
size_t clearmode_tx_next(struct clearmode_tx *tx, uint8_t *out);

/**
 * Write the header of a packet of @n octets of payload that takes no line time: the sequence goes
 * on, the line's timestamp does not.
 *
 * @ts   When it leaves.
 */
void clearmode_tx_between(struct clearmode_tx *tx, uint32_t ts, size_t n, uint8_t *out);

#endif
