/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_codec.c - which formats of an MSC pass as a party's, and what it is told
 */
#include <stdio.h>
#include <string.h>

#include "core/codec.h"
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

/* What an MSC offers, what the party takes, and the answer's fmtp; NULL: it does not pass. */
static const struct {
	const char *name;
	uint32_t rate_hz;
	const char *cs, *remote;
	const char *answer;
} cases[] = {
	{ "PCMU", 8000, "", "", "" },
	/* layout: RFC 4867 8.1 */
	{ "AMR", 8000, "", "", "" },
	{ "AMR", 8000, "", "octet-align=0", "" },
	{ "AMR", 8000, "octet-align=1", "", NULL },
	{ "AMR-WB", 16000, "octet-align=1", "OCTET-ALIGN=1", "octet-align=1" },
	{ "AMR-WB", 16000, "", "octet-align=1", NULL },
	{ "AMR", 8000, "crc=1", "octet-align=1; crc=1", "crc=1" },
	{ "AMR", 8000, "crc=1", "octet-align=1", NULL },
	{ "AMR", 8000, "robust-sorting=1", "robust-sorting=1; octet-align=1", "robust-sorting=1" },
	{ "AMR", 8000, "robust-sorting=1", "octet-align=1", NULL },
	{ "AMR", 8000, "interleaving=30", "interleaving=30", "interleaving=30" },
	{ "AMR", 8000, "interleaving=30", "interleaving=20", NULL },
	/* modes: either may send all that the other one did not exclude */
	{ "AMR", 8000, "mode-set=0,2,4,7", "mode-set=7,4,2,0", "mode-set=0,2,4,7" },
	{ "AMR", 8000, "mode-set=0,2,4,7", "", NULL },
	{ "AMR", 8000, "mode-set=0,2,4", "mode-set=0,2,4,7", NULL },
	{ "AMR", 8000, "mode-set=0,2,4,7", "mode-set=0,2,4", NULL },
	{ "AMR", 8000, "", "mode-set=0,2,4", "mode-set=0,2,4" },
	{ "AMR-WB", 16000, "octet-align=1", "octet-align=1;mode-set=0,1,2", "octet-align=1; mode-set=0,1,2" },
	{ "AMR", 8000, "mode-change-period=2", "", NULL },
	{ "AMR", 8000, "", "mode-change-period=1", "" },
	{ "AMR", 8000, "mode-change-period=2", "mode-change-period=2", "mode-change-period=2" },
	{ "AMR", 8000, "mode-change-neighbor=1", "", NULL },
	{ "AMR", 8000, "mode-change-capability=2; max-red=0", "max-red=220",
	  "mode-change-capability=2; max-red=0" },
	/* EVS: TS 26.445 A.3 */
	{ "EVS", 16000, "br=5.9-24.4; bw=nb-swb; max-red=220", "br=5.9-13.2; bw=nb-wb; max-red=220",
	  "max-red=220; br=5.9-13.2; bw=nb-wb" },
	{ "EVS", 16000, "br=13.2", "br=13.2; ch-aw-recv=3", "br=13.2" },
	{ "EVS", 16000, "br=5.9-13.2", "br=5.9-24.4", NULL },
	{ "EVS", 16000, "br=5.9-13.2", "", NULL },
	{ "EVS", 16000, "", "br=8.0-13.2", "br=8.0-13.2" },
	{ "EVS", 16000, "br=5.9-13.2", "br=8.0-13.2", "br=8.0-13.2" },
	{ "EVS", 16000, "bw=swb", "bw=wb", NULL },
	{ "EVS", 16000, "bw=nb-fb", "bw=swb", "bw=swb" },
	{ "EVS", 16000, "br=1-2", "br=13.2", NULL },
	{ "EVS", 16000, "br=24.4-5.9", "br=13.2", NULL },
	{ "EVS", 16000, "hf-only=1", "", NULL },
	{ "EVS", 16000, "hf-only=1", "hf-only=1", "hf-only=1" },
	{ "EVS", 16000, "hf-only=0", "", "hf-only=0" },
	{ "EVS", 16000, "cmr=1", "", NULL },
	{ "EVS", 16000, "cmr=-1", "cmr=-1", "cmr=-1" },
	{ "EVS", 16000, "evs-mode-switch=1", "", NULL },
	{ "EVS", 16000, "evs-mode-switch=1; mode-set=0,1,2", "evs-mode-switch=1; mode-set=0,1,2",
	  "evs-mode-switch=1; mode-set=0,1,2" },
	{ "EVS", 16000, "", "mode-set=0,1,2", "mode-set=0,1,2" },
	{ "EVS", 16000, "dtx=0", "", NULL },
	{ "EVS", 16000, "", "dtx-recv=0", NULL },
	{ "EVS", 16000, "ch-recv=2", "", NULL },
	/* the rest: as it stands */
	{ "G729", 8000, "", "annexb=yes", "" },
	{ "G729", 8000, "annexb=no", "", NULL },
	{ "iLBC", 8000, "mode=20", "mode=30", NULL },
	{ "opus", 48000, "useinbandfec=1;stereo=0", "stereo=0; useinbandfec=1", "useinbandfec=1;stereo=0" },
	{ "opus", 48000, "stereo=1", "", NULL },
	{ "telephone-event", 8000, "0-15", "0-16", "0-15" },
	{ "CN", 8000, "", "", "" },
};

