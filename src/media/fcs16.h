/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/fcs16.h - the 16-bit frame check sequence of HDLC
 *
 * x16 + x12 + x5 + 1, least significant bit first, preset to ones, complemented, sent least
 * significant octet first.  A frame with its FCS, fed through fcs16(), leaves FCS16_GOOD.
 *
 *	uint16_t fcs = (uint16_t)~fcs16(FCS16_INIT, frame, n);
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   ISO/IEC 13239; RFC 1662 section C.2 (the same sequence, with the residue named).
 */
#ifndef MEDIA_FCS16_H
#define MEDIA_FCS16_H

#include <stddef.h>
#include <stdint.h>

enum {
	FCS16_INIT = 0xffff,
	FCS16_GOOD = 0xf0b8,
};

/**
 * Take @n octets into the running check @fcs.
 *
 * Cost    Eight octets a step: about 1.5 cycles an octet.
 */
uint16_t fcs16(uint16_t fcs, const uint8_t *p, size_t n);

#endif
