/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_opt.c - reading a file into a config by a table
 */
#include "base/opt.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/base/conf.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/runner.h"

/* The least that is right. */
#define LEAST "[node]\nname = a\n[sip]\nlisten = udp:192.0.2.1:5060\n"

static struct opt_errors errors;
static struct conf conf;

static void
setup(void)
{
	opt_errors_init(&errors, "f.ini");
}

static void
teardown(void)
{
	opt_fini(&conf_table, &conf);
	opt_errors_fini(&errors);
}

static int
load(const char *file)
{
	FILE *in = fmemopen((void *)file, strlen(file), "r");

	ck_assert_ptr_nonnull(in);

	int result = opt_load_stream(&conf_table, in, &conf, &errors);

	fclose(in);
	return result;
}

START_TEST(silence_gives_the_defaults)
{
	ck_assert_int_eq(load(LEAST), 0);
	ck_assert_str_eq(conf.name, "a");
	ck_assert_str_eq(conf.realm, "visited");
	ck_assert_uint_eq(conf.n_listen, 1);
	ck_assert_uint_eq(conf.n_trusted, 1);
	ck_assert_uint_eq(conf.trusted[0].bits, 8);
	ck_assert_str_eq(ADDR_TEXT(&conf.admin), "127.0.0.1:8070");
	ck_assert_uint_eq(conf.ports.lo, 20000);
	ck_assert_uint_eq(conf.ports.hi, 27999);
	ck_assert_uint_eq(conf.dscp, 46);
	ck_assert_uint_eq(conf.wait_ms, 3000);
	ck_assert_int_eq((int)conf.path, PATH_AUTO);
	ck_assert(!conf.freebind);
	ck_assert_ptr_null(conf.hop);
	ck_assert_uint_eq(errors.count, 0);
}
END_TEST

START_TEST(every_type_is_read)
{
	ck_assert_int_eq(load(LEAST "listen = tls:[2001:db8::1]:5061\nnext-hop = sip:h;lr ; there\n"
			      "trusted = 198.51.100.0/24\ntrusted = 2001:db8::/32\n"
			      "[node]\nrealm = home\n[media]\naddress = 2001:db8::2\nports = 1-65535\ndscp = 0\n"
			      "wait-ms = 10\nfast-path = require\nfreebind = yes\n"
			      "[admin]\nlisten = [::1]:80\n"), 0);
	ck_assert_uint_eq(conf.n_listen, 2);
	ck_assert_uint_eq(conf.listen[1].transport, OPT_TLS);
	ck_assert_str_eq(ADDR_TEXT(&conf.listen[1].addr), "[2001:db8::1]:5061");
	ck_assert_str_eq(conf.hop, "sip:h;lr");
	ck_assert_str_eq(conf.realm, "home");
	ck_assert_uint_eq(conf.n_trusted, 2);		/* the default is replaced */
	ck_assert_uint_eq(conf.trusted[0].bits, 24);
	ck_assert_uint_eq(conf.trusted[1].bits, 32);
	ck_assert_str_eq(ADDR_TEXT(&conf.address), "[2001:db8::2]:0");
	ck_assert_uint_eq(conf.ports.lo, 1);
	ck_assert_uint_eq(conf.ports.hi, 65535);
	ck_assert_uint_eq(conf.dscp, 0);
	ck_assert_uint_eq(conf.wait_ms, 10);
	ck_assert_int_eq((int)conf.path, PATH_REQUIRE);
	ck_assert(conf.freebind);
	ck_assert_str_eq(ADDR_TEXT(&conf.admin), "[::1]:80");
}
END_TEST

/* A line after the least (so it is line 6, in [media]), and the complaint. */
static const struct {
	const char *line;
	const char *what;
} wrongs[] = {
	{ "dscp = 64", "[media] dscp = 64: must be 0 to 63" },
	{ "dscp = -1", "[media] dscp = -1: must be 0 to 63" },
	{ "dscp =", "[media] dscp = : must be 0 to 63" },
	{ "wait-ms = 9", "[media] wait-ms = 9: must be a number from 10" },
	{ "wait-ms = 4294967296", "[media] wait-ms = 4294967296: must be a number from 10" },
	{ "ports = 5-4", "[media] ports = 5-4: the range is empty; must be PORT-PORT" },
	{ "ports = 0-4", "[media] ports = 0-4: must be PORT-PORT" },
	{ "ports = 5", "[media] ports = 5: must be PORT-PORT" },
	{ "ports = 5-65536", "[media] ports = 5-65536: must be PORT-PORT" },
	{ "fast-path = on", "[media] fast-path = on: must be auto, off or require" },
	{ "freebind = true", "[media] freebind = true: must be yes or no" },
	{ "address = 192.0.2.1:5", "[media] address = 192.0.2.1:5: must be an IP address" },
	{ "adress = 192.0.2.1", "unknown key adress in [media]" },
	{ "[admin]\nlisten = 127.0.0.1", "[admin] listen = 127.0.0.1: must be IP:PORT" },
	{ "[sip]\nlisten = sctp:192.0.2.1:5",
	  "[sip] listen = sctp:192.0.2.1:5: must be udp:IP:PORT, tcp:IP:PORT or tls:IP:PORT" },
	{ "[sip]\nlisten = 192.0.2.1:5",
	  "[sip] listen = 192.0.2.1:5: must be udp:IP:PORT, tcp:IP:PORT or tls:IP:PORT" },
	{ "[sip]\nnext-hop = http://x",
	  "[sip] next-hop = http://x: must be a sip:, sips: or tel: URI" },
	{ "[sip]\nnext-hop = sip:", "[sip] next-hop = sip:: must be a sip:, sips: or tel: URI" },
	{ "[sip]\nnext-hop = sip:a b", "[sip] next-hop = sip:a b: must be a sip:, sips: or tel: URI" },
	{ "[sip]\ntrusted = 198.51.100.7/24", "[sip] trusted = 198.51.100.7/24: bits are set past "
	  "the prefix length; must be IP/BITS" },
	{ "[node]\nname = b", "[node] name is given twice, first in line 2" },
	{ "[madia]\nx = 1", "unknown section [madia]" },
};

