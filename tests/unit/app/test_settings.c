/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/app/test_settings.c - sealift.ini: what it becomes, and each mistake with its line
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/settings.h"
#include "app/settings_check.h"
#include "tests/unit/app/suites.h"
#include "tests/unit/runner.h"

/* Lines 1 to 9; a test adds its own from line 10. */
#define GOOD                                                                                       \
	"[node]\n"                                                                                 \
	"name = n1\n"                                                                              \
	"[sip]\n"                                                                                  \
	"listen = udp:127.0.0.1:5060\n"                                                            \
	"next-hop = sip:127.0.0.2:5070\n"                                                          \
	"trusted = 127.0.0.0/8\n"                                                                  \
	"[media]\n"                                                                                \
	"address = 127.0.0.1\n"                                                                    \
	"ports = 31000-31099\n"

static int
load(const char *content, struct settings *ret, char *ret_mistakes, size_t cap)
{
	char path[] = "/tmp/test_settings.XXXXXX";
	struct opt_errors errors;
	int fd = mkstemp(path);

	ck_assert_int_eq(write(fd, content, strlen(content)), (ssize_t)strlen(content));
	close(fd);
	opt_errors_init(&errors, path);

	int err = settings_load(&errors, ret);

	snprintf(ret_mistakes, cap, "%" SPAN_FMT, SPAN_ARG(text_span(&errors.text)));
	opt_errors_fini(&errors);
	unlink(path);
	return err;
}

START_TEST(an_iufp_bearer_is_configured)
{
	struct settings settings;
	struct core_config core;
	char mistakes[4096];

	ck_assert_int_eq(load(GOOD, &settings, mistakes, sizeof(mistakes)), 0);
	settings_core_config(&settings, &core);
	ck_assert_int_eq(core.iufp.mode, IUFP_SUPPORT);
	ck_assert_int_eq(core.iufp.role, IUFP_AUTO);
	ck_assert_uint_eq(core.iufp.tinit_ms, 1000);
	ck_assert_uint_eq(core.iufp_ptime_ms, 10);
	settings_fini(&settings);
	ck_assert_int_eq(load(GOOD "[cs]\niufp-mode = transparent\niufp-init = respond\n"
			      "iufp-sdu = 320\niufp-tinit-ms = 200\n", &settings, mistakes,
			      sizeof(mistakes)), 0);
	settings_core_config(&settings, &core);
	ck_assert_int_eq(core.iufp.mode, IUFP_TRANSPARENT);
	ck_assert_int_eq(core.iufp.role, IUFP_RESPOND);
	ck_assert_uint_eq(core.iufp.tinit_ms, 200);
	ck_assert_uint_eq(core.iufp_ptime_ms, 5);
	settings_fini(&settings);
	ck_assert_int_ne(load(GOOD "[cs]\niufp-sdu = 80\n", &settings, mistakes,
			      sizeof(mistakes)), 0);
}
END_TEST

START_TEST(a_short_file_is_enough)
{
	struct settings settings;
	struct agent_config agent;
	struct media_config media;
	struct core_config core;
	char mistakes[4096];

	ck_assert_msg(load(GOOD "[srvcc]\nstn-sr = tel:+358-40-0000001\n", &settings, mistakes,
			   sizeof(mistakes)) == 0, "%s", mistakes);
	settings_agent_config(&settings, &agent);
	settings_media_config(&settings, &media);
	settings_core_config(&settings, &core);

	ck_assert_str_eq(agent.node, "n1");
	ck_assert_uint_eq(agent.n_listen, 1);
	ck_assert_uint_eq(agent.listen[0].port, 5060);
	ck_assert_uint_eq(agent.n_trusted, 1);
	ck_assert_uint_eq(agent.n_stn_sr, 1);
	ck_assert_str_eq(agent.stn_sr[0].digits, "358400000001");
	ck_assert_uint_eq(agent.t1_ms, 500);
	ck_assert(!agent.fallback_from);
	ck_assert_int_eq(agent.media_family[REALM_CS], AF_INET);
	ck_assert_uint_eq(media.n_address[REALM_CORE], 1);
	ck_assert_uint_eq(media.port_first, 31000);
	ck_assert_uint_eq(media.port_last, 31099);
	ck_assert_uint_eq(media.dscp, 46);
	ck_assert(!media.source_any_port);
	ck_assert_uint_eq(core.source_wait_ms, 3000);
	ck_assert_uint_eq(core.source_release_ms, 8000);
	ck_assert_int_eq(core.on_insecure_target, INSECURE_REJECT);
	ck_assert_uint_eq(core.bearer_bps, 64000);
	ck_assert(!core.fit_by_mean);
	ck_assert_uint_eq(core.cs_queue_ms, 200);
	settings_fini(&settings);
}
END_TEST

