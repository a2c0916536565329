/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_addr.c - addresses and prefixes of any text
 *
 * What parses must print as something that parses to the same.
 */
#include <string.h>

#include "base/addr.h"
#include "fuzz.h"

static void
check_addr(struct span s)
{
	struct addr a, b;
	char text[ADDR_TEXT_MAX];

	if (addr_parse(s, &a) < 0)
		return;

	size_t n = addr_format(&a, text, sizeof(text));

	FUZZ_CHECK(n < sizeof(text) && n == strlen(text));
	FUZZ_CHECK(addr_parse(span_of(text), &b) == 0);
	FUZZ_CHECK(addr_eq(&a, &b) && memcmp(&a, &b, sizeof(a)) == 0);
}

static void
check_sockaddr(struct span s)
{
	struct addr a, b;
	struct sockaddr_storage ss;

	if (addr_parse_ip(s, &a) < 0)
		return;

	socklen_t len = addr_to_sockaddr(&a, &ss);

	FUZZ_CHECK(addr_from_sockaddr((struct sockaddr *)&ss, len, &b) == 0);
	FUZZ_CHECK(addr_eq(&a, &b));
}

static void
check_prefix(struct span s)
{
	struct prefix p, q;
	char text[PREFIX_TEXT_MAX];

	if (prefix_parse(s, &p) < 0)
		return;

	FUZZ_CHECK(prefix_has(&p, &p.ip));
	prefix_format(&p, text, sizeof(text));
	FUZZ_CHECK(prefix_parse(span_of(text), &q) == 0);
	FUZZ_CHECK(q.bits == p.bits && addr_eq(&q.ip, &p.ip));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = span_new(data, size);

	check_addr(s);
	check_sockaddr(s);
	check_prefix(s);
	return 0;
}
