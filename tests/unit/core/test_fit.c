/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_fit.c - the table of standards.md section 7, and what else makes a stream
 * large
 */
#include "core/fit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* What the answers of the table are for. */
static const uint32_t bearers_bps[] = { 64000, 57600, 28800, 14400 };

/*
 * codec, clock, fmtp, octets of payload, tag, packet; raw, average and worst in tenths of a kbit/s;
 * for 64, 57.6, 28.8 and 14.4 kbit/s: y it fits, a on average, N it does not.
 */
static const struct row {
	const char *name;
	unsigned int rate_hz;
	const char *fmtp;
	unsigned int payload;
	uint8_t tag;
	unsigned int packet;
	unsigned int tenths[3];
	const char *fits;
} table[] = {
	{ "AMR", 8000, "mode-set=0", 14, 4, 30, { 120, 134, 158 }, "yyya" },
	{ "AMR", 8000, "mode-set=0", 14, 10, 36, { 144, 158, 186 }, "yyyN" },
	{ "AMR", 8000, "mode-set=0", 14, 16, 42, { 168, 183, 215 }, "yyyN" },
	{ "AMR", 8000, "", 32, 4, 48, { 192, 207, 244 }, "yyyN" },
	{ "AMR", 8000, "", 32, 10, 54, { 216, 231, 272 }, "yyyN" },
	{ "AMR", 8000, "", 32, 16, 60, { 240, 256, 301 }, "yyaN" },
	{ "AMR", 8000, "octet-align=1; mode-set=0,7", 33, 4, 49, { 196, 211, 249 }, "yyyN" },
	{ "AMR", 8000, "octet-align=1; mode-set=0,7", 33, 10, 55, { 220, 236, 278 }, "yyyN" },
	{ "AMR", 8000, "octet-align=1; mode-set=0,7", 33, 16, 61, { 244, 260, 306 }, "yyaN" },
	{ "AMR-WB", 16000, "mode-set=0,1,2", 33, 4, 49, { 196, 211, 249 }, "yyyN" },
	{ "AMR-WB", 16000, "mode-set=0,1,2", 33, 10, 55, { 220, 236, 278 }, "yyyN" },
	{ "AMR-WB", 16000, "mode-set=0,1,2", 33, 16, 61, { 244, 260, 306 }, "yyaN" },
	{ "AMR-WB", 16000, "mode-set=2;octet-align=1", 34, 4, 50, { 200, 215, 254 }, "yyyN" },
	{ "AMR-WB", 16000, "mode-set=2;octet-align=1", 34, 10, 56, { 224, 240, 282 }, "yyyN" },
	{ "AMR-WB", 16000, "mode-set=2;octet-align=1", 34, 16, 62, { 248, 264, 311 }, "yyaN" },
	{ "AMR-WB", 16000, "", 61, 4, 77, { 308, 325, 383 }, "yyNN" },
	{ "AMR-WB", 16000, "", 61, 10, 83, { 332, 349, 412 }, "yyNN" },
	{ "AMR-WB", 16000, "", 61, 16, 89, { 356, 374, 440 }, "yyNN" },
	{ "AMR-WB", 16000, "octet-align=1", 62, 4, 78, { 312, 329, 388 }, "yyNN" },
	{ "AMR-WB", 16000, "octet-align=1", 62, 10, 84, { 336, 353, 416 }, "yyNN" },
	{ "AMR-WB", 16000, "octet-align=1", 62, 16, 90, { 360, 378, 445 }, "yyNN" },
	{ "EVS", 16000, "br=5.9-13.2", 33, 4, 49, { 196, 211, 249 }, "yyyN" },
	{ "EVS", 16000, "br=5.9-13.2", 33, 10, 55, { 220, 236, 278 }, "yyyN" },
	{ "EVS", 16000, "br=5.9-13.2", 33, 16, 61, { 244, 260, 306 }, "yyaN" },
	{ "EVS", 16000, "br=13.2; hf-only=1", 34, 4, 50, { 200, 215, 254 }, "yyyN" },
	{ "EVS", 16000, "br=13.2; hf-only=1", 34, 10, 56, { 224, 240, 282 }, "yyyN" },
	{ "EVS", 16000, "br=13.2; hf-only=1", 34, 16, 62, { 248, 264, 311 }, "yyaN" },
	{ "EVS", 16000, "br=9.6-24.4; bw=nb-swb", 61, 4, 77, { 308, 325, 383 }, "yyNN" },
	{ "EVS", 16000, "br=9.6-24.4; bw=nb-swb", 61, 10, 83, { 332, 350, 412 }, "yyNN" },
	{ "EVS", 16000, "br=9.6-24.4; bw=nb-swb", 61, 16, 89, { 356, 374, 440 }, "yyNN" },
	{ "EVS", 16000, "hf-only=1; br=24.4", 62, 4, 78, { 312, 329, 388 }, "yyNN" },
	{ "EVS", 16000, "hf-only=1; br=24.4", 62, 10, 84, { 336, 354, 416 }, "yyNN" },
	{ "EVS", 16000, "hf-only=1; br=24.4", 62, 16, 90, { 360, 378, 445 }, "yyNN" },
	{ "opus", 48000, "maxaveragebitrate=24000; cbr=1", 60, 4, 76, { 304, 321, 378 }, "yyNN" },
	{ "opus", 48000, "maxaveragebitrate=24000; cbr=1", 60, 10, 82, { 328, 345, 407 }, "yyNN" },
	{ "opus", 48000, "maxaveragebitrate=24000; cbr=1", 60, 16, 88, { 352, 370, 436 }, "yyNN" },
	{ "opus", 48000, "cbr=1;maxaveragebitrate=40000", 100, 4, 116, { 464, 484, 570 }, "yyNN" },
	{ "opus", 48000, "cbr=1;maxaveragebitrate=40000", 100, 10, 122, { 488, 508, 599 }, "yaNN" },
	{ "opus", 48000, "cbr=1;maxaveragebitrate=40000", 100, 16, 128, { 512, 532, 628 }, "yaNN" },
	{ "PCMA", 8000, "", 160, 4, 176, { 704, 727, 858 }, "NNNN" },
	{ "PCMA", 8000, "", 160, 10, 182, { 728, 752, 887 }, "NNNN" },
	{ "PCMA", 8000, "", 160, 16, 188, { 752, 776, 916 }, "NNNN" },
};

