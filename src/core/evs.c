/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/evs.c - EVS payload sizes
 *
 * Thread      any; pure
 */
#include "evs.h"

#include "base/attr.h"
#include "base/span.h"
#include "fmtp.h"

/* Primary mode: the rate as br writes it, and octets of a 20 ms frame (TS 26.445 table A.1). */
static const struct {
	const char *br;
	unsigned int octets;
} primary[] = {
	{ "5.9", 20 },		/* frames of 2.8, 7.2 and 8.0 kbit/s by turns */
	{ "7.2", 18 }, { "8", 20 }, { "9.6", 24 }, { "13.2", 33 }, { "16.4", 41 }, { "24.4", 61 },
	{ "32", 80 }, { "48", 120 }, { "64", 160 }, { "96", 240 }, { "128", 320 },
};

/* AMR-WB IO, compact: three bits of CMR and the frame. */
static const unsigned int io_bits[] = { 132, 177, 253, 285, 317, 365, 397, 461, 477 };

enum {
	OCTETS_NB_MAX = 61,		/* narrowband ends at 24.4 kbit/s */
	OCTETS_MAX = 320,
};

static bool
is_io(const char *fmtp)
{
	return span_is(fmtp_value(fmtp, "evs-mode-switch", "0"), "1");
}

/* "13.2", or the upper end of "5.9-24.4", of what this party receives. */
static struct span
rate_of(const char *fmtp)
{
	struct span range = fmtp_value(fmtp, "br", ""), low;

	range = fmtp_value(fmtp, "br-recv", "").n > 0 ? fmtp_value(fmtp, "br-recv", "") : range;

	struct span high = range;

	if (span_cut(&high, '-', &low) && high.n > 0)
		return span_trim(high);
	return span_trim(range);
}

bool
evs_is_open(const char *fmtp)
{
	return !is_io(fmtp) && rate_of(fmtp).n == 0;
}

static unsigned int
primary_octets(const char *fmtp)
{
	struct span rate = rate_of(fmtp);

	for (size_t i = 0; i < ARRAY_LEN(primary); i++)
		if (span_is(rate, primary[i].br))
			return primary[i].octets;
	return span_case_is(fmtp_value(fmtp, "bw", ""), "nb") ? OCTETS_NB_MAX : OCTETS_MAX;
}

unsigned int
evs_octets(const char *fmtp, unsigned int frames, unsigned int channels)
{
	unsigned int bits = is_io(fmtp) ?
		io_bits[fmtp_highest(fmtp, "mode-set", ARRAY_LEN(io_bits))] :
		primary_octets(fmtp) * 8;
	bool is_full = span_is(fmtp_value(fmtp, "hf-only", "0"), "1") || frames * channels > 1;
	bool has_cmr = span_is(fmtp_value(fmtp, "cmr", "0"), "1");

	if (!is_full)
		return is_io(fmtp) ? (3 + bits + 7) / 8 : bits / 8;
	return has_cmr + frames * channels * (1 + (bits + 7) / 8);
}
