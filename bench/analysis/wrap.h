/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/wrap.h - a call under SRTP, by libsrtp2
 */
#ifndef BENCH_ANALYSIS_WRAP_H
#define BENCH_ANALYSIS_WRAP_H

#include "call.h"
#include "core/sdes.h"

struct wrapping {
	const char *label;
	enum suite suite;
	uint8_t tag_octets;
	bool is_encrypted;	/* else UNENCRYPTED_SRTP and UNENCRYPTED_SRTCP */
	bool is_odd;		/* AES-192: libsrtp2 2.5 derives keys with AES-256 over the padded key */
};

extern const struct wrapping wrappings[];
extern const size_t n_wrappings;

/**
 * Protect every packet of @call with fresh keys.
 *
 * @mki_octets  0, or 1 to 4.
 * @ret         The same keys as the SDP would show them.
 */
void wrap_call(struct call *call, const struct wrapping *w, uint8_t mki_octets, struct sdes *ret);

#endif
