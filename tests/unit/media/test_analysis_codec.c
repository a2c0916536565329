/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_codec.c - every model, what fits and what does not
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis_codec.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct stream s = { .random = 11 };
static struct codec_memory memory;
static uint8_t p[1500];

START_TEST(amr_wb_fits_in_every_mode_and_no_other_length)
{
	/* RFC 4867 section 4.3: ten bits of header, TS 26.201 table 1. */
	static const size_t octets[] = { 18, 24, 33, 37, 41, 47, 51, 59, 61, 7 };

	for (unsigned int mode = 0; mode < ARRAY_LEN(octets); mode++) {
		size_t n = stream_amr_wb_be(&s, mode, p);
		struct codec_word word = amr_wb_be_read(p, n, &memory);

		ck_assert_uint_eq(n, octets[mode]);
		ck_assert_int_ge(word.bits, 5);
		ck_assert_uint_eq(word.spare, 0);
		ck_assert_int_lt(amr_wb_be_read(p, n - 1, &memory).bits, 0);
		stream_toss(&s, p + n, 10);
		ck_assert_uint_eq(amr_wb_be_read(p, n + 10, &memory).spare, 10);
	}
}
END_TEST

START_TEST(amr_octet_aligned_fits_in_every_mode)
{
	static const size_t octets[] = { 14, 15, 17, 19, 21, 22, 28, 33, 7 };

	for (unsigned int mode = 0; mode < ARRAY_LEN(octets); mode++) {
		size_t n = stream_amr_oa(&s, mode, p);
		struct codec_word word = amr_oa_read(p, n, &memory);

		ck_assert_uint_eq(n, octets[mode]);
		ck_assert_int_ge(word.bits, 10);
		ck_assert_uint_eq(word.spare, 0);

		/* Reserved bits and padding are zero (section 4.4.1, 4.4.2). */
		for (unsigned int bit = 0; bit < 4; bit++) {
			p[0] ^= (uint8_t)(1 << bit);
			ck_assert_int_lt(amr_oa_read(p, n, &memory).bits, 0);
			p[0] ^= (uint8_t)(1 << bit);
		}
		p[1] ^= 1;
		ck_assert_int_lt(amr_oa_read(p, n, &memory).bits, 0);
	}
}
END_TEST

START_TEST(padding_that_is_not_zero_is_no_amr)
{
	size_t n = stream_amr_wb_be(&s, 2, p);	/* 263 bits: one of padding */

	ck_assert_int_gt(amr_wb_be_read(p, n, &memory).bits, 0);
	p[n - 1] |= 1;
	ck_assert_int_lt(amr_wb_be_read(p, n, &memory).bits, 0);
}
END_TEST

START_TEST(amr_of_several_frames_is_followed_through_its_table)
{
	/* Two frames of 12.2, octet-aligned: CMR, F 1 FT 7 Q 1, F 0 FT 7 Q 1, 31 octets each. */
	memset(p, 0, 65);
	p[0] = 0xf0;
	p[1] = 0x80 | 7 << 3 | 4;
	p[2] = 7 << 3 | 4;
	ck_assert_int_gt(amr_oa_read(p, 65, &memory).bits, 0);
	ck_assert_int_lt(amr_oa_read(p, 64, &memory).bits, 0);
	ck_assert_uint_eq(amr_oa_read(p, 69, &memory).spare, 4);
	/* A table that never ends. */
	memset(p + 1, 0xbc, 64);
	ck_assert_int_lt(amr_oa_read(p, 65, &memory).bits, 0);
	memset(p, 0xff, 65);
	ck_assert_int_lt(amr_be_read(p, 65, &memory).bits, 0);
	ck_assert_int_lt(amr_be_read(p, 1, &memory).bits, 0);
}
END_TEST

START_TEST(reserved_frame_types_are_no_amr)
{
	for (unsigned int type = 0; type < 16; type++) {
		bool is_reserved = type >= 12 && type <= 14;

		memset(p, 0, 60);
		p[0] = 0xf0;
		p[1] = (uint8_t)(type << 3 | 4);
		ck_assert_msg((amr_oa_read(p, 60, &memory).bits < 0) == is_reserved, "%u", type);
	}
}
END_TEST

START_TEST(evs_header_full_fits_and_compact_says_nothing)
{
	/* TS 26.445 A.2.2.1.2: 13.2 kbit/s is type 4, 33 octets; one request in front. */
	memset(p, 0, 40);
	p[0] = 4;
	ck_assert_int_gt(evs_read(p, 34, &memory).bits, 0);
	p[0] = 0xa4;
	p[1] = 4;
	ck_assert_int_gt(evs_read(p, 35, &memory).bits, 0);
	ck_assert_int_lt(evs_read(p, 32, &memory).bits, 0);
	ck_assert_int_eq(evs_read(p, 33, &memory).bits, 0);
	p[1] = 13;	/* reserved */
	ck_assert_int_lt(evs_read(p, 35, &memory).bits, 0);
}
END_TEST

static int
opus(uint8_t toc, size_t n)
{
	p[0] = toc;
	return opus_read(p, n, &memory).bits;
}

START_TEST(opus_remembers_four_configurations)
{
	memory = (struct codec_memory){ 0 };
	memset(p, 0, sizeof(p));
	ck_assert_int_eq(opus(0x78, 40), 0);	/* the first says nothing */
	ck_assert_int_eq(opus(0x78, 40), 5);
	ck_assert_int_lt(opus(0x08, 40), 0);
	ck_assert_int_eq(opus(0x78, 40), 4);
	ck_assert_int_lt(opus(0xf8, 40), 0);
	ck_assert_int_lt(opus(0x58, 40), 0);
	ck_assert_int_lt(opus(0x48, 40), 0);
	ck_assert_int_eq(opus(0x78, 40), 3);
	ck_assert_int_lt(opus(0x08, 40), 0);	/* the oldest is forgotten */
}
END_TEST

