/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_clearmode_rx.c - CLEARMODE packets in any order
 *
 * Four octets a packet: two of sequence, one of time that passes, one of payload length.
 */
#include <string.h>

#include "fuzz.h"
#include "media/clearmode_rx.h"

static uint8_t payload[256];
static uint64_t taken;

static void
on_octets(void *arg, const uint8_t *line, size_t n)
{
	(void)arg;
	FUZZ_CHECK(n < sizeof(payload));
	FUZZ_CHECK(n == 0 || memcmp(line, payload, n) == 0);
	taken++;
}

static void
on_gap(void *arg)
{
	(void)arg;
}

static const struct clearmode_sink sink = { on_octets, on_gap, NULL };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct clearmode_rx_stats stats = { 0 };
	static struct clearmode_rx rx;
	uint64_t now_us = 0, put = 0;

	taken = 0;
	clearmode_rx_init(&rx, &stats);
	for (; size >= 4; data += 4, size -= 4, put++) {
		const struct rtp rtp = { .seq = (uint16_t)(data[0] << 8 | data[1]),
					 .payload = payload, .payload_n = data[3] };

		now_us += data[2] * 1000u;
		clearmode_rx_put(&rx, now_us, &rtp, &sink);
		clearmode_rx_tick(&rx, now_us, &sink);
		FUZZ_CHECK(rx.n_held < CLEARMODE_HOLD);
	}

	/* None is lost between the counters, once what waits has been given up. */
	clearmode_rx_tick(&rx, now_us + CLEARMODE_HOLD_US, &sink);
	FUZZ_CHECK(rx.n_held == 0);
	FUZZ_CHECK(taken == counter_get(&stats.packets));
	FUZZ_CHECK(counter_get(&stats.restarts) > 0 ||
		   put == taken + counter_get(&stats.late) + counter_get(&stats.duplicate) +
			  counter_get(&stats.stray));
	return 0;
}
