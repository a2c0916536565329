/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_identity.c - numbers and names out of header values
 */
#include "sip/identity.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

START_TEST(uris_have_a_number_and_a_name)
{
	static const struct {
		const char *uri, *digits, *shown;
	} cases[] = {
		{ "tel:+358-40-1234567", "358401234567", "tel:+358-40-1234567" },
		{ "TEL:+358(40)123.4567;cic=1", "358401234567", "TEL:+358(40)123.4567" },
		{ "tel:0401234567;phone-context=+358", "", "tel:0401234567" },
		{ "sip:+358401234567@ims.example;user=phone", "358401234567",
		  "sip:+358401234567@ims.example" },
		{ "sip:+358401234567@ims.example;transport=tcp;USER=PHONE?x=y", "358401234567",
		  "sip:+358401234567@ims.example" },
		{ "sips:+358401234567@ims.example:5061;user=phone", "358401234567",
		  "sips:+358401234567@ims.example:5061" },
		{ "sip:+358401234567;cic=1@ims.example;user=phone", "358401234567",
		  "sip:+358401234567@ims.example" },
		{ "sip:+358401234567:secret@ims.example;user=phone", "358401234567",
		  "sip:+358401234567@ims.example" },
		{ "sip:+358401234567@ims.example", "", "sip:+358401234567@ims.example" },
		{ "sip:alice@ims.example;user=phone", "", "sip:alice@ims.example" },
		{ "sip:alice:secret@ims.example", "", "sip:alice@ims.example" },
		{ "sip:ims.example;lr", "", "sip:ims.example" },
		{ "sip:;x:secret@ims.example", "", "ims.example" },
		{ "sip:alice@[2001:db8::1]:5060", "", "sip:alice@[2001:db8::1]:5060" },
		{ " sip:alice@ims.example ", "", "sip:alice@ims.example" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct identity who;

		ck_assert_msg(identity_parse_uri(span_of(cases[i].uri), &who) == 0, "%s",
			      cases[i].uri);
		ck_assert_str_eq(who.number.digits, cases[i].digits);
		ck_assert_str_eq(who.uri, cases[i].shown);
	}
}
END_TEST

START_TEST(dialled_numbers_need_no_user_phone)
{
	struct identity who;

	ck_assert_int_eq(identity_parse_dialled(span_lit("sip:+358401234567@192.0.2.1"), &who), 0);
	ck_assert_str_eq(who.number.digits, "358401234567");
	ck_assert_int_eq(identity_parse_dialled(span_lit("sip:0401234567@192.0.2.1"), &who), 0);
	ck_assert(!number_is_set(&who.number));
}
END_TEST

START_TEST(what_is_no_uri_of_ours_is_refused)
{
	static const struct span bad[] = {
		SPAN_INIT(""),
		SPAN_INIT("http://x"),
		SPAN_INIT("urn:service:sos"),
		SPAN_INIT("sip:"),
		SPAN_INIT("tel:"),
		SPAN_INIT("sip:@"),
		SPAN_INIT("sip:a@"),
		SPAN_INIT("sip:a b@c"),
		SPAN_INIT("sip:a\0b@c"),
		SPAN_INIT("sip:a\r\nX: y@c"),
		SPAN_INIT("tel:;x"),
		SPAN_INIT("+358401234567"),
	};
	struct identity who;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(identity_parse_uri(bad[i], &who), -EINVAL);
}
END_TEST

START_TEST(a_long_name_is_cut_and_its_number_is_not)
{
	char uri[512] = "sip:+358401234567@";
	struct identity who;

	memset(uri + strlen(uri), 'x', 300);
	strcat(uri, ";user=phone");
	ck_assert_int_eq(identity_parse_uri(span_of(uri), &who), 0);
	ck_assert_uint_eq(strlen(who.uri), IDENTITY_MAX - 1);
	ck_assert_str_eq(who.number.digits, "358401234567");
}
END_TEST

START_TEST(name_addr_and_addr_spec_are_told_apart)
{
	static const char *const values[] = {
		"\"Alice <x>\" <sip:+358401234567@x;user=phone>;tag=1",
		"<sip:+358401234567@x;user=phone>",
		"Alice <tel:+358401234567>",
		"tel:+358401234567;tag=5",
		"sip:+358401234567@x;user=phone",
		"\"open \\\" quote\"<tel:+358401234567",
	};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct identity who;

		ck_assert_int_eq(identity_parse(span_of(values[i]), &who), 0);
		ck_assert_str_eq(who.number.digits, "358401234567");
	}
}
END_TEST

