/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_trust.c - whose requests we believe
 */
#include "sip/trust.h"

#include <stdlib.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static struct prefix
prefix(const char *text)
{
	struct prefix p;

	ck_assert_int_eq(prefix_parse(span_of(text), &p), 0);
	return p;
}

static struct addr
addr(const char *text)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(span_of(text), &a), 0);
	return a;
}

START_TEST(nobody_is_trusted_unless_said)
{
	struct agent_config *config = calloc(1, sizeof(*config));
	struct addr peer = addr("198.51.100.7:5060");

	ck_assert(!trust_has(config, &peer) && !trust_has_msc(config, &peer));
	free(config);
}
END_TEST

START_TEST(prefixes_of_both_families_count)
{
	struct agent_config *config = calloc(1, sizeof(*config));
	struct addr in4 = addr("198.51.100.7:9"), out4 = addr("198.51.101.7:9");
	struct addr in6 = addr("[2001:db8::7]:9"), out6 = addr("[2001:db9::7]:9");

	config->trusted[0] = prefix("198.51.100.0/24");
	config->trusted[1] = prefix("2001:db8::/32");
	config->n_trusted = 2;
	ck_assert(trust_has(config, &in4) && trust_has(config, &in6));
	ck_assert(!trust_has(config, &out4) && !trust_has(config, &out6));
	ck_assert(trust_has_msc(config, &in4));
	free(config);
}
END_TEST

START_TEST(mscs_said_are_the_only_ones)
{
	struct agent_config *config = calloc(1, sizeof(*config));
	struct addr phone = addr("198.51.100.7:9"), msc = addr("198.51.100.9:9");

	config->trusted[0] = prefix("198.51.100.0/24");
	config->n_trusted = 1;
	config->msc[0] = prefix("198.51.100.9");
	config->n_msc = 1;
	ck_assert(trust_has(config, &phone) && !trust_has_msc(config, &phone));
	ck_assert(trust_has_msc(config, &msc));
	free(config);
}
END_TEST

Suite *
trust_suite(void)
{
	const TTest *const tests[] = {
		nobody_is_trusted_unless_said,
		prefixes_of_both_families_count,
		mscs_said_are_the_only_ones,
	};
	return suite_of("trust", tests, ARRAY_LEN(tests));
}
