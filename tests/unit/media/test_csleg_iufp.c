/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csleg_iufp.c - the line of a CS leg in Iu UP, between two legs
 */
#include "media/csleg.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/peer.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	PT = 98,
	MS = 1000,
	ROUNDS = 400,
	PKT_MAX = 200,
};

static struct csleg here, there;
static struct catch at_here, at_there;
static uint64_t now_us, seed;
static uint8_t pkt[PKT_MAX];

/* What the network does to a packet from there: false, it is lost. */
static bool (*passes)(uint8_t *out, size_t n);
static unsigned int n_out;		/* packets from here since fresh() */
static struct rtp last_out;

static void
init(struct csleg *leg, struct catch *caught, enum iufp_mode mode, enum iufp_role role,
     uint16_t ptime_ms, uint8_t salt)
{
	struct csleg_spec spec = {
		.pt = PT,
		.ptime_ms = ptime_ms,
		.clock_hz = CSLEG_IUFP_HZ,
		.iuup = { .mode = mode, .role = role },
		.n_streams = 2,
		.on_frame = catch_frame,
		.arg = caught,
	};

	for (unsigned int i = 0; i < CSLEG_RANDOM; i++)
		spec.random[i] = (uint8_t)(i * 3 + salt);
	ck_assert_int_eq(csleg_init(leg, &spec), 0);
	caught->n = 0;
}

static void
fresh(enum iufp_mode mode, enum iufp_role role, enum iufp_role other, uint16_t other_ptime_ms)
{
	seed = 4;
	now_us = 7000 * MS;
	n_out = 0;
	passes = NULL;
	init(&here, &at_here, mode, role, 10, 1);
	init(&there, &at_there, mode, other, other_ptime_ms, 99);
	csleg_start(&here, now_us);
	csleg_start(&there, now_us);
}

static void
deliver_here(uint8_t *out, size_t n)
{
	if (!passes || passes(out, n))
		csleg_recv(&here, now_us, out, n);
}

/* User data only, but for the count. */
static void
note_out(const uint8_t *out, size_t n)
{
	struct rtp rtp;

	ck_assert_int_eq(rtp_parse(out, n, &rtp), 0);
	n_out++;
	if (iuup_is_control(&here.iuup, rtp.payload, rtp.payload_n))
		return;
	last_out = rtp;
}

/* All that is due at both ends, one ms after the other. */
static void
run(unsigned int ms)
{
	uint8_t out[CLEARMODE_TX_MAX];
	size_t n;

	for (; ms > 0; ms--, now_us += MS) {
		while ((n = csleg_tick(&here, now_us, out))) {
			note_out(out, n);
			csleg_recv(&there, now_us, out, n);
		}
		while ((n = csleg_tick(&there, now_us, out)))
			deliver_here(out, n);
	}
}

static void
assert_whole(struct catch *caught, size_t i, uint8_t stream, size_t n)
{
	ck_assert_uint_gt(caught->n, i);
	ck_assert(catch_is(caught, i, stream, pkt, n));
}

/* A packet each way, whole. */
static void
exchange(uint16_t seq, size_t n)
{
	peer_srtp(&seed, 0xaaaa, seq, pkt, n);
	at_here.n = at_there.n = 0;
	ck_assert_int_eq(csleg_send(&here, 0, pkt, n), 0);
	ck_assert_int_eq(csleg_send(&there, 1, pkt, n), 0);
	run(60);
	assert_whole(&at_there, 0, 0, n);
	assert_whole(&at_here, 0, 1, n);
	ck_assert_uint_eq(at_there.n, 1);
	ck_assert_uint_eq(at_here.n, 1);
}

static uint64_t
all_drops(const struct csleg *leg)
{
	uint64_t sum[DROPS] = { 0 }, all = 0;

	csleg_drops(&leg->stats, sum);
	for (int i = 0; i < DROPS; i++)
		all += sum[i];
	return all;
}

