/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fit.c - does a protected stream fit a CS bearer?
 *
 * Thread      any; pure
 */
#include "fit.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/span.h"
#include "fmtp.h"

enum {
	PTIME_DEFAULT_MS = 20,
	RTP_HEADER_OCTETS = 12,
	FCS_OCTETS = 2,
	AMR_MODES_MAX = 9,
	AMR_FRAME_MS = 20,
};

/* Codecs of a constant rate. */
static const struct constant_codec {
	const char *name;
	const char *called;		/* by people */
	unsigned int octets_per_20ms;
} constant_codecs[] = {
	{ "PCMU", "G.711", 160 },
	{ "PCMA", "G.711", 160 },
	{ "G722", "G.722", 160 },
	{ "G729", "G.729", 20 },
	{ "GSM", "GSM", 33 },
};

/* Bits of a speech frame, mode by mode (RFC 4867 table 1; TS 26.201 for AMR-WB). */
static const struct amr_codec {
	const char *name;
	unsigned int n_modes;
	unsigned int bits[AMR_MODES_MAX];
} amr_codecs[] = {
	{ "AMR", 8, { 95, 103, 118, 134, 148, 159, 204, 244 } },
	{ "AMR-WB", 9, { 132, 177, 253, 285, 317, 365, 397, 461, 477 } },
};

/** The highest mode that mode-set allows; all are without one. */
static unsigned int
amr_highest(const struct amr_codec *codec, const char *fmtp)
{
	struct span set = fmtp_value(fmtp, "mode-set", ""), item;
	unsigned int highest = 0;
	bool any = false;
	uint64_t mode;

	while (span_cut(&set, ',', &item)) {
		if (span_u64(span_trim(item), codec->n_modes - 1, &mode) != 0)
			continue;
		any = true;
		if (mode > highest)
			highest = (unsigned int)mode;
	}
	return any ? highest : codec->n_modes - 1;
}

/**
 * CMR, one ToC entry a frame, the frames: packed bit by bit, or each on octets (RFC 4867 4.3,
 * 4.4).
 */
static unsigned int
amr_octets(const struct amr_codec *codec, const char *fmtp, unsigned int frames)
{
	unsigned int bits = codec->bits[amr_highest(codec, fmtp)];

	if (span_is(fmtp_value(fmtp, "octet-align", "0"), "1"))
		return 1 + frames * (1 + (bits + 7) / 8);
	return (4 + frames * (6 + bits) + 7) / 8;
}

unsigned int
fit_payload_octets(const struct mformat *format, unsigned int ptime_ms)
{
	for (size_t i = 0; i < ARRAY_LEN(constant_codecs); i++)
		if (span_case_is(span_of(format->name), constant_codecs[i].name))
			return constant_codecs[i].octets_per_20ms * ptime_ms / 20;

	for (size_t i = 0; i < ARRAY_LEN(amr_codecs); i++)
		if (span_case_is(span_of(format->name), amr_codecs[i].name))
			return amr_octets(&amr_codecs[i], format->fmtp,
					  (ptime_ms + AMR_FRAME_MS - 1) / AMR_FRAME_MS);
	return 0;
}

uint32_t
fit_peak_bps(unsigned int packet_octets, unsigned int ptime_ms)
{
	uint64_t bits = (uint64_t)(packet_octets + FCS_OCTETS) * 8;

	bits += bits / 5;		/* a zero after every five ones, were it all ones */
	bits += 8;			/* one flag, shared with the next frame, never stuffed */
	return (uint32_t)(bits * 1000 / ptime_ms);
}

static const struct mformat *
speech_format(const struct mline *line)
{
	for (unsigned int i = 0; i < line->n_formats; i++)
		if (!span_case_is(span_of(line->formats[i].name), "telephone-event") &&
		    !span_case_is(span_of(line->formats[i].name), "CN"))
			return &line->formats[i];
	return NULL;
}

uint32_t
fit_line_bps(const struct mline *line, const struct indication *ind)
{
	const struct mformat *format = speech_format(line);
	unsigned int ptime_ms = line->ptime_ms ? line->ptime_ms : PTIME_DEFAULT_MS;
	unsigned int payload = format ? fit_payload_octets(format, ptime_ms) : 0;

	if (payload == 0)
		return 0;
	return fit_peak_bps(RTP_HEADER_OCTETS + payload + ind->tag_octets + ind->mki_octets,
			    ptime_ms);
}

static const char *
called(const struct mformat *format)
{
	for (size_t i = 0; i < ARRAY_LEN(constant_codecs); i++)
		if (span_case_is(span_of(format->name), constant_codecs[i].name))
			return constant_codecs[i].called;
	return format->name;
}

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
fit_line(const struct mline *line, const struct indication *ind, uint32_t bearer_bps,
	 char *ret_why, size_t cap)
{
	uint32_t bps = fit_line_bps(line, ind);
	char needs[16], has[16];

	if (bps <= bearer_bps)
		return true;
	if (ret_why) {
		format_kbps(bps, needs, sizeof(needs));
		format_kbps(bearer_bps, has, sizeof(has));
		snprintf(ret_why, cap, "%s needs %s of %s kbit/s", called(speech_format(line)),
			 needs, has);
	}
	return false;
}
