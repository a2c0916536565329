/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_rtcp.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis_rtcp.h"
#include "media/octets.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct stream s = { .random = 5 };
static struct rtcp_watch w;

/* An RR of 32 octets, encrypted behind its first eight; then index, MKI, tag: or tag, index, MKI (AEAD). */
static size_t
srtcp(uint32_t index, size_t mki, size_t tag, bool is_aead, uint8_t *p)
{
	size_t at = 32;

	stream_toss(&s, p, 100);
	memcpy(p, (const uint8_t[]){ 0x81, 201, 0, 7, 1, 2, 3, 4 }, 8);
	if (is_aead)
		at += tag;
	put_be32(p + at, index);
	at += 4;
	memset(p + at, 0xab, mki);
	at += mki;
	return is_aead ? at : at + tag;
}

static void
put(uint32_t index, size_t mki, size_t tag, bool is_aead)
{
	uint8_t p[100];
	size_t n = srtcp(index, mki, tag, is_aead, p);

	rtcp_watch_put(&w, p, n);
}

START_TEST(the_index_is_found_wherever_suite_and_mki_put_it)
{
	static const size_t mkis[] = { 0, 1, 2, 4 }, tags[] = { 4, 10, 16 };

	for (size_t m = 0; m < ARRAY_LEN(mkis); m++)
		for (size_t t = 0; t < ARRAY_LEN(tags); t++)
			for (int aead = 0; aead < 2; aead++) {
				w = (struct rtcp_watch){ 0 };
				put(0x80000007, mkis[m], tags[t], aead);
				ck_assert_uint_eq(w.rises, 0);
				put(0x80000008, mkis[m], tags[t], aead);
				ck_assert_uint_eq(w.rises, 1);
				ck_assert_uint_eq(w.place, 4 + mkis[m] + (aead ? 0 : tags[t]));
			}
}
END_TEST

START_TEST(lost_packets_may_be_between_but_it_must_rise)
{
	static const struct {
		uint32_t from, to;
		unsigned int rises;
	} cases[] = {
		{ 0x80000000, 0x80000001, 1 },
		{ 0x80000010, 0x80000010 + RTCP_LOST_MAX, 1 },
		{ 0x80000010, 0x80000011 + RTCP_LOST_MAX, 0 },
		{ 0x80000010, 0x80000010, 0 },
		{ 0x80000010, 0x8000000f, 0 },
		{ 0x80000010, 0x00000011, 0 },	/* the E bit stays as it is */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		w = (struct rtcp_watch){ 0 };
		put(cases[i].from, 0, 10, false);
		put(cases[i].to, 0, 10, false);
		ck_assert_msg(w.rises == cases[i].rises && w.rises_clear == 0, "case %zu", i);
	}
}
END_TEST

START_TEST(plain_compounds_chain_to_their_end)
{
	uint8_t p[] = { 0x80, 201, 0, 1, 0, 0, 0, 1, 0x81, 202, 0, 2, 0, 0, 0, 1, 1, 1, 'a', 0 };

	w = (struct rtcp_watch){ 0 };
	rtcp_watch_put(&w, p, sizeof(p));
	ck_assert_uint_eq(w.chained, 1);
	ck_assert_uint_eq(rtcp_chained(p, sizeof(p)), sizeof(p));
	ck_assert_uint_eq(rtcp_chained(p, sizeof(p) - 1), 8);
	p[8] = 0x41;
	ck_assert_uint_eq(rtcp_chained(p, sizeof(p)), 8);
	p[8] = 0x81;
	p[9] = 191;
	rtcp_watch_put(&w, p, sizeof(p));
	ck_assert_uint_eq(w.broken, 1);
	rtcp_watch_put(&w, p, 7);
	ck_assert_uint_eq(w.packets, 2);
}
END_TEST

START_TEST(without_the_e_bit_the_compound_must_end_at_the_index)
{
	for (size_t behind = 0; behind < 2; behind++) {
		w = (struct rtcp_watch){ 0 };
		for (uint32_t index = 5; index < 7; index++) {
			uint8_t p[64] = { 0x80, 201, 0, 1, 0, 0, 0, 1 };

			stream_toss(&s, p + 8, 40);
			put_be32(p + 8 + behind, index);
			rtcp_watch_put(&w, p, 8 + behind + 4 + 10);
		}
		ck_assert_uint_eq(w.rises_clear, behind == 0);
	}
}
END_TEST

START_TEST(coin_tosses_have_no_index)
{
	w = (struct rtcp_watch){ 0 };
	for (int i = 0; i < 20000; i++) {
		uint8_t p[60];

		stream_toss(&s, p, sizeof(p));
		memcpy(p, (const uint8_t[]){ 0x81, 201, 0, 7 }, 4);
		rtcp_watch_put(&w, p, sizeof(p));
	}
	ck_assert_uint_eq(w.rises + w.rises_clear, 0);
}
END_TEST

Suite *
analysis_rtcp_suite(void)
{
	const TTest *const tests[] = {
		the_index_is_found_wherever_suite_and_mki_put_it,
		lost_packets_may_be_between_but_it_must_rise,
		plain_compounds_chain_to_their_end,
		without_the_e_bit_the_compound_must_end_at_the_index,
		coin_tosses_have_no_index,
	};
	return suite_of("analysis_rtcp", tests, ARRAY_LEN(tests));
}