static const struct {
	enum iufp_mode mode;
	enum iufp_role role, other;
	uint16_t other_ptime_ms;
} pairs[] = {
	{ IUFP_SUPPORT, IUFP_INITIATE, IUFP_RESPOND, 10 },
	{ IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 10 },
	{ IUFP_SUPPORT, IUFP_AUTO, IUFP_INITIATE, 5 },
	{ IUFP_SUPPORT, IUFP_AUTO, IUFP_RESPOND, 5 },
	{ IUFP_SUPPORT, IUFP_AUTO, IUFP_AUTO, 10 },
	{ IUFP_TRANSPARENT, IUFP_AUTO, IUFP_AUTO, 10 },
};

START_TEST(packets_of_every_length_cross)
{
	fresh(pairs[_i].mode, pairs[_i].role, pairs[_i].other, pairs[_i].other_ptime_ms);
	run(500);
	for (uint16_t i = 0; i < ROUNDS; i++)
		exchange(i, 12 + i % (PKT_MAX - 12));
	ck_assert_uint_eq(all_drops(&here), 0);
	ck_assert_uint_eq(all_drops(&there), 0);
	ck_assert_uint_eq(counter_get(&here.stats.iuup.fn_jumps), 0);
	ck_assert_uint_eq(counter_get(&here.stats.skipped), 0);
}
END_TEST

/* 16000 units a second, whatever the interval that the peer's initialisation says. */
START_TEST(the_interval_follows_the_initialisation)
{
	uint32_t ts;

	fresh(IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 5);
	run(100);
	ck_assert_uint_eq(here.ptime_ms, 5);
	n_out = 0;
	ts = last_out.ts;
	run(1000);
	ck_assert_uint_eq(n_out, 200);
	ck_assert_uint_eq(last_out.ts - ts, 16000);
	ck_assert_uint_eq(last_out.payload_n, 4 + 40);
}
END_TEST

/* Nothing of ours before the bearer is ready but INITIALISATIONs, and nothing queues up. */
START_TEST(the_line_waits_for_the_initialisation)
{
	uint64_t sum[DROPS] = { 0 };

	fresh(IUFP_SUPPORT, IUFP_INITIATE, IUFP_INITIATE, 10);
	passes = NULL;
	init(&there, &at_there, IUFP_TRANSPARENT, IUFP_AUTO, 10, 99);
	size_t before = hdlc_tx_backlog(&here.down);

	peer_srtp(&seed, 0xaaaa, 1, pkt, 60);
	ck_assert_int_eq(csleg_send(&here, 0, pkt, 60), -ENOTCONN);
	run(1500);
	ck_assert_uint_eq(n_out, 2);
	csleg_drops(&here.stats, sum);
	ck_assert_uint_eq(sum[DROP_IUFP_STATE], 1);
	ck_assert_uint_eq(hdlc_tx_backlog(&here.down), before);
}
END_TEST

static unsigned int n_seen;

static bool
lose_some(uint8_t *out UNUSED, size_t n UNUSED)
{
	return n_seen++ % 10 != 9;
}

static bool
spoil_some(uint8_t *out, size_t n)
{
	if (n_seen++ % 10 == 9)
		out[n - 1] ^= 0x10;
	return true;
}

/* A frame that was lost or spoilt costs the packets in it and no other: none is glued together. */
START_TEST(a_lost_frame_is_a_gap)
{
	bool (*const ways[])(uint8_t *, size_t) = { lose_some, spoil_some };
	unsigned int came = 0;

	fresh(IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 10);
	run(100);
	passes = ways[_i];
	n_seen = 0;
	for (uint16_t i = 0; i < ROUNDS; i++) {
		peer_srtp(&seed, 0xaaaa, i, pkt, 150);
		at_here.n = 0;
		ck_assert_int_eq(csleg_send(&there, 0, pkt, 150), 0);
		run(110);
		ck_assert_uint_le(at_here.n, 1);
		came += at_here.n == 1 && catch_is(&at_here, 0, 0, pkt, 150);
	}
	ck_assert_uint_ge(came, ROUNDS * 6 / 10);
	ck_assert_uint_lt(came, ROUNDS);
	ck_assert_uint_eq(counter_get(&here.stats.up.bad_fcs), 0);
	ck_assert_uint_eq(counter_get(&here.stats.iuup.payload_crc) > 0, _i == 1);
	ck_assert_uint_eq(counter_get(&here.stats.line.lost) > 0, _i == 0);
}
END_TEST

