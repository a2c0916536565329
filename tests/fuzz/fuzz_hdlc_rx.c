/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_hdlc_rx.c - any octets as a line
 *
 * The first octet says in what pieces the rest is pushed; the frames must be those of one push.
 */
#include <string.h>

#include "fuzz.h"
#include "media/hdlc_rx.h"

struct seen {
	size_t n;
	uint64_t sum;		/* of all frames, order and lengths included */
};

static void
on_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	struct seen *seen = arg;

	FUZZ_CHECK(n >= HDLC_PACKET_MIN && n <= HDLC_PACKET_MAX);
	seen->n++;
	seen->sum = seen->sum * 31 + stream + n;
	for (size_t i = 0; i < n; i++)
		seen->sum = seen->sum * 31 + pkt[i];
}

static struct seen
decode(const uint8_t *line, size_t n, size_t step, struct hdlc_rx_stats *stats)
{
	static struct hdlc_rx rx;
	struct seen seen = { 0, 0 };

	memset(stats, 0, sizeof(*stats));
	hdlc_rx_init(&rx, stats);
	for (size_t i = 0; i < n; i += step)
		hdlc_rx_push(&rx, line + i, n - i < step ? n - i : step, on_frame, &seen);
	FUZZ_CHECK(seen.n == counter_get(&stats->frames));
	hdlc_rx_gap(&rx);
	return seen;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hdlc_rx_stats whole_stats, split_stats;

	if (size < 1)
		return 0;

	struct seen whole = decode(data + 1, size - 1, size, &whole_stats);
	struct seen split = decode(data + 1, size - 1, data[0] % 41 + 1, &split_stats);

	FUZZ_CHECK(whole.n == split.n && whole.sum == split.sum);
	FUZZ_CHECK(memcmp(&whole_stats, &split_stats, sizeof(whole_stats)) == 0);
	return 0;
}
