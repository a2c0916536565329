/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/ops/test_view_json.c - what /sessions shows of a session
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "ops/view_json.h"
#include "tests/unit/ops/suites.h"
#include "tests/unit/runner.h"

static struct view_session
one_session(void)
{
	struct view_session view = {
		.id = 7,
		.icid = "icid-1",
		.state = "active",
		.since_us = 1500000,
		.n_media = 1,
		.n_transfers = 1,
	};

	strcpy(view.party[PARTY_CALLER].identity, "sip:+358401111111@visited.example");
	strcpy(view.party[PARTY_CALLER].number.digits, "358401111111");
	view.party[PARTY_CALLER].state = "draining";
	view.party[PARTY_CALLER].n_legs = 2;
	view.party[PARTY_CALLER].leg[0].kind = ACCESS_PS;
	view.party[PARTY_CALLER].leg[1].kind = ACCESS_CS;
	view.party[PARTY_CALLER].leg[1].bearer = BEARER_CLEARMODE;
	view.party[PARTY_CALLER].leg[1].is_dead = true;
	strcpy(view.party[PARTY_CALLEE].identity, "tel:\"\x01\xff");
	view.party[PARTY_CALLEE].state = "anchored";
	view.media[0].ind = (struct indication){
		.keying = KEYING_SDES, .scope = SCOPE_E2E, .suite = SUITE_AES_CM_128_HMAC_SHA1_80,
		.state = SEC_NEGOTIATED, .tag_octets = 10, .dir = MDIR_SENDRECV,
	};
	view.media[0].transferable = true;
	view.media[0].stats.from[PARTY_CALLER] = (struct relay_flow){ 3, 216 };
	view.media[0].stats.drops[DROP_FCS] = 2;
	view.transfer[0] = (struct view_transfer){
		.kind = "ps-cs", .outcome = "open", .party = PARTY_CALLER, .answer_us = 412,
	};
	return view;
}

static struct json_object *
rendered(const struct view_session *view)
{
	struct text text;

	text_init(&text, 65536);
	ck_assert_int_eq(view_json(view, 1000000, &text), 0);

	struct json_object *o = json_tokener_parse(text.p);

	text_fini(&text);
	ck_assert_ptr_nonnull(o);
	return o;
}

static struct json_object *
get(struct json_object *o, const char *path)
{
	struct json_object *found = NULL;

	ck_assert_msg(json_pointer_get(o, path, &found) == 0, "no %s", path);
	return found;
}

#define TEXT_AT(o, path) json_object_get_string(get(o, path))
#define INT_AT(o, path) json_object_get_int64(get(o, path))

START_TEST(a_session_has_every_member_of_the_contract)
{
	struct view_session view = one_session();
	struct json_object *o = rendered(&view);

	ck_assert_int_eq(INT_AT(o, "/id"), 7);
	ck_assert_str_eq(TEXT_AT(o, "/icid"), "icid-1");
	ck_assert_str_eq(TEXT_AT(o, "/state"), "active");
	ck_assert_str_eq(TEXT_AT(o, "/since"), "1970-01-01T00:00:02.500Z");
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/number"), "+358401111111");
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/legs/0/kind"), "ps");
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/legs/1/kind"), "cs");
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/legs/1/bearer"), "clearmode");
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/legs/1/trouble"), "not initialised");
	ck_assert_str_eq(TEXT_AT(o, "/media/0/indication/keying"), "sdes");
	ck_assert_str_eq(TEXT_AT(o, "/media/0/indication/suite"), "AES_CM_128_HMAC_SHA1_80");
	ck_assert_int_eq(INT_AT(o, "/media/0/from_caller/packets"), 3);
	ck_assert_int_eq(INT_AT(o, "/media/0/from_caller/octets"), 216);
	ck_assert_int_eq(INT_AT(o, "/media/0/drops/fcs"), 2);
	ck_assert_str_eq(TEXT_AT(o, "/transfers/0/outcome"), "open");
	ck_assert_int_eq(INT_AT(o, "/transfers/0/answer_us"), 412);
	ck_assert(!json_object_get_boolean(get(o, "/degraded")));
	json_object_put(o);
}
END_TEST

