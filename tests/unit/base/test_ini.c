/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_ini.c - INI files with line numbers
 *
 * What the reader reports becomes a text, an event a line, which is compared whole.
 */
#include "base/ini.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

static void
on_section(void *ctx, const char *section, unsigned int line)
{
	text_printf(ctx, "%u [%s]\n", line, section);
}

static void
on_key(void *ctx, const char *section, const char *key, const char *value, unsigned int line)
{
	text_printf(ctx, "%u %s.%s=%s\n", line, section, key, value);
}

static void
on_error(void *ctx, unsigned int line, const char *what)
{
	text_printf(ctx, "%u ! %s\n", line, what);
}

static const struct ini_handler handler = { on_section, on_key, on_error };

static void
check_n(const char *file, size_t n, int want_result, const char *want)
{
	struct text got;
	FILE *in = n ? fmemopen((void *)file, n, "r") : fopen("/dev/null", "r");

	ck_assert_ptr_nonnull(in);
	text_init(&got, 1 << 20);
	text_puts(&got, "");
	ck_assert_int_eq(ini_read(in, &handler, &got), want_result);
	ck_assert_str_eq(got.p, want);
	text_fini(&got);
	fclose(in);
}

static void
check(const char *file, int want_result, const char *want)
{
	check_n(file, strlen(file), want_result, want);
}

START_TEST(keys_come_with_section_and_line)
{
	check("; a comment\n\n[node]\nname = atcf1\n# another\n  role=standalone\n[sip]\nlisten = x\n"
	      "listen = y\n", 0,
	      "3 [node]\n4 node.name=atcf1\n6 node.role=standalone\n7 [sip]\n8 sip.listen=x\n"
	      "9 sip.listen=y\n");
}
END_TEST

START_TEST(a_section_without_keys_is_seen)
{
	check("[a]\n[b] ; why\n\n[c]", 0, "1 [a]\n2 [b]\n4 [c]\n");
}
END_TEST

START_TEST(a_semicolon_needs_a_blank_to_start_a_comment)
{
	check("[s]\na = sip:x@y;lr ; the route\nb = sip:x;transport=tcp\nc = \t;nothing\n", 0,
	      "1 [s]\n2 s.a=sip:x@y;lr\n3 s.b=sip:x;transport=tcp\n4 s.c=\n");
}
END_TEST

START_TEST(byte_order_mark_and_crlf_are_fine)
{
	check("\xef\xbb\xbf[s]\r\na = 1\r\n", 0, "1 [s]\n2 s.a=1\n");
}
END_TEST

START_TEST(an_indented_key_is_not_a_continuation)
{
	check("[s]\na = 1\n  b = 2\n", 0, "1 [s]\n2 s.a=1\n3 s.b=2\n");
}
END_TEST

START_TEST(the_last_line_needs_no_end)
{
	check("[s]\na = 1", 0, "1 [s]\n2 s.a=1\n");
}
END_TEST

START_TEST(every_mistake_is_reported_with_its_line)
{
	check("x = 1\n[s]\nhello\n= 2\nb = 3\nworld", -EINVAL,
	      "1 ! key outside of a section\n2 [s]\n3 ! neither [section] nor key = value\n"
	      "4 ! = without a key before it\n5 s.b=3\n6 ! neither [section] nor key = value\n");
}
END_TEST

START_TEST(keys_under_a_bad_header_belong_to_nobody)
{
	check("[a]\n[b\nx = 1\n[]\ny = 2\n[c] d\nz = 3\n[e]\nk = 4\n", -EINVAL,
	      "1 [a]\n2 ! section header lacks its ]\n4 ! section without a name\n"
	      "6 ! text after a section header\n8 [e]\n9 e.k=4\n");
}
END_TEST

