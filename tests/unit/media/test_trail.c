/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_trail.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/rtp.h"
#include "media/trail.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct trail trail;

static void
put(uint32_t ssrc, uint16_t seq)
{
	uint8_t pkt[20] = { 0 };

	rtp_format_head(&(struct rtp){ .pt = 96, .ssrc = ssrc, .seq = seq }, pkt);
	trail_put(&trail, pkt, sizeof(pkt));
}

static bool
fits(uint32_t ssrc, uint16_t seq)
{
	uint8_t pkt[20] = { 0 };

	rtp_format_head(&(struct rtp){ .pt = 96, .ssrc = ssrc, .seq = seq }, pkt);
	return trail_fits(&trail, pkt, sizeof(pkt));
}

START_TEST(nothing_fits_an_empty_trail)
{
	trail = (struct trail){ 0 };
	ck_assert(!fits(0, 0));
}
END_TEST

START_TEST(what_goes_on_fits_across_the_wrap)
{
	static const uint16_t ends[] = { 0, 1, 63, 64, 32767, 32768, 65000, 65535 };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		trail = (struct trail){ 0 };
		put(7, ends[i]);
		for (uint32_t d = 0; d < 0x8000; d++)
			if (!fits(7, (uint16_t)(ends[i] + d)))
				ck_abort_msg("%u ahead of %u", d, ends[i]);
		for (uint32_t d = 1; d <= TRAIL_BACK; d++)
			ck_assert(fits(7, (uint16_t)(ends[i] - d)));
		ck_assert(!fits(7, (uint16_t)(ends[i] + 0x8000)));
		ck_assert(!fits(7, (uint16_t)(ends[i] - TRAIL_BACK - 1)));
	}
}
END_TEST

START_TEST(another_ssrc_does_not_fit)
{
	trail = (struct trail){ 0 };
	put(7, 100);
	ck_assert(!fits(8, 101));
	put(8, 30000);
	ck_assert(fits(8, 30001));
	ck_assert(fits(7, 101));
}
END_TEST

START_TEST(the_end_moves_on_and_not_back)
{
	trail = (struct trail){ 0 };
	put(7, 100);
	put(7, 150);
	put(7, 140);
	ck_assert(fits(7, 150 - TRAIL_BACK));
	ck_assert(!fits(7, 150 - TRAIL_BACK - 1));
}
END_TEST

START_TEST(a_restart_of_the_source_is_followed)
{
	trail = (struct trail){ 0 };
	put(7, 50000);
	put(7, 30000);
	put(7, 30001);
	ck_assert(fits(7, 30002));
	ck_assert(!fits(7, 29000));
}
END_TEST

/* Anybody can write an address and an SSRC into a packet. */
START_TEST(a_packet_far_ahead_leads_nowhere)
{
	trail = (struct trail){ 0 };
	put(7, 100);
	for (uint16_t far = TRAIL_DROPOUT + 200; far < 60000; far = (uint16_t)(far + 1000)) {
		put(7, far);
		ck_assert(fits(7, 101));
		ck_assert(!fits(7, 100 - TRAIL_BACK - 1));
		put(7, 100);
	}
}
END_TEST

START_TEST(above_is_new_or_ahead)
{
	uint8_t pkt[20] = { 0 };
	static const struct {
		uint32_t ssrc;
		uint16_t seq;
		bool is_above;
	} cases[] = {
		{ 7, 65535, false }, { 7, 65534, false }, { 7, 0, true }, { 7, 32766, true },
		{ 7, 32767, false }, { 8, 65535, true },
	};

	trail = (struct trail){ 0 };
	put(7, 65535);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct rtp rtp = { .pt = 96, .ssrc = cases[i].ssrc, .seq = cases[i].seq };

		rtp_format_head(&rtp, pkt);
		ck_assert(trail_is_above(&trail, pkt) == cases[i].is_above);
	}
}
END_TEST

START_TEST(the_four_latest_ssrcs_are_remembered)
{
	trail = (struct trail){ 0 };
	for (uint32_t ssrc = 1; ssrc <= TRAIL_SSRCS; ssrc++)
		put(ssrc, 10);
	put(1, 11);
	put(99, 10);
	ck_assert(fits(99, 11));
	ck_assert(fits(1, 12));
	ck_assert(!fits(2, 11));
	for (uint32_t ssrc = 3; ssrc <= TRAIL_SSRCS; ssrc++)
		ck_assert(fits(ssrc, 11));
}
END_TEST

START_TEST(only_rtp_counts)
{
	const uint8_t srtcp[20] = { 0x80, 200, 0, 4, 0, 0, 0, 7, 0, 0, 0, 7 };
	const uint8_t dtls[20] = { 22, 1 };

	trail = (struct trail){ 0 };
	trail_put(&trail, srtcp, sizeof(srtcp));
	trail_put(&trail, dtls, sizeof(dtls));
	trail_put(&trail, NULL, 0);
	ck_assert_uint_eq(trail.n, 0);
	put(7, 4);
	ck_assert(!trail_fits(&trail, srtcp, sizeof(srtcp)));
}
END_TEST

Suite *
trail_suite(void)
{
	const TTest *const tests[] = {
		nothing_fits_an_empty_trail,
		a_packet_far_ahead_leads_nowhere, above_is_new_or_ahead,
		what_goes_on_fits_across_the_wrap,
		another_ssrc_does_not_fit,
		the_end_moves_on_and_not_back,
		a_restart_of_the_source_is_followed,
		the_four_latest_ssrcs_are_remembered,
		only_rtp_counts,
	};
	return suite_of("trail", tests, ARRAY_LEN(tests));
}
