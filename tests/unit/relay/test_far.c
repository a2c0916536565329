/* SPDX-License-Identifier: BSD-2-Clause */
#include "far.h"

#include <string.h>

#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static union sockname
name_of(const char *ip, uint16_t port)
{
	struct sockaddr_storage ss;
	union sockname name;
	struct addr a = at(ip, port);

	ck_assert_uint_ge(sizeof(name), addr_to_sockaddr(&a, &ss));
	memcpy(&name, &ss, sizeof(name));
	return name;
}

static const struct {
	const char *signalled;
	int family;
	const char *source;
	bool same_port, is, is_any_port;
} cases[] = {
	{ "192.0.2.1",	 AF_INET,  "192.0.2.1",	  true,	 true,	true },
	{ "192.0.2.1",	 AF_INET,  "192.0.2.1",	  false, false, true },
	{ "192.0.2.1",	 AF_INET,  "192.0.2.2",	  true,	 false, false },
	{ "2001:db8::1", AF_INET6, "2001:db8::1", true,	 true,	true },
	{ "2001:db8::1", AF_INET6, "2001:db8::1", false, false, true },
	{ "2001:db8::1", AF_INET6, "2001:db8::2", true,	 false, false },
	/* Families that do not meet. */
	{ "192.0.2.1",	 AF_INET6, "192.0.2.1",	  true,	 false, false },
	{ "2001:db8::1", AF_INET,  "2001:db8::1", true,	 false, false },
	{ "192.0.2.1",	 AF_INET,  "2001:db8::1", true,	 false, false },
	/* A hold of old names nobody. */
	{ "0.0.0.0",	 AF_INET,  "0.0.0.0",	  true,	 false, false },
	{ "::",		 AF_INET6, "::",	  true,	 false, false },
};

START_TEST(a_source_is_compared_as_configured)
{
	struct addr a = at(cases[_i].signalled, 4000);
	union sockname from = name_of(cases[_i].source, cases[_i].same_port ? 4000 : 4001);
	struct far far;

	far_set(&far, &a, cases[_i].family);
	ck_assert_int_eq(far_is(&far, &from, false), cases[_i].is);
	ck_assert_int_eq(far_is(&far, &from, true), cases[_i].is_any_port);
}
END_TEST

START_TEST(port_0_is_nowhere)
{
	struct addr a = at("192.0.2.1", 0);
	struct far far;

	far_set(&far, &a, AF_INET);
	ck_assert(!far_is_known(&far));
	a = at("192.0.2.1", 1);
	far_set(&far, &a, AF_INET);
	ck_assert(far_is_known(&far));
	far_set(&far, &(struct addr){ 0 }, AF_INET);
	ck_assert(!far_is_known(&far));
}
END_TEST

Suite *
far_suite(void)
{
	const TTest *const tests[] = { port_0_is_nowhere };
	Suite *suite = suite_of("far", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("sources");

	tcase_add_loop_test(tc, a_source_is_compared_as_configured, 0, ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
