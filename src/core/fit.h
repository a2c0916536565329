/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fit.h - does a protected stream fit a CS bearer?
 *
 * The peak of a stream on the line: its largest packet, with the worst bit stuffing, in each
 * packet interval.
 *
 *	bits = n + floor(n / 5) + one flag, n = (packet + FCS) * 8
 *
 * The stream octet of our frames (contract.md, CS bearers) adds 0.48 kbit/s at 20 ms and turns
 * none of the table's answers.
 *
 * Thread      any; pure
 * Standards   standards.md section 7 (computed); RFC 4867 sections 4.3 and 4.4 (AMR payloads)
 */
#ifndef CORE_FIT_H
#define CORE_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/indication.h"
#include "core/mdesc.h"

enum {
	FIT_CLEARMODE_BPS = 64000,
};

/** Bits a second of packets of @packet_octets every @ptime_ms, worst-case stuffed. */
uint32_t fit_peak_bps(unsigned int packet_octets, unsigned int ptime_ms);

/**
 * Largest payload of @format in @ptime_ms, in octets, or 0 where we do not know the codec.
 *
 * AMR and AMR-WB: the highest mode of mode-set, octet-aligned or not; PCMU, PCMA, G722, G729, GSM.
 */
unsigned int fit_payload_octets(const struct mformat *format, unsigned int ptime_ms);

/**
 * Peak of @line's first speech format with the tag and MKI of @ind; 0: not known, taken to fit.
 */
uint32_t fit_line_bps(const struct mline *line, const struct indication *ind);

/**
 * Does it fit @bearer_bps?  If not and @ret_why is not NULL, why: "G.711 needs 88.7 of 64 kbit/s".
 */
bool fit_line(const struct mline *line, const struct indication *ind, uint32_t bearer_bps,
	      char *ret_why, size_t cap);

#endif
