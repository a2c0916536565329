/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_payload.c - how large a codec's RTP payloads are
 */
#include "core/payload.h"

#include <stdio.h>

#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* name/clock/channels, fmtp, ptime, maxptime; interval, octets of the largest packet and on average */
static const struct {
	const char *name;
	unsigned int rate_hz;
	uint8_t channels;
	const char *fmtp;
	uint16_t ptime_ms, maxptime_ms;
	unsigned int interval_ms, octets, mean;
} cases[] = {
	{ "PCMU", 8000, 1, "", 0, 0, 20, 160, 160 },
	{ "pcma", 8000, 1, "", 10, 0, 10, 80, 80 },
	{ "PCMA", 8000, 2, "", 20, 0, 20, 320, 320 },
	{ "G722", 8000, 1, "", 30, 20, 20, 160, 160 },
	{ "L16", 16000, 1, "", 20, 0, 20, 640, 640 },
	{ "G726-32", 8000, 1, "", 20, 0, 20, 80, 80 },
	{ "G729", 8000, 1, "annexb=no", 20, 0, 20, 20, 20 },
	{ "G729", 8000, 1, "", 25, 0, 20, 20, 20 },
	{ "G723", 8000, 1, "", 0, 0, 30, 24, 24 },
	{ "G728", 8000, 1, "", 0, 0, 20, 40, 40 },
	{ "GSM", 8000, 1, "", 40, 0, 40, 66, 66 },
	{ "GSM-EFR", 8000, 1, "", 0, 0, 20, 31, 31 },
	{ "iLBC", 8000, 1, "", 0, 0, 30, 50, 50 },
	{ "iLBC", 8000, 1, "mode=20", 40, 0, 40, 76, 76 },
	{ "iLBC", 8000, 1, "mode=30", 60, 0, 60, 100, 100 },
	{ "speex", 8000, 1, "mode=\"7,any\"", 0, 0, 20, 62, 62 },
	{ "speex", 16000, 1, "vbr=on", 0, 0, 20, 106, 106 },
	{ "SPEEX", 32000, 1, "", 0, 0, 20, 110, 110 },
	{ "telephone-event", 8000, 1, "0-15", 0, 0, 20, 4, 4 },
	/* RFC 4867: (4 + n * (6 + bits)) / 8, or octets; with CRC; interleaved; two channels. */
	{ "AMR", 8000, 1, "mode-set=0,2,4,7", 0, 0, 20, 32, 32 },
	{ "AMR", 8000, 1, "mode-set=9,x,,", 0, 0, 20, 32, 32 },
	{ "AMR", 8000, 1, "mode-set=0", 0, 10, 20, 14, 14 },
	{ "AMR", 8000, 1, "", 40, 240, 40, 63, 63 },
	{ "AMR", 8000, 1, "", 50, 0, 40, 63, 63 },
	{ "AMR", 8000, 1, "octet-align=1;crc=1", 0, 0, 20, 34, 34 },
	{ "AMR", 8000, 1, "crc=1", 0, 0, 20, 34, 34 },
	{ "AMR", 8000, 1, "interleaving=30", 0, 0, 20, 34, 34 },
	{ "AMR", 8000, 2, "", 0, 0, 20, 63, 63 },
	{ "AMR-WB", 16000, 1, "octet-align=1; mode-set=0,1,2", 60, 0, 60, 100, 100 },
	/* TS 26.445 A.2: compact alone, header-full several; A.3: what bounds the rate. */
	{ "EVS", 16000, 1, "br=13.2", 0, 0, 20, 33, 33 },
	{ "EVS", 16000, 1, "br=5.9", 0, 0, 20, 20, 20 },
	{ "EVS", 16000, 1, "br=5.9-24.4; br-recv=13.2", 0, 0, 20, 33, 33 },
	{ "EVS", 16000, 1, "br=7.2; hf-only=1; cmr=1", 0, 0, 20, 20, 20 },
	{ "EVS", 16000, 1, "br=13.2", 40, 0, 40, 68, 68 },
	{ "EVS", 16000, 1, "", 0, 0, 20, 320, 320 },
	{ "EVS", 16000, 1, "bw=nb", 0, 0, 20, 61, 61 },
	{ "EVS", 16000, 1, "br=99", 0, 0, 20, 320, 320 },
	{ "EVS", 16000, 1, "evs-mode-switch=1; mode-set=0,1,2", 0, 0, 20, 32, 32 },
	{ "EVS", 16000, 1, "evs-mode-switch=1; hf-only=1", 0, 0, 20, 61, 61 },
	{ "EVS", 16000, 1, "evs-mode-switch=1", 0, 0, 20, 60, 60 },
	/* RFC 7587: an average that VBR need not keep in a packet; what is not said is the most. */
	{ "opus", 48000, 2, "cbr=1; maxaveragebitrate=40000", 0, 0, 20, 100, 100 },
	{ "opus", 48000, 2, "maxaveragebitrate=40000", 0, 0, 20, 1275, 100 },
	{ "opus", 48000, 2, "maxaveragebitrate=40000", 60, 40, 40, 2550, 200 },
	{ "opus", 48000, 2, "cbr=1", 0, 0, 20, 160, 160 },
	{ "opus", 48000, 2, "cbr=1; stereo=1", 0, 0, 20, 320, 320 },
	{ "opus", 48000, 2, "cbr=1; maxplaybackrate=8000", 0, 0, 20, 30, 30 },
	{ "opus", 48000, 2, "cbr=1; maxplaybackrate=16000", 0, 0, 20, 50, 50 },
	{ "opus", 48000, 2, "cbr=1; maxaveragebitrate=4000000000", 0, 0, 20, 1275, 1275 },
};

