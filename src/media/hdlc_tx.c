/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/hdlc_tx.c - zero insertion by table
 *
 * stuffed[ones][octet] is what the octet becomes on the line when `ones` ones (0 to 4) went
 * before it: 8 to 10 bits, the first one highest.  How many ones an octet leaves behind
 * does not depend on what went before, all-ones excepted, so the look-ups do not wait for
 * each other.
 *
 * Standards   ISO/IEC 13239 clause 4; RFC 4040 section 3.
 */
#include "hdlc_tx.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "demux.h"
#include "fcs16.h"

enum {
	FLAG = 0x7e,
	ONES_MAX = 5,			/* a zero follows the fifth */
	BITS_MASK = 0xffff,		/* of an entry: the bits, */
	LEN_SHIFT = 16,			/* and how many: one sum of entries is the sum of theirs */
	STEP = 4,			/* octets between two stores: 7 + 4 * 10 bits fit the pen */
	STUFFED_MAX = HDLC_FRAME_MAX + HDLC_FRAME_MAX / ONES_MAX + 2,
	PACED_MAX = STUFFED_MAX * HDLC_TX_LINE_BPS / HDLC_TX_BPS_MIN + 2,
};

_Static_assert(HDLC_TX_LIMIT_MAX_MS * 8 + PACED_MAX + 8 <= HDLC_TX_LINE_MAX,
	       "the longest frame fits behind the longest queue, with room for a whole store");

static uint32_t stuffed[ONES_MAX][256];
static uint8_t ones_left[256];		/* after an octet; all-ones: what it adds */

/* Where the next bits go.  acc: the n lowest bits are still to be stored, the first highest. */
struct pen {
	uint64_t acc;
	unsigned int n;
	unsigned int ones;
	uint8_t *out;
};

static uint32_t
stuff(unsigned int *ones, unsigned int octet)
{
	unsigned int bits = 0, len = 0;

	for (int i = 0; i < 8; i++) {
		unsigned int bit = octet >> i & 1;

		bits = bits << 1 | bit;
		len++;
		*ones = bit ? *ones + 1 : 0;
		if (*ones == ONES_MAX) {
			bits <<= 1;
			len++;
			*ones = 0;
		}
	}
	return bits | len << LEN_SHIFT;
}

__attribute__((constructor)) static void
make_tables(void)
{
	for (unsigned int octet = 0; octet < 256; octet++) {
		for (unsigned int before = 0; before < ONES_MAX; before++) {
			unsigned int ones = before;

			stuffed[before][octet] = stuff(&ones, octet);
			if (before == 0)
				ones_left[octet] = (uint8_t)ones;
		}
	}
}

static inline unsigned int
entry_len(unsigned int entry)
{
	return entry >> LEN_SHIFT;
}

static inline void
pen_octet(struct pen *pen, uint8_t octet)
{
	unsigned int entry = stuffed[pen->ones][octet];
	unsigned int len = entry_len(entry);

	pen->acc = pen->acc << len | (entry & BITS_MASK);
	pen->n += len;
	pen->ones = octet == 0xff ? (pen->ones + ones_left[0xff]) % ONES_MAX : ones_left[octet];
}

/* Four octets, all-ones not among them: four look-ups that do not wait for each other. */
static inline void
pen_four(struct pen *pen, const uint8_t *p)
{
	unsigned int a = stuffed[pen->ones][p[0]], b = stuffed[ones_left[p[0]]][p[1]];
	unsigned int c = stuffed[ones_left[p[1]]][p[2]], d = stuffed[ones_left[p[2]]][p[3]];
	uint64_t ab = (uint64_t)(a & BITS_MASK) << entry_len(b) | (b & BITS_MASK);
	uint64_t cd = (uint64_t)(c & BITS_MASK) << entry_len(d) | (d & BITS_MASK);
	unsigned int len = entry_len(a + b + c + d);

	pen->acc = pen->acc << len | ab << entry_len(c + d) | cd;
	pen->n += len;
	pen->ones = ones_left[p[3]];
}

/* Store the whole octets; writes eight. */
static inline void
pen_store(struct pen *pen)
{
	uint64_t line = htobe64(pen->acc << (63 - pen->n) << 1);

	memcpy(pen->out, &line, sizeof(line));
	pen->out += pen->n / 8;
	pen->n %= 8;
}

static inline bool
has_all_ones(const uint8_t *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof(four));
	return (~four - 0x01010101u) & four & 0x80808080u;
}

static void
pen_octets(struct pen *pen, const uint8_t *p, size_t n)
{
	struct pen local = *pen;	/* in registers: the stores could alias *pen */

	for (; n >= STEP; p += STEP, n -= STEP) {
		if (has_all_ones(p))
			for (int i = 0; i < STEP; i++)
				pen_octet(&local, p[i]);
		else
			pen_four(&local, p);
		pen_store(&local);
	}
	for (; n > 0; p++, n--)
		pen_octet(&local, *p);

	pen_store(&local);
	*pen = local;
}

