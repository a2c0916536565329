/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_format.c - when two formats are one
 */
#include <stdio.h>

#include "core/format.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static struct mformat
format(const char *name, uint32_t rate_hz, const char *fmtp)
{
	struct mformat f = { .rate_hz = rate_hz, .channels = 1 };

	snprintf(f.name, sizeof(f.name), "%s", name);
	snprintf(f.fmtp, sizeof(f.fmtp), "%s", fmtp);
	return f;
}

static const struct {
	const char *name, *fmtp;
	const char *other_name;
	uint32_t other_rate_hz;
	const char *other_fmtp;
	bool is_same;
} pairs[] = {
	{ "PCMA", "", "pcma", 8000, "", true },
	{ "PCMA", "", "PCMU", 8000, "", false },
	{ "PCMA", "", "PCMA", 16000, "", false },
	{ "AMR", "octet-align=1", "AMR", 8000, "octet-align=1", true },
	{ "AMR", "octet-align=1", "AMR", 8000, "", false },
	{ "AMR", "octet-align=0; mode-set=7", "amr", 8000, "mode-set=0,2", true },
	{ "AMR", "octet-align=1;crc=1", "AMR", 8000, "octet-align=1", false },
	{ "AMR", "octet-align=1;interleaving=30", "AMR", 8000, "octet-align=1;interleaving=20", false },
	{ "AMR", "robust-sorting=1", "AMR", 8000, "robust-sorting=0", false },
	{ "iLBC", "mode=20", "iLBC", 8000, "mode=30", true },
};

START_TEST(a_format_is_what_its_payload_looks_like)
{
	struct mformat a = format(pairs[_i].name, 8000, pairs[_i].fmtp);
	struct mformat b = format(pairs[_i].other_name, pairs[_i].other_rate_hz,
				  pairs[_i].other_fmtp);

	ck_assert_int_eq(format_is_same(&a, &b), pairs[_i].is_same);
	ck_assert_int_eq(format_is_same(&b, &a), pairs[_i].is_same);
}
END_TEST

START_TEST(channels_count)
{
	struct mformat mono = format("L16", 8000, ""), stereo = mono;

	stereo.channels = 2;
	ck_assert(!format_is_same(&mono, &stereo));
}
END_TEST

START_TEST(events_are_no_speech)
{
	struct mformat tones = format("telephone-event", 8000, "0-15"), noise = format("CN", 8000, "");
	struct mformat speech = format("AMR", 8000, "");

	ck_assert(format_is_event(&tones) && format_is_event(&noise) && !format_is_event(&speech));
}
END_TEST

START_TEST(formats_are_found_by_number_and_by_sort)
{
	struct mformat formats[] = { format("PCMA", 8000, ""), format("AMR", 8000, "") };
	struct mline line = { .n_formats = 2, .formats = formats };
	struct mformat amr = format("amr", 8000, "");

	formats[0].pt = 8;
	formats[1].pt = 97;
	ck_assert_ptr_eq(format_find_pt(&line, 97), &formats[1]);
	ck_assert_ptr_null(format_find_pt(&line, 96));
	ck_assert_ptr_eq(format_find_same(&line, &amr), &formats[1]);
}
END_TEST

Suite *
format_suite(void)
{
	const TTest *const tests[] = { channels_count, events_are_no_speech,
				       formats_are_found_by_number_and_by_sort };
	Suite *suite = suite_of("format", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("pairs");

	tcase_add_loop_test(tc, a_format_is_what_its_payload_looks_like, 0, ARRAY_LEN(pairs));
	suite_add_tcase(suite, tc);
	return suite;
}
