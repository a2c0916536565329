/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csleg_rtcp.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/csleg.h"
#include "media/octets.h"
#include "tests/unit/media/peer.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	PT = 97,
	PTIME_US = 20000,
	START_US = 7000000,
};

static struct csleg leg;
static struct peer peer;
static struct catch caught;
static uint8_t out[PEER_PACKET_MAX];

static void
fresh(uint8_t random)
{
	struct csleg_spec spec = { .pt = PT, .ptime_ms = 20, .n_streams = 1,
				   .on_frame = catch_frame, .arg = &caught };

	memset(spec.random, random, sizeof(spec.random));
	ck_assert_int_eq(csleg_init(&leg, &spec), 0);
	peer_init(&peer, PT, 0x11111111, 1);
}

/* The first report from @from_us on, and when; the line runs meanwhile. */
static size_t
next_report(uint64_t *from_us)
{
	for (; ; *from_us += PTIME_US) {
		size_t n = csleg_rtcp_tick(&leg, *from_us, out);

		if (n > 0)
			return n;
		while (csleg_tick(&leg, *from_us, out) > 0)
			;
	}
}

START_TEST(no_report_before_the_line_runs)
{
	fresh(1);
	ck_assert_uint_eq(csleg_rtcp_tick(&leg, START_US * 100, out), 0);
}
END_TEST

START_TEST(reports_go_out_every_five_seconds_spread)
{
	uint64_t sum = 0, shortest = UINT64_MAX, longest = 0;

	fresh(2);
	csleg_start(&leg, START_US);

	uint64_t now = START_US;

	next_report(&now);
	ck_assert_uint_ge(now - START_US, 1250000);
	ck_assert_uint_le(now - START_US, 3750000 + PTIME_US);
	for (int i = 0; i < 300; i++) {
		uint64_t last = now;

		now += PTIME_US;
		next_report(&now);

		uint64_t gap = now - last;

		sum += gap;
		shortest = gap < shortest ? gap : shortest;
		longest = gap > longest ? gap : longest;
	}
	ck_assert_uint_ge(shortest, 2500000);
	ck_assert_uint_le(longest, 7500000 + PTIME_US);
	ck_assert_uint_lt(shortest, 3000000);
	ck_assert_uint_gt(longest, 7000000);
	ck_assert_uint_gt(sum / 300, 4700000);
	ck_assert_uint_lt(sum / 300, 5300000);
}
END_TEST

START_TEST(a_report_says_what_was_sent_and_received)
{
	struct csrtcp_news news;
	uint64_t now = START_US;

	fresh(3);
	csleg_start(&leg, now);
	for (int i = 0; i < 10; i++, now += PTIME_US) {
		uint8_t pkt[PEER_PACKET_MAX];
		size_t n = peer_packet(&peer, pkt);

		if (i != 4)
			csleg_recv(&leg, now, pkt, n);
		ck_assert_uint_gt(csleg_tick(&leg, now, out), 0);
	}

	size_t n = next_report(&now);

	ck_assert_int_eq(csrtcp_parse(out, n, 0x11111111, &news), 0);
	ck_assert_uint_eq(news.ssrc, 0x03030303);
	ck_assert(news.has_sr);
	ck_assert(!news.has_bye);
	ck_assert_uint_eq(news.ntp, (now - START_US) / 1000000 << 32 |
				    ((now - START_US) % 1000000 << 32) / 1000000);
	ck_assert(news.has_report);
	ck_assert_int_eq(news.report.lost, 1);
	ck_assert_uint_eq(news.report.highest, 10);

	/* No more comes: the next report says nothing of the source. */
	now += PTIME_US;
	n = next_report(&now);
	ck_assert_int_eq(csrtcp_parse(out, n, 0x11111111, &news), 0);
	ck_assert(!news.has_report);
}
END_TEST

START_TEST(the_timestamp_is_that_of_now)
{
	struct rtp rtp;

	fresh(4);
	csleg_start(&leg, START_US);
	ck_assert_uint_gt(csleg_tick(&leg, START_US, out), 0);
	ck_assert_int_eq(rtp_parse(out, 172, &rtp), 0);

	size_t n = csleg_rtcp_bye(&leg, START_US + 5000, out);

	ck_assert_uint_gt(n, 24);
	ck_assert_uint_eq(get_be32(out + 16), rtp.ts + 40);
}
END_TEST

START_TEST(a_peers_report_is_kept_and_its_time_echoed)
{
	const struct report about_us = { .ssrc = 0x05050505, .fraction = 9, .lost = 3 };
	const struct csrtcp_sender far = {
		.ssrc = 0x11111111, .cname = "0123456789abcdef",
		.is_sending = true, .ntp = UINT64_C(0xaaaabbbbccccdddd),
	};
	struct csrtcp_news news;
	uint64_t now = START_US;

	fresh(5);
	csleg_start(&leg, now);
	csleg_recv(&leg, now, out, peer_packet(&peer, out));
	csleg_rtcp_recv(&leg, now, out, csrtcp_format(&far, &about_us, 1, true, out));
	ck_assert(leg.has_peer_report);
	ck_assert_uint_eq(leg.peer_report.fraction, 9);
	ck_assert_int_eq(leg.peer_report.lost, 3);
	ck_assert_uint_eq(counter_get(&leg.stats.rtcp_in), 1);
	ck_assert_uint_eq(counter_get(&leg.stats.byes), 1);

	size_t n = csleg_rtcp_bye(&leg, now + 1000000, out);

	ck_assert_int_eq(csrtcp_parse(out, n, 0x11111111, &news), 0);
	ck_assert_uint_eq(news.report.last_sr, 0xbbbbcccc);
	ck_assert_uint_eq(news.report.delay, 65536);
	ck_assert(news.has_bye);
}
END_TEST

START_TEST(bad_rtcp_is_counted)
{
	fresh(6);
	csleg_rtcp_recv(&leg, START_US, out, 0);
	csleg_rtcp_recv(&leg, START_US, (const uint8_t *)"\x80\xc8\xff\xff\0\0\0\0", 8);
	ck_assert_uint_eq(counter_get(&leg.stats.rtcp_bad), 2);
	ck_assert_uint_eq(counter_get(&leg.stats.rtcp_in), 0);
}
END_TEST

Suite *
csleg_rtcp_suite(void)
{
	const TTest *const tests[] = {
		no_report_before_the_line_runs,
		reports_go_out_every_five_seconds_spread,
		a_report_says_what_was_sent_and_received,
		the_timestamp_is_that_of_now,
		a_peers_report_is_kept_and_its_time_echoed,
		bad_rtcp_is_counted,
	};
	return suite_of("csleg_rtcp", tests, ARRAY_LEN(tests));
}
