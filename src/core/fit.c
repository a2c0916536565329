/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fit.c - does a protected stream fit a CS bearer?
 *
 * Thread      any; pure
 */
#include "fit.h"

#include <stdio.h>

#include "base/attr.h"
#include "base/span.h"
#include "format.h"
#include "hdrext.h"
#include "payload.h"

enum {
	RTP_HEADER_OCTETS = 12,
	IP4_UDP_OCTETS = 28,
	IP6_UDP_OCTETS = 48,
	FCS_OCTETS = 2,
	STREAM_OCTETS = 1,
	FLAG_BITS = 8,
	STUFFED_WORST = 5,		/* a zero after so many bits, were all ones */
	STUFFED_RANDOM = 62,		/* after so many random ones, on average */
	TAG_LONGEST = 16,		/* AEAD, RFC 7714 */
	/* A report of a sender on one other, with a CNAME (RFC 3550 section 6): without trailer. */
	RTCP_OCTETS = 84,
	SRTCP_INDEX_OCTETS = 4,
	RTCP_PER_CENT = 5,		/* of the session bandwidth, RFC 3550 section 6.2 */
};

/* ---- a packet on the line ---- */

static uint32_t
line_bps(unsigned int packet_octets, unsigned int interval_ms, unsigned int stuffed)
{
	uint64_t bits = (uint64_t)(packet_octets + FCS_OCTETS) * 8;

	bits += bits / stuffed;
	bits += FLAG_BITS;		/* shared with the next frame, never stuffed */
	return (uint32_t)(bits * 1000 / interval_ms);
}

uint32_t
fit_peak_bps(unsigned int packet_octets, unsigned int interval_ms)
{
	return line_bps(packet_octets, interval_ms, STUFFED_WORST);
}

uint32_t
fit_mean_bps(unsigned int packet_octets, unsigned int interval_ms)
{
	return line_bps(packet_octets, interval_ms, STUFFED_RANDOM);
}

/* ---- what a packet is made of ---- */

/* The receiver's first format that the sender has too; of events only where there is no else. */
static const struct mformat *
format_in_use(const struct mline *line, const struct mline *other)
{
	const struct mformat *found = NULL;

	for (unsigned int i = 0; i < line->n_formats; i++) {
		const struct mformat *format = &line->formats[i];

		if (other && other->n_formats > 0 && !format_find_same(other, format))
			continue;
		if (!format_is_event(format))
			return format;
		found = found ? found : format;
	}
	if (found || !other)
		return found;
	return format_in_use(line, NULL);
}

static unsigned int
ip_octets(const struct mline *line)
{
	return line->rtp.family == ADDR_IP6 ? IP6_UDP_OCTETS : IP4_UDP_OCTETS;
}

static unsigned int
trailer_octets(const struct indication *ind)
{
	bool is_hidden = ind->keying == KEYING_MIKEY || ind->keying == KEYING_DTLS ||
			 ind->suite == SUITE_UNKNOWN;
	unsigned int tag = ind->tag_octets;

	return (is_hidden && tag == 0 ? TAG_LONGEST : tag) + ind->mki_octets;
}

/**
 * Packets that b= leaves room for, in octets; 0: it does not say, or less than a header.
 * AS counts all down to IP, TIAS the payload alone (RFC 3890 section 6.2).
 */
static unsigned int
bound_octets(const struct mline *line, unsigned int interval_ms, unsigned int around)
{
	uint64_t octets = (uint64_t)line->bandwidth_bps * interval_ms / 8000;

	if (!line->bandwidth_bps)
		return 0;
	if (line->is_tias)
		return (unsigned int)octets + around;
	return octets > ip_octets(line) + around ? (unsigned int)octets - ip_octets(line) : 0;
}

/* ---- SRTCP ---- */

/**
 * The most that one party may send: as a sender RS, as a receiver RR, or half of both where both
 * send; the larger of RS and RR is no less than that (RFC 3556 section 2).
 */
static uint64_t
rtcp_bps(const struct mline *line, uint64_t session_bps)
{
	const struct mrtcp_bandwidth *said = &line->rtcp_bandwidth;
	uint64_t all = session_bps * RTCP_PER_CENT / 100;
	uint64_t rs = said->has_rs ? said->rs_bps : all / 4;
	uint64_t rr = said->has_rr ? said->rr_bps : all - all / 4;

	return rs > rr ? rs : rr;
}

