/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_rtcp_rename.c - compounds of any octets under other names, there and back
 */
#include "fuzz.h"
#include "media/octets.h"
#include "media/rtcp_rename.h"

enum { OURS = 0x22222222, REMOTE = 0x33333333 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t out[RTCP_PACKET_MAX], again[RTCP_PACKET_MAX];
	const struct rtcp_names up = {
		.renames_sender = true, .sender = OURS, .ts_shift = 1000, .has_counts = true,
		.n_about = 1, .about = { { REMOTE, REMOTE, 0 } },
	};
	const struct rtcp_names same = {
		.n_about = 1, .about = { { REMOTE, REMOTE, 0 } },
	};
	size_t n = 0, m = 0;
	bool bye = false, bye_again = false;

	if (rtcp_rename(&up, data, size, out, &n, &bye) < 0)
		return 0;
	FUZZ_CHECK(size % 4 == 0 && size <= RTCP_PACKET_MAX);
	/* No longer than it was, from us, and as it stands when it is renamed to itself. */
	FUZZ_CHECK(n >= 8 && n <= size && n % 4 == 0 && get_be32(out + 4) == OURS);
	FUZZ_CHECK(rtcp_rename(&same, out, n, again, &m, &bye_again) == 0);
	FUZZ_CHECK(m == n && bye == bye_again);
	for (size_t i = 0; i < n; i++)
		FUZZ_CHECK(out[i] == again[i]);
	return 0;
}
