/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_policy.c - which bearer, or why none
 */
#include <stdio.h>
#include <string.h>

#include "core/policy.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* One line of an SDP: "name/rate/pt[/fmtp]" separated by '|'. */
struct lines {
	struct mdesc mdesc;
	struct mformat formats[MDESC_LINES_MAX][4];
};

static void
add_line(struct lines *lines, const char *codecs)
{
	struct mline *line = &lines->mdesc.line[lines->mdesc.n_lines];
	struct mformat *formats = lines->formats[lines->mdesc.n_lines++];
	char copy[256], *save = NULL;

	line->kind = MKIND_AUDIO;
	line->proto = MPROTO_AVP;
	line->is_relayed = true;
	line->dir = MDIR_SENDRECV;
	line->formats = formats;
	ck_assert_int_eq(addr_parse(span_lit("192.0.2.1:4000"), &line->rtp), 0);
	ck_assert_int_eq(addr_parse(span_lit("192.0.2.1:4001"), &line->rtcp), 0);
	snprintf(copy, sizeof(copy), "%s", codecs);
	for (char *c = strtok_r(copy, "|", &save); c; c = strtok_r(NULL, "|", &save)) {
		struct mformat *f = &formats[line->n_formats++];
		unsigned int pt;

		f->channels = 1;
		ck_assert_int_ge(sscanf(c, "%31[^/]/%u/%u/%255[^|]", f->name, &f->rate_hz, &pt,
					f->fmtp), 3);
		f->pt = (uint8_t)pt;
	}
}

static const struct indication sdes = {
	.keying = KEYING_SDES, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED, .tag_octets = 10,
};
static const struct indication plain = { .keying = KEYING_NONE };

static struct policy_ask
ask_for(const struct lines *offer, const struct lines *session, const struct indication *ind)
{
	return (struct policy_ask){ .offer = &offer->mdesc, .moving = &session->mdesc.line[0],
				    .remote = &session->mdesc.line[0], .ind = ind,
				    .iufp_ptime_ms = 10 };
}

static enum cause
decide(const struct indication *ind, const char *offered, const char *used, struct bearer_pick *ret)
{
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, ind);

	if (offered)
		add_line(&offer, offered);
	add_line(&session, used);
	return policy_pick(&ask, ret);
}