enum { RAW, AVERAGE, WORST };

static struct mformat
format_of(const char *name, unsigned int rate_hz, const char *fmtp)
{
	struct mformat format = { .pt = 96, .rate_hz = rate_hz, .channels = 1 };

	snprintf(format.name, sizeof(format.name), "%s", name);
	snprintf(format.fmtp, sizeof(format.fmtp), "%s", fmtp);
	return format;
}

static struct indication
sdes(uint8_t tag)
{
	return (struct indication){ .keying = KEYING_SDES, .scope = SCOPE_E2E,
				    .suite = SUITE_AES_CM_128_HMAC_SHA1_80, .tag_octets = tag };
}

/* One format, no RTCP: its mean is the table's. */
static struct fit
fit_of(const char *name, unsigned int rate_hz, const char *fmtp, uint8_t tag)
{
	struct mformat format = format_of(name, rate_hz, fmtp);
	struct mline line = { .n_formats = 1, .formats = &format,
			      .rtcp_bandwidth = { .has_rs = true, .has_rr = true } };
	struct indication ind = sdes(tag);

	return fit_line(&line, NULL, &ind);
}

/* The table is rounded to tenths; its averages were drawn, so they may be off by one more. */
static void
is_tenths(uint32_t bps, unsigned int tenths, unsigned int off_bps)
{
	ck_assert_uint_ge(bps + 50 + off_bps, tenths * 100);
	ck_assert_uint_le(bps, tenths * 100 + 50 + off_bps);
}

static char
verdict(uint32_t peak_bps, uint32_t mean_bps, uint32_t bearer_bps)
{
	return peak_bps <= bearer_bps ? 'y' : mean_bps <= bearer_bps ? 'a' : 'N';
}

START_TEST(rates_are_those_of_the_table)
{
	const struct row *row = &table[_i];
	struct fit fit = fit_of(row->name, row->rate_hz, row->fmtp, row->tag);

	ck_assert(fit.is_known);
	ck_assert_uint_eq(row->packet, 12 + row->payload + row->tag);
	is_tenths(row->packet * 8 * 50, row->tenths[RAW], 0);
	ck_assert_uint_eq(fit.peak_bps, fit_peak_bps(row->packet, 20));
	ck_assert_uint_eq(fit.mean_bps, fit_mean_bps(row->packet, 20));
	is_tenths(fit.peak_bps, row->tenths[WORST], 0);
	is_tenths(fit.mean_bps, row->tenths[AVERAGE], 50);
}
END_TEST