static struct mformat
format_of(const char *name, unsigned int rate_hz, uint8_t channels, const char *fmtp)
{
	struct mformat format = { .pt = 96, .rate_hz = rate_hz, .channels = channels };

	snprintf(format.name, sizeof(format.name), "%s", name);
	snprintf(format.fmtp, sizeof(format.fmtp), "%s", fmtp);
	return format;
}

START_TEST(a_payload_is_what_the_sdp_permits)
{
	struct mformat format = format_of(cases[_i].name, cases[_i].rate_hz, cases[_i].channels,
					  cases[_i].fmtp);
	struct mline line = { .ptime_ms = cases[_i].ptime_ms,
			      .maxptime_ms = cases[_i].maxptime_ms };
	struct payload p;

	ck_assert(payload_of(&format, &line, &p));
	ck_assert_uint_eq(p.interval_ms, cases[_i].interval_ms);
	ck_assert_uint_eq(p.octets, cases[_i].octets);
	ck_assert_uint_eq(p.mean_octets, cases[_i].mean);
}
END_TEST

START_TEST(an_open_rate_is_said_to_be_open)
{
	static const struct {
		const char *name, *fmtp;
		bool is_open;
	} rates[] = {
		{ "opus", "maxaveragebitrate=20000", true }, { "opus", "cbr=1", false },
		{ "EVS", "", true }, { "EVS", "br=13.2", false },
		{ "EVS", "evs-mode-switch=1", false }, { "PCMA", "", false }, { "AMR", "", false },
	};
	struct mline line = { 0 };
	struct payload p;

	for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
		struct mformat format = format_of(rates[i].name, 8000, 1, rates[i].fmtp);

		ck_assert(payload_of(&format, &line, &p));
		ck_assert_int_eq(p.is_open, rates[i].is_open);
	}
}
END_TEST

START_TEST(an_unknown_codec_has_a_name_and_an_interval)
{
	struct mformat format = format_of("x-new", 8000, 1, "");
	struct mline line = { .ptime_ms = 5, .maxptime_ms = 200 };
	struct payload p;

	ck_assert(!payload_of(&format, &line, &p));
	ck_assert_str_eq(p.called, "x-new");
	ck_assert_uint_eq(p.interval_ms, 5);
	ck_assert_uint_eq(p.octets, 0);
	ck_assert(p.is_open);
}
END_TEST

/* Whatever an SDP says: no overflow, no division by zero. */
START_TEST(absurd_values_stay_bounded)
{
	struct mformat format = format_of("L16", UINT32_MAX, 255, "");
	struct mline line = { .ptime_ms = 1000, .maxptime_ms = 1000 };
	struct payload p;

	ck_assert(payload_of(&format, &line, &p));
	ck_assert_uint_eq(p.octets, 65535);
	format = format_of("AMR", 8000, 255, "crc=1");
	ck_assert(payload_of(&format, &line, &p));
	ck_assert_uint_le(p.octets, 65535 * 8);
}
END_TEST

Suite *
payload_suite(void)
{
	const TTest *const tests[] = {
		an_open_rate_is_said_to_be_open,
		an_unknown_codec_has_a_name_and_an_interval,
		absurd_values_stay_bounded,
	};
	Suite *suite = suite_of("payload", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, a_payload_is_what_the_sdp_permits, 0, (int)ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