/* Offers to a protected session, and to a plain one. */
static const struct {
	bool is_protected;
	const char *offered;
	const char *used;
	enum cause cause;
	enum bearer bearer;
	unsigned int pt;
} cases[] = {
	{ true, "CLEARMODE/8000/97", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 97 },
	{ true, "AMR/8000/96|clearmode/8000/98", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 98 },
	{ true, "X-CCD/8000/99", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 99 },
	{ true, "CCD/8000/99", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 99 },
	{ true, "g.nx64/8000/99", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 99 },
	{ true, "cisco-clear-channel/8000/99", "AMR/8000/96", CAUSE_NONE, BEARER_CLEARMODE, 99 },
	{ true, "CLEARMODE/16000/97", "AMR/8000/96", CAUSE_NO_BEARER, BEARER_NONE, 0 },
	{ true, "AMR/8000/96", "AMR/8000/96", CAUSE_NO_BEARER, BEARER_NONE, 0 },
	{ true, "VND.3GPP.IUFP/16000/96", "AMR/8000/96", CAUSE_NONE, BEARER_IUFP, 96 },
	{ true, "vnd.3gpp.iufp/16000/98|CLEARMODE/8000/97", "AMR/8000/96", CAUSE_NONE,
	  BEARER_CLEARMODE, 97 },
	{ true, "VND.3GPP.IUFP/8000/96", "AMR/8000/96", CAUSE_NO_BEARER, BEARER_NONE, 0 },
	{ true, "VND.3GPP.IUFP/16000/96", "PCMA/8000/8", CAUSE_NO_BEARER, BEARER_NONE, 0 },
	{ false, "VND.3GPP.IUFP/16000/96", "AMR/8000/96", CAUSE_NO_CODEC, BEARER_NONE, 0 },
	{ true, "CLEARMODE/8000/97", "PCMA/8000/8", CAUSE_NO_BEARER, BEARER_NONE, 0 },
	{ true, NULL, "AMR/8000/96", CAUSE_NO_MEDIA, BEARER_NONE, 0 },
	{ false, "AMR/8000/100", "AMR/8000/96", CAUSE_NONE, BEARER_SPEECH, 100 },
	{ false, "PCMA/8000/8|AMR/8000/100", "AMR/8000/96", CAUSE_NONE, BEARER_SPEECH, 100 },
	{ false, "PCMA/8000/8", "PCMA/8000/8", CAUSE_NONE, BEARER_SPEECH, 8 },
	{ false, "AMR/8000/100/octet-align=1", "AMR/8000/96", CAUSE_NO_CODEC, BEARER_NONE, 0 },
	{ false, "AMR/8000/100/octet-align=0; mode-set=7", "AMR/8000/96", CAUSE_NO_CODEC, BEARER_NONE, 0 },
	{ false, "AMR/8000/100", "AMR/8000/96/mode-set=7", CAUSE_NONE, BEARER_SPEECH, 100 },
	{ false, "AMR/8000/100", "AMR/8000/96|PCMA/8000/8", CAUSE_NO_CODEC, BEARER_NONE, 0 },
	{ false, "PCMA/8000/8|AMR/8000/100", "AMR/8000/96|PCMA/8000/8", CAUSE_NONE, BEARER_SPEECH, 8 },
	{ false, "AMR-WB/16000/100", "AMR/8000/96", CAUSE_NO_CODEC, BEARER_NONE, 0 },
	{ false, "telephone-event/8000/101", "telephone-event/8000/101|AMR/8000/96", CAUSE_NO_CODEC,
	  BEARER_NONE, 0 },
	{ false, "CLEARMODE/8000/97", "AMR/8000/96", CAUSE_NO_CODEC, BEARER_NONE, 0 },
};

START_TEST(each_offer_gets_its_bearer_or_its_cause)
{
	struct bearer_pick pick = { .bearer = BEARER_NONE };

	ck_assert_int_eq(decide(cases[_i].is_protected ? &sdes : &plain, cases[_i].offered,
				cases[_i].used, &pick), cases[_i].cause);
	ck_assert_int_eq(pick.bearer, cases[_i].bearer);
	ck_assert_uint_eq(pick.format.pt, cases[_i].pt);
}
END_TEST

/* 5 and 10 ms are what SDUs can be; for anything else it is the configuration's. */
START_TEST(an_iufp_bearer_has_an_interval_of_its_own)
{
	static const struct { uint16_t offered, picked; } ptimes[] = {
		{ 0, 10 }, { 5, 5 }, { 10, 10 }, { 20, 10 }, { 40, 10 },
	};

	for (size_t i = 0; i < ARRAY_LEN(ptimes); i++) {
		struct lines offer = { 0 }, session = { 0 };
		struct policy_ask ask = ask_for(&offer, &session, &sdes);
		struct bearer_pick pick;

		add_line(&offer, "VND.3GPP.IUFP/16000/96");
		add_line(&session, "AMR/8000/96");
		offer.mdesc.line[0].ptime_ms = ptimes[i].offered;
		ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
		ck_assert_uint_eq(pick.ptime_ms, ptimes[i].picked);
	}
}
END_TEST

START_TEST(a_refusal_leaves_the_pick_alone)
{
	struct bearer_pick pick = { .bearer = BEARER_IUFP, .line = 77 };

	ck_assert_int_eq(decide(&sdes, "AMR/8000/96", "AMR/8000/96", &pick), CAUSE_NO_BEARER);
	ck_assert_int_eq(pick.bearer, BEARER_IUFP);
	ck_assert_uint_eq(pick.line, 77);
}
END_TEST