START_TEST(a_stream_may_be_terminated_where_the_operator_says_so)
{
	struct settings settings;
	struct core_config core;
	char mistakes[4096];

	ck_assert_int_eq(load(GOOD "[security]\non-insecure-target = terminate\n", &settings, mistakes,
			      sizeof(mistakes)), 0);
	settings_core_config(&settings, &core);
	ck_assert_int_eq(core.on_insecure_target, INSECURE_TERMINATE);
	settings_fini(&settings);
}
END_TEST

START_TEST(a_realm_of_its_own_replaces_the_common_address)
{
	struct settings settings;
	struct media_config media;
	char mistakes[4096];

	ck_assert_int_eq(load(GOOD "address-cs = 127.0.0.3\n", &settings, mistakes,
			      sizeof(mistakes)), 0);
	settings_media_config(&settings, &media);
	ck_assert_str_eq(ADDR_TEXT(&media.address[REALM_CS][0]), "127.0.0.3:0");
	ck_assert_str_eq(ADDR_TEXT(&media.address[REALM_ACCESS][0]), "127.0.0.1:0");
	settings_fini(&settings);
}
END_TEST

static const struct {
	const char *more;	/* from line 10 */
	const char *says;	/* part of the message, with its line */
} mistakes_table[] = {
	{ "[srvcc]\nstn-sr = tel:0401234567\n", ":11: stn-sr: not a global number" },
	{ "[security]\non-insecure-target = maybe\n", ":11:" },
	{ "[cs]\nbearer-rate = 56000\n", ":11: [cs] bearer-rate = 56000: must be 64000, 57600 or" },
	{ "[cs]\nfit = maybe\n", ":11: [cs] fit = maybe: must be peak or mean" },
	{ "fast-path = require\n", ":10: fast-path: require" },
	{ "workers = 64\n", ":9: ports: 50 pairs are too few for 64 workers" },
	{ "address-cs = 192.0.2.77\n", ":10: address-cs: 192.0.2.77 is not an address of this" },
	{ "address-core = 0.0.0.0\n", ":10: address-core: an SDP cannot name" },
	{ "[sip]\nlisten = tcp:127.0.0.1:5060\n", ":11: listen: only udp" },
	{ "[sip]\nlisten = udp:192.0.2.77:5060\n", ":11: listen: 192.0.2.77:5060 is not an" },
	{ "[sip]\nadvertise = gw.example\n", ":11: advertise: not an IP address" },
	{ "[node]\nrole = atcf\n", ":11: role: only standalone" },
	{ "dscp = 64\n", ":10:" },
	{ "wrong = 1\n", ":10:" },
	{ "[wrong]\nkey = 1\n", ":10:" },
	{ "[limits]\nsessions = many\n", ":11:" },
};

START_TEST(a_mistake_is_named_with_its_line)
{
	struct settings settings;
	char content[2048], mistakes[4096];

	snprintf(content, sizeof(content), "%s%s", GOOD, mistakes_table[_i].more);
	ck_assert_int_eq(load(content, &settings, mistakes, sizeof(mistakes)), -EINVAL);
	ck_assert_msg(strstr(mistakes, mistakes_table[_i].says) != NULL, "wanted %s, got %s",
		      mistakes_table[_i].says, mistakes);
}
END_TEST

