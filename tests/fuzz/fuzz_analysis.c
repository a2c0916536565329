/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_analysis.c - packets of any octets in any order
 *
 * Two octets a packet: what its tag check said (two bits) and its length (14 bits); then the packet.
 */
#include <string.h>

#include "fuzz.h"
#include "media/analysis.h"

static void
check(const struct analysis *a)
{
	struct analysis_verdict v = analysis_verdict(a);
	char text[ANALYSIS_EVIDENCE_MAX], little[16];
	size_t n = analysis_evidence(a, text, sizeof(text));

	FUZZ_CHECK(v.class < CLASSES && v.permille <= 1000 && v.codec < CODECS);
	FUZZ_CHECK(n < sizeof(text) && strlen(text) == n && !strchr(text, '%'));
	FUZZ_CHECK(analysis_evidence(a, little, sizeof(little)) == n);
	FUZZ_CHECK(strncmp(little, text, strlen(little)) == 0);
	FUZZ_CHECK((v.class == CLASS_UNDECIDED) == (n == 0) || v.class == CLASS_OTHER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct analysis a;

	analysis_init(&a);
	if (size > 0 && *data & 1)
		analysis_hint(&a, &(struct analysis_hint){ .codec = *data >> 4 < CODECS ? *data >> 4 : 0,
							    .tag_octets = 10, .mki_octets = 4 });
	while (size >= 2) {
		size_t n = (data[0] & 0x3fu) << 8 | data[1];
		enum tag_verdict tag = data[0] >> 6 < 3 ? (enum tag_verdict)(data[0] >> 6) : TAG_BAD;
		enum stream_class before = analysis_verdict(&a).class;

		if (n > size - 2)
			n = size - 2;
		if (analysis_wants(&a, data + 2, n) && analysis_put(&a, data + 2, n, tag))
			check(&a);
		else
			FUZZ_CHECK(analysis_verdict(&a).class == before);
		data += 2 + n;
		size -= 2 + n;
	}
	check(&a);
	return 0;
}