static void
pen_flag(struct pen *pen)
{
	pen->acc = pen->acc << 8 | FLAG;
	pen->n += 8;
	pen_store(pen);
}

/* Flags behind a frame of @bits, so that both together take what the frame alone takes at bps. */
static void
pace(struct hdlc_tx *tx, struct pen *pen, uint64_t bits)
{
	int64_t a_flag = (int64_t)8 * tx->bps;

	tx->debt += (int64_t)(bits * (HDLC_TX_LINE_BPS - tx->bps));
	for (; tx->debt > 0; tx->debt -= a_flag)
		pen_flag(pen);
}

void
hdlc_tx_init(struct hdlc_tx *tx, unsigned int limit_ms, struct hdlc_tx_stats *stats)
{
	tx->bps = HDLC_TX_LINE_BPS;
	tx->debt = 0;
	if (limit_ms > HDLC_TX_LIMIT_MAX_MS)
		limit_ms = HDLC_TX_LIMIT_MAX_MS;

	tx->stats = stats;
	tx->limit = (size_t)limit_ms * 8;
	tx->head = 0;
	tx->tail = 1;
	tx->n_bits = 0;
	tx->bits = 0;
	tx->line[0] = FLAG;
}

int
hdlc_tx_pace(struct hdlc_tx *tx, uint32_t bps)
{
	if (bps < HDLC_TX_BPS_MIN || bps > HDLC_TX_LINE_BPS)
		return -ERANGE;
	tx->bps = bps;
	tx->debt = 0;
	return 0;
}

/* Octets that may wait when such a packet is put: see hdlc_tx.h, Full. */
static size_t
share(const struct hdlc_tx *tx, uint8_t stream, bool is_srtcp)
{
	if (is_srtcp)
		return tx->limit / 2;
	return stream == 0 ? tx->limit : tx->limit / 4;
}

/* Drop and count what does not fit. */
static int
admit(struct hdlc_tx *tx, uint8_t stream, const uint8_t *pkt, size_t n)
{
	if (n < HDLC_PACKET_MIN || n > HDLC_PACKET_MAX) {
		counter_add_owner(&tx->stats->size, 1);
		return -EMSGSIZE;
	}

	bool is_srtcp = demux(pkt, n) == PKT_RTCP;

	if (hdlc_tx_backlog(tx) >= share(tx, stream, is_srtcp)) {
		counter_add_owner(is_srtcp ? &tx->stats->full_srtcp : &tx->stats->full_srtp, 1);
		return -ENOBUFS;
	}
	return 0;
}

int
hdlc_tx_put(struct hdlc_tx *tx, uint8_t stream, const uint8_t *pkt, size_t n)
{
	int rc = admit(tx, stream, pkt, n);

	if (rc < 0)
		return rc;

	if (tx->tail + PACED_MAX + 8 > HDLC_TX_LINE_MAX) {
		memmove(tx->line, tx->line + tx->head, tx->tail - tx->head);
		tx->tail -= tx->head;
		tx->head = 0;
	}

	uint16_t fcs = (uint16_t)~fcs16(fcs16(FCS16_INIT, &stream, 1), pkt, n);
	const uint8_t check[] = { (uint8_t)fcs, (uint8_t)(fcs >> 8) };
	struct pen pen = { .acc = tx->bits, .n = tx->n_bits, .out = tx->line + tx->tail };

	pen_octets(&pen, &stream, 1);
	pen_octets(&pen, pkt, n);
	pen_octets(&pen, check, sizeof(check));
	pen_flag(&pen);
	pace(tx, &pen, (uint64_t)(pen.out - tx->line - (ptrdiff_t)tx->tail) * 8 + pen.n - tx->n_bits);

	tx->tail = (size_t)(pen.out - tx->line);
	tx->n_bits = pen.n;
	tx->bits = (uint8_t)(pen.acc & ((1u << pen.n) - 1));
	counter_add_owner(&tx->stats->frames, 1);
	counter_add_owner(&tx->stats->octets, n);
	return 0;
}

void
hdlc_tx_pull(struct hdlc_tx *tx, uint8_t *out, size_t n)
{
	size_t ready = tx->tail - tx->head;

	if (ready > n)
		ready = n;
	memcpy(out, tx->line + tx->head, ready);
	tx->head += ready;
	if (tx->head < tx->tail)
		return;

	tx->head = 0;
	tx->tail = 0;
	if (ready == n)
		return;

	/* The bits left over, then flags; what is cut off the last flag is left over in turn. */
	unsigned int flags = (FLAG << 8 | FLAG) >> tx->n_bits;

	memset(out + ready, (int)(flags & 0xff), n - ready);
	out[ready] = (uint8_t)(tx->bits << (8 - tx->n_bits) | FLAG >> tx->n_bits);
	tx->bits = (uint8_t)(FLAG & ((1u << tx->n_bits) - 1));
}

size_t
hdlc_tx_backlog(const struct hdlc_tx *tx)
{
	return tx->tail - tx->head;
}
