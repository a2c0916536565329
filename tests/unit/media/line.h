/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/line.h - HDLC as the standard words it, bit by bit, to hold the tables against
 *
 * Slow, and written from ISO/IEC 13239 and RFC 1662 alone: nothing here shares code with src/media.
 */
#ifndef TESTS_UNIT_MEDIA_LINE_H
#define TESTS_UNIT_MEDIA_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LINE_BITS_MAX = 1 << 18,
	CATCH_MAX = 512,
	CATCH_OCTETS_MAX = 1600,
};

/* A line as a row of bits. */
struct line {
	size_t n;
	uint8_t bit[LINE_BITS_MAX];	/* 0 or 1 each */
};

/** Append "0101..." */
void line_bits(struct line *l, const char *bits);

/** Append flags. */
void line_flags(struct line *l, unsigned int n);

/** Append @n octets, least significant bit first, a zero after five ones; @ones goes on. */
void line_stuffed(struct line *l, const uint8_t *p, size_t n, unsigned int *ones);

/** Append a whole frame without flags: stream octet, packet, FCS. */
void line_frame(struct line *l, uint8_t stream, const uint8_t *pkt, size_t n);

/** Same, the FCS differing from the right one by @fcs_error. */
void line_frame_bad(struct line *l, uint8_t stream, const uint8_t *pkt, size_t n,
		    uint16_t fcs_error);

/** Into octets, most significant bit first; the last one filled up with ones.  Returns how many. */
size_t line_octets(const struct line *l, uint8_t *out);

/** Octets into bits. */
void line_read(struct line *l, const uint8_t *octets, size_t n);

/** The FCS of @n octets, bit by bit, as it is sent. */
uint16_t line_fcs(const uint8_t *p, size_t n);

/* What came out of a decoder. */
struct catch {
	size_t n;
	struct caught {
		uint8_t stream;
		size_t n;
		uint8_t pkt[CATCH_OCTETS_MAX];
	} frame[CATCH_MAX];
};

/** An hdlc_on_frame: @arg is the struct catch. */
void catch_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n);

/** Is frame @i that packet? */
bool catch_is(const struct catch *c, size_t i, uint8_t stream, const uint8_t *pkt, size_t n);

/** Find the frames in a row of bits: a judge of encoders.  Returns how many; stops at CATCH_MAX. */
size_t line_frames(const struct line *l, struct catch *ret);

/** A repeatable stream of random numbers. */
uint32_t dice(uint64_t *state);

/** Random, all-ones, all-zero, flags or long runs of ones: what framing trips over. */
void dice_packet(uint64_t *state, uint8_t *pkt, size_t n);

#endif
