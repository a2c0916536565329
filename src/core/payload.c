/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/payload.c - how large a codec's RTP payloads are, from its SDP
 *
 * A table of codecs; a row says how long a frame is and which function knows its size.
 *
 * Thread      any; pure
 */
#include "payload.h"

#include "base/attr.h"
#include "base/span.h"
#include "evs.h"
#include "fmtp.h"

enum {
	AMR_MODES_MAX = 9,
	OCTETS_MAX = 65535,
	OPUS_FRAME_MAX = 1275,		/* RFC 6716 section 3.2.1 */
	OPUS_BPS_MAX = 510000,		/* RFC 7587 section 6.1 */
	OPUS_FRAME_MS = 20,
};

struct codec;
typedef void sizer(const struct codec *codec, const struct mformat *format, struct payload *p);

struct codec {
	const char *name;
	const char *called;		/* by people */
	unsigned int frame_ms;
	unsigned int number;		/* the sizer's business */
	sizer *size;
};

static void
set_constant(struct payload *p, uint64_t octets)
{
	p->octets = p->mean_octets = octets < OCTETS_MAX ? (unsigned int)octets : OCTETS_MAX;
}

/* ---- number: octets of a frame; bits of a sample ---- */

static void
size_frames(const struct codec *codec, const struct mformat *format UNUSED, struct payload *p)
{
	set_constant(p, codec->number * (p->interval_ms / codec->frame_ms));
}

static void
size_samples(const struct codec *codec, const struct mformat *format, struct payload *p)
{
	set_constant(p, (uint64_t)codec->number * format->rate_hz * format->channels *
				p->interval_ms / 8000);
}

/* ---- AMR: number 0, AMR-WB: 1 ---- */

/* Bits of a speech frame, mode by mode (RFC 4867 table 1; TS 26.201 for AMR-WB). */
static const struct {
	unsigned int n_modes;
	unsigned int bits[AMR_MODES_MAX];
} amr[] = {
	{ 8, { 95, 103, 118, 134, 148, 159, 204, 244 } },
	{ 9, { 132, 177, 253, 285, 317, 365, 397, 461, 477 } },
};

static bool
is_set(const struct mformat *format, const char *name)
{
	return span_is(fmtp_value(format->fmtp, name, "0"), "1");
}

/**
 * CMR, one ToC entry a frame, the frames: packed bit by bit, or each on octets, with a CRC each and
 * two fields for interleaving where those are on; all three imply octets (RFC 4867 4.3, 4.4, 8.1).
 */
static void
size_amr(const struct codec *codec, const struct mformat *format, struct payload *p)
{
	unsigned int frames = p->interval_ms / codec->frame_ms * format->channels;
	unsigned int modes = amr[codec->number].n_modes;
	unsigned int bits = amr[codec->number].bits[fmtp_highest(format->fmtp, "mode-set", modes)];
	bool has_crc = is_set(format, "crc");
	bool is_interleaved = fmtp_value(format->fmtp, "interleaving", "").n > 0;

	if (is_set(format, "octet-align") || has_crc || is_interleaved ||
	    is_set(format, "robust-sorting"))
		set_constant(p, 1 + is_interleaved + frames * (1 + has_crc + (bits + 7) / 8));
	else
		set_constant(p, (4 + frames * (6 + bits) + 7) / 8);
}

/* ---- EVS ---- */

static void
size_evs(const struct codec *codec, const struct mformat *format, struct payload *p)
{
	p->is_open = evs_is_open(format->fmtp);
	set_constant(p, evs_octets(format->fmtp, p->interval_ms / codec->frame_ms,
				   format->channels));
}

/* ---- Opus ---- */

/* The most that RFC 7587 section 3.1.1 names for what the receiver plays. */
static uint64_t
opus_default_bps(const struct mformat *format)
{
	uint64_t playback_hz = fmtp_number(format->fmtp, "maxplaybackrate", 48000);

	if (is_set(format, "stereo"))
		return 128000;
	if (playback_hz <= 8000)
		return 12000;
	return playback_hz <= 16000 ? 20000 : 64000;
}