/* RFC 6716 section 3.4. */
START_TEST(opus_keeps_its_seven_rules)
{
	memory = (struct codec_memory){ 0 };
	memset(p, 0, sizeof(p));
	opus(0x78, 40);
	ck_assert_int_gt(opus(0x78, 1276), 0);
	ck_assert_int_lt(opus(0x78, 1277), 0);		/* R2 */
	ck_assert_int_gt(opus(0x79, 41), 0);
	ck_assert_int_lt(opus(0x79, 40), 0);		/* R3: two of one length */
	p[1] = 39;
	ck_assert_int_lt(opus(0x7a, 40), 0);		/* R4: the first does not fit */
	p[1] = 38;
	ck_assert_int_gt(opus(0x7a, 40), 0);
	ck_assert_int_lt(opus(0x7a, 1), 0);
	p[1] = 0;
	ck_assert_int_lt(opus(0x7b, 40), 0);		/* R5: no frame */
	p[1] = 6;
	ck_assert_int_gt(opus(0x7b, 2 + 36), 0);
	ck_assert_int_lt(opus(0x7b, 2 + 37), 0);	/* R6 */
	p[1] = 7;
	ck_assert_int_lt(opus(0x7b, 2 + 35), 0);	/* 140 ms */
	p[1] = 0x41;
	p[2] = 39;
	ck_assert_int_lt(opus(0x7b, 41), 0);		/* more padding than packet */
	p[2] = 38;
	ck_assert_int_gt(opus(0x7b, 41), 0);
}
END_TEST

START_TEST(fixed_frames_have_their_bits)
{
	ck_assert_int_eq(gsm_read(p, stream_gsm(&s, p), &memory).bits, 4);
	ck_assert_uint_eq(gsm_read(p, 43, &memory).spare, 10);
	ck_assert_int_eq(gsm_read(p, 32, &memory).bits, 0);
	p[0] = 0xc0;
	ck_assert_int_lt(gsm_read(p, 33, &memory).bits, 0);

	ck_assert_int_eq(g729_read(p, stream_g729(&s, p), &memory).bits, 2);
	p[3] ^= 0x20;
	ck_assert_int_lt(g729_read(p, 20, &memory).bits, 0);
	ck_assert_int_eq(g729_read(p, 2, &memory).bits, 0);

	p[0] = 0xfc;	/* 6.3 kbit/s */
	ck_assert_int_eq(g723_read(p, 24, &memory).bits, 2);
	p[0] = 0xfd;
	ck_assert_int_lt(g723_read(p, 24, &memory).bits, 0);
	ck_assert_int_eq(g723_read(p, 20, &memory).bits, 2);
}
END_TEST

START_TEST(events_have_a_number_and_a_reserved_bit)
{
	const uint8_t event[] = { 5, 0x8a, 0, 160 }, bent[] = { 5, 0x4a, 0, 160 }, far[] = { 17, 10, 0, 0 };

	ck_assert_int_eq(event_read(event, 4, &memory).bits, 4);
	ck_assert_int_lt(event_read(bent, 4, &memory).bits, 0);
	ck_assert_int_lt(event_read(far, 4, &memory).bits, 0);
	ck_assert_int_eq(event_read(event, 3, &memory).bits, 0);
}
END_TEST

START_TEST(only_tags_and_mkis_are_a_surplus)
{
	static const size_t tags[] = { 4, 5, 6, 8, 10, 11, 12, 14, 16, 17, 18, 20 };
	size_t k = 0;

	for (size_t n = 0; n < 100; n++) {
		bool is_one = k < ARRAY_LEN(tags) && tags[k] == n;

		ck_assert_msg(codec_may_be_tag(n) == is_one, "%zu", n);
		k += is_one;
	}
}
END_TEST

/* The bits a model claims are at most those that coin tosses have: E[2^bits] is about one. */
START_TEST(coin_tosses_prove_no_codec)
{
	static const uint32_t steps[] = { 160, 320, 960, 240, 0 };

	for (unsigned int i = 0; i < 2000; i++) {
		struct codecs c = { 0 };
		size_t n = 1 + stream_random(&s, 80);

		for (int packet = 0; packet < 60; packet++) {
			stream_toss(&s, p, n);
			codecs_put(&c, p, n, steps[i % ARRAY_LEN(steps)]);
			ck_assert_int_eq(codecs_clear(&c, CODEC_PROOF_BITS), MODELS);
		}
	}
}
END_TEST

Suite *
analysis_codec_suite(void)
{
	const TTest *const tests[] = {
		amr_wb_fits_in_every_mode_and_no_other_length,
		amr_octet_aligned_fits_in_every_mode,
		padding_that_is_not_zero_is_no_amr,
		amr_of_several_frames_is_followed_through_its_table,
		reserved_frame_types_are_no_amr,
		evs_header_full_fits_and_compact_says_nothing,
		opus_remembers_four_configurations,
		opus_keeps_its_seven_rules,
		fixed_frames_have_their_bits,
		events_have_a_number_and_a_reserved_bit,
		only_tags_and_mkis_are_a_surplus,
		coin_tosses_prove_no_codec,
	};
	return suite_of("analysis_codec", tests, ARRAY_LEN(tests));
}
