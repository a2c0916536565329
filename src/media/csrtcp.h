/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csrtcp.h - the RTCP of the CLEARMODE session itself
 *
 * Plain reports between us and the MSC's gateway, on port + 1: SR (RR while we send nothing) and
 * SDES CNAME, every five seconds, spread as RFC 3550 asks.  It has nothing to do with the SRTCP
 * that the two parties exchange, which crosses inside the HDLC frames.
 *
 * Layer       media.
 * Thread      the worker that owns the leg.
 * Standards   RFC 3550 section 6; RFC 7022 (a random CNAME).
 */
#ifndef MEDIA_CSRTCP_H
#define MEDIA_CSRTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "reception.h"

enum {
	CSRTCP_INTERVAL_US = 5000000,
	CSRTCP_CNAME = 16,		/* characters: 96 bits in base64 (RFC 7022 section 5) */
	CSRTCP_REPORTS_MAX = 2,		/* sources a leg has */
	CSRTCP_OUT_MAX = 28 + CSRTCP_REPORTS_MAX * 24 + 28 + 8,
	CSRTCP_IN_MAX = 1500,
};

/* What goes out. */
struct csrtcp_sender {
	uint32_t ssrc;
	char cname[CSRTCP_CNAME + 1];
	bool is_sending;		/* SR, else RR */
	uint64_t ntp;			/* RFC 3550 section 6.4.1: elapsed time will do */
	uint32_t ts;			/* RTP timestamp of the same instant */
	uint32_t packets, octets;
};

/* What came in, as far as we care. */
struct csrtcp_news {
	uint32_t ssrc;			/* of the sender of the first report */
	bool has_sr;
	uint64_t ntp;
	bool has_report;		/* the peer's view of what we send */
	struct report report;
	bool has_bye;
};

/** 12 random octets as a CNAME.  Spec: RFC 7022 section 4.2 (short-term persistent). */
void csrtcp_cname(const uint8_t random[12], char ret[CSRTCP_CNAME + 1]);

/**
 * Write SR or RR with @n reports (at most CSRTCP_REPORTS_MAX), SDES and, for @is_bye, BYE.
 *
 * @out    CSRTCP_OUT_MAX octets.
 *
 * Returns the length.
 */
size_t csrtcp_format(const struct csrtcp_sender *s, const struct report *reports, unsigned int n,
		     bool is_bye, uint8_t *out);

/**
 * Read a compound packet.
 *
 * @ours   Our SSRC: the report about it is kept.
 *
 * Fails   -EBADMSG  the lengths do not chain to @n, the first is neither SR nor RR, a version
 *                   other than 2, padding anywhere but in the last, reports that do not fit,
 *                   or more than CSRTCP_IN_MAX octets; @ret is untouched
 * Spec    RFC 3550 section A.2.
 */
MUST_CHECK int csrtcp_parse(const uint8_t *pkt, size_t n, uint32_t ours, struct csrtcp_news *ret);

#endif
