/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/hdlc_rx.c - zero deletion by table
 *
 * entry[ones][octet] is what a line octet means when `ones` ones ended the octet before it: up to
 * eight data bits, or an event.  On the line a run of ones is what it is, stuffed or not, so `ones` is
 * seen from the octet before alone and no look-up waits for another.
 *
 * The flag that ends a frame has put its first seven bits (0111111) in front of what closes it.  They
 * lie in the closing octet or are the last data bits before it: `7 - at` of them are to be
 * taken off, never a whole octet, so the frame is complete in frame[] when its end is seen.
 *
 * Standards   ISO/IEC 13239 clause 4; RFC 4040 section 3.
 */
#include "hdlc_rx.h"

#include <endian.h>
#include <string.h>

#include "fcs16.h"

enum {
	FLAG_ONES = 6,			/* and a zero: a flag */
	ABORT_ONES = 7,			/* and more: nothing else to know */

	/* An entry: an event, where in the octet, how many data bits follow (or came), and they. */
	EVENT = 0x8000,
	AT_SHIFT = 12,
	LEN_SHIFT = 8,
	LEN_MASK = 15,
	LEN_ABORT = 15,			/* with EVENT: seven ones, no flag */
	LEN_FLAG_ABORT = 14,		/* with EVENT: a flag, and seven ones after it */
	BITS_MASK = 0xff,

	STEP = 4,			/* octets taken at once: 7 + 4 * 8 bits fit the accumulator */
};

_Static_assert(sizeof(((struct hdlc_rx *)0)->frame) >= HDLC_FRAME_MAX + STEP + 8,
	       "a step may write eight octets behind a frame that has just become too long");

static uint16_t entry[ABORT_ONES + 1][256];

static uint16_t
make_entry(unsigned int ones, unsigned int octet)
{
	unsigned int bits = 0, len = 0, at = 0;
	bool has_flag = false, has_abort = false;

	for (unsigned int i = 0; i < 8; i++) {
		if (octet << i & 0x80) {
			has_abort |= ones == ABORT_ONES - 1;
			ones += ones < ABORT_ONES;
			bits |= 1u << len++;
			continue;
		}
		if (ones == FLAG_ONES) {
			at = has_flag ? at : i;	/* two share a zero: nothing is between them */
			has_flag = true;
			bits = len = 0;
		} else if (ones != FLAG_ONES - 1) {
			len++;
		}
		ones = 0;
	}

	if (has_abort) {
		len = has_flag ? LEN_FLAG_ABORT : LEN_ABORT;
		bits = 0;
	}
	if (has_flag || has_abort)
		len |= EVENT >> LEN_SHIFT | at << (AT_SHIFT - LEN_SHIFT);
	return (uint16_t)(len << LEN_SHIFT | bits);
}

__attribute__((constructor)) static void
make_tables(void)
{
	for (unsigned int ones = 0; ones <= ABORT_ONES; ones++)
		for (unsigned int octet = 0; octet < 256; octet++)
			entry[ones][octet] = make_entry(ones, octet);
}

/* What @octet means after @prev: the ones at the end of @prev select the row, seven at most. */
static inline unsigned int
look_up(uint8_t prev, uint8_t octet)
{
	return entry[__builtin_ctz(~(unsigned int)prev | 1u << ABORT_ONES)][octet];
}

static inline unsigned int
entry_len(unsigned int e)
{
	return e >> LEN_SHIFT & LEN_MASK;
}

void
hdlc_rx_init(struct hdlc_rx *rx, struct hdlc_rx_stats *stats)
{
	rx->stats = stats;
	rx->acc = 0;
	rx->n_bits = 0;
	rx->len = 0;
	rx->is_hunting = true;
	rx->prev = 0xff;
}

/* Is anything between the last flag and @n_flag_bits of the next? */
static inline size_t
open_bits(const struct hdlc_rx *rx, unsigned int n_flag_bits)
{
	size_t bits = rx->len * 8 + rx->n_bits;

	return bits > n_flag_bits ? bits - n_flag_bits : 0;
}

static inline void
restart(struct hdlc_rx *rx)
{
	rx->acc = 0;
	rx->n_bits = 0;
	rx->len = 0;
}

static void
hunt(struct hdlc_rx *rx, struct counter *why)
{
	if (why)
		counter_add_owner(why, 1);
	rx->is_hunting = true;
	restart(rx);
}

/* A flag has come: judge what was before it, hand it up if it is a frame. */
static void
close_frame(struct hdlc_rx *rx, unsigned int at, hdlc_on_frame *on_frame, void *arg)
{
	size_t bits = open_bits(rx, 7 - at);
	struct hdlc_rx_stats *stats = rx->stats;

	if (bits == 0)
		return;

	if (bits < HDLC_FRAME_MIN * 8) {
		counter_add_owner(&stats->too_short, 1);
	} else if (bits % 8) {
		counter_add_owner(&stats->odd, 1);
	} else if (fcs16(FCS16_INIT, rx->frame, rx->len) != FCS16_GOOD) {
		counter_add_owner(&stats->bad_fcs, 1);
	} else {
		counter_add_owner(&stats->frames, 1);
		on_frame(arg, rx->frame[0], rx->frame + 1, rx->len - HDLC_AROUND);
	}
}

