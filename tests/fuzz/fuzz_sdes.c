/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_sdes.c - a=crypto values of any text
 *
 * What parses keeps its bounds and is its own key; what does not leaves nothing behind.
 */
#include <string.h>

#include "core/sdes.h"
#include "fuzz.h"

static void
check_parsed(const struct sdes *sdes)
{
	const struct suite_facts *facts = suite_facts(sdes->suite);

	FUZZ_CHECK(sdes->tag >= 1 && sdes->tag <= 999999999);
	FUZZ_CHECK(sdes->suite > SUITE_NONE && sdes->suite <= SUITE_UNKNOWN);
	FUZZ_CHECK(sdes->n_keys <= SDES_KEYS_MAX);
	FUZZ_CHECK((sdes->n_keys == 0) == (sdes->suite == SUITE_UNKNOWN));
	for (unsigned int i = 0; i < sdes->n_keys; i++) {
		const struct sdes_key *key = &sdes->key[i];

		FUZZ_CHECK(key->n_octets == facts->key_salt_octets);
		FUZZ_CHECK(key->mki_octets <= SDES_MKI_MAX);
		FUZZ_CHECK(key->lifetime <= UINT64_C(1) << 48);
		FUZZ_CHECK(sdes->n_keys == 1 || key->mki_octets > 0);
	}
	FUZZ_CHECK(sdes_same_keys(sdes, sdes));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sdes nothing;
	struct sdes sdes;

	memset(&sdes, 0xa5, sizeof(sdes));
	if (sdes_parse(span_new(data, size), &sdes) == 0)
		check_parsed(&sdes);
	else
		FUZZ_CHECK(memcmp(&sdes, &nothing, sizeof(sdes)) == 0);
	return 0;
}
