/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_fit.c - the table of standards.md section 7, and what is said of what does
 * not fit
 */
#include <stdio.h>
#include <string.h>

#include "core/fit.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* codec, fmtp, payload octets, tag, kbit/s * 10 worst-case stuffed, fits 64 kbit/s */
static const struct {
	const char *name;
	const char *fmtp;
	unsigned int payload;
	uint8_t tag;
	unsigned int worst_tenths;
	bool fits;
} table[] = {
	{ "AMR", "mode-set=0", 14, 4, 158, true },
	{ "AMR", "mode-set=0", 14, 10, 186, true },
	{ "AMR", "mode-set=0", 14, 16, 215, true },
	{ "AMR", "", 32, 4, 244, true },
	{ "AMR", "mode-set=0,2,4,7", 32, 10, 272, true },
	{ "AMR", "mode-set=7", 32, 16, 301, true },
	{ "AMR", "octet-align=1", 33, 4, 249, true },
	{ "AMR", "octet-align=1; mode-set=7", 33, 10, 278, true },
	{ "AMR", "mode-set=7;octet-align=1", 33, 16, 306, true },
	{ "AMR-WB", "mode-set=0,1,2", 33, 4, 249, true },
	{ "AMR-WB", "mode-set=0,1,2", 33, 10, 278, true },
	{ "AMR-WB", "mode-set=2; octet-align=1", 34, 10, 282, true },
	{ "AMR-WB", "", 61, 4, 383, true },
	{ "AMR-WB", "", 61, 10, 412, true },
	{ "AMR-WB", "", 61, 16, 440, true },
	{ "AMR-WB", "octet-align=1", 62, 10, 416, true },
	{ "AMR-WB", "octet-align=1", 62, 16, 445, true },
	{ "PCMA", "", 160, 4, 858, false },
	{ "PCMU", "", 160, 10, 887, false },
	{ "G722", "", 160, 16, 916, false },
};

static struct mformat
format_of(const char *name, const char *fmtp)
{
	struct mformat format = { .pt = 96, .rate_hz = 8000, .channels = 1 };

	snprintf(format.name, sizeof(format.name), "%s", name);
	snprintf(format.fmtp, sizeof(format.fmtp), "%s", fmtp);
	return format;
}

START_TEST(payload_and_peak_are_those_of_the_table)
{
	struct mformat format = format_of(table[_i].name, table[_i].fmtp);
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = { .keying = KEYING_SDES, .tag_octets = table[_i].tag };

	ck_assert_uint_eq(fit_payload_octets(&format, 20), table[_i].payload);
	/* The table is rounded to tenths, halves either way. */
	ck_assert_uint_ge(fit_line_bps(&line, &ind), table[_i].worst_tenths * 100 - 50);
	ck_assert_uint_le(fit_line_bps(&line, &ind), table[_i].worst_tenths * 100 + 50);
	ck_assert_int_eq(fit_line(&line, &ind, FIT_CLEARMODE_BPS, NULL, 0), table[_i].fits);
}
END_TEST

START_TEST(the_peak_of_any_packet_is_the_formula)
{
	/*
	 * Opus 40k CBR with tag 16: 128 octets; contract.md's peak-bps of AMR-WB 23.85: 83
	 * octets.
	 */
	ck_assert_uint_eq(fit_peak_bps(128, 20), 62800);
	ck_assert_uint_eq(fit_peak_bps(83, 20), 41200);
	/* The header and tag are paid once a packet: 40 ms packets cost less. */
	ck_assert_uint_lt(fit_peak_bps(22 + 320, 40), fit_peak_bps(22 + 160, 20));
}
END_TEST

START_TEST(the_mki_counts)
{
	struct mformat format = format_of("AMR", "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = { .tag_octets = 10 };
	ck_assert_uint_eq(fit_line_bps(&line, &ind), fit_peak_bps(54, 20));
	ind.mki_octets = 4;
	ck_assert_uint_eq(fit_line_bps(&line, &ind), fit_peak_bps(58, 20));
}
END_TEST

START_TEST(why_it_does_not_fit_is_said_in_the_words_of_the_contract)
{
	struct mformat format = format_of("PCMA", "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = { .tag_octets = 10 };
	char why[96];

	ck_assert(!fit_line(&line, &ind, FIT_CLEARMODE_BPS, why, sizeof(why)));
	ck_assert_str_eq(why, "G.711 needs 88.7 of 64 kbit/s");
}
END_TEST

START_TEST(an_unknown_codec_is_taken_to_fit)
{
	struct mformat format = format_of("x-new", "");
	struct mline line = { .n_formats = 1, .formats = &format };
	struct indication ind = { .tag_octets = 10 };

	ck_assert_uint_eq(fit_line_bps(&line, &ind), 0);
	ck_assert(fit_line(&line, &ind, FIT_CLEARMODE_BPS, NULL, 0));
}
END_TEST

START_TEST(events_are_not_what_is_spoken)
{
	struct mformat formats[2] = { format_of("telephone-event", "0-15"), format_of("PCMU", "") };
	struct mline line = { .n_formats = 2, .formats = formats };
	struct indication ind = { .tag_octets = 10 };

	ck_assert(!fit_line(&line, &ind, FIT_CLEARMODE_BPS, NULL, 0));
}
END_TEST

START_TEST(a_mode_set_of_nonsense_means_all_modes)
{
	struct mformat format = format_of("AMR", "mode-set=9,x,,");

	ck_assert_uint_eq(fit_payload_octets(&format, 20), 32);
}
END_TEST

Suite *
fit_suite(void)
{
	const TTest *const tests[] = {
		the_peak_of_any_packet_is_the_formula, the_mki_counts,
		why_it_does_not_fit_is_said_in_the_words_of_the_contract,
		an_unknown_codec_is_taken_to_fit, events_are_not_what_is_spoken,
		a_mode_set_of_nonsense_means_all_modes,
	};
	Suite *suite = suite_of("fit", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("table");

	tcase_add_loop_test(tc, payload_and_peak_are_those_of_the_table, 0, (int)ARRAY_LEN(table));
	suite_add_tcase(suite, tc);
	return suite;
}
