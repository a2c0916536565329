/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_hdlc_osmo.c - our framing judged by somebody else's
 *
 * libosmocore's isdnhdlc with OSMO_HDLC_F_BITREVERSE has our bit order.  It wants at least one flag
 * of its own making between frames and knows no upper bound, otherwise it is the same line.
 */
#include <osmocom/core/isdnhdlc.h>
#include <string.h>

#include "base/attr.h"
#include "media/hdlc_rx.h"
#include "media/hdlc_tx.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	ROUNDS = 4000,
	OSMO_MAX = 2048,
};

static struct hdlc_tx tx;
static struct hdlc_tx_stats tx_stats;
static struct hdlc_rx rx;
static struct hdlc_rx_stats rx_stats;
static struct catch caught;

/* Let libosmocore decode @n line octets into @caught. */
static void
osmo_decode(struct osmo_isdnhdlc_vars *osmo, const uint8_t *line, size_t n, uint8_t *frame)
{
	while (n > 0) {
		int used = 0;
		int len = osmo_isdnhdlc_decode(osmo, line, (int)n, &used, frame, OSMO_MAX);

		ck_assert_int_ge(len, 0);
		/* It may end a frame in bits that it has taken already. */
		ck_assert(used > 0 || len > 0);
		if (len > 0)
			catch_frame(&caught, frame[0], frame + 1, (size_t)len - 1);
		line += used;
		n -= (size_t)used;
	}
}

START_TEST(what_we_encode_they_decode)
{
	struct osmo_isdnhdlc_vars osmo;
	uint8_t frame[OSMO_MAX], line[400], pkt[200];
	uint64_t seed = 21;

	osmo_isdnhdlc_rcv_init(&osmo, OSMO_HDLC_F_BITREVERSE);
	hdlc_tx_init(&tx, 200, &tx_stats);
	for (int i = 0; i < ROUNDS; i++) {
		size_t n = HDLC_PACKET_MIN + dice(&seed) % (sizeof(pkt) - HDLC_PACKET_MIN);

		dice_packet(&seed, pkt, n);
		caught.n = 0;
		ck_assert_int_eq(hdlc_tx_put(&tx, (uint8_t)i, pkt, n), 0);
		hdlc_tx_pull(&tx, line, sizeof(line));
		osmo_decode(&osmo, line, sizeof(line), frame);
		ck_assert_uint_eq(caught.n, 1);
		ck_assert(catch_is(&caught, 0, (uint8_t)i, pkt, n));
	}
}
END_TEST

/* Frames without idle flags between them, pulled 160 octets at a time. */
START_TEST(they_take_our_shared_flags)
{
	struct osmo_isdnhdlc_vars osmo;
	uint8_t frame[OSMO_MAX], line[160], pkt[60];
	uint64_t seed = 22;
	size_t sent = 0;

	caught.n = 0;
	osmo_isdnhdlc_rcv_init(&osmo, OSMO_HDLC_F_BITREVERSE);
	hdlc_tx_init(&tx, 200, &tx_stats);
	while (sent < 400) {
		for (int i = 0; i < 2; i++, sent++) {
			dice_packet(&seed, pkt, sizeof(pkt));
			ck_assert_int_eq(hdlc_tx_put(&tx, 0, pkt, sizeof(pkt)), 0);
		}
		hdlc_tx_pull(&tx, line, sizeof(line));
		osmo_decode(&osmo, line, sizeof(line), frame);
	}
	while (hdlc_tx_backlog(&tx) > 0) {
		hdlc_tx_pull(&tx, line, sizeof(line));
		osmo_decode(&osmo, line, sizeof(line), frame);
	}
	hdlc_tx_pull(&tx, line, sizeof(line));
	osmo_decode(&osmo, line, sizeof(line), frame);
	ck_assert_uint_eq(caught.n, sent);
}
END_TEST

/* One frame by libosmocore, the flags after it included; octets written to @line. */
static size_t
osmo_encode(struct osmo_isdnhdlc_vars *osmo, const uint8_t *frame, size_t n, uint8_t *line)
{
	size_t len = 0;

	while (n > 0) {
		int used = 0;
		int got = osmo_isdnhdlc_encode(osmo, frame, (uint16_t)n, &used, line + len, 64);

		ck_assert_int_ge(got, 0);
		ck_assert(used > 0 || got > 0);
		frame += used;
		n -= (size_t)used;
		len += (size_t)got;
	}

	int used = 0;
	int got = osmo_isdnhdlc_encode(osmo, NULL, 0, &used, line + len, 8);

	ck_assert_int_ge(got, 0);
	return len + (size_t)got;
}

