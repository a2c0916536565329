/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_span.c - numbers and lists of any text
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/span.h"
#include "fuzz.h"

static void
check_number(struct span s)
{
	uint64_t v, again;
	char text[32];

	if (span_u64(s, UINT64_MAX, &v) < 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64, v);
	FUZZ_CHECK(span_u64(span_of(text), v, &again) == 0 && again == v);
	if (v > 0)
		FUZZ_CHECK(span_u64(s, v - 1, &again) < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_new(data, size);
	struct span rest = all, item;
	size_t seen = 0, items = 0;

	while (span_cut(&rest, ',', &item)) {
		struct span trimmed = span_trim(item);
		uint64_t v;

		FUZZ_CHECK(trimmed.n <= item.n);
		FUZZ_CHECK(span_find(item, ',') == item.n);
		check_number(item);
		if (span_hex(trimmed, &v) == 0)
			FUZZ_CHECK(trimmed.n >= 1 && trimmed.n <= 16);
		seen += item.n;
		items++;
	}
	FUZZ_CHECK(rest.n == 0);
	FUZZ_CHECK(seen + items == size || seen + items == size + 1);
	return 0;
}