START_TEST(what_passes_passes_both_ways)
{
	struct mformat cs = format(cases[_i].name, cases[_i].rate_hz, cases[_i].cs);
	struct mformat remote = format(cases[_i].name, cases[_i].rate_hz, cases[_i].remote);
	bool passes = codec_passes(&cs, &remote, NULL);

	ck_assert_msg(passes == (cases[_i].answer != NULL), "%s \"%s\" and \"%s\"", cases[_i].name,
		      cases[_i].cs, cases[_i].remote);
	if (!passes)
		return;
	ck_assert(codec_narrow(&cs, &remote, NULL));
	ck_assert_str_eq(cs.fmtp, cases[_i].answer);
}
END_TEST

START_TEST(name_rate_and_channels_count)
{
	struct mformat amr = format("AMR", 8000, ""), wide = format("AMR-WB", 16000, "");
	struct mformat fast = format("telephone-event", 16000, ""), stereo = amr;
	struct mformat events = format("telephone-event", 8000, "");

	stereo.channels = 2;
	ck_assert(!codec_passes(&amr, &wide, NULL));
	ck_assert(!codec_passes(&amr, &stereo, NULL));
	ck_assert(!codec_passes(&fast, &events, NULL));
}
END_TEST

START_TEST(what_the_party_was_told_binds_it_too)
{
	struct mformat cs = format("AMR", 8000, "mode-set=0,2"), remote = format("AMR", 8000, "");
	struct mformat told = format("AMR", 8000, "mode-set=0,2"), open = format("AMR", 8000, "");

	ck_assert(!codec_passes(&cs, &remote, NULL));
	ck_assert(!codec_passes(&cs, &remote, &open));
	ck_assert(codec_passes(&cs, &remote, &told));
	ck_assert(codec_narrow(&open, &remote, &told));
	ck_assert_str_eq(open.fmtp, "mode-set=0,2");
}
END_TEST

START_TEST(the_right_one_of_several_is_found)
{
	struct mformat formats[] = { format("AMR", 8000, "octet-align=1"), format("AMR", 8000, "") };
	struct mline line = { .n_formats = 2, .formats = formats };
	struct mformat packed = format("amr", 8000, ""), wide = format("AMR-WB", 16000, "");

	ck_assert_ptr_eq(codec_find(&line, NULL, &packed), &formats[1]);
	ck_assert_ptr_eq(codec_find(&line, &line, &formats[0]), &formats[0]);
	ck_assert_ptr_null(codec_find(&line, NULL, &wide));
}
END_TEST

START_TEST(an_answer_without_room_is_left_alone)
{
	struct mformat cs = format("AMR", 8000, ""), remote = format("AMR", 8000, "mode-set=0,2,4,7");
	char before[MFORMAT_FMTP_MAX];

	memset(cs.fmtp, 'x', sizeof(cs.fmtp) - 5);
	memcpy(before, cs.fmtp, sizeof(before));
	ck_assert(!codec_narrow(&cs, &remote, NULL));
	ck_assert_str_eq(cs.fmtp, before);
}
END_TEST

Suite *
codec_suite(void)
{
	const TTest *const tests[] = {
		name_rate_and_channels_count,
		what_the_party_was_told_binds_it_too,
		the_right_one_of_several_is_found,
		an_answer_without_room_is_left_alone,
	};
	Suite *suite = suite_of("codec", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, what_passes_passes_both_ways, 0, ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
