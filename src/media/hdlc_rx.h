/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/hdlc_rx.h - frames out of a 64 kbit/s line
 *
 * Bit-synchronous: a frame may start and end anywhere in an octet, flags may share a flag or
 * even its zero (011111101111110).  Seven or more ones abort.  After a gap or an abort the
 * decoder hunts for a flag; a bad frame needs no hunt, the flag that ended it starts the next.
 *
 * What ends between two flags and is no frame is dropped and counted once, by the first reason
 * that fits: long, short, odd, bad_fcs.  Nothing between two flags is idle, not an error.  Ones
 * without end are an idle line of another kind: one abort if a frame was open, and no more.
 *
 * Memory      One frame inside the struct; nothing allocates.
 * Layer       media.
 * Thread      the worker that owns the leg; the counters may be read by any.
 * Standards   ISO/IEC 13239 clause 4; RFC 4040 section 3 (bit order); contract.md, CS bearers.
 */
#ifndef MEDIA_HDLC_RX_H
#define MEDIA_HDLC_RX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/metric.h"
#include "hdlc_tx.h"

/* Why what was between two flags was no frame. */
struct hdlc_rx_stats {
	struct counter frames;		/* good ones, handed up */
	struct counter bad_fcs;
	struct counter odd;		/* not a whole number of octets */
	struct counter too_short;	/* fewer than HDLC_FRAME_MIN octets */
	struct counter too_long;	/* more than HDLC_FRAME_MAX octets */
	struct counter aborts;		/* seven ones inside a frame */
	struct counter torn;		/* open when hdlc_rx_gap() came */
};

struct hdlc_rx {
	struct hdlc_rx_stats *stats;
	uint64_t acc;			/* data bits not yet in frame[], the first is the lowest */
	unsigned int n_bits;		/* how many; at most 7 between pushes */
	bool is_hunting;		/* no flag seen since the last gap or abort */
	uint8_t prev;			/* last line octet: its last bits say how many ones came */
	size_t len;			/* octets in frame[] */
	uint8_t frame[HDLC_FRAME_MAX + 36];	/* and what one step may write beyond */
};

/**
 * A good frame: the stream octet and the packet, FCS checked and cut off.
 *
 * @pkt   Borrowed; HDLC_PACKET_MIN to HDLC_PACKET_MAX octets.
 */
typedef void hdlc_on_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n);

/** Hunting, with nothing known.  @stats: kept; zeroed by the caller; decoders may share it. */
void hdlc_rx_init(struct hdlc_rx *rx, struct hdlc_rx_stats *stats);

/**
 * Take @n line octets and hand up each frame that ends in them.
 *
 * @on_frame   Must not push into the same @rx.
 *
 * Cost    About 3 cycles an octet within frames, less in flags and endless ones.
 */
void hdlc_rx_push(struct hdlc_rx *rx, const uint8_t *line, size_t n, hdlc_on_frame *on_frame,
		  void *arg);

/** Octets are missing here: the frame in progress is gone, hunt for a flag. */
void hdlc_rx_gap(struct hdlc_rx *rx);

#endif