static void
on_event(struct hdlc_rx *rx, unsigned int e, hdlc_on_frame *on_frame, void *arg)
{
	unsigned int len = entry_len(e);

	if (len == LEN_ABORT) {
		/* Six of the ones may be data bits already; they alone are not a frame. */
		if (!rx->is_hunting)
			hunt(rx, open_bits(rx, FLAG_ONES) ? &rx->stats->aborts : NULL);
		return;
	}

	if (!rx->is_hunting)
		close_frame(rx, e >> AT_SHIFT & 7, on_frame, arg);
	if (len == LEN_FLAG_ABORT) {
		hunt(rx, NULL);
		return;
	}
	rx->is_hunting = false;
	rx->len = 0;
	rx->n_bits = len;
	rx->acc = e & BITS_MASK;
}

/* Move the whole octets of the accumulator into the frame; false if it has become too long. */
static inline bool
spill(struct hdlc_rx *rx)
{
	uint64_t acc = htole64(rx->acc);

	memcpy(rx->frame + rx->len, &acc, sizeof(acc));
	rx->len += rx->n_bits / 8;
	rx->acc >>= rx->n_bits & ~7u;
	rx->n_bits %= 8;
	return rx->len <= HDLC_FRAME_MAX;
}

/* Take whole steps while they hold data only; returns the octets taken. */
static size_t
take_data(struct hdlc_rx *rx, const uint8_t *line, size_t n)
{
	uint8_t prev = rx->prev;
	size_t i = 0;

	for (; n - i >= STEP; i += STEP) {
		const uint8_t *p = line + i;
		unsigned int a = look_up(prev, p[0]), b = look_up(p[0], p[1]);
		unsigned int c = look_up(p[1], p[2]), d = look_up(p[2], p[3]);

		if ((a | b | c | d) & EVENT)
			break;

		unsigned int ab_n = entry_len(a) + entry_len(b);
		uint64_t ab = (a & BITS_MASK) | (b & BITS_MASK) << entry_len(a);
		uint64_t cd = (c & BITS_MASK) | (d & BITS_MASK) << entry_len(c);

		rx->acc |= (ab | cd << ab_n) << rx->n_bits;
		rx->n_bits += ab_n + entry_len(c) + entry_len(d);
		prev = p[3];
		if (!spill(rx)) {
			hunt(rx, &rx->stats->too_long);
			i += STEP;
			break;
		}
	}

	rx->prev = prev;
	return i;
}

/* Octets at the start of @line that are all @octet. */
static size_t
run_length(const uint8_t *line, size_t n, uint8_t octet)
{
	const uint64_t eight = octet * UINT64_C(0x0101010101010101);
	size_t i = 0;

	for (uint64_t word; n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, line + i, sizeof(word));
		if (word != eight)
			break;
	}
	while (i < n && line[i] == octet)
		i++;
	return i;
}

/* Take octet by octet until an event has been dealt with; returns the octets taken. */
static size_t
take_event(struct hdlc_rx *rx, const uint8_t *line, size_t n, hdlc_on_frame *on_frame, void *arg)
{
	size_t i = 0;

	while (i < n) {
		uint8_t octet = line[i++];
		unsigned int e = look_up(rx->prev, octet);

		rx->prev = octet;
		if (e & EVENT) {
			on_event(rx, e, on_frame, arg);
		} else if (!rx->is_hunting) {
			rx->acc |= (uint64_t)(e & BITS_MASK) << rx->n_bits;
			rx->n_bits += entry_len(e);
			if (!spill(rx))
				hunt(rx, &rx->stats->too_long);
			continue;
		}

		/* Idle: octets that repeat and mean the same again (flags, endless ones). */
		if (i < n && line[i] == octet && look_up(octet, octet) == e)
			i += run_length(line + i, n - i, octet);
		if (e & EVENT)
			break;
	}
	return i;
}

void
hdlc_rx_push(struct hdlc_rx *rx, const uint8_t *line, size_t n, hdlc_on_frame *on_frame, void *arg)
{
	while (n > 0) {
		size_t taken = rx->is_hunting ? 0 : take_data(rx, line, n);

		taken += take_event(rx, line + taken, n - taken, on_frame, arg);
		line += taken;
		n -= taken;
	}
}

void
hdlc_rx_gap(struct hdlc_rx *rx)
{
	bool is_torn = !rx->is_hunting && open_bits(rx, FLAG_ONES + 1) > 0;

	hunt(rx, is_torn ? &rx->stats->torn : NULL);
	rx->prev = 0xff;
}