/* The same answers by the table's formula, and with the stream octet of our frames. */
START_TEST(answers_are_those_of_the_table)
{
	const struct row *row = &table[_i];
	struct fit fit = fit_of(row->name, row->rate_hz, row->fmtp, row->tag);

	for (size_t b = 0; b < ARRAY_LEN(bearers_bps); b++) {
		uint32_t bps = bearers_bps[b];

		ck_assert_int_eq(verdict(fit.peak_bps, fit.mean_bps, bps), row->fits[b]);
		ck_assert_int_eq(verdict(fit.line_peak_bps, fit.line_mean_bps, bps), row->fits[b]);
		ck_assert_int_eq(fit_is_within(&fit, bps, false, NULL, 0), row->fits[b] == 'y');
		ck_assert_int_eq(fit_is_within(&fit, bps, true, NULL, 0), row->fits[b] != 'N');
	}
}
END_TEST

START_TEST(any_packet_follows_the_formula)
{
	/* contract.md's peak-bps of AMR-WB 23.85 with tag 10: 83 octets. */
	ck_assert_uint_eq(fit_peak_bps(83, 20), 41200);
	ck_assert_uint_eq(fit_peak_bps(128, 20), 62800);
	/* (182 + 2) * 8 and a zero in five, and a flag; then with the stream octet. */
	ck_assert_uint_eq(fit_of("PCMA", 8000, "", 10).peak_bps, (1472 + 294 + 8) * 50);
	ck_assert_uint_eq(fit_of("PCMA", 8000, "", 10).line_peak_bps, (1480 + 296 + 8) * 50);
	/* The header and tag are paid once a packet: 40 ms packets cost less. */
	ck_assert_uint_lt(fit_peak_bps(22 + 320, 40), fit_peak_bps(22 + 160, 20));
}
END_TEST

START_TEST(why_it_does_not_fit_is_said_in_the_words_of_the_contract)
{
	struct fit g711 = fit_of("PCMA", 8000, "", 10), amr = fit_of("AMR", 8000, "", 16);
	char why[96];

	ck_assert(!fit_is_within(&g711, 64000, false, why, sizeof(why)));
	ck_assert_str_eq(why, "G.711 needs 88.7 of 64 kbit/s");
	ck_assert(!fit_is_within(&g711, 64000, true, why, sizeof(why)));
	ck_assert_str_eq(why, "G.711 needs 75.2 of 64 kbit/s on average");
	ck_assert(!fit_is_within(&amr, 28800, false, why, sizeof(why)));
	ck_assert_str_eq(why, "AMR needs 30.2 of 28.8 kbit/s");
	/* Too much by the stream octet alone: what is said is more than what there is. */
	ck_assert(!fit_is_within(&amr, amr.peak_bps, false, why, sizeof(why)));
	ck_assert_str_eq(why, "AMR needs 30.6 of 30.2 kbit/s");
}
END_TEST

START_TEST(mki_and_tag_count)
{
	struct mformat format = format_of("AMR", 8000, "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = sdes(10);

	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(54, 20));
	ind.mki_octets = 4;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(58, 20));
	/* A tag that is not told is the longest; one that SDES switched off is none. */
	ind = (struct indication){ .keying = KEYING_DTLS };
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(60, 20));
	ind.keying = KEYING_MIKEY;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(60, 20));
	ind = sdes(0);
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(44, 20));
	ind.suite = SUITE_UNKNOWN;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(60, 20));
}
END_TEST

/* Share of a party in bit/s, for packets of 54 octets every 20 ms over IPv4. */
static uint32_t
srtcp_of(struct mline *line)
{
	struct indication ind = sdes(10);

	return fit_line(line, NULL, &ind).mean_bps - fit_mean_bps(54, 20);
}

