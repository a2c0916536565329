/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/call.h - one direction of one call, drawn from the corpus: RTP and RTCP as a phone sends them
 */
#ifndef BENCH_ANALYSIS_CALL_H
#define BENCH_ANALYSIS_CALL_H

#include "frames.h"

enum {
	CALL_PACKETS = 160,
	PACKET_MAX = 1600,
};

struct sent {
	uint16_t n;
	bool is_rtcp;
	uint32_t roc;
	uint8_t octets[PACKET_MAX];
};

struct call {
	const struct frame_file *file;
	uint32_t roc;		/* of the first packet */
	size_t n;
	struct sent packet[CALL_PACKETS];
};

/** The next number of the generator, below @below. */
uint32_t draw(uint32_t below);

/** Seed it. */
void draw_seed(uint64_t seed);

/** Draw a call of @family, or of any for NULL. */
void call_draw(struct call *call, const struct corpus *c, const struct family *family);

/** Draw @n reports and nothing else; @file says nothing of them. */
void call_draw_reports(struct call *call, const struct frame_file *file, size_t n);

/** What the network does: loss, copies, changed order.  To be done after sealing. */
void call_cross(struct call *call);

#endif