START_TEST(asserted_identities_agree_or_conflict)
{
	static const struct {
		const char *one, *two;
		int err;
		const char *digits, *uri;
	} cases[] = {
		{ "<tel:+358401111111>", NULL, 0, "358401111111", "tel:+358401111111" },
		{ "\"A\" <sip:a@x>, <tel:+358401111111>", NULL, 0, "358401111111", "sip:a@x" },
		{ "<sip:a@x>", "<tel:+358401111111>", 0, "358401111111", "sip:a@x" },
		{ "<tel:+358401111111>", "<sip:+358-40-1111111@x;user=phone>", 0, "358401111111",
		  "tel:+358401111111" },
		{ "<sip:+358401111111@x;user=phone>", "<tel:+358402222222>", -ENOTUNIQ, "", "" },
		{ "<tel:+358401111111>", "<tel:+358402222222>", -ENOTUNIQ, "", "" },
		{ "<tel:+358401111111>", "<tel:+358-40-1111111>", 0, "358401111111",
		  "tel:+358401111111" },
		{ "<sip:a@x>", "<sip:b@x>", -ENOTUNIQ, "", "" },
		{ "<sip:a@x>, <sip:A@X>", NULL, 0, "", "sip:a@x" },
		{ "<tel:0401111111;phone-context=+358>", NULL, 0, "", "tel:0401111111" },
		{ "<sip:+358401111111@x>", NULL, 0, "", "sip:+358401111111@x" },
		{ "<urn:service:sos>", NULL, -ENOENT, "", "" },
		{ "", NULL, -ENOENT, "", "" },
		{ "<sip:>", NULL, -EINVAL, "", "" },
		{ "\"x, <tel:+358402222222>\" <tel:+358401111111>", NULL, 0, "358401111111",
		  "tel:+358401111111" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct span values[] = { span_of(cases[i].one), span_of(cases[i].two) };
		struct identity who = { .uri = "" };

		ck_assert_int_eq(identity_parse_asserted(values, cases[i].two ? 2 : 1, &who),
				 cases[i].err);
		ck_assert_str_eq(who.number.digits, cases[i].digits);
		ck_assert_str_eq(who.uri, cases[i].uri);
	}
}
END_TEST

START_TEST(no_header_is_no_identity)
{
	struct identity who;

	ck_assert_int_eq(identity_parse_asserted(NULL, 0, &who), -ENOENT);
}
END_TEST

START_TEST(an_stn_sr_is_a_number_in_tel_or_sip)
{
	struct number numbers[2];

	ck_assert_int_eq(number_parse(span_lit("+358400000001"), &numbers[0]), 0);
	ck_assert_int_eq(number_parse(span_lit("+358400000002"), &numbers[1]), 0);
	ck_assert(identity_is_one_of(span_lit("tel:+358400000001"), numbers, 2));
	ck_assert(identity_is_one_of(span_lit("tel:+358-40-0000002"), numbers, 2));
	ck_assert(identity_is_one_of(span_lit("sip:+358400000001@atcf.example;user=phone"), numbers,
				     2));
	ck_assert(identity_is_one_of(span_lit("sip:+358400000001@192.0.2.1:5060"), numbers, 2));
	ck_assert(!identity_is_one_of(span_lit("tel:+358400000003"), numbers, 2));
	ck_assert(!identity_is_one_of(span_lit("tel:358400000001"), numbers, 2));
	ck_assert(!identity_is_one_of(span_lit("sip:192.0.2.1"), numbers, 2));
	ck_assert(!identity_is_one_of(span_lit("urn:service:sos"), numbers, 2));
	ck_assert(!identity_is_one_of(span_lit("tel:+358400000001"), numbers, 0));
}
END_TEST

START_TEST(icid_is_found_unquoted_and_bounded)
{
	static const struct {
		const char *value, *icid;
	} cases[] = {
		{ "icid-value=1234bc9876e;icid-generated-at=192.0.6.8;orig-ioi=home1.net",
		  "1234bc9876e" },
		{ "orig-ioi=x; ICID-Value = \"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\"",
		  "AyretyU0dm+6O2IrT5tAFrbHLso=023551024" },
		{ "icid-generated-at=1;x=\"icid-value=2;\"", "" },
		{ "", "" },
		{ "icid-value", "" },
		{ "icid-value=", "" },
	};
	char icid[ICID_MAX], long_one[ICID_MAX + 64] = "icid-value=";

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		identity_parse_icid(span_of(cases[i].value), icid);
		ck_assert_str_eq(icid, cases[i].icid);
	}
	memset(long_one + strlen(long_one), 'x', ICID_MAX + 10);
	identity_parse_icid(span_of(long_one), icid);
	ck_assert_uint_eq(strlen(icid), ICID_MAX - 1);
}
END_TEST

Suite *
identity_suite(void)
{
	const TTest *const tests[] = {
		uris_have_a_number_and_a_name,
		dialled_numbers_need_no_user_phone,
		what_is_no_uri_of_ours_is_refused,
		a_long_name_is_cut_and_its_number_is_not,
		name_addr_and_addr_spec_are_told_apart,
		asserted_identities_agree_or_conflict,
		no_header_is_no_identity,
		an_stn_sr_is_a_number_in_tel_or_sip,
		icid_is_found_unquoted_and_bounded,
	};
	return suite_of("identity", tests, ARRAY_LEN(tests));
}
