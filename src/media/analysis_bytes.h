/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_bytes.h - does a payload look like coin tosses, packet after packet?
 *
 *	payload  |<- head: 12 octets ->|<- middle: up to 64 ->|   ...   |<- tail: 16 octets ->|
 *
 *	head     each bit over the packets, and each bit against the same bit of the packet before:
 *	         headers, mode bits and the first parameters of a codec are here
 *	middle   how often each half octet comes: samples (G.711, G.722) are here
 *	tail     each bit over the packets: where a tag and an MKI would be
 *
 * An MKI never changes.  Where one may be, its octets and what of the head it may have reached do not count.
 *
 * What looks even in all of them is encrypted, or of a codec that leaves nothing to compress; no real
 * codec does (they have headers, gains and pitches that go on from packet to packet), but octets alone
 * cannot prove it.
 *
 * Memory      about 650 octets, fixed.
 * Layer       media.
 * Thread      any; pure.
 * Standards   standards.md section 5, test 6.
 */
#ifndef MEDIA_ANALYSIS_BYTES_H
#define MEDIA_ANALYSIS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis_bits.h"

enum {
	BYTES_HEAD = 12,
	BYTES_MIDDLE = 64,
	BYTES_TAIL = 16,
};

struct bytes {
	struct columns head;
	struct columns edge;			/* what of a short packet's head may be its MKI */
	struct columns turned;			/* head, exclusive or with the one before */
	struct columns tail;			/* backwards: octet 0 is the last of the packet */
	struct columns_row before;
	uint8_t before_n;			/* octets of it */
	uint8_t packets;
	uint16_t high[16], low[16];		/* half octets of the middle */
	uint16_t middles;			/* octets counted there */
};

/** Add one payload: what follows the RTP head.  No more than COLUMNS_ROWS times. */
void bytes_put(struct bytes *b, const uint8_t *p, size_t n);

/**
 * The largest of the deviations, in 1/COLUMNS_SIGMA standard deviations: how surely there is structure.
 */
int bytes_structure(const struct bytes *b);

/** Bits that bytes_structure() had to judge, over all packets: how much it says that they are even. */
unsigned int bytes_judged(const struct bytes *b);

/**
 * May the last @octets be a tag, with or without an MKI?  Even in @rows packets or more, but for at most
 * four that never change.
 */
bool bytes_end_in_tag(const struct bytes *b, size_t octets, unsigned int rows);

/**
 * Octets, 1 to 4, that never change in front of a tag (or behind, as GCM has it), while the
 * tail is even otherwise: an MKI.  0: none.
 *
 * @ret_tag    Octets behind it: 10, 4 or 0.
 * Spec        RFC 3711 section 3.1; RFC 7714 section 8.2 (behind the cipher text)
 */
size_t bytes_mki(const struct bytes *b, size_t *ret_tag);

#endif