START_TEST(what_is_degraded_is_marked_everywhere)
{
	struct view_session view = one_session();

	view.is_degraded = view.transfer[0].is_degraded = true;
	view.party[PARTY_CALLER].leg[1].bearer = BEARER_TERMINATED;

	struct json_object *o = rendered(&view), *found;

	ck_assert(json_object_get_boolean(get(o, "/degraded")));
	ck_assert(json_object_get_boolean(get(o, "/transfers/0/degraded")));
	ck_assert(json_object_get_boolean(get(o, "/parties/0/legs/1/degraded")));
	ck_assert_str_eq(TEXT_AT(o, "/parties/0/legs/1/bearer"), "speech");
	ck_assert_int_ne(json_pointer_get(o, "/parties/0/legs/0/degraded", &found), 0);
	json_object_put(o);
}
END_TEST

START_TEST(what_did_not_happen_is_not_shown)
{
	struct view_session view = one_session();
	struct json_object *o = rendered(&view), *found;

	ck_assert_int_ne(json_pointer_get(o, "/media/0/drops/source", &found), 0);
	ck_assert_int_ne(json_pointer_get(o, "/media/0/why_not", &found), 0);
	ck_assert_int_ne(json_pointer_get(o, "/transfers/0/gap_us", &found), 0);
	ck_assert_int_ne(json_pointer_get(o, "/transfers/0/degraded", &found), 0);
	ck_assert_int_ne(json_pointer_get(o, "/parties/0/legs/1/degraded", &found), 0);
	ck_assert_int_ne(json_pointer_get(o, "/parties/1/number", &found), 0);
	json_object_put(o);
}
END_TEST

START_TEST(an_identity_cannot_break_out_of_its_string)
{
	struct view_session view = one_session();
	struct json_object *o = rendered(&view);

	ck_assert_str_eq(TEXT_AT(o, "/parties/1/identity"), "tel:\"\x01\xff");
	json_object_put(o);
}
END_TEST

START_TEST(why_a_line_cannot_move_is_shown)
{
	struct view_session view = one_session();

	view.media[0].transferable = false;
	strcpy(view.media[0].why_not, "G.711 needs 88.7 of 64 kbit/s");

	struct json_object *o = rendered(&view);

	ck_assert_str_eq(TEXT_AT(o, "/media/0/why_not"), "G.711 needs 88.7 of 64 kbit/s");
	json_object_put(o);
}
END_TEST

START_TEST(what_a_line_needs_of_a_bearer_is_shown)
{
	struct view_session view = one_session();

	view.media[0].bearer_bps = 57600;

	struct json_object *o = rendered(&view), *found;

	ck_assert_int_eq(INT_AT(o, "/media/0/fit/bearer_bps"), 57600);
	ck_assert_str_eq(TEXT_AT(o, "/media/0/fit/needs"), "not known, taken to fit");
	ck_assert_int_ne(json_pointer_get(o, "/media/0/fit/peak_bps", &found), 0);
	json_object_put(o);

	view.media[0].peak_bps = 27200;
	view.media[0].mean_bps = 24150;
	o = rendered(&view);
	ck_assert_int_eq(INT_AT(o, "/media/0/fit/peak_bps"), 27200);
	ck_assert_int_eq(INT_AT(o, "/media/0/fit/mean_bps"), 24150);
	ck_assert_int_ne(json_pointer_get(o, "/media/0/fit/needs", &found), 0);
	json_object_put(o);
}
END_TEST

START_TEST(a_full_buffer_is_an_error)
{
	struct view_session view = one_session();
	struct text text;

	text_init(&text, 100);
	ck_assert_int_eq(view_json(&view, 0, &text), -ENOMEM);
	text_fini(&text);
}
END_TEST

Suite *
view_json_suite(void)
{
	const TTest *const tests[] = {
		a_session_has_every_member_of_the_contract, what_is_degraded_is_marked_everywhere, what_did_not_happen_is_not_shown,
		an_identity_cannot_break_out_of_its_string, why_a_line_cannot_move_is_shown,
		what_a_line_needs_of_a_bearer_is_shown,
		a_full_buffer_is_an_error,
	};

	return suite_of("view_json", tests, ARRAY_LEN(tests));
}
