/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_iuup.c - any frames at an Iu UP end, in every role
 *
 * The input's first octet is the role, the interval and whether CRCs are put right; then come
 * frames, each after an octet that is its length and one that is how much later it comes.
 */
#include <string.h>

#include "fuzz.h"
#include "media/iuup.h"

enum { FRAME_MAX = 255 };

static struct iuup u;
static struct iuup_stats stats;

/* So that what lies behind the CRCs is reached. */
static void
mend(uint8_t *p, size_t n)
{
	size_t head = n < 1 ? 0 : iuup_frame_head((enum iuup_pdu)(p[0] >> 4));

	if (n < 3 || n < head)
		return;

	unsigned int crc = head == 4 ? iuup_crc10(p + head, n - head) : 0;

	p[2] = (uint8_t)((unsigned int)iuup_crc6(p) << 2 | crc >> 8);
	if (head == 4)
		p[3] = (uint8_t)crc;
}

/* What was read is written as it was, but for spare bits. */
static void
check_codec(const uint8_t *p, size_t n)
{
	static struct iuup_rfcis rfcis, again;
	uint8_t out[FRAME_MAX], payload[IUUP_RFCIS_OCTETS_MAX];
	struct iuup_frame f;

	if (iuup_frame_parse(p, n, &f) != IUUP_FINE)
		return;
	FUZZ_CHECK(f.payload >= p && f.payload + f.payload_n == p + n);
	FUZZ_CHECK(iuup_frame_format(&f, out) == n);
	FUZZ_CHECK(memcmp(out, p, 2) == 0);
	memset(&rfcis, 0, sizeof(rfcis));
	memset(&again, 0, sizeof(again));
	if (f.type != IUUP_CONTROL || iuup_rfcis_parse(f.payload, f.payload_n, &rfcis))
		return;

	size_t len = iuup_rfcis_format(&rfcis, payload);

	FUZZ_CHECK(len <= sizeof(payload));
	FUZZ_CHECK(iuup_rfcis_parse(payload, len, &again) == 0);
	FUZZ_CHECK(memcmp(&rfcis, &again, sizeof(rfcis)) == 0);
}

static void
check_piece(const struct iuup_piece *piece, const uint8_t *p, size_t n)
{
	if (piece->what != IUUP_OCTETS)
		return;
	FUZZ_CHECK(piece->octets >= p && piece->octets + piece->n <= p + n);
	FUZZ_CHECK(u.mode == IUFP_TRANSPARENT || iuup_is_ready(&u));
	FUZZ_CHECK(u.mode == IUFP_TRANSPARENT || piece->n == 80 || piece->n == 40);
}

static void
check_end(uint64_t now_us)
{
	uint8_t out[IUUP_CONTROL_MAX];
	struct iuup_frame f;
	size_t n;
	int most = IUUP_ANSWERS + 3;

	while ((n = iuup_tick(&u, now_us, out))) {
		FUZZ_CHECK(most-- > 0);
		FUZZ_CHECK(iuup_frame_parse(out, n, &f) == IUUP_FINE && f.type == IUUP_CONTROL);
	}
	FUZZ_CHECK(u.aligned_us <= IUUP_ALIGN_MAX_US && u.aligned_us >= -IUUP_ALIGN_MAX_US);
	FUZZ_CHECK(u.state != IUUP_READY || iuup_octets(&u) == 80 || iuup_octets(&u) == 40);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct iuup_in in = { 0 };
	uint8_t frame[FRAME_MAX];
	uint64_t now_us = 1;

	if (size < 1)
		return 0;

	const struct iuup_spec spec = {
		.mode = data[0] & 0x40 ? IUFP_TRANSPARENT : IUFP_SUPPORT,
		.role = (enum iufp_role)(data[0] % IUFP_ROLES),
		.ptime_ms = data[0] & 0x20 ? 5 : 10,
	};
	bool mends = data[0] & 0x80;

	memset(&stats, 0, sizeof(stats));
	FUZZ_CHECK(iuup_init(&u, &spec, &stats) == 0);
	iuup_start(&u, now_us);
	for (data++, size--; size >= 2;) {
		size_t n = data[0] < size - 2 ? data[0] : size - 2;

		now_us += (uint64_t)data[1] * 10000;
		memcpy(frame, data + 2, n);
		if (mends)
			mend(frame, n);
		check_codec(frame, n);

		struct iuup_piece piece = iuup_recv(&u, &in, now_us, frame, n);

		check_piece(&piece, frame, n);
		check_end(now_us);
		data += n + 2;
		size -= n + 2;
	}
	return 0;
}
