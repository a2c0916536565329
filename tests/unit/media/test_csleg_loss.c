/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csleg_loss.c - what a bad network costs a CS leg
 *
 * Property: a frame that no lost packet touches arrives, once, octet for octet, and in order,
 * whatever else is lost, late, doubled or out of order.  Touched: a bit from its opening flag to
 * its closing flag was lost.
 */
#include <string.h>

#include "base/attr.h"
#include "media/csleg.h"
#include "tests/unit/media/peer.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	PT = 97,
	PTIME_US = 20000,
	PACKETS = 60,
	FRAMES_MAX = 300,
	PACKET_BITS = PEER_OCTETS * 8,
};

/* How bad, in 64ths. */
struct weather {
	uint32_t lost, doubled, swapped;
};

static struct csleg leg;
static struct peer peer;
static struct catch caught;
static struct sent {
	size_t first, last;		/* bits on the line, flags included */
	size_t n;
	uint8_t stream;
	uint8_t pkt[120];
} sent[FRAMES_MAX];
static size_t n_sent;
static uint8_t packets[PACKETS][PEER_PACKET_MAX];
static bool is_lost[PACKETS];

static void
send_frames(uint64_t *seed)
{
	uint16_t seq = (uint16_t)dice(seed);

	peer_init(&peer, PT, 1, (uint16_t)dice(seed));
	n_sent = 0;
	while (peer.line.n + 2000 < (size_t)PACKETS * PACKET_BITS) {
		struct sent *s = &sent[n_sent++];

		s->n = RTP_HEAD + dice(seed) % (sizeof(s->pkt) - RTP_HEAD);
		s->stream = dice(seed) & 1;
		peer_srtp(seed, 9, seq++, s->pkt, s->n);
		line_flags(&peer.line, dice(seed) % 20);
		s->first = peer.line.n - 8;
		peer_frame(&peer, 0, s->stream, s->pkt, s->n);
		s->last = peer.line.n - 1;
	}
	for (size_t i = 0; i < PACKETS; i++)
		peer_packet(&peer, packets[i]);
}

/* Feed the packets through the weather. */
static void
deliver(uint64_t *seed, const struct weather *w)
{
	size_t order[2 * PACKETS], n = 0;
	uint64_t now_us = 0;

	for (size_t i = 0; i < PACKETS; i++) {
		is_lost[i] = dice(seed) % 64 < w->lost;
		if (is_lost[i])
			continue;
		order[n++] = i;
		if (dice(seed) % 64 < w->doubled)
			order[n++] = i;
	}
	/* The first packet is where the sequence begins: leave it first. */
	for (size_t i = 1; i + 1 < n; i++)
		if (dice(seed) % 64 < w->swapped) {
			size_t was = order[i];

			order[i] = order[i + 1];
			order[++i] = was;	/* none moves twice: three places were loss */
		}
	for (size_t i = 0; i < n; i++, now_us += PTIME_US) {
		uint8_t out[CLEARMODE_TX_MAX];

		csleg_recv(&leg, now_us, packets[order[i]], RTP_HEAD + PEER_OCTETS);
		csleg_tick(&leg, now_us, out);
	}
	csleg_give_up(&leg, now_us + CLEARMODE_HOLD_US);
}

static bool
is_touched(const struct sent *s)
{
	for (size_t i = s->first / PACKET_BITS; i <= s->last / PACKET_BITS; i++)
		if (is_lost[i])
			return true;
	return false;
}

/* In order, once, and all that must. */
static void
check(const struct weather *w)
{
	size_t got = 0, untouched = 0;

	for (size_t i = 0; i < n_sent; i++) {
		const struct sent *s = &sent[i];
		bool has_come = catch_is(&caught, got, s->stream, s->pkt, s->n);

		got += has_come;
		untouched += !is_touched(s);
		if (has_come == is_touched(s))
			ck_abort_msg("frame %zu of %zu (bits %zu to %zu) %s", i, n_sent, s->first,
				     s->last, has_come ? "came out of nowhere" : "is missing");
	}
	ck_assert_uint_eq(got, caught.n);
	ck_assert_uint_eq(got, untouched);
	ck_assert(w->lost > 0 || got == n_sent);
}

START_TEST(untouched_frames_arrive)
{
	static const struct weather weathers[] = {
		{ 0, 0, 0 }, { 1, 0, 0 }, { 8, 0, 0 }, { 32, 0, 0 }, { 0, 16, 0 },
		{ 0, 0, 16 }, { 0, 32, 32 }, { 4, 4, 4 }, { 16, 16, 0 },
	};
	const struct csleg_spec spec = { .pt = PT, .ptime_ms = 20, .n_streams = 2,
					 .on_frame = catch_frame, .arg = &caught };
	uint64_t seed = 61 + (uint64_t)_i;

	for (int round = 0; round < 40; round++) {
		const struct weather *w = &weathers[(size_t)_i % ARRAY_LEN(weathers)];

		caught.n = 0;
		ck_assert_int_eq(csleg_init(&leg, &spec), 0);
		send_frames(&seed);
		deliver(&seed, w);
		check(w);
	}
}
END_TEST

Suite *
csleg_loss_suite(void)
{
	Suite *suite = suite_create("csleg_loss");
	TCase *tc = tcase_create("csleg_loss");

	tcase_add_loop_test(tc, untouched_frames_arrive, 0, 9);
	suite_add_tcase(suite, tc);
	return suite;
}
