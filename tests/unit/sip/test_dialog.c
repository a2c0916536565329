/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_dialog.c - dialogs as text
 */
#include "sip/dialog.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/agents.h"
#include "tests/unit/sip/suites.h"

static const char invite[] =
	"INVITE sip:b@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\n"
	"Record-Route: <sip:192.0.2.8;lr>\nRecord-Route: <sip:p2.example;lr>\n"
	"From: \"A\" <sip:a@example.com>;tag=ta\nTo: <sip:b@example.com>\nCall-ID: c1\nCSeq: 7 INVITE\n"
	"Contact: <sip:a@192.0.2.7:5070>\nContent-Length: 0\n\n";

static struct addr
somewhere(void)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(span_lit("192.0.2.77:5077"), &addr), 0);
	return addr;
}

static const char *
request(struct dialog *dialog, const char *method, uint32_t cseq)
{
	static char result[2048];
	struct text out;

	text_init(&out, sizeof(result));
	dialog_put_request(dialog, &out, method, cseq);
	snprintf(result, sizeof(result), "%s", out.p);
	text_fini(&out);
	return result;
}

START_TEST(a_served_invite_makes_the_callees_dialog)
{
	struct dialog dialog = { 0 };
	struct addr from = somewhere();
	msg_t *msg = agents_message(invite);

	ck_assert_int_eq(dialog_serve(&dialog, sip_object(msg), "ours", &from), 0);
	ck_assert_str_eq(request(&dialog, "BYE", 0),
			 "BYE sip:a@192.0.2.7:5070 SIP/2.0\r\n"
			 "Route: <sip:192.0.2.8;lr>, <sip:p2.example;lr>\r\n"
			 "From: <sip:b@example.com>;tag=ours\r\n"
			 "To: \"A\" <sip:a@example.com>;tag=ta\r\n"
			 "Call-ID: c1\r\nCSeq: 1 BYE\r\n");
	ck_assert_str_eq(ADDR_TEXT(&dialog.hop), "192.0.2.8:5060");
	ck_assert_uint_eq(dialog.remote_seq, 7);
	dialog_fini(&dialog);
	msg_destroy(msg);
}
END_TEST

START_TEST(a_response_reverses_the_route_set)
{
	struct dialog dialog = { 0 }, fork;
	struct addr from = somewhere();
	msg_t *msg = agents_message(invite);
	msg_t *ok = agents_message("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\n"
				   "Record-Route: <sip:192.0.2.31;lr>, <sip:192.0.2.32;lr>\n"
				   "From: <sip:a@x>;tag=1\nTo: <sip:b@x>;tag=tb\nCall-ID: c\nCSeq: 1 INVITE\n"
				   "Contact: <sip:b@phone.local>\nContent-Length: 0\n\n");

	ck_assert_int_eq(dialog_serve(&dialog, sip_object(msg), "ours", &from), 0);
	ck_assert_int_eq(dialog_fork(&dialog, "tb", &fork), 0);
	ck_assert_int_eq(dialog_establish(&fork, sip_object(ok), &from), 0);
	ck_assert_str_eq(fork.routes, "<sip:192.0.2.32;lr>, <sip:192.0.2.31;lr>");
	ck_assert_str_eq(ADDR_TEXT(&fork.hop), "192.0.2.32:5060");
	ck_assert_str_eq(fork.target, "sip:b@phone.local");
	ck_assert_str_eq(fork.remote_tag, "tb");
	dialog_fini(&fork);
	dialog_fini(&dialog);
	msg_destroy(ok);
	msg_destroy(msg);
}
END_TEST

START_TEST(a_host_name_means_where_the_message_came_from)
{
	struct dialog dialog = { 0 };
	struct addr from = somewhere();
	msg_t *msg = agents_message(
		"INVITE sip:b@x SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\nFrom: <sip:a@x>;tag=ta\n"
		"To: <sip:b@x>\nCall-ID: c1\nCSeq: 7 INVITE\nContact: <sip:a@phone.local>\nContent-Length: 0\n\n");

	ck_assert_int_eq(dialog_serve(&dialog, sip_object(msg), "ours", &from), 0);

	struct addr hop = dialog_next_hop(&dialog);

	ck_assert_str_eq(ADDR_TEXT(&hop), "192.0.2.77:5077");
	dialog_fini(&dialog);
	msg_destroy(msg);
}
END_TEST

START_TEST(numbers_rise_by_one_but_for_the_ack)
{
	struct dialog dialog = { 0 };
	struct addr from = somewhere();
	msg_t *msg = agents_message(invite);

	ck_assert_int_eq(dialog_serve(&dialog, sip_object(msg), "ours", &from), 0);
	ck_assert_ptr_nonnull(strstr(request(&dialog, "INVITE", 0), "CSeq: 1 INVITE"));
	ck_assert_ptr_nonnull(strstr(request(&dialog, "UPDATE", 0), "CSeq: 2 UPDATE"));
	ck_assert_ptr_nonnull(strstr(request(&dialog, "ACK", 1), "CSeq: 1 ACK"));
	ck_assert_ptr_nonnull(strstr(request(&dialog, "BYE", 0), "CSeq: 3 BYE"));
	dialog_fini(&dialog);
	msg_destroy(msg);
}
END_TEST

START_TEST(numeric_hosts_only)
{
	static const struct {
		const char *uri, *want;
	} cases[] = {
		{ "sip:192.0.2.1", "192.0.2.1:5060" },
		{ "sip:x@192.0.2.1:5070;transport=tcp", "192.0.2.1:5070" },
		{ "sips:[2001:db8::1]:5061", "[2001:db8::1]:5061" },
		{ "sip:host.example", NULL }, { "tel:+1", NULL }, { "sip:192.0.2.1:0", NULL },
		{ "sip:192.0.2.1:99999", NULL }, { "sip:192.0.2.300", NULL },
	};
	su_home_t home[1] = { SU_HOME_INIT(home) };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct addr addr;
		bool got = dialog_uri_addr(url_make(home, cases[i].uri), &addr);

		ck_assert_msg(got == (cases[i].want != NULL), "%s", cases[i].uri);
		if (got)
			ck_assert_str_eq(ADDR_TEXT(&addr), cases[i].want);
	}
	su_home_deinit(home);
}
END_TEST

Suite *
dialog_suite(void)
{
	Suite *s = suite_create("dialog");
	TCase *tc = tcase_create("dialog");

	tcase_add_test(tc, a_served_invite_makes_the_callees_dialog);
	tcase_add_test(tc, a_response_reverses_the_route_set);
	tcase_add_test(tc, a_host_name_means_where_the_message_came_from);
	tcase_add_test(tc, numbers_rise_by_one_but_for_the_ack);
	tcase_add_test(tc, numeric_hosts_only);
	suite_add_tcase(s, tc);
	return s;
}