START_TEST(what_they_encode_we_decode)
{
	struct osmo_isdnhdlc_vars osmo;
	uint8_t line[800], frame[200];
	uint64_t seed = 23;

	osmo_isdnhdlc_out_init(&osmo, OSMO_HDLC_F_BITREVERSE);
	memset(&rx_stats, 0, sizeof(rx_stats));
	hdlc_rx_init(&rx, &rx_stats);
	for (int i = 0; i < ROUNDS; i++) {
		size_t n = HDLC_FRAME_MIN - 2 + dice(&seed) % (sizeof(frame) - HDLC_FRAME_MIN);

		frame[0] = (uint8_t)i;
		dice_packet(&seed, frame + 1, n - 1);
		caught.n = 0;
		hdlc_rx_push(&rx, line, osmo_encode(&osmo, frame, n, line), catch_frame, &caught);
		ck_assert_uint_eq(caught.n, 1);
		ck_assert(catch_is(&caught, 0, (uint8_t)i, frame + 1, n - 1));
	}
	ck_assert_uint_eq(counter_get(&rx_stats.frames), ROUNDS);
	ck_assert_uint_eq(counter_get(&rx_stats.bad_fcs), 0);
	ck_assert_uint_eq(counter_get(&rx_stats.odd), 0);
	ck_assert_uint_eq(counter_get(&rx_stats.aborts), 0);
}
END_TEST

START_TEST(what_we_encode_we_decode)
{
	uint8_t line[160], pkt[200];
	uint64_t seed = 24;

	memset(&rx_stats, 0, sizeof(rx_stats));
	hdlc_tx_init(&tx, 200, &tx_stats);
	hdlc_rx_init(&rx, &rx_stats);
	for (int i = 0; i < ROUNDS; i++) {
		size_t n = HDLC_PACKET_MIN + dice(&seed) % (sizeof(pkt) - HDLC_PACKET_MIN);

		dice_packet(&seed, pkt, n);
		caught.n = 0;
		ck_assert_int_eq(hdlc_tx_put(&tx, 1, pkt, n), 0);
		for (int pulls = 0; pulls < 20 && caught.n == 0; pulls++) {
			size_t some = 1 + dice(&seed) % sizeof(line);

			hdlc_tx_pull(&tx, line, some);
			hdlc_rx_push(&rx, line, some, catch_frame, &caught);
		}
		ck_assert_uint_eq(caught.n, 1);
		ck_assert(catch_is(&caught, 0, 1, pkt, n));
	}
	ck_assert_uint_eq(counter_get(&rx_stats.frames), ROUNDS);
}
END_TEST

/* A full queue at each pace, decoded by them: whole, and no more content a second than the bearer's. */
START_TEST(they_take_a_paced_line)
{
	static const uint32_t paces[] = { 57600, 28800 };
	struct osmo_isdnhdlc_vars osmo;
	uint8_t frame[OSMO_MAX], line[160], pkt[54];
	uint64_t seed = 25, content = 0;

	caught.n = 0;
	osmo_isdnhdlc_rcv_init(&osmo, OSMO_HDLC_F_BITREVERSE);
	hdlc_tx_init(&tx, 200, &tx_stats);
	ck_assert_int_eq(hdlc_tx_pace(&tx, paces[_i]), 0);
	for (int i = 0; i < 150; i++) {
		dice_packet(&seed, pkt, sizeof(pkt));
		while (hdlc_tx_put(&tx, 0, pkt, sizeof(pkt)) == 0)
			;
		hdlc_tx_pull(&tx, line, sizeof(line));
		osmo_decode(&osmo, line, sizeof(line), frame);
	}
	/* 3 s of line; unstuffed, so a little less than the bearer carries, and at worst five sixths. */
	content = caught.n * (sizeof(pkt) + 4) * 8;
	ck_assert_uint_le(content, 3 * paces[_i]);
	ck_assert_uint_ge(content, 3 * paces[_i] * 5 / 6 - 2 * 464);
}
END_TEST

Suite *
hdlc_osmo_suite(void)
{
	const TTest *const tests[] = {
		what_we_encode_they_decode,
		they_take_our_shared_flags,
		what_they_encode_we_decode,
		what_we_encode_we_decode,
	};
	Suite *suite = suite_of("hdlc_osmo", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("paces");

	tcase_add_loop_test(tc, they_take_a_paced_line, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
