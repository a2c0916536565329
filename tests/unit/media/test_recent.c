/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_recent.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/recent.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static const uint8_t key[16] = { 1, 2, 3 };
static struct recent recent;

static bool
seen(uint16_t seq, uint8_t content, size_t n)
{
	uint8_t pkt[100];

	memset(pkt, content, sizeof(pkt));
	pkt[2] = (uint8_t)(seq >> 8);
	pkt[3] = (uint8_t)seq;
	return recent_seen(&recent, pkt, n);
}

START_TEST(an_identical_packet_is_seen_among_the_last_64)
{
	recent_init(&recent, key);
	for (uint16_t i = 0; i < 200; i++) {
		ck_assert(!seen(i, 9, 72));
		for (uint16_t back = 0; back < RECENT_PKTS && back <= i; back++)
			ck_assert(seen((uint16_t)(i - back), 9, 72));
	}
}
END_TEST

START_TEST(the_65th_back_is_forgotten)
{
	recent_init(&recent, key);
	for (uint16_t i = 0; i <= RECENT_PKTS; i++)
		ck_assert(!seen(i, 9, 72));
	ck_assert(seen(1, 9, 72));
	ck_assert(!seen(0, 9, 72));
}
END_TEST

START_TEST(one_that_differs_is_never_seen)
{
	uint8_t pkt[64] = { 0x80, 96 };

	recent_init(&recent, key);
	ck_assert(!recent_seen(&recent, pkt, sizeof(pkt)));
	for (size_t bit = 0; bit < sizeof(pkt) * 8; bit++) {
		pkt[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert(!recent_seen(&recent, pkt, sizeof(pkt)));
		pkt[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

START_TEST(its_beginning_is_another_packet)
{
	recent_init(&recent, key);
	for (size_t n = 12; n < 72; n++)
		ck_assert(!seen(1, 0, n));
	ck_assert(seen(1, 0, 71));
}
END_TEST

START_TEST(nothing_is_seen_at_first)
{
	static const uint8_t zero_key[16];

	recent_init(&recent, zero_key);
	ck_assert(!recent_seen(&recent, NULL, 0));
	ck_assert(recent_seen(&recent, NULL, 0));
}
END_TEST

Suite *
recent_suite(void)
{
	const TTest *const tests[] = {
		an_identical_packet_is_seen_among_the_last_64,
		the_65th_back_is_forgotten,
		one_that_differs_is_never_seen,
		its_beginning_is_another_packet,
		nothing_is_seen_at_first,
	};
	return suite_of("recent", tests, ARRAY_LEN(tests));
}
