/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_clearmode_tx.c
 */
#include "base/attr.h"
#include "media/clearmode_tx.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

START_TEST(sequence_and_timestamp_go_on_and_wrap)
{
	struct clearmode_tx tx;
	uint8_t out[CLEARMODE_TX_MAX];
	uint16_t seq = 65530;
	uint32_t ts = 0xfffffe00;

	clearmode_tx_init(&tx, 97, 20, 0xcafe, seq, ts);
	for (int i = 0; i < 20; i++, seq++, ts += 160) {
		struct rtp rtp;
		size_t n = clearmode_tx_next(&tx, out);

		ck_assert_uint_eq(n, 172);
		ck_assert_int_eq(rtp_parse(out, n, &rtp), 0);
		ck_assert_uint_eq(rtp.pt, 97);
		ck_assert(!rtp.marker);
		ck_assert_uint_eq(rtp.seq, seq);
		ck_assert_uint_eq(rtp.ts, ts);
		ck_assert_uint_eq(rtp.ssrc, 0xcafe);
		ck_assert_uint_eq(rtp.payload_n, 160);
	}
	ck_assert_uint_eq(tx.packets_sent, 20);
	ck_assert_uint_eq(tx.octets_sent, 3200);
}
END_TEST

START_TEST(a_skip_moves_the_timestamp_only)
{
	struct clearmode_tx tx;
	uint8_t out[CLEARMODE_TX_MAX];
	struct rtp rtp;

	clearmode_tx_init(&tx, 97, 20, 1, 10, 1000);
	clearmode_tx_skip(&tx, 3);
	ck_assert_int_eq(rtp_parse(out, clearmode_tx_next(&tx, out), &rtp), 0);
	ck_assert_uint_eq(rtp.seq, 10);
	ck_assert_uint_eq(rtp.ts, 1480);
}
END_TEST

START_TEST(a_packet_holds_its_ptime)
{
	for (unsigned int ms = CLEARMODE_PTIME_MIN_MS; ms <= CLEARMODE_PTIME_MAX_MS; ms++) {
		struct clearmode_tx tx;
		uint8_t out[CLEARMODE_TX_MAX];

		clearmode_tx_init(&tx, 97, ms, 1, 0, 0);
		ck_assert_uint_eq(clearmode_tx_next(&tx, out), 12 + ms * 8);
		ck_assert_uint_eq(tx.ts, ms * 8);
	}
}
END_TEST

Suite *
clearmode_tx_suite(void)
{
	const TTest *const tests[] = {
		sequence_and_timestamp_go_on_and_wrap,
		a_skip_moves_the_timestamp_only,
		a_packet_holds_its_ptime,
	};
	return suite_of("clearmode_tx", tests, ARRAY_LEN(tests));
}
