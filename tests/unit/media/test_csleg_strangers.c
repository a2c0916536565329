/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csleg_strangers.c - a CS leg and another address that sends to it
 */
#include <string.h>

#include "base/attr.h"
#include "media/csleg.h"
#include "tests/unit/media/peer.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { PT = 97, PTIME_US = 20000 };

static struct csleg leg;
static struct peer peer, second, third;
static unsigned int n_own, n_strange;
static bool adopts;
static uint64_t now_us;
static uint8_t pkt[64], out[PEER_PACKET_MAX];

static void
on_frame(void *arg UNUSED, uint8_t stream UNUSED, const uint8_t *p, size_t n)
{
	ck_assert_uint_eq(n, sizeof(pkt));
	ck_assert_mem_eq(p, pkt, n);
	if (!csleg_is_strange(&leg)) {
		n_own++;
		return;
	}
	n_strange++;
	if (adopts)
		csleg_adopt(&leg);
}

static void
fresh(void)
{
	const struct csleg_spec spec = { .pt = PT, .ptime_ms = 20, .n_streams = 2,
					 .on_frame = on_frame };
	uint64_t seed = 51;

	ck_assert_int_eq(csleg_init(&leg, &spec), 0);
	peer_init(&peer, PT, 0x11111111, 65530);
	peer_init(&second, PT, 0x22222222, 1);
	peer_init(&third, PT, 0x33333333, 1);
	now_us = 5000000;
	peer_srtp(&seed, 0xabcd, 100, pkt, sizeof(pkt));
}

/* A frame and the packet it leaves in, from the right address or another. */
static void
says(struct peer *p, bool is_stranger)
{
	size_t n;

	peer_frame(p, 2, 0, pkt, sizeof(pkt));
	n = peer_packet(p, out);
	if (is_stranger)
		csleg_recv_stranger(&leg, now_us, out, n);
	else
		csleg_recv(&leg, now_us, out, n);
}

static uint64_t
all_drops(void)
{
	uint64_t sum[DROPS] = { 0 }, all = 0;

	csleg_drops(&leg.stats, sum);
	for (unsigned int i = 0; i < DROPS; i++)
		all += sum[i];
	return all;
}

START_TEST(a_stranger_decodes_beside_the_live_one_and_is_called_so)
{
	fresh();
	for (int i = 0; i < 40; i++, now_us += PTIME_US) {
		says(&peer, false);
		says(&second, true);
	}
	ck_assert_uint_eq(n_own, 40);
	ck_assert_uint_eq(n_strange, 40);
	ck_assert(!leg.source[leg.live].is_stranger);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

/* It came first, has the same SSRC, and what it sends is rubbish: nothing is counted, nothing lost. */
START_TEST(a_stranger_never_touches_the_live_one)
{
	struct peer twin;

	fresh();
	twin = second;
	twin.head.ssrc = peer.head.ssrc;
	for (int i = 0; i < 200; i++, now_us += PTIME_US) {
		size_t n = peer_packet(&twin, out);

		memset(out + 12, i % 2 ? 0xff : 0x5a, n - 12);
		csleg_recv_stranger(&leg, now_us, out, n);
		csleg_recv_stranger(&leg, now_us, out, 11);
		out[1] ^= 1;
		csleg_recv_stranger(&leg, now_us, out, n);
		says(&peer, false);
	}
	ck_assert_uint_eq(n_own, 200);
	ck_assert(!leg.source[leg.live].is_stranger);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

START_TEST(a_stranger_makes_way)
{
	fresh();
	says(&peer, false);
	says(&second, true);
	says(&third, false);		/* another SSRC from the right address does not wait */
	ck_assert_uint_eq(n_own, 2);
	says(&second, true);		/* the live one and one on probation: no place */
	ck_assert_uint_eq(n_strange, 1);
	now_us += CSLEG_PROBATION_US;
	says(&second, true);
	ck_assert_uint_eq(n_strange, 2);
	says(&third, false);		/* which was the live one all the while */
	ck_assert_uint_eq(n_own, 3);
	ck_assert_uint_eq(all_drops(), 0);
}
END_TEST

START_TEST(an_adopted_stranger_is_the_live_one)
{
	fresh();
	says(&peer, false);
	adopts = true;
	says(&second, true);
	ck_assert_uint_eq(leg.live, 1);
	ck_assert(leg.source[0].is_stranger);
	ck_assert(!leg.source[1].is_stranger);
	adopts = false;
	says(&second, false);
	ck_assert_uint_eq(n_own, 2);
	ck_assert_uint_eq(n_strange, 1);
	ck_assert_uint_eq(counter_get(&leg.stats.up.frames), 2);
	csleg_forget_strangers(&leg);
	ck_assert(!leg.source[0].is_used);
	ck_assert(leg.source[1].is_used);
}
END_TEST

Suite *
csleg_strangers_suite(void)
{
	const TTest *const tests[] = {
		a_stranger_decodes_beside_the_live_one_and_is_called_so,
		a_stranger_never_touches_the_live_one, a_stranger_makes_way,
		an_adopted_stranger_is_the_live_one,
	};
	return suite_of("csleg_strangers", tests, ARRAY_LEN(tests));
}
