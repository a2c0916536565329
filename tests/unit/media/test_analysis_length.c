/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_length.c
 */
#include "base/attr.h"
#include "media/analysis_length.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct lengths l;
static struct length_fit fit;

static bool
fits(size_t octets, uint8_t pt, uint32_t step)
{
	l = (struct lengths){ 0 };
	for (int i = 0; i < 20; i++)
		lengths_put(&l, octets, false);
	fit = (struct length_fit){ 0 };
	return lengths_fit(&l, pt, step, 0, CODEC_UNKNOWN, &fit);
}

START_TEST(frames_and_a_tag_explain_a_length)
{
	static const struct {
		size_t octets;
		uint8_t pt;
		uint32_t step;
		enum codec codec;
		uint8_t tag;
	} cases[] = {
		{ 42, 97, 160, CODEC_AMR, 10 },		/* 12.2, bandwidth-efficient */
		{ 43, 97, 320, CODEC_AMR_WB, 10 },	/* 12.65 */
		{ 49, 97, 320, CODEC_AMR_WB, 16 },
		{ 170, 0, 160, CODEC_PCMU, 10 },
		{ 164, 8, 160, CODEC_PCMA, 4 },
		{ 176, 9, 160, CODEC_G722, 16 },
		{ 43, 3, 160, CODEC_GSM, 10 },
		{ 30, 18, 160, CODEC_G729, 10 },
		{ 34, 4, 240, CODEC_G723, 10 },
		{ 300, 97, 960, CODEC_OPUS, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_msg(fits(cases[i].octets, cases[i].pt, cases[i].step), "case %zu", i);
		ck_assert_msg(fit.codec == cases[i].codec && fit.tag == cases[i].tag,
			      "case %zu: %s %u", i, codec_name(fit.codec), fit.tag);
	}
}
END_TEST

START_TEST(other_lengths_and_clocks_explain_nothing)
{
	ck_assert(!fits(160, 0, 160));		/* no tag */
	ck_assert(!fits(171, 0, 160));
	ck_assert(!fits(43, 0, 160));		/* GSM's, with G.711's payload type */
	ck_assert(!fits(77, 97, 400));
	ck_assert(!fits(43, 97, 0));		/* step not known */
	ck_assert(!fits(100, 14, 160));		/* MPEG audio: not among ours */
}
END_TEST

START_TEST(one_in_ten_may_be_something_else_and_no_more)
{
	fits(43, 97, 320);
	lengths_put(&l, 501, false);
	lengths_put(&l, 502, false);
	ck_assert(lengths_fit(&l, 97, 320, 0, CODEC_UNKNOWN, &fit));
	lengths_put(&l, 503, false);
	ck_assert(!lengths_fit(&l, 97, 320, 0, CODEC_UNKNOWN, &fit));
}
END_TEST

START_TEST(an_mki_and_padding_are_allowed_for)
{
	fits(18 + 14, 97, 320);
	ck_assert(lengths_fit(&l, 97, 320, 4, CODEC_AMR_WB, &fit));
	ck_assert_uint_eq(fit.tag, 14);
	ck_assert(!lengths_fit(&l, 97, 320, 0, CODEC_AMR_WB, &fit));
	l.is_padded = true;
	ck_assert(lengths_fit(&l, 97, 320, 0, CODEC_AMR_WB, &fit));
}
END_TEST

START_TEST(a_surplus_over_the_samples_may_be_a_tag)
{
	enum codec codec = CODEC_UNKNOWN;

	fits(170, 0, 160);
	ck_assert_uint_eq(lengths_surplus(&l, 0, 160, &codec), 10);
	ck_assert_int_eq(codec, CODEC_PCMU);
	ck_assert_uint_eq(lengths_surplus(&l, 0, 170, &codec), 0);
	ck_assert_uint_eq(lengths_surplus(&l, 0, 163, &codec), 0);	/* 7 is no tag */
	ck_assert_uint_eq(lengths_surplus(&(struct lengths){ 0 }, 0, 160, &codec), 0);
}
END_TEST

Suite *
analysis_length_suite(void)
{
	const TTest *const tests[] = {
		frames_and_a_tag_explain_a_length,
		other_lengths_and_clocks_explain_nothing,
		one_in_ten_may_be_something_else_and_no_more,
		an_mki_and_padding_are_allowed_for,
		a_surplus_over_the_samples_may_be_a_tag,
	};
	return suite_of("analysis_length", tests, ARRAY_LEN(tests));
}