START_TEST(events_go_along_with_speech_and_keep_their_numbers)
{
	struct bearer_pick pick;

	ck_assert_int_eq(decide(&plain, "telephone-event/8000/110|AMR/8000/111",
				"AMR/8000/96|telephone-event/8000/97", &pick), CAUSE_NONE);
	ck_assert_uint_eq(pick.n_pts, 2);
	ck_assert_uint_eq(pick.pts[0].cs, 111);
	ck_assert_uint_eq(pick.pts[0].remote, 96);
	ck_assert_uint_eq(pick.pts[1].cs, 110);
	ck_assert_uint_eq(pick.pts[1].remote, 97);
	ck_assert_str_eq(pick.extra[0].name, "telephone-event");
}
END_TEST

START_TEST(the_answer_restricts_the_msc_to_what_the_party_takes)
{
	struct bearer_pick pick;

	ck_assert_int_eq(decide(&plain, "EVS/16000/111/br=5.9-24.4", "EVS/16000/96/br=9.6-13.2; bw=wb",
				&pick), CAUSE_NONE);
	ck_assert_str_eq(pick.format.fmtp, "br=9.6-13.2; bw=wb");
}
END_TEST

START_TEST(transparent_needs_the_sessions_own_payload_type)
{
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &sdes);
	struct bearer_pick pick = { 0 };

	add_line(&offer, "AMR/8000/96");
	add_line(&session, "AMR/8000/96");
	offer.mdesc.line[0].wants_transparent = true;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
	ck_assert_int_eq(pick.bearer, BEARER_TRANSPARENT);

	offer.formats[0][0].pt = 98;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NO_BEARER);
}
END_TEST

START_TEST(lines_that_cannot_be_used_are_passed_over)
{
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &sdes);
	struct bearer_pick pick = { 0 };

	for (unsigned int i = 0; i < 4; i++)
		add_line(&offer, "CLEARMODE/8000/97");
	add_line(&session, "AMR/8000/96");
	offer.mdesc.line[0].is_refused = true;
	offer.mdesc.line[1].kind = MKIND_VIDEO;
	offer.mdesc.line[2].is_relayed = false;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
	ck_assert_uint_eq(pick.line, 3);

	offer.mdesc.line[3].rtp.port = 0;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NO_MEDIA);
}
END_TEST

START_TEST(the_msc_sets_ptime_and_direction)
{
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &sdes);
	struct bearer_pick pick = { 0 };

	add_line(&offer, "CLEARMODE/8000/97");
	add_line(&session, "AMR/8000/96");
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
	ck_assert_uint_eq(pick.ptime_ms, 20);
	offer.mdesc.line[0].ptime_ms = 10;
	offer.mdesc.line[0].dir = MDIR_SENDONLY;
	offer.mdesc.line[0].has_rtcp_mux = true;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
	ck_assert_uint_eq(pick.ptime_ms, 10);
	ck_assert_int_eq(pick.dir, MDIR_SENDONLY);
	ck_assert(pick.rtcp_mux);
	ck_assert_str_eq(ADDR_TEXT(&pick.rtp), "192.0.2.1:4000");
}
END_TEST

/* What the MSC's line says of its packets, and the packets of ours that come of it. */
START_TEST(ptime_and_maxptime_of_the_offer_count)
{
	static const struct {
		uint16_t ptime_ms, maxptime_ms, picked_ms;
	} times[] = {
		{ 0, 0, 20 }, { 5, 0, 5 }, { 10, 0, 10 }, { 30, 0, 30 }, { 40, 0, 40 },
		{ 0, 10, 10 }, { 0, 40, 20 }, { 40, 20, 20 }, { 20, 40, 20 }, { 60, 0, 60 },
	};
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &sdes);
	struct bearer_pick pick = { 0 };

	add_line(&offer, "CLEARMODE/8000/97");
	add_line(&session, "AMR/8000/96");
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		offer.mdesc.line[0].ptime_ms = times[i].ptime_ms;
		offer.mdesc.line[0].maxptime_ms = times[i].maxptime_ms;
		ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
		ck_assert_uint_eq(pick.ptime_ms, times[i].picked_ms);
	}
}
END_TEST

