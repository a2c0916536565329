/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_headers.c - any header line through the table
 */
#include "fuzz.h"
#include "sip/headers.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct headers_how how = { .has_body = true, .drops_100rel = true };
	struct span line = span_new(data, size), name, value;
	struct text once, twice;

	text_init(&once, 1 << 20);
	text_init(&twice, 1 << 20);
	headers_put(&once, line, &how);

	/* What has passed passes again, unchanged. */
	headers_put(&twice, text_span(&once), &how);
	FUZZ_CHECK(span_eq(text_span(&once), text_span(&twice)));

	if (headers_split(line, &name, &value)) {
		FUZZ_CHECK(headers_params(value).n <= value.n);
		text_reset(&once);
		headers_put_untagged(&once, value);
		FUZZ_CHECK(once.n <= value.n + 1);
	}
	text_fini(&once);
	text_fini(&twice);
	return 0;
}