/* That share counts IP and UDP (RFC 3550 section 6.2); on the line a frame is around it instead. */
static uint32_t
srtcp_bps(const struct mline *line, unsigned int packet_octets, unsigned int interval_ms,
	  unsigned int trailer)
{
	uint64_t own_bps = (uint64_t)(packet_octets + ip_octets(line)) * 8000 / interval_ms;
	uint64_t session_bps = line->bandwidth_bps && !line->is_tias ? line->bandwidth_bps :
								       own_bps;
	unsigned int octets = RTCP_OCTETS + SRTCP_INDEX_OCTETS + trailer;
	uint64_t line_bits = (octets + STREAM_OCTETS + FCS_OCTETS) * 8, bps;

	line_bits += line_bits / STUFFED_RANDOM + FLAG_BITS;
	bps = rtcp_bps(line, session_bps) * line_bits / ((octets + ip_octets(line)) * 8);
	return bps < UINT32_MAX / 2 ? (uint32_t)bps : UINT32_MAX / 2;
}

/* ---- a direction, both ---- */

struct fit
fit_line(const struct mline *line, const struct mline *other, const struct indication *ind)
{
	const struct mformat *format = format_in_use(line, other);
	unsigned int trailer = trailer_octets(ind);
	unsigned int around = RTP_HEADER_OCTETS + hdrext_octets(line, other) + trailer;
	struct payload p;

	if (!format)
		return (struct fit){ .called = "" };

	bool is_known = payload_of(format, line, &p);
	unsigned int peak = p.octets + around, mean = p.mean_octets + around;
	unsigned int bound = p.is_open ? bound_octets(line, p.interval_ms, around) : 0;

	if (bound && (!is_known || bound < peak))
		peak = bound;
	if (bound && (!is_known || bound < mean))
		mean = bound;
	if (!is_known && !bound)
		return (struct fit){ .called = p.called };

	uint32_t srtcp = srtcp_bps(line, mean, p.interval_ms, trailer);

	return (struct fit){
		.is_known = true,
		.called = p.called,
		.peak_bps = fit_peak_bps(peak, p.interval_ms),
		.mean_bps = fit_mean_bps(mean, p.interval_ms) + srtcp,
		.line_peak_bps = fit_peak_bps(peak + STREAM_OCTETS, p.interval_ms),
		.line_mean_bps = fit_mean_bps(mean + STREAM_OCTETS, p.interval_ms) + srtcp,
	};
}

static uint32_t
larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

struct fit
fit_lines(const struct mline *a, const struct mline *b, const struct indication *ind)
{
	struct fit to_a = fit_line(a, b, ind), to_b = fit_line(b, a, ind);
	struct fit both = to_b.line_peak_bps > to_a.line_peak_bps ? to_b : to_a;

	both.is_known = to_a.is_known && to_b.is_known;
	both.mean_bps = larger(to_a.mean_bps, to_b.mean_bps);
	both.line_mean_bps = larger(to_a.line_mean_bps, to_b.line_mean_bps);
	return both;
}

/* ---- the answer ---- */

/** "88.7", and "64" rather than "64.0". */
static void
format_kbps(uint32_t bps, char *dst, size_t cap)
{
	uint32_t tenths = (bps + 50) / 100;

	if (tenths % 10 == 0)
		snprintf(dst, cap, "%u", tenths / 10);
	else
		snprintf(dst, cap, "%u.%u", tenths / 10, tenths % 10);
}

bool
fit_is_within(const struct fit *fit, uint32_t bearer_bps, bool by_mean, char *ret_why, size_t cap)
{
	bool is_peak = !by_mean && fit->line_peak_bps > bearer_bps;
	uint32_t shown = is_peak ? fit->peak_bps : fit->mean_bps;
	uint32_t line = is_peak ? fit->line_peak_bps : fit->line_mean_bps;
	char needs[16], has[16];

	if (line <= bearer_bps)
		return true;
	if (ret_why) {
		/* Where the stream octet is what is too much, it is in what is said. */
		format_kbps(shown > bearer_bps ? shown : line, needs, sizeof(needs));
		format_kbps(bearer_bps, has, sizeof(has));
		snprintf(ret_why, cap, "%s needs %s of %s kbit/s%s", fit->called, needs, has,
			 is_peak ? "" : " on average");
	}
	return false;
}
