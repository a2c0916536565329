/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_multipart.c - any multipart body
 */
#include "fuzz.h"
#include "sip/multipart.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_new(data, size), boundary, part = { 0 };

	/* the first line is the boundary */
	if (!span_cut(&rest, '\n', &boundary))
		return 0;
	if (multipart_find(rest, boundary, &part) == MULTIPART_FOUND)
		FUZZ_CHECK(part.n > 0 && part.p > rest.p && part.p + part.n < rest.p + rest.n);
	return 0;
}
