/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/base/test_addr.c - addresses and prefixes
 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "tests/unit/base/suites.h"
#include "tests/unit/runner.h"

static struct addr
addr_of(const char *text)
{
	struct addr a;

	ck_assert_msg(addr_parse(span_of(text), &a) == 0, "%s", text);
	return a;
}

static struct addr
ip_of(const char *text)
{
	struct addr a;

	ck_assert_msg(addr_parse_ip(span_of(text), &a) == 0, "%s", text);
	return a;
}

/* Text in, text out; NULL: refused. */
static const struct {
	const char *in;
	const char *out;
} addresses[] = {
	{ "192.0.2.1:5060", "192.0.2.1:5060" },
	{ "[2001:db8::1]:5060", "[2001:db8::1]:5060" },
	{ "[2001:DB8:0:0:1:0:0:1]:1", "[2001:db8::1:0:0:1]:1" },	/* RFC 5952 4.2.3 */
	{ "[2001:db8:0:1:1:1:1:1]:1", "[2001:db8:0:1:1:1:1:1]:1" },	/* RFC 5952 4.2.2 */
	{ "[::]:65535", "[::]:65535" },
	{ "[::ffff:192.0.2.1]:7", "192.0.2.1:7" },
	{ "[::ffff:c000:201]:7", "192.0.2.1:7" },
	{ "192.0.2.1:0", NULL },
	{ "192.0.2.1:65536", NULL },
	{ "192.0.2.1:", NULL },
	{ "192.0.2.1", NULL },
	{ ":5060", NULL },
	{ "", NULL },
	{ "2001:db8::1:5060", NULL },
	{ "[2001:db8::1]", NULL },
	{ "[192.0.2.1]:5060", NULL },
	{ "192.0.2.01:5060", NULL },
	{ "192.0.2:5060", NULL },
	{ "0x7f.1:5060", NULL },
	{ "192.0.2.256:5060", NULL },
	{ "[fe80::1%lo]:5060", NULL },
	{ " 192.0.2.1:5060", NULL },
	{ "192.0.2.1:5060 ", NULL },
	{ "192.0.2.1:+1", NULL },
	{ "localhost:5060", NULL },
	{ "[::1:5060", NULL },
	{ "[1111:2222:3333:4444:5555:6666:255.255.255.2550]:1", NULL },
};

START_TEST(addresses_read_and_print)
{
	struct addr a = { .port = 42 };
	char text[ADDR_TEXT_MAX];
	int result = addr_parse(span_of(addresses[_i].in), &a);

	if (!addresses[_i].out) {
		ck_assert_msg(result == -EINVAL, "%s", addresses[_i].in);
		ck_assert_uint_eq(a.port, 42);
		return;
	}
	ck_assert_msg(result == 0, "%s", addresses[_i].in);
	ck_assert_uint_eq(addr_format(&a, text, sizeof(text)), strlen(addresses[_i].out));
	ck_assert_str_eq(text, addresses[_i].out);
	ck_assert_str_eq(ADDR_TEXT(&a), addresses[_i].out);
}
END_TEST

START_TEST(a_span_is_read_no_further_than_its_end)
{
	struct addr a;

	ck_assert_int_eq(addr_parse(span_new("192.0.2.1:50609", 14), &a), 0);
	ck_assert_uint_eq(addr_port(&a), 5060);
	ck_assert_int_eq(addr_parse_ip(span_new("192.0.2.1\0" "7", 11), &a), -EINVAL);
}
END_TEST

START_TEST(a_lone_ip_takes_brackets_or_none)
{
	char text[ADDR_TEXT_MAX];
	struct addr a = ip_of("[2001:db8::1]"), b = ip_of("2001:db8::1");

	ck_assert(addr_eq(&a, &b));
	ck_assert_uint_eq(addr_port(&a), 0);
	addr_format_ip(&a, text, sizeof(text));
	ck_assert_str_eq(text, "2001:db8::1");
	ck_assert_int_eq(addr_parse_ip(span_lit("192.0.2.1:5060"), &a), -EINVAL);
	ck_assert_int_eq(addr_parse_ip(span_lit("[192.0.2.1]"), &a), -EINVAL);
	ck_assert_int_eq(addr_parse_ip((struct span){ 0 }, &a), -EINVAL);
}
END_TEST

START_TEST(equality_is_of_family_address_and_port)
{
	struct addr a = addr_of("192.0.2.1:5060"), b = addr_of("192.0.2.1:5062");
	struct addr c = addr_of("[c000:201::]:5060");

	ck_assert(!addr_eq(&a, &b));
	ck_assert(addr_ip_eq(&a, &b));
	b = addr_with_port(&b, 5060);
	ck_assert(addr_eq(&a, &b));
	ck_assert_mem_eq(&a, &b, sizeof(a));
	ck_assert(!addr_ip_eq(&a, &c));		/* the same first octets */
	ck_assert_uint_eq(sizeof(struct addr), 20);
}
END_TEST

START_TEST(any_and_none_differ)
{
	struct addr none = { 0 }, any4 = ip_of("0.0.0.0"), any6 = ip_of("::");
	struct addr one = ip_of("0.0.0.1");

	ck_assert(addr_is_any(&any4) && addr_is_any(&any6));
	ck_assert(!addr_is_any(&one) && !addr_is_any(&none));
	ck_assert(addr_is_none(&none) && !addr_is_none(&any4));
	ck_assert_str_eq(ADDR_TEXT(&none), "-");
}
END_TEST

