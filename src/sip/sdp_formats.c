/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_formats.c - payload types and what they are called
 *
 * A value that cannot be read leaves the format as if the attribute were not there.
 *
 * Thread      any; pure.
 * Standards   RFC 3551 section 6, RFC 4566 section 6.
 */
#include "sdp_formats.h"

#include <errno.h>
#include <string.h>

#include "sdp_scan.h"

enum {
	PT_MAX = 127,
	CHANNELS_MAX = 255,
};

/* RFC 3551 tables 4 and 5: the payload types that need no a=rtpmap. */
static const struct {
	uint8_t pt;
	const char *name;
	uint32_t rate_hz;
	uint8_t channels;
} statics[] = {
	{ 0,  "PCMU",  8000,  1 }, { 3,  "GSM",   8000,  1 }, { 4,  "G723",  8000,  1 },
	{ 5,  "DVI4",  8000,  1 }, { 6,  "DVI4",  16000, 1 }, { 7,  "LPC",   8000,  1 },
	{ 8,  "PCMA",  8000,  1 }, { 9,  "G722",  8000,  1 }, { 10, "L16",   44100, 2 },
	{ 11, "L16",   44100, 1 }, { 12, "QCELP", 8000,  1 }, { 13, "CN",    8000,  1 },
	{ 14, "MPA",   90000, 1 }, { 15, "G728",  8000,  1 }, { 16, "DVI4",  11025, 1 },
	{ 17, "DVI4",  22050, 1 }, { 18, "G729",  8000,  1 }, { 25, "CelB",  90000, 1 },
	{ 26, "JPEG",  90000, 1 }, { 28, "nv",    90000, 1 }, { 31, "H261",  90000, 1 },
	{ 32, "MPV",   90000, 1 }, { 33, "MP2T",  90000, 1 }, { 34, "H263",  90000, 1 },
};

static void
name_static(struct mformat *format)
{
	for (size_t i = 0; i < ARRAY_LEN(statics); i++) {
		if (statics[i].pt != format->pt)
			continue;
		strcpy(format->name, statics[i].name);
		format->rate_hz = statics[i].rate_hz;
		format->channels = statics[i].channels;
	}
}

static struct mformat *
find_format(const struct mline *line, uint64_t pt)
{
	for (unsigned int i = 0; i < line->n_formats; i++) {
		if (line->formats[i].pt == pt)
			return &line->formats[i];
	}
	return NULL;
}

int
sdp_formats_parse(struct span formats, struct mline *line)
{
	struct span field;

	line->n_formats = 0;
	while (sdp_next_field(&formats, &field)) {
		uint64_t pt;

		if (span_u64(field, PT_MAX, &pt))
			return -EINVAL;
		if (find_format(line, pt))
			continue;
		if (line->n_formats == MDESC_FORMATS_MAX)
			return -E2BIG;

		struct mformat *format = &line->formats[line->n_formats++];

		*format = (struct mformat){ .pt = (uint8_t)pt, .channels = 1 };
		name_static(format);
	}
	return 0;
}

/* "97 AMR/8000/1": what it names, and the rest of the value. */
static struct mformat *
cut_format(struct mline *line, struct span *value)
{
	struct span field;
	uint64_t pt;

	if (!sdp_next_field(value, &field) || span_u64(field, PT_MAX, &pt))
		return NULL;
	return find_format(line, pt);
}

void
sdp_formats_name(struct mline *line, struct span value)
{
	struct mformat *format = cut_format(line, &value);
	struct span rest = span_trim(value), name, rate;
	uint64_t hz, channels = 1;

	if (!format || !span_cut(&rest, '/', &name) || !span_cut(&rest, '/', &rate) ||
	    span_u64(rate, UINT32_MAX, &hz))
		return;
	if (rest.n > 0 && (span_u64(rest, CHANNELS_MAX, &channels) || channels == 0))
		return;
	if (name.n == 0 || name.n >= sizeof(format->name))
		return;
	if (span_copy(format->name, sizeof(format->name), name) == 0) {
		format->rate_hz = (uint32_t)hz;
		format->channels = (uint8_t)channels;
	}
}

void
sdp_formats_describe(struct mline *line, struct span value)
{
	struct mformat *format = cut_format(line, &value);

	/* Too long for us: as if not said, rather than half of it. */
	if (format && span_copy(format->fmtp, sizeof(format->fmtp), span_trim(value)))
		format->fmtp[0] = '\0';
}
