/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_opt_print.c - options for people
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/base/conf.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

static char *
printed(void (*print)(const struct opt_table *table, FILE *out))
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	print(&conf_table, out);
	fclose(out);
	return text;
}

static int
load(char *file, struct conf *conf)
{
	static struct opt_errors errors;
	FILE *in = fmemopen(file, strlen(file), "r");

	opt_errors_init(&errors, "f.ini");

	int result = opt_load_stream(&conf_table, in, conf, &errors);

	ck_assert_msg(result == 0, "%s", errors.text.p);
	opt_errors_fini(&errors);
	fclose(in);
	return result;
}

START_TEST(the_printed_file_is_right_as_it_stands)
{
	char *text = printed(opt_print_ini);
	struct conf conf;

	ck_assert_int_eq(load(text, &conf), 0);
	ck_assert_str_eq(conf.name, "atcf1.visited.example");
	ck_assert_uint_eq(conf.dscp, 46);
	opt_fini(&conf_table, &conf);
	free(text);
}
END_TEST

START_TEST(the_printed_file_with_all_comments_off_says_the_same)
{
	char *text = printed(opt_print_ini);
	struct conf conf;

	/* ";key = value" has no blank after its semicolon, a comment has. */
	for (char *p = text; (p = strstr(p, "\n;")); p++) {
		if (p[2] != ' ')
			p[1] = ' ';
	}
	ck_assert_int_eq(load(text, &conf), 0);
	ck_assert_str_eq(conf.hop, "sip:198.51.100.9:5060");
	ck_assert_uint_eq(conf.n_trusted, 1);
	opt_fini(&conf_table, &conf);
	free(text);
}
END_TEST

START_TEST(the_printed_file_tells_everything_in_short_lines)
{
	char *text = printed(opt_print_ini);

	ck_assert_ptr_nonnull(strstr(text,
		"; DSCP of media packets, which is a long story that needs more than a line of\n"
		"; this file to be told from its beginning to its end.\n"
		"; 0 to 63; default 46; changes on reload.\n;dscp = 46\n"));
	ck_assert_ptr_nonnull(strstr(text, "; a number from 10 ms; default 3000; changes on restart.\n"));
	for (size_t i = 0; i < conf_table.n_opts; i++)
		ck_assert_ptr_nonnull(strstr(text, conf_table.opts[i].key));

	struct span rest = span_of(text), line;

	while (span_cut(&rest, '\n', &line))
		ck_assert_uint_le(line.n, 80);
	free(text);
}
END_TEST

START_TEST(the_manual_lists_every_key_and_escapes)
{
	char *text = printed(opt_print_man);
	unsigned int items = 0;

	for (const char *p = text; (p = strstr(p, "\n.It Ic ")); p++)
		items++;
	ck_assert_uint_eq(items, conf_table.n_opts);
	ck_assert(span_starts(span_of(text), ".Ss [node]\n.Bl -tag -width Ds\n.It Ic name\n"));
	ck_assert_ptr_nonnull(strstr(text, "HTTP.\\en\n"));
	free(text);
}
END_TEST

static void
note(void *ctx, const struct opt *changed)
{
	text_printf(ctx, "%s.%s ", changed->section, changed->key);
}

START_TEST(diff_tells_what_changed_and_what_may_not)
{
	static char first[] = "[node]\nname = a\n[sip]\nlisten = udp:192.0.2.1:5\ntrusted = 10.0.0.0/8\n";
	static char second[] = "[node]\nname = a\n[sip]\nlisten = udp:192.0.2.1:5\n"
			       "trusted = 10.0.0.0/8\ntrusted = 11.0.0.0/8\n[media]\ndscp = 1\n";
	static char third[] = "[node]\nname = b\n[sip]\nlisten = tcp:192.0.2.1:5\ntrusted = 10.0.0.0/8\n"
			      "next-hop = sip:x\n";
	struct conf a, b, c;
	struct text changed;

	text_init(&changed, 1000);
	load(first, &a);
	load(second, &b);
	load(third, &c);

	ck_assert_uint_eq(opt_diff(&conf_table, &a, &a, note, &changed), 0);
	ck_assert_uint_eq(changed.n, 0);
	ck_assert_uint_eq(opt_diff(&conf_table, &a, &b, note, &changed), 0);
	ck_assert_str_eq(changed.p, "sip.trusted media.dscp ");
	text_reset(&changed);
	ck_assert_uint_eq(opt_diff(&conf_table, &a, &c, note, &changed), 2);
	ck_assert_str_eq(changed.p, "node.name sip.listen sip.next-hop ");

	text_fini(&changed);
	opt_fini(&conf_table, &a);
	opt_fini(&conf_table, &b);
	opt_fini(&conf_table, &c);
}
END_TEST

START_TEST(format_writes_what_the_file_would)
{
	static char file[] = "[node]\nname = a\n[sip]\nlisten = udp:192.0.2.1:5\n"
			     "listen = tls:[2001:db8::1]:6\nnext-hop = sip:x;lr\n[media]\naddress = ::1\n"
			     "fast-path = off\nfreebind = yes\n";
	struct conf conf;
	struct text out;

	load(file, &conf);
	text_init(&out, 1000);
	for (size_t i = 0; i < conf_table.n_opts; i++)
		opt_format(&conf_table.opts[i], &conf, &out);
	ck_assert_str_eq(out.p, "name = a\nrealm = visited\nlisten = udp:192.0.2.1:5\nlisten = tls:[2001:db8::1]:6\n"
			 "next-hop = sip:x;lr\ntrusted = 127.0.0.0/8\naddress = ::1\n"
			 "ports = 20000-27999\ndscp = 46\nwait-ms = 3000\nfast-path = off\n"
			 "freebind = yes\nlisten = 127.0.0.1:8070\n");
	text_fini(&out);
	opt_fini(&conf_table, &conf);
}
END_TEST

Suite *
opt_print_suite(void)
{
	const TTest *const tests[] = {
		the_printed_file_is_right_as_it_stands,
		the_printed_file_with_all_comments_off_says_the_same,
		the_printed_file_tells_everything_in_short_lines,
		the_manual_lists_every_key_and_escapes,
		diff_tells_what_changed_and_what_may_not,
		format_writes_what_the_file_would,
	};

	return suite_of("opt_print", tests, ARRAY_LEN(tests));
}