/* A second SSRC cannot initialise while the live source lives; a dead one's place it can take. */
START_TEST(a_stranger_begins_nothing)
{
	static struct csleg stranger;
	static struct catch unused;
	uint8_t out[CLEARMODE_TX_MAX];
	size_t n;

	fresh(IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 10);
	run(100);
	exchange(1, 60);
	init(&stranger, &unused, IUFP_SUPPORT, IUFP_INITIATE, 5, 33);
	csleg_start(&stranger, now_us);
	n = csleg_tick(&stranger, now_us, out);
	csleg_recv(&here, now_us, out, n);
	exchange(2, 60);
	ck_assert_uint_eq(here.ptime_ms, 10);
	ck_assert_uint_eq(counter_get(&here.stats.strangers), 1);

	now_us += CSLEG_PROBATION_US;
	n = csleg_tick(&stranger, now_us, out);
	ck_assert_uint_gt(n, 0);
	csleg_recv(&here, now_us, out, n);
	ck_assert_uint_eq(here.iuup.agreed.octets, 40);
}
END_TEST

/* The peer asks for 3 ms later, then for 5 ms earlier: that is when packets leave. */
START_TEST(time_alignment_moves_our_clock)
{
	static const struct { uint8_t value; int32_t us; } asked[] = { { 6, 3000 }, { 138, -5000 } };
	uint8_t out[CLEARMODE_TX_MAX];

	fresh(IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 10);
	run(200);
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		uint64_t due_us = csleg_next_us(&here);
		const struct iuup_frame f = { .type = IUUP_CONTROL, .version = 1,
					      .procedure = IUUP_TIME_ALIGNMENT,
					      .payload = &asked[i].value, .payload_n = 1 };
		size_t n = iuup_frame_format(&f, out + RTP_HEAD);

		clearmode_tx_between(&there.tx, there.tx.ts, n, out);
		csleg_recv(&here, now_us, out, RTP_HEAD + n);
		ck_assert_uint_gt(csleg_tick(&here, now_us, out), 0);
		(void)csleg_tick(&here, now_us, out);
		/* Whole intervals apart but for what was asked. */
		ck_assert_int_eq((int64_t)(csleg_next_us(&here) - due_us + 30000) % 10000,
				 (asked[i].us + 10000) % 10000);
		run(100);
	}
	exchange(9, 70);
	ck_assert_uint_eq(all_drops(&here), 0);
}
END_TEST

/* A stall of the process: timestamps go on with the time, but no octet of the line is missing. */
START_TEST(a_stall_costs_no_packet)
{
	uint32_t ts;

	fresh(IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE, 10);
	run(200);
	for (uint16_t i = 0; i < 50; i++) {
		peer_srtp(&seed, 0xaaaa, i, pkt, 150);
		at_there.n = 0;
		ts = last_out.ts;
		ck_assert_int_eq(csleg_send(&here, 0, pkt, 150), 0);
		run(11);
		now_us += 300 * MS;
		run(60);
		ck_assert_uint_gt(last_out.ts - ts, 16000 * 30 / 100);
		ck_assert_uint_eq(at_there.n, 1);
		assert_whole(&at_there, 0, 0, 150);
	}
	ck_assert_uint_gt(counter_get(&here.stats.skipped), 1000);
	ck_assert_uint_eq(counter_get(&there.stats.iuup.fn_jumps), 0);
}
END_TEST

Suite *
csleg_iufp_suite(void)
{
	Suite *suite = suite_create("csleg_iufp");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, packets_of_every_length_cross, 0, (int)ARRAY_LEN(pairs));
	tcase_add_test(tc, the_interval_follows_the_initialisation);
	tcase_add_test(tc, the_line_waits_for_the_initialisation);
	tcase_add_loop_test(tc, a_lost_frame_is_a_gap, 0, 2);
	tcase_add_test(tc, a_stranger_begins_nothing);
	tcase_add_test(tc, time_alignment_moves_our_clock);
	tcase_add_test(tc, a_stall_costs_no_packet);
	suite_add_tcase(suite, tc);
	return suite;
}