START_TEST(every_mistake_is_named_not_only_the_first)
{
	struct settings settings;
	char mistakes[4096];

	ck_assert_int_eq(load(GOOD "dscp = 99\nwrong = 1\n[log]\nlevel = loud\n", &settings,
			      mistakes, sizeof(mistakes)), -EINVAL);
	ck_assert_ptr_nonnull(strstr(mistakes, ":10:"));
	ck_assert_ptr_nonnull(strstr(mistakes, ":11:"));
	ck_assert_ptr_nonnull(strstr(mistakes, ":13:"));
}
END_TEST

START_TEST(a_missing_key_is_blamed_on_its_section)
{
	struct settings settings;
	char mistakes[4096];

	ck_assert_int_eq(load("[node]\nname = n\n[sip]\nlisten = udp:127.0.0.1:5060\n"
			      "[media]\nports = 31000-31099\n",
			      &settings, mistakes, sizeof(mistakes)), -EINVAL);
	ck_assert_msg(strstr(mistakes, ":5:") != NULL, "%s", mistakes);
}
END_TEST

START_TEST(next_hop_is_required_and_numeric)
{
	struct settings settings;
	char mistakes[4096];

	ck_assert_int_eq(load("[node]\nname = n\n[sip]\nlisten = udp:127.0.0.1:5060\n"
			      "[media]\naddress = 127.0.0.1\nports = 31000-31099\n",
			      &settings, mistakes, sizeof(mistakes)), -EINVAL);
	ck_assert_msg(strstr(mistakes, "next-hop: required") != NULL, "%s", mistakes);
	ck_assert_int_eq(load("[node]\nname = n\n[sip]\nlisten = udp:127.0.0.1:5060\n"
			      "next-hop = sip:proxy.example\n"
			      "[media]\naddress = 127.0.0.1\nports = 31000-31099\n",
			      &settings, mistakes, sizeof(mistakes)), -EINVAL);
	ck_assert_msg(strstr(mistakes, ":5: next-hop: the host must be") != NULL, "%s", mistakes);
}
END_TEST

START_TEST(next_hop_may_be_ipv6_or_have_parameters)
{
	struct settings settings;
	char mistakes[4096];

	ck_assert_msg(load("[node]\nname = n\n[sip]\nlisten = udp:127.0.0.1:5060\n"
			   "next-hop = sip:cscf@[2001:db8::1]:5070;lr\n"
			   "[media]\naddress = 127.0.0.1\nports = 31000-31099\n",
			   &settings, mistakes, sizeof(mistakes)) == 0, "%s", mistakes);
	settings_fini(&settings);
}
END_TEST

START_TEST(a_stn_sr_is_a_tel_or_sip_uri)
{
	struct number number;

	ck_assert_int_eq(settings_number("tel:+358400000001", &number), 0);
	ck_assert_int_eq(settings_number("sip:+358400000001@node.example;user=phone", &number), 0);
	ck_assert_str_eq(number.digits, "358400000001");
	ck_assert_int_eq(settings_number("sip:stn@node.example", &number), -EINVAL);
	ck_assert_int_eq(settings_number("mailto:+358400000001", &number), -EINVAL);
	ck_assert_int_eq(settings_number("", &number), -EINVAL);
}
END_TEST

Suite *
settings_suite(void)
{
	const TTest *const tests[] = {
		an_iufp_bearer_is_configured,
		a_short_file_is_enough, a_realm_of_its_own_replaces_the_common_address,
		every_mistake_is_named_not_only_the_first, a_missing_key_is_blamed_on_its_section,
		next_hop_is_required_and_numeric, next_hop_may_be_ipv6_or_have_parameters,
		a_stn_sr_is_a_tel_or_sip_uri, a_stream_may_be_terminated_where_the_operator_says_so,
	};
	Suite *suite = suite_of("settings", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("mistakes");

	tcase_add_loop_test(tc, a_mistake_is_named_with_its_line, 0, (int)ARRAY_LEN(mistakes_table));
	suite_add_tcase(suite, tc);
	return suite;
}