START_TEST(a_mistake_names_file_line_and_what_is_right)
{
	char file[500], want[500];
	bool header = wrongs[_i].line[0] == '[' && wrongs[_i].line[1] != 'm';

	snprintf(file, sizeof(file), LEAST "[media]\n%s\n", wrongs[_i].line);
	snprintf(want, sizeof(want), "f.ini:%d: %s\n", header ? 7 : 6, wrongs[_i].what);
	ck_assert_int_eq(load(file), -EINVAL);
	ck_assert_str_eq(errors.text.p, want);
	ck_assert_uint_eq(errors.count, 1);
	ck_assert_ptr_null(conf.name);			/* nothing is left of it */
	ck_assert_uint_eq(conf.dscp, 0);
}
END_TEST

START_TEST(every_mistake_is_told_at_once)
{
	ck_assert_int_eq(load("[sip]\nhello\nlisten = x\n[nowhere]\na = 1\n"), -EINVAL);
	ck_assert_str_eq(errors.text.p,
			 "f.ini:2: neither [section] nor key = value\n"
			 "f.ini:3: [sip] listen = x: must be udp:IP:PORT, tcp:IP:PORT or tls:IP:PORT\n"
			 "f.ini:4: unknown section [nowhere]\n"
			 "f.ini: [node] lacks name\n");
	ck_assert_uint_eq(errors.count, 4);
}
END_TEST

START_TEST(a_missing_key_is_blamed_on_its_header)
{
	ck_assert_int_eq(load("[node]\n[sip]\nlisten = udp:192.0.2.1:5\n"), -EINVAL);
	ck_assert_str_eq(errors.text.p, "f.ini:1: [node] lacks name\n");
}
END_TEST

START_TEST(a_repeated_key_has_its_bound)
{
	ck_assert_int_eq(load(LEAST "listen = udp:192.0.2.1:2\nlisten = udp:192.0.2.1:3\n"
			      "listen = udp:192.0.2.1:4\n"), -EINVAL);
	ck_assert_str_eq(errors.text.p, "f.ini:7: [sip] listen is given more than 3 times\n");
}
END_TEST

START_TEST(a_file_with_too_many_mistakes_is_only_counted)
{
	struct text file;

	text_init(&file, 1 << 20);
	text_puts(&file, LEAST);
	for (int i = 0; i < 5000; i++)
		text_puts(&file, "nonsense = 123456789\n");
	ck_assert_int_eq(load(file.p), -EINVAL);
	ck_assert_uint_eq(errors.count, 5000);
	ck_assert_uint_lt(errors.text.n, 80000);
	text_fini(&file);
}
END_TEST

START_TEST(lines_are_kept_for_what_only_the_application_sees)
{
	ck_assert_int_eq(load(LEAST "listen = udp:192.0.2.1:2\n[media]\n"), 0);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "sip", "listen", 0), 4);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "sip", "listen", 1), 5);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "media", "ports", 0), 6);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "admin", "listen", 0), 0);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "no", "such", 0), 0);
	ck_assert_uint_eq(opt_line(&errors, &conf_table, "sip", "listen", 99), 0);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_a_mistake_too)
{
	opt_errors_fini(&errors);
	opt_errors_init(&errors, "/nonexistent/f.ini");
	ck_assert_int_eq(opt_load(&conf_table, &conf, &errors), -EINVAL);
	ck_assert_str_eq(errors.text.p, "/nonexistent/f.ini: No such file or directory\n");

	opt_errors_fini(&errors);
	opt_errors_init(&errors, "/");
	ck_assert_int_eq(opt_load(&conf_table, &conf, &errors), -EINVAL);
	ck_assert_str_eq(errors.text.p, "/: reading failed\n");
}
END_TEST

static int
load_all(void *ctx UNUSED)
{
	struct conf c;
	struct opt_errors e;
	static char file[] = LEAST "next-hop = sip:a\nnonsense = 1\n";
	FILE *in = fmemopen(file, strlen(file), "r");

	opt_errors_init(&e, "f.ini");

	int result = opt_load_stream(&conf_table, in, &c, &e);

	ck_assert_ptr_null(c.name);
	opt_errors_fini(&e);
	fclose(in);
	return result == -EINVAL ? 0 : result;		/* with memory, it is a mistake */
}

START_TEST(without_memory_nothing_is_loaded_and_nothing_leaks)
{
	ck_assert_uint_ge(failmalloc_each(load_all, NULL), 3);
}
END_TEST

Suite *
opt_suite(void)
{
	const TTest *const tests[] = {
		silence_gives_the_defaults,
		every_type_is_read,
		every_mistake_is_told_at_once,
		a_missing_key_is_blamed_on_its_header,
		a_repeated_key_has_its_bound,
		a_file_with_too_many_mistakes_is_only_counted,
		lines_are_kept_for_what_only_the_application_sees,
		a_file_that_is_not_there_is_a_mistake_too,
		without_memory_nothing_is_loaded_and_nothing_leaks,
	};
	Suite *suite = suite_create("opt");
	TCase *tc = tcase_create("opt");

	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, a_mistake_names_file_line_and_what_is_right, 0, ARRAY_LEN(wrongs));
	suite_add_tcase(suite, tc);
	return suite;
}