START_TEST(srtcp_is_in_the_mean_by_its_bandwidth)
{
	struct mformat format = format_of("AMR", 8000, "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct mrtcp_bandwidth *rtcp = &line.rtcp_bandwidth;
	uint32_t by_default = srtcp_of(&line);

	/* 3.75 % of 82 octets a packet over IP, 32.8 kbit/s: 1230, less as frames cost less. */
	ck_assert_uint_gt(by_default, 900);
	ck_assert_uint_lt(by_default, 1230);
	line.bandwidth_bps = 2 * 32800;
	ck_assert_uint_ge(srtcp_of(&line) + 1, 2 * by_default);
	ck_assert_uint_le(srtcp_of(&line), 2 * by_default + 1);
	*rtcp = (struct mrtcp_bandwidth){ .has_rs = true, .has_rr = true };
	ck_assert_uint_eq(srtcp_of(&line), 0);
	rtcp->rs_bps = 800;
	rtcp->rr_bps = 400;

	uint32_t as_sender = srtcp_of(&line);

	ck_assert_uint_gt(as_sender, 400);
	ck_assert_uint_lt(as_sender, 800);
	rtcp->rr_bps = 800;
	ck_assert_uint_eq(srtcp_of(&line), as_sender);
	/* One of the two leaves the other at its share of 5 %. */
	line.bandwidth_bps = 0;
	*rtcp = (struct mrtcp_bandwidth){ .has_rs = true };
	ck_assert_uint_eq(srtcp_of(&line), by_default);
}
END_TEST

/* Speech of 27.2 kbit/s fits 28.8; reports that want more than what is left do not. */
START_TEST(reports_beyond_what_is_left_do_not_fit)
{
	struct mformat format = format_of("AMR", 8000, "");
	struct mline line = { .n_formats = 1, .formats = &format,
			      .rtcp_bandwidth = { .has_rs = true, .rs_bps = 4000 } };
	struct indication ind = sdes(10);
	struct fit fit = fit_line(&line, NULL, &ind);
	char why[96];

	ck_assert(fit_is_within(&fit, 28800, false, NULL, 0));
	line.rtcp_bandwidth.rs_bps = 12000;
	fit = fit_line(&line, NULL, &ind);
	ck_assert(!fit_is_within(&fit, 28800, false, why, sizeof(why)));
	ck_assert_ptr_nonnull(strstr(why, "on average"));
	ck_assert(fit_is_within(&fit, 64000, false, NULL, 0));
	line.rtcp_bandwidth.rs_bps = UINT32_MAX;
	fit = fit_line(&line, NULL, &ind);
	ck_assert(!fit_is_within(&fit, 64000, false, NULL, 0));
}
END_TEST

START_TEST(an_unknown_codec_is_bounded_by_b_or_not_known)
{
	struct mformat format = format_of("x-new", 8000, "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = sdes(10);
	struct fit fit = fit_line(&line, NULL, &ind);

	ck_assert(!fit.is_known);
	ck_assert(fit_is_within(&fit, 28800, false, NULL, 0));
	/* TIAS: 40 octets of payload in 20 ms.  AS: 120 octets less IP and UDP; less over IPv6. */
	line.bandwidth_bps = 16000;
	line.is_tias = true;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(12 + 40 + 10, 20));
	line.bandwidth_bps = 48000;
	line.is_tias = false;
	fit = fit_line(&line, NULL, &ind);
	ck_assert_uint_eq(fit.peak_bps, fit_peak_bps(120 - 28, 20));
	ck_assert_str_eq(fit.called, "x-new");
	line.rtp.family = ADDR_IP6;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(120 - 48, 20));
	line.ptime_ms = 40;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(240 - 48, 40));
	/* Less than the headers alone is no bound but a mistake. */
	line.bandwidth_bps = 8000;
	line.ptime_ms = 20;
	ck_assert(!fit_line(&line, NULL, &ind).is_known);
}
END_TEST

START_TEST(b_bounds_an_open_rate_and_no_other)
{
	struct mformat opus = format_of("opus", 48000, "maxaveragebitrate=24000");
	struct mformat pcma = format_of("PCMA", 8000, ""), evs = format_of("EVS", 16000, "");
	struct mline line = { .n_formats = 1, .formats = &opus };
	struct indication ind = sdes(10);
	struct fit fit = fit_line(&line, NULL, &ind);

	/* VBR: sized for the largest packet that there can be. */
	ck_assert_uint_eq(fit.peak_bps, fit_peak_bps(1275 + 22, 20));
	ck_assert_uint_lt(fit.mean_bps, 36000);
	ck_assert(!fit_is_within(&fit, 64000, false, NULL, 0));
	ck_assert(fit_is_within(&fit, 64000, true, NULL, 0));
	line.bandwidth_bps = 48000;
	fit = fit_line(&line, NULL, &ind);
	ck_assert_uint_eq(fit.peak_bps, fit_peak_bps(92, 20));
	ck_assert(fit_is_within(&fit, 64000, false, NULL, 0));
	line.formats = &evs;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(92, 20));
	line.formats = &pcma;
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(182, 20));
}
END_TEST