START_TEST(a_line_of_198_octets_is_whole_and_of_199_refused)
{
	char file[500], value[300], want[500];

	for (int n = 197; n <= 199; n++) {
		memset(value, 'v', sizeof(value));
		value[n - 2] = '\0';		/* "k=" and so many */
		snprintf(file, sizeof(file), "[s]\nk=%s\nl=1\n", value);
		if (n <= INI_LINE_MAX)
			snprintf(want, sizeof(want), "1 [s]\n2 s.k=%s\n3 s.l=1\n", value);
		else
			snprintf(want, sizeof(want),
				 "1 [s]\n2 ! line is longer than 198 octets\n3 s.l=1\n");
		check(file, n <= INI_LINE_MAX ? 0 : -EINVAL, want);
	}
}
END_TEST

START_TEST(a_very_long_line_is_one_line)
{
	char file[5000];

	memset(file, 'x', sizeof(file));
	memcpy(file, "[s]\nk=", 6);
	memcpy(file + sizeof(file) - 5, "\nl=1\n", 5);
	check_n(file, sizeof(file), -EINVAL,
		"1 [s]\n2 ! line is longer than 198 octets\n3 s.l=1\n");
}
END_TEST

START_TEST(long_names_are_refused_not_cut)
{
	check("[12345678901234567890123456789012345678901234567890]\na = 1\n"
	      "[1234567890123456789012345678901234567890123456789]\n"
	      "12345678901234567890123456789012345678901234567890 = 1\n", -EINVAL,
	      "1 ! section name is longer than 49 octets\n"
	      "3 [1234567890123456789012345678901234567890123456789]\n"
	      "4 ! key is longer than 49 octets, or = is missing\n");
}
END_TEST

START_TEST(control_characters_are_refused)
{
	static const char file[] = "[s]\na = 1\0002\nb = \x1b[2J\nc\t=\t3\n";

	check_n(file, sizeof(file) - 1, -EINVAL,
		"1 [s]\n2 ! line holds a control character\n3 ! line holds a control character\n"
		"4 s.c=3\n");
}
END_TEST

START_TEST(an_empty_file_is_fine)
{
	check_n("", 0, 0, "");
	check("\n\n", 0, "");
}
END_TEST

START_TEST(a_file_without_end_is_left)
{
	FILE *in = fopen("/dev/zero", "r");
	struct text got;

	ck_assert_ptr_nonnull(in);
	fclose(in);

	/* As many lines as are allowed, and then some. */
	in = tmpfile();
	ck_assert_ptr_nonnull(in);
	for (int i = 0; i < INI_LINES_MAX + 5; i++)
		fputs("\n", in);
	rewind(in);
	text_init(&got, 1000);
	ck_assert_int_eq(ini_read(in, &handler, &got), -EINVAL);
	ck_assert_str_eq(got.p, "10000 ! too many lines\n");
	text_fini(&got);
	fclose(in);
}
END_TEST

START_TEST(what_cannot_be_read_is_an_io_error)
{
	FILE *in = fopen("/", "r");		/* opens, and reading says EISDIR */
	struct text got;

	ck_assert_ptr_nonnull(in);
	text_init(&got, 1000);
	ck_assert_int_eq(ini_read(in, &handler, &got), -EIO);
	text_fini(&got);
	fclose(in);
}
END_TEST

Suite *
ini_suite(void)
{
	const TTest *const tests[] = {
		keys_come_with_section_and_line,
		a_section_without_keys_is_seen,
		a_semicolon_needs_a_blank_to_start_a_comment,
		byte_order_mark_and_crlf_are_fine,
		an_indented_key_is_not_a_continuation,
		the_last_line_needs_no_end,
		every_mistake_is_reported_with_its_line,
		keys_under_a_bad_header_belong_to_nobody,
		a_line_of_198_octets_is_whole_and_of_199_refused,
		a_very_long_line_is_one_line,
		long_names_are_refused_not_cut,
		control_characters_are_refused,
		an_empty_file_is_fine,
		a_file_without_end_is_left,
		what_cannot_be_read_is_an_io_error,
	};

	return suite_of("ini", tests, ARRAY_LEN(tests));
}
