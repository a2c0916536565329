/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/hdlc_rx.c - zero deletion by table
 *
 * entry[ones][octet] is what a line octet means when `ones` ones ended the octet before it: up to
 * eight data bits, or an event.  On the line a run of ones is what it is, stuffed or not, so
 * `ones` is seen from the octet before alone and no look-up waits for another.
 *
 * The flag that ends a frame has put its first seven bits (0111111) in front of what closes it.
 * They lie in the closing octet or are the last data bits before it: `7 - at` of them are to be
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

	/*
	 * An entry: the data bits, how many, an event, and where in the octet.  The number has the
	 * upper half to itself, so that one sum of entries is the sum of theirs.
	 */
	BITS_MASK = 0xff,
	LEN_SHIFT = 16,
	LEN_MASK = 0xff,
	LEN_ABORT = 15,			/* with EVENT: seven ones, no flag */
	LEN_FLAG_ABORT = 14,		/* with EVENT: a flag, and seven ones after it */
	AT_SHIFT = 24,
	EVENT = 1 << 30,

	STEP = 4,			/* octets at once: 7 + 4 * 8 bits fit the accumulator */
};

_Static_assert(sizeof(((struct hdlc_rx *)0)->frame) >= HDLC_FRAME_MAX + STEP + 8,
	       "a step may write eight octets behind a frame that has just become too long");

static uint32_t entry[ABORT_ONES + 1][256];
static uint8_t ones_at_end[256];		/* of an octet, ABORT_ONES at most */

static uint32_t
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
		bits |= EVENT | at << AT_SHIFT;
	return bits | len << LEN_SHIFT;
}

__attribute__((constructor)) static void
make_tables(void)
{
	for (unsigned int octet = 0; octet < 256; octet++) {
		for (unsigned int ones = 0; ones <= ABORT_ONES; ones++)
			entry[ones][octet] = make_entry(ones, octet);
		ones_at_end[octet] = (uint8_t)__builtin_ctz(~octet | 1u << ABORT_ONES);
	}
}

/* What @octet means after @prev. */
static inline unsigned int
look_up(uint8_t prev, uint8_t octet)
{
	return entry[ones_at_end[prev]][octet];
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

	close_frame(rx, e >> AT_SHIFT & 7, on_frame, arg);	/* nothing is open while it hunts */
	if (len == LEN_FLAG_ABORT) {
		hunt(rx, NULL);
		return;
	}
	rx->is_hunting = false;
	rx->len = 0;
	rx->n_bits = len;
	rx->acc = e & BITS_MASK;
}

/* Where the data bits go: held in registers while octets are taken. */
struct pen {
	uint64_t acc;
	unsigned int n_bits;
	uint8_t *out;
};

static inline struct pen
pick_up(struct hdlc_rx *rx)
{
	return (struct pen){ rx->acc, rx->n_bits, rx->frame + rx->len };
}

static inline void
put_down(struct hdlc_rx *rx, const struct pen *pen)
{
	rx->acc = pen->acc;
	rx->n_bits = pen->n_bits;
	rx->len = (size_t)(pen->out - rx->frame);
}

/* Append bits and store the whole octets; writes eight. */
static inline void
append(struct pen *pen, uint64_t bits, unsigned int n)
{
	pen->acc |= bits << pen->n_bits;
	pen->n_bits += n;

	uint64_t acc = htole64(pen->acc);

	memcpy(pen->out, &acc, sizeof(acc));
	pen->out += pen->n_bits / 8;
	pen->acc >>= pen->n_bits & ~7u;
	pen->n_bits %= 8;
}

/* Take whole steps while they hold data only; returns the octets taken. */
static size_t
take_data(struct hdlc_rx *rx, const uint8_t *line, size_t n)
{
	const uint8_t *end = rx->frame + HDLC_FRAME_MAX;
	struct pen pen = pick_up(rx);
	uint8_t prev = rx->prev;
	size_t i = 0;

	for (; n - i >= STEP && pen.out <= end; i += STEP) {
		const uint8_t *p = line + i;
		unsigned int a = look_up(prev, p[0]), b = look_up(p[0], p[1]);
		unsigned int c = look_up(p[1], p[2]), d = look_up(p[2], p[3]);

		if ((a | b | c | d) & EVENT)
			break;

		uint64_t ab = (a & BITS_MASK) | (b & BITS_MASK) << entry_len(a);
		uint64_t cd = (c & BITS_MASK) | (d & BITS_MASK) << entry_len(c);

		append(&pen, ab | cd << entry_len(a + b), entry_len(a + b + c + d));
		prev = p[3];
	}

	rx->prev = prev;
	put_down(rx, &pen);
	if (pen.out > end)
		hunt(rx, &rx->stats->too_long);
	return i;
}

/* An octet of data. */
static inline void
take_bits(struct hdlc_rx *rx, unsigned int e)
{
	struct pen pen = pick_up(rx);

	append(&pen, e & BITS_MASK, entry_len(e));
	put_down(rx, &pen);
	if (rx->len > HDLC_FRAME_MAX)
		hunt(rx, &rx->stats->too_long);
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
			take_bits(rx, e);
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