START_TEST(a_short_buffer_is_cut_and_terminated)
{
	struct addr a = addr_of("192.0.2.1:5060");
	char text[8] = "xxxxxxx";

	ck_assert_uint_eq(addr_format(&a, text, sizeof(text)), 14);
	ck_assert_str_eq(text, "192.0.2");
	ck_assert_uint_eq(addr_format(&a, NULL, 0), 14);
}
END_TEST

START_TEST(sockaddrs_come_and_go)
{
	const char *texts[] = { "192.0.2.1:5060", "[2001:db8::1]:5060" };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct sockaddr_storage ss;
		struct addr a = addr_of(texts[i]), b;
		socklen_t len = addr_to_sockaddr(&a, &ss);

		ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&ss, len, &b), 0);
		ck_assert(addr_eq(&a, &b));
		ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&ss, len - 1, &b),
				 -EAFNOSUPPORT);
	}
}
END_TEST

START_TEST(other_families_are_refused)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNIX };
	struct addr a, none = { 0 };

	ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&ss, sizeof(ss), &a), -EAFNOSUPPORT);
	ck_assert_uint_eq(addr_to_sockaddr(&none, &ss), 0);
}
END_TEST

START_TEST(a_mapped_sockaddr_is_the_ip4_host)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(7) };
	struct addr a, b = addr_of("192.0.2.1:7");

	ck_assert_int_eq(inet_pton(AF_INET6, "::ffff:192.0.2.1", &in6.sin6_addr), 1);
	ck_assert_int_eq(addr_from_sockaddr((struct sockaddr *)&in6, sizeof(in6), &a), 0);
	ck_assert(addr_eq(&a, &b));
}
END_TEST

/* Prefix, address, is it in?  A NULL address: the prefix is refused with the number. */
static const struct {
	const char *prefix;
	const char *ip;
	int has;
} prefixes[] = {
	{ "198.51.100.0/24", "198.51.100.255", 1 },
	{ "198.51.100.0/24", "198.51.101.0", 0 },
	{ "198.51.100.128/25", "198.51.100.127", 0 },
	{ "198.51.100.128/25", "198.51.100.128", 1 },
	{ "198.51.100.8/29", "198.51.100.15", 1 },
	{ "198.51.100.8/29", "198.51.100.16", 0 },
	{ "0.0.0.0/0", "203.0.113.9", 1 },
	{ "0.0.0.0/0", "::1", 0 },
	{ "::/0", "203.0.113.9", 0 },
	{ "192.0.2.1", "192.0.2.1", 1 },
	{ "192.0.2.1", "192.0.2.2", 0 },
	{ "2001:db8::/32", "2001:db8:ffff::1", 1 },
	{ "2001:db8::/33", "2001:db8:8000::1", 0 },
	{ "2001:db8::1", "2001:db8::1", 1 },
	{ "198.51.100.7/24", NULL, -EDOM },
	{ "198.51.100.0/33", NULL, -EINVAL },
	{ "198.51.100.0/", NULL, -EINVAL },
	{ "198.51.100.0/x", NULL, -EINVAL },
	{ "2001:db8::/129", NULL, -EINVAL },
	{ "/24", NULL, -EINVAL },
	{ "", NULL, -EINVAL },
};

START_TEST(prefixes_hold_what_begins_alike)
{
	struct prefix p = { .bits = 42 };
	int result = prefix_parse(span_of(prefixes[_i].prefix), &p);

	if (!prefixes[_i].ip) {
		ck_assert_int_eq(result, prefixes[_i].has);
		ck_assert_uint_eq(p.bits, 42);
		return;
	}
	ck_assert_int_eq(result, 0);

	struct addr a = ip_of(prefixes[_i].ip);

	a.port = 5060;
	ck_assert_int_eq(prefix_has(&p, &a), prefixes[_i].has);
}
END_TEST

START_TEST(a_prefix_prints_with_its_bits)
{
	struct prefix p;
	char text[PREFIX_TEXT_MAX];
	struct addr none = { 0 };

	ck_assert_int_eq(prefix_parse(span_lit("2001:DB8::/32"), &p), 0);
	ck_assert_uint_eq(prefix_format(&p, text, sizeof(text)), 13);
	ck_assert_str_eq(text, "2001:db8::/32");
	ck_assert(!prefix_has(&p, &none));
	ck_assert(!prefix_has(&(struct prefix){ 0 }, &none));
}
END_TEST

Suite *
addr_suite(void)
{
	const TTest *const tests[] = {
		a_span_is_read_no_further_than_its_end,
		a_lone_ip_takes_brackets_or_none,
		equality_is_of_family_address_and_port,
		any_and_none_differ,
		a_short_buffer_is_cut_and_terminated,
		sockaddrs_come_and_go,
		other_families_are_refused,
		a_mapped_sockaddr_is_the_ip4_host,
		a_prefix_prints_with_its_bits,
	};
	Suite *suite = suite_of("addr", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("tables");

	tcase_add_loop_test(tc, addresses_read_and_print, 0, ARRAY_LEN(addresses));
	tcase_add_loop_test(tc, prefixes_hold_what_begins_alike, 0, ARRAY_LEN(prefixes));
	suite_add_tcase(suite, tc);
	return suite;
}
