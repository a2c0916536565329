/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_identity.c - any identity header
 */
#include <string.h>

#include "fuzz.h"
#include "sip/identity.h"

static void
check(const struct identity *who)
{
	FUZZ_CHECK(strnlen(who->uri, sizeof(who->uri)) < sizeof(who->uri));
	FUZZ_CHECK(strnlen(who->number.digits, sizeof(who->number.digits)) <
		   sizeof(who->number.digits));
	for (const char *c = who->uri; *c; c++)
		FUZZ_CHECK((unsigned char)*c > ' ' && *c != 127 && *c != ';');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span value = span_new(data, size);
	struct identity strict = { .uri = "" }, dialled = { .uri = "" }, who = { .uri = "" };
	char icid[ICID_MAX];

	if (identity_parse_uri(value, &strict) == 0) {
		check(&strict);
		FUZZ_CHECK(identity_parse_dialled(value, &dialled) == 0);
		check(&dialled);
		if (number_is_set(&strict.number)) {
			FUZZ_CHECK(number_eq(&strict.number, &dialled.number));
			FUZZ_CHECK(identity_is_one_of(value, &strict.number, 1));
		}
	}
	if (identity_parse(value, &who) == 0)
		check(&who);

	/* Twice the same agrees with itself. */
	struct span values[] = { value, value };
	int err = identity_parse_asserted(values, 1, &who);

	FUZZ_CHECK(identity_parse_asserted(values, 2, &who) == err);
	if (!err)
		check(&who);

	identity_parse_icid(value, icid);
	FUZZ_CHECK(strnlen(icid, sizeof(icid)) < sizeof(icid));
	return 0;
}
