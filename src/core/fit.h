/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fit.h - does a protected stream fit a CS bearer?
 *
 * Peak        the largest packet, in each packet interval, were all its bits ones:
 *
 *		bits = n + floor(n / 5) + one flag, n = (packet + FCS) * 8
 *
 * Mean        the ordinary packet, of random bits (a stuffed zero in 62), and the SRTCP beside it.
 * Packet      RTP header (no CSRC: phones do not mix), header extensions that both sides list,
 *             payload (payload.h), MKI, tag.  A tag that we are not told (MIKEY, DTLS) counts as the
 *             longest there is.
 * SRTCP       Its share of the bandwidth is in the mean: b=RS and b=RR, or 5 % of the session
 *             bandwidth (b=AS, or what the stream itself takes over IP).  Not in the peak: a report
 *             waits behind speech, in a queue where SRTCP is the first to be dropped (hdlc_tx.h),
 *             and so takes from speech no more than its own length once in seconds.
 * Format      A sender may use any format in common, and should use the first (RFC 3264 sections 5.1
 *             and 6.1): that is the one that counts, each way by the receiver's order.
 * b=          bounds a packet only where the codec leaves its rate open (Opus unless cbr=1, EVS
 *             without br, a codec we do not know): what a G.711 needs no b= can lower.
 *
 * The rule    A stream fits where its peak and its mean are within the bearer: then no packet ever
 *             waits for long, whatever its bits.  Where only the mean is ("avg" in standards.md), a
 *             queue is needed and nothing is promised: that counts as fitting only where the
 *             operator says so ([cs] fit = mean).  An unknown codec without b= is taken to fit, and
 *             shown as not known.
 *
 * The stream octet of our frames (contract.md, CS bearers; 0.48 kbit/s at 20 ms) is in what is
 * compared with the bearer, and not in peak_bps and mean_bps, which are those of the contract and
 * its table; it turns none of the table's answers.
 *
 * Thread      any; pure
 * Standards   standards.md section 7 (computed); RFC 3550 section 6.2, RFC 3556 section 2 (RTCP);
 *             RFC 3890 section 6 (b=); RFC 8285 (extensions); RFC 3711 section 3.1 (tag, MKI)
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

/* What a stream needs of a line, bit/s. */
struct fit {
	bool is_known;			/* false: an unknown codec, all is 0 */
	const char *called;		/* the codec, by people; "" where there is none */
	uint32_t peak_bps, mean_bps;	/* to be shown */
	uint32_t line_peak_bps, line_mean_bps;	/* with the stream octet: what must fit */
};

/** Bits a second of packets of @packet_octets every @interval_ms, worst-case stuffed. */
uint32_t fit_peak_bps(unsigned int packet_octets, unsigned int interval_ms);

/** The same with the stuffing of random bits. */
uint32_t fit_mean_bps(unsigned int packet_octets, unsigned int interval_ms);

/**
 * What is sent to @line's describer by @other's, under @ind.
 *
 * @other   NULL: not known; the formats and extensions of @line count.
 */
struct fit fit_line(const struct mline *line, const struct mline *other,
		    const struct indication *ind);

/** The larger of the needs of both directions; known where both are. */
struct fit fit_lines(const struct mline *a, const struct mline *b, const struct indication *ind);

/**
 * Does it fit @bearer_bps; with @by_mean, does its mean?  If not and @ret_why is not NULL, why:
 * "G.711 needs 88.7 of 64 kbit/s".
 */
bool fit_is_within(const struct fit *fit, uint32_t bearer_bps, bool by_mean, char *ret_why,
		   size_t cap);

#endif