/* AMR 12.2 with tag 10: 27.2 kbit/s at most, 27.8 with the stream octet. */
START_TEST(the_smaller_of_offer_and_operator_is_what_must_fit)
{
	static const struct {
		uint32_t operator_bps, said_bps;
		bool is_tias, is_ip6;
		enum cause cause;
		uint32_t picked_bps;
	} cases_of_rate[] = {
		{ 0, 0, false, false, CAUSE_NONE, 64000 },
		{ 57600, 0, false, false, CAUSE_NONE, 57600 },
		{ 28800, 0, false, false, CAUSE_NONE, 28800 },
		{ 64000, 28800, true, false, CAUSE_NONE, 28800 },
		{ 64000, 14400, true, false, CAUSE_NO_BEARER, 0 },
		{ 57600, 64000, true, false, CAUSE_NONE, 57600 },
		/* AS is of packets: 80 is what CLEARMODE takes, 64 forgot the headers. */
		{ 64000, 80000, false, false, CAUSE_NONE, 64000 },
		{ 64000, 64000, false, false, CAUSE_NONE, 64000 },
		{ 57600, 64000, false, false, CAUSE_NONE, 57600 },
		{ 64000, 46000, false, false, CAUSE_NONE, 30000 },
		{ 64000, 46000, false, true, CAUSE_NO_BEARER, 0 },
		{ 64000, 12000, false, false, CAUSE_NO_BEARER, 0 },
	};
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &sdes);

	add_line(&offer, "CLEARMODE/8000/97");
	add_line(&session, "AMR/8000/96");
	for (size_t i = 0; i < ARRAY_LEN(cases_of_rate); i++) {
		struct bearer_pick pick = { 0 };

		ask.bearer_bps = cases_of_rate[i].operator_bps;
		offer.mdesc.line[0].bandwidth_bps = cases_of_rate[i].said_bps;
		offer.mdesc.line[0].is_tias = cases_of_rate[i].is_tias;
		offer.mdesc.line[0].rtp.family = cases_of_rate[i].is_ip6 ? ADDR_IP6 : ADDR_IP4;
		ck_assert_int_eq(policy_pick(&ask, &pick), cases_of_rate[i].cause);
		ck_assert_uint_eq(pick.bearer_bps, cases_of_rate[i].picked_bps);
	}
}
END_TEST

START_TEST(the_average_is_enough_where_the_operator_says_so)
{
	struct indication gcm = sdes;
	struct lines offer = { 0 }, session = { 0 };
	struct policy_ask ask = ask_for(&offer, &session, &gcm);
	struct bearer_pick pick = { 0 };

	gcm.tag_octets = 16;
	ask.bearer_bps = 28800;
	add_line(&offer, "CLEARMODE/8000/97");
	add_line(&session, "AMR/8000/96");
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NO_BEARER);
	ask.fit_by_mean = true;
	ck_assert_int_eq(policy_pick(&ask, &pick), CAUSE_NONE);
}
END_TEST

Suite *
policy_suite(void)
{
	const TTest *const tests[] = {
		an_iufp_bearer_has_an_interval_of_its_own,
		a_refusal_leaves_the_pick_alone, events_go_along_with_speech_and_keep_their_numbers,
		the_answer_restricts_the_msc_to_what_the_party_takes,
		transparent_needs_the_sessions_own_payload_type,
		lines_that_cannot_be_used_are_passed_over, the_msc_sets_ptime_and_direction,
		ptime_and_maxptime_of_the_offer_count,
		the_smaller_of_offer_and_operator_is_what_must_fit,
		the_average_is_enough_where_the_operator_says_so,
	};
	Suite *suite = suite_of("policy", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("offers");

	tcase_add_loop_test(tc, each_offer_gets_its_bearer_or_its_cause, 0, (int)ARRAY_LEN(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
