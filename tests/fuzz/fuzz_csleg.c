/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_csleg.c - any datagrams at a CS leg
 *
 * The input is a row of datagrams, each after two octets: what it is for (RTP port, RTCP port, or
 * a packet of the other party's) and its length.  What goes down must come up at another leg,
 * octet for octet.  A leg that waits for Iu UP's initialisation gets the same.
 */
#include <string.h>

#include "fuzz.h"
#include "media/csleg.h"
#include "media/demux.h"

enum {
	PT = 97,
	PTIME_US = 20000,
	OCTETS_A_UNIT = 2,
};

static struct csleg leg, far;
static uint8_t last[HDLC_PACKET_MAX];
static size_t last_n;
static uint64_t returned;

static void
on_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	enum pkt_kind kind = demux(pkt, n);

	FUZZ_CHECK(stream < 2);
	FUZZ_CHECK(kind == PKT_RTP || kind == PKT_RTCP);
	FUZZ_CHECK(n >= HDLC_PACKET_MIN && n <= HDLC_PACKET_MAX);
	if (arg != &far)
		return;
	FUZZ_CHECK(n == last_n && memcmp(pkt, last, n) == 0);
	returned++;
}

static void
start(struct csleg *l)
{
	struct csleg_spec spec = { .pt = PT, .ptime_ms = 20, .n_streams = 2,
				   .on_frame = on_frame, .arg = l };

	FUZZ_CHECK(csleg_init(l, &spec) == 0);
	csleg_start(l, 0);
}

/* Down, over the line, and up again: until the queue is empty. */
static void
send_round(uint64_t *now_us, uint8_t stream, const uint8_t *pkt, size_t n)
{
	uint8_t out[CLEARMODE_TX_MAX];
	uint64_t before = returned;

	if (csleg_send(&leg, stream, pkt, n) < 0)
		return;
	memcpy(last, pkt, n);
	last_n = n;
	do {
		size_t got = csleg_tick(&leg, *now_us, out);

		FUZZ_CHECK(got > 0);
		csleg_recv(&far, *now_us, out, got);
		*now_us += PTIME_US;
	} while (returned == before);
	FUZZ_CHECK(returned == before + 1);
}

/* Iu UP: whatever comes, what leaves is a packet of the line or a control frame. */
static void
feed_iufp(const uint8_t *data, size_t size)
{
	struct csleg_spec spec = { .pt = PT, .ptime_ms = 10, .clock_hz = CSLEG_IUFP_HZ,
				   .iuup = { .mode = IUFP_SUPPORT, .role = IUFP_AUTO },
				   .n_streams = 2, .on_frame = on_frame, .arg = &leg };
	uint8_t out[CLEARMODE_TX_MAX];
	uint64_t now_us = 0;

	FUZZ_CHECK(csleg_init(&leg, &spec) == 0);
	csleg_start(&leg, 0);
	while (size >= 2) {
		size_t left = size - 2, wanted = (size_t)data[1] * OCTETS_A_UNIT;
		size_t n = wanted < left ? wanted : left, got;

		csleg_recv(&leg, now_us, data + 2, n);
		while ((got = csleg_tick(&leg, now_us, out)))
			FUZZ_CHECK(got > RTP_HEAD && got <= RTP_HEAD + 4 + 80);
		FUZZ_CHECK(csleg_next_us(&leg) > now_us || !iuup_is_ready(&leg.iuup));
		now_us += 10000;
		data += n + 2;
		size -= n + 2;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t out[CSRTCP_OUT_MAX];
	uint64_t now_us = 0;

	feed_iufp(data, size);
	returned = 0;
	start(&leg);
	start(&far);
	while (size >= 2) {
		uint8_t what = data[0];
		size_t n = (size_t)data[1] * OCTETS_A_UNIT;

		data += 2;
		size -= 2;
		n = n < size ? n : size;
		if (what % 4 == 0)
			csleg_rtcp_recv(&leg, now_us, data, n);
		else if (what % 4 == 1)
			send_round(&now_us, what >> 7, data, n);
		else if (what % 4 == 3)
			csleg_recv_stranger(&leg, now_us, data, n);
		else
			csleg_recv(&leg, now_us, data, n);
		csleg_give_up(&leg, now_us);
		csleg_rtcp_tick(&leg, now_us, out);
		data += n;
		size -= n;
	}
	FUZZ_CHECK(counter_get(&far.stats.up.frames) == returned);
	FUZZ_CHECK(counter_get(&far.stats.up.bad_fcs) == 0);
	return 0;
}
