/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_reason.c - any Reason header
 */
#include "fuzz.h"
#include "sip/quoted.h"
#include "sip/reason.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_new(data, size), item;
	struct reasons all = { .sip_cause = 0 }, each = { .sip_cause = 0 };
	size_t seen = 0, items = 0;

	reason_parse(rest, &all);
	FUZZ_CHECK(all.sip_cause <= 999 && all.q850_cause <= 999);

	/* A list says what its items say one by one. */
	while (quoted_cut(&rest, ',', &item)) {
		reason_parse(item, &each);
		seen += item.n;
		items++;
	}
	FUZZ_CHECK(seen + items == size || seen + items == size + 1);
	if (size <= REASON_TEXT_MAX)
		FUZZ_CHECK(all.sip_cause == each.sip_cause && all.q850_cause == each.q850_cause);
	return 0;
}