/* The average is what the SDP bounds; a packet is bounded only by cbr=1, or by Opus itself. */
static void
size_opus(const struct codec *codec UNUSED, const struct mformat *format, struct payload *p)
{
	uint64_t bps = fmtp_number(format->fmtp, "maxaveragebitrate", opus_default_bps(format));

	if (bps > OPUS_BPS_MAX)
		bps = OPUS_BPS_MAX;
	set_constant(p, (bps * p->interval_ms + 7999) / 8000);
	if (is_set(format, "cbr"))
		return;
	p->octets = (p->interval_ms + OPUS_FRAME_MS - 1) / OPUS_FRAME_MS * OPUS_FRAME_MAX;
	p->is_open = true;
}

/* ---- Speex: its largest modes (RFC 5574 section 2; narrow, wide and ultra-wide band) ---- */

static void
size_speex(const struct codec *codec, const struct mformat *format, struct payload *p)
{
	unsigned int octets = format->rate_hz <= 8000 ? 62 : format->rate_hz <= 16000 ? 106 : 110;

	set_constant(p, octets * (p->interval_ms / codec->frame_ms));
}

/* ---- the table ---- */

static const struct codec codecs[] = {
	{ "PCMU",		"G.711",	1,  8,  size_samples },
	{ "PCMA",		"G.711",	1,  8,  size_samples },
	{ "G722",		"G.722",	1,  8,  size_samples },	/* its clock says 8000 Hz */
	{ "G726-16",		"G.726-16",	1,  2,  size_samples },
	{ "G726-24",		"G.726-24",	1,  3,  size_samples },
	{ "G726-32",		"G.726-32",	1,  4,  size_samples },
	{ "G726-40",		"G.726-40",	1,  5,  size_samples },
	{ "L8",			"L8",		1,  8,  size_samples },
	{ "L16",		"L16",		1,  16, size_samples },
	{ "G723",		"G.723.1",	30, 24, size_frames },
	{ "G728",		"G.728",	5,  10, size_frames },
	{ "G729",		"G.729",	10, 10, size_frames },
	{ "G729D",		"G.729D",	10, 8,  size_frames },
	{ "G729E",		"G.729E",	10, 15, size_frames },
	{ "GSM",		"GSM",		20, 33, size_frames },
	{ "GSM-EFR",		"GSM-EFR",	20, 31, size_frames },
	{ "GSM-HR-08",		"GSM-HR",	20, 15, size_frames },
	{ "AMR",		"AMR",		20, 0,  size_amr },
	{ "AMR-WB",		"AMR-WB",	20, 1,  size_amr },
	{ "EVS",		"EVS",		20, 0,  size_evs },
	{ "opus",		"Opus",		1,  0,  size_opus },
	{ "speex",		"Speex",	20, 0,  size_speex },
	{ "telephone-event",	"telephone-event", 20, 4, size_frames },
	{ "CN",			"CN",		20, 12, size_frames },
};

/* Frames of 30 ms unless both say 20 (RFC 3952 section 4.2). */
static const struct codec ilbc[] = {
	{ "iLBC",		"iLBC",		30, 50, size_frames },
	{ "iLBC",		"iLBC",		20, 38, size_frames },
};

static const struct codec *
find(const struct mformat *format)
{
	struct span name = span_of(format->name);

	if (span_case_is(name, ilbc[0].name))
		return &ilbc[span_is(fmtp_value(format->fmtp, "mode", "30"), "20")];
	for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
		if (span_case_is(name, codecs[i].name))
			return &codecs[i];
	return NULL;
}

static unsigned int
interval_of(const struct mline *line, unsigned int frame_ms)
{
	unsigned int ms = line->ptime_ms ? line->ptime_ms : PAYLOAD_PTIME_DEFAULT_MS;

	if (line->maxptime_ms && ms > line->maxptime_ms)
		ms = line->maxptime_ms;
	return ms < frame_ms ? frame_ms : ms / frame_ms * frame_ms;
}

bool
payload_of(const struct mformat *format, const struct mline *line, struct payload *ret)
{
	const struct codec *codec = find(format);

	*ret = (struct payload){
		.called = codec ? codec->called : format->name,
		.interval_ms = interval_of(line, codec ? codec->frame_ms : 1),
		.is_open = !codec,
	};
	if (codec)
		codec->size(codec, format, ret);
	return codec;
}