START_TEST(the_first_format_in_common_counts)
{
	struct mformat mine[] = { format_of("telephone-event", 8000, "0-15"),
				  format_of("PCMU", 8000, ""), format_of("AMR", 8000, "") };
	struct mformat its[] = { format_of("AMR", 8000, ""),
				 format_of("telephone-event", 8000, "0-15") };
	struct mline a = { .n_formats = 3, .formats = mine };
	struct mline b = { .n_formats = 2, .formats = its };
	struct indication ind = sdes(10);

	ck_assert_str_eq(fit_line(&a, NULL, &ind).called, "G.711");
	ck_assert_str_eq(fit_line(&a, &b, &ind).called, "AMR");
	ck_assert_str_eq(fit_lines(&a, &b, &ind).called, "AMR");
	/* Nothing in common: what is listed first; events where there is nothing else. */
	its[0] = format_of("GSM", 8000, "");
	ck_assert_str_eq(fit_line(&a, &b, &ind).called, "telephone-event");
	b.n_formats = 1;
	ck_assert_str_eq(fit_line(&a, &b, &ind).called, "G.711");
	a.n_formats = 0;
	ck_assert(!fit_line(&a, &b, &ind).is_known);
	ck_assert_str_eq(fit_line(&a, &b, &ind).called, "");
}
END_TEST

START_TEST(both_directions_must_fit)
{
	struct mformat mine = format_of("AMR-WB", 16000, "mode-set=0,1,2");
	struct mformat its = format_of("AMR-WB", 16000, "");
	struct mline a = { .n_formats = 1, .formats = &mine };
	struct mline b = { .n_formats = 1, .formats = &its };
	struct indication ind = sdes(10);

	ck_assert_uint_eq(fit_lines(&a, &b, &ind).peak_bps, fit_peak_bps(83, 20));
	ck_assert_uint_eq(fit_lines(&b, &a, &ind).peak_bps, fit_peak_bps(83, 20));
	ck_assert_uint_gt(fit_lines(&a, &b, &ind).mean_bps, fit_mean_bps(83, 20));
	mine = format_of("x-new", 8000, "");
	its = mine;
	b.bandwidth_bps = 48000;
	ck_assert(!fit_lines(&a, &b, &ind).is_known);
}
END_TEST

START_TEST(times_are_the_receivers)
{
	struct mformat format = format_of("AMR", 8000, "octet-align=1");
	struct mline line = { .n_formats = 1, .formats = &format, .ptime_ms = 60 };
	struct indication ind = sdes(10);

	/* Three frames, a ToC entry each, one CMR. */
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps,
			  fit_peak_bps(12 + 1 + 3 * 32 + 10, 60));
	line.maxptime_ms = 40;		/* less than ptime: it counts */
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps,
			  fit_peak_bps(12 + 1 + 2 * 32 + 10, 40));
	line.ptime_ms = 0;		/* maxptime alone: 20 ms, as ever */
	ck_assert_uint_eq(fit_line(&line, NULL, &ind).peak_bps, fit_peak_bps(12 + 33 + 10, 20));
}
END_TEST

START_TEST(header_extensions_in_common_count)
{
	struct mformat format = format_of("AMR", 8000, "");
	struct mline a = { .n_formats = 1, .formats = &format, .n_exts = 1,
			   .ext = { { .hash = 7, .id = 1, .octets = 1, .dir = MDIR_SENDRECV } } };
	struct mline b = { .n_formats = 1, .formats = &format };
	struct indication ind = sdes(10);

	ck_assert_uint_eq(fit_line(&a, &b, &ind).peak_bps, fit_peak_bps(54, 20));
	b.n_exts = 1;
	b.ext[0] = a.ext[0];
	ck_assert_uint_eq(fit_line(&a, &b, &ind).peak_bps, fit_peak_bps(54 + 8, 20));
}
END_TEST

Suite *
fit_suite(void)
{
	const TTest *const tests[] = {
		any_packet_follows_the_formula,
		why_it_does_not_fit_is_said_in_the_words_of_the_contract,
		mki_and_tag_count,
		srtcp_is_in_the_mean_by_its_bandwidth,
		reports_beyond_what_is_left_do_not_fit,
		an_unknown_codec_is_bounded_by_b_or_not_known,
		b_bounds_an_open_rate_and_no_other,
		the_first_format_in_common_counts,
		both_directions_must_fit,
		times_are_the_receivers,
		header_extensions_in_common_count,
	};
	Suite *suite = suite_of("fit", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("table");

	tcase_add_loop_test(tc, rates_are_those_of_the_table, 0, (int)ARRAY_LEN(table));
	tcase_add_loop_test(tc, answers_are_those_of_the_table, 0, (int)ARRAY_LEN(table));
	suite_add_tcase(suite, tc);
	return suite;
}
