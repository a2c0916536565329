/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fcs16.c - the FCS, eight octets at a time
 *
 * after[k][b] is the check of octet b followed by k zero octets.  The check is linear, so eight
 * octets are eight independent look-ups and their sum; only the first two wait for what went
 * before.
 *
 * Standards   ISO/IEC 13239; RFC 1662 section C.2.
 */
#include "fcs16.h"

enum {
	POLY = 0x8408,		/* x16 + x12 + x5 + 1, least significant bit first */
	SLICES = 8,
};

static uint16_t after[SLICES][256];

/* Before main(), so that no call has to ask whether it has run. */
__attribute__((constructor)) static void
make_tables(void)
{
	for (unsigned int b = 0; b < 256; b++) {
		unsigned int fcs = b;

		for (int bit = 0; bit < 8; bit++)
			fcs = fcs & 1 ? fcs >> 1 ^ POLY : fcs >> 1;
		after[0][b] = (uint16_t)fcs;
	}

	for (unsigned int k = 1; k < SLICES; k++) {
		for (unsigned int b = 0; b < 256; b++) {
			uint16_t fcs = after[k - 1][b];

			after[k][b] = (uint16_t)(fcs >> 8 ^ after[0][fcs & 0xff]);
		}
	}
}

uint16_t
fcs16(uint16_t fcs, const uint8_t *p, size_t n)
{
	for (; n >= SLICES; p += SLICES, n -= SLICES) {
		unsigned int lo = (fcs ^ p[0]) & 0xff;
		unsigned int hi = fcs >> 8 ^ p[1];

		fcs = (uint16_t)(after[7][lo] ^ after[6][hi] ^ after[5][p[2]] ^ after[4][p[3]] ^
				 after[3][p[4]] ^ after[2][p[5]] ^ after[1][p[6]] ^ after[0][p[7]]);
	}

	for (; n > 0; p++, n--)
		fcs = (uint16_t)(fcs >> 8 ^ after[0][(fcs ^ *p) & 0xff]);

	return fcs;
}
