/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sip/test_identity_sip.c - the same out of sofia's messages
 */
#include "sip/identity_sip.h"

#include <stdio.h>
#include <string.h>

#include <sofia-sip/msg.h>
#include <sofia-sip/sip_header.h>

#include "tests/unit/runner.h"
#include "tests/unit/sip/suites.h"

static msg_t *msg;

/* A parsed request to @uri with @headers. */
static const sip_t *
request(const char *uri, const char *headers)
{
	char text[4096];
	int n = snprintf(text, sizeof(text),
			 "INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
			 "From: <sip:+358403333333@x>;tag=1\r\nTo: <sip:b@x>\r\nCall-ID: "
			 "1\r\nCSeq: 1 INVITE\r\n"
			 "%sContent-Length: 0\r\n\r\n",
			 uri, headers);

	msg_destroy(msg);
	msg = msg_make(sip_default_mclass(), 0, text, n);
	ck_assert_ptr_nonnull(msg);
	return sip_object(msg);
}

static void
forget(void)
{
	msg_destroy(msg);
	msg = NULL;
}

START_TEST(the_caller_is_asserted_or_fallback_or_nobody)
{
	static const struct {
		const char *headers;
		bool fallback;
		enum cause cause;
		const char *digits;
	} cases[] = {
		{ "P-Asserted-Identity: <tel:+358401111111>\r\n", false, CAUSE_NONE,
		  "358401111111" },
		{ "p-asserted-identity: <tel:+358401111111>\r\n", true, CAUSE_NONE,
		  "358401111111" },
		{ "P-Asserted-Identity: \"A\" <sip:a@x>\r\nP-Asserted-Identity: "
		  "<tel:+358401111111>\r\n",
		  false, CAUSE_NONE, "358401111111" },
		{ "P-Asserted-Identity: <tel:+358401111111>\r\nP-Asserted-Identity: "
		  "<tel:+358402222222>\r\n",
		  true, CAUSE_IDENTITY_CONFLICT, "" },
		{ "P-Asserted-Identity: <sip:>\r\n", true, CAUSE_IDENTITY_CONFLICT, "" },
		{ "", false, CAUSE_NONE, "" },
		{ "", true, CAUSE_NONE, "358403333333" },
		{ "P-Preferred-Identity: <tel:+358401111111>\r\n", false, CAUSE_NONE, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct identity who;

		ck_assert_int_eq(identity_caller(request("tel:+358402222222", cases[i].headers),
						 cases[i].fallback, &who),
				 cases[i].cause);
		ck_assert_str_eq(who.number.digits, cases[i].digits);
	}
	forget();
}
END_TEST

START_TEST(the_callee_is_called_party_or_request_uri)
{
	struct identity who;

	identity_callee(request("sip:+358402222222@192.0.2.9:5060;transport=udp", ""), &who);
	ck_assert_str_eq(who.number.digits, "358402222222");
	identity_callee(request("sip:b@192.0.2.9",
				"P-Called-Party-ID: \"B\" <sip:+358404444444@x;user=phone>\r\n"),
			&who);
	ck_assert_str_eq(who.number.digits, "358404444444");
	ck_assert_str_eq(who.uri, "sip:+358404444444@x");
	identity_callee(request("urn:service:sos", ""), &who);
	ck_assert_str_eq(who.uri, "");
	forget();
}
END_TEST

START_TEST(the_answerer_is_who_it_asserts)
{
	struct identity who = { .uri = "before" };

	ck_assert(!identity_answerer(request("tel:+1", ""), &who));
	ck_assert_str_eq(who.uri, "before");
	ck_assert(
		identity_answerer(request("tel:+1", "P-Asserted-Identity: <tel:+358404444444>\r\n"),
				  &who));
	ck_assert_str_eq(who.number.digits, "358404444444");
	forget();
}
END_TEST

START_TEST(a_request_uri_is_an_stn_sr_or_not)
{
	struct number stn_sr;

	ck_assert_int_eq(number_parse(span_lit("+358400000001"), &stn_sr), 0);
	ck_assert(identity_is_stn_sr(request("tel:+358400000001", ""), &stn_sr, 1));
	ck_assert(identity_is_stn_sr(request("tel:+358-40-0000001", ""), &stn_sr, 1));
	ck_assert(identity_is_stn_sr(request("sip:+358400000001@127.0.0.1:5060;user=phone", ""),
				     &stn_sr, 1));
	ck_assert(!identity_is_stn_sr(request("sip:+358400000002@127.0.0.1", ""), &stn_sr, 1));
	ck_assert(!identity_is_stn_sr(request("urn:service:sos", ""), &stn_sr, 1));
	forget();
}
END_TEST

START_TEST(icid_and_reasons_are_found)
{
	char icid[ICID_MAX];
	const sip_t *sip =
		request("tel:+1",
			"P-Charging-Vector: icid-value=\"abc\";orig-ioi=x\r\n"
			"Reason: SIP;cause=487;text=\"Handover cancelled\", Q.850;cause=16\r\n"
			"Reason: Q.850;cause=31\r\n");
	struct reasons reasons = reasons_of(sip);

	identity_icid(sip, icid);
	ck_assert_str_eq(icid, "abc");
	ck_assert_uint_eq(reasons.sip_cause, 487);
	ck_assert_uint_eq(reasons.q850_cause, 16);

	sip = request("tel:+1", "");
	reasons = reasons_of(sip);
	identity_icid(sip, icid);
	ck_assert_str_eq(icid, "");
	ck_assert_uint_eq(reasons.sip_cause + reasons.q850_cause, 0);
	ck_assert_uint_eq(header_unknown(sip, "X").n, 0);
	forget();
}
END_TEST

Suite *
identity_sip_suite(void)
{
	const TTest *const tests[] = {
		the_caller_is_asserted_or_fallback_or_nobody,
		the_callee_is_called_party_or_request_uri,
		the_answerer_is_who_it_asserts,
		a_request_uri_is_an_stn_sr_or_not,
		icid_and_reasons_are_found,
	};
	return suite_of("identity_sip", tests, ARRAY_LEN(tests));
}
