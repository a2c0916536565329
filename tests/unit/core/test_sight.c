/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_sight.c - what packets have shown: it raises what is shown, and never lowers it
 */
#include <string.h>

#include "base/attr.h"
#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;
static struct call call;
static struct view_session view;

static void
begin(const struct told *offer, const struct told *answer)
{
	call = (struct call){ 0 };
	rig_init(&rig);
	rig_call(&rig, &call, offer, answer);
}

static void
end(void)
{
	rig_fini(&rig);
}

/* What the relay says of line 0. */
static struct media_event
of_line(enum media_event_kind kind, enum party party, bool by_cs)
{
	return (struct media_event){
		.anchor = call.session->anchor,
		.kind = kind,
		.party = party,
		.by_cs = by_cs,
		.class_name = "?",
		.evidence = "",
	};
}

static void
verifies(enum party party, bool by_cs)
{
	const struct media_event event = of_line(MEDIA_VERIFIED, party, by_cs);

	core_on_media(rig.core, &event);
}

static void
looks(enum party party, enum seen seen, const char *class_name)
{
	struct media_event event = of_line(MEDIA_OBSERVED, party, false);

	event.seen = seen;
	event.class_name = class_name;
	event.permille = 990;
	event.evidence = "because";
	core_on_media(rig.core, &event);
}

static const struct view_media *
shown(void)
{
	ck_assert(core_view_one(rig.core, call.id, &view));
	return &view.media[0];
}

static uint64_t
alarms(void)
{
	return counter_get(&rig.core->counts.clear_streams);
}

static bool
is_alarmed(enum party party)
{
	const struct sight *sight = &shown()->sight[party];

	return sight->clear_since_us && !sight->clear_until_us;
}

START_TEST(tags_verify_by_direction_and_leg)
{
	begin(&savp_a, &savp_b);
	ck_assert_int_eq(shown()->ind.state, SEC_NEGOTIATED);
	verifies(PARTY_CALLER, false);
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_VERIFIED);
	ck_assert_int_eq(shown()->state[PARTY_CALLEE], SEC_NEGOTIATED);
	ck_assert_int_eq(shown()->ind.state, SEC_VERIFIED);

	uint64_t when_us = shown()->sight[PARTY_CALLER].verified_ps_us;

	ck_assert_uint_gt(when_us, 0);
	ck_assert_uint_eq(shown()->sight[PARTY_CALLER].verified_cs_us, 0);
	rig_pass_ms(&rig, 1000);
	verifies(PARTY_CALLER, true);
	verifies(PARTY_CALLER, false);		/* told twice: the first time stands */
	ck_assert_uint_eq(shown()->sight[PARTY_CALLER].verified_ps_us, when_us);
	ck_assert_uint_gt(shown()->sight[PARTY_CALLER].verified_cs_us, when_us);
	ck_assert_uint_eq(counter_get(&rig.core->counts.verified[ACCESS_PS]), 1);
	ck_assert_uint_eq(counter_get(&rig.core->counts.verified[ACCESS_CS]), 1);
	end();
}
END_TEST

START_TEST(what_is_seen_raises_and_never_lowers)
{
	begin(&savp_a, &savp_b);
	looks(PARTY_CALLER, SEEN_PROTECTED, "srtp");
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_OBSERVED);
	ck_assert_str_eq(shown()->sight[PARTY_CALLER].class_name, "srtp");
	ck_assert_str_eq(shown()->sight[PARTY_CALLER].evidence, "because");
	ck_assert_uint_eq(shown()->sight[PARTY_CALLER].permille, 990);
	verifies(PARTY_CALLER, false);
	looks(PARTY_CALLER, SEEN_OTHER, "opaque");
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_VERIFIED);
	looks(PARTY_CALLEE, SEEN_CLEAR, "rtp");
	ck_assert_int_eq(shown()->state[PARTY_CALLEE], SEC_NEGOTIATED);
	ck_assert_int_eq(shown()->ind.keying, KEYING_SDES);
	ck_assert(session_is_protected(call.session));
	end();
}
END_TEST

START_TEST(in_the_clear_though_agreed_otherwise_is_an_alarm)
{
	begin(&savp_a, &savp_b);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert(is_alarmed(PARTY_CALLER));
	ck_assert(!is_alarmed(PARTY_CALLEE));
	ck_assert_uint_eq(alarms(), 1);
	looks(PARTY_CALLER, SEEN_AUTHENTICATED, "authenticated");
	looks(PARTY_CALLER, SEEN_OTHER, "opaque");
	ck_assert(is_alarmed(PARTY_CALLER));		/* nothing says that it is over */
	ck_assert_uint_eq(alarms(), 1);
	looks(PARTY_CALLER, SEEN_PROTECTED, "srtp");
	ck_assert(!is_alarmed(PARTY_CALLER));
	ck_assert_uint_gt(shown()->sight[PARTY_CALLER].clear_until_us, 0);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert(is_alarmed(PARTY_CALLER));
	ck_assert_uint_eq(alarms(), 2);
	end();
}
END_TEST

START_TEST(a_plain_line_alarms_nobody)
{
	begin(&avp_a, &avp_b);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert_uint_eq(alarms(), 0);
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_NONE);
	/* SRTP that signalling called plain: shown, and counts as protected nowhere. */
	looks(PARTY_CALLEE, SEEN_PROTECTED, "srtp");
	ck_assert_int_eq(shown()->state[PARTY_CALLEE], SEC_OBSERVED);
	ck_assert_int_eq(shown()->ind.keying, KEYING_NONE);
	ck_assert(!session_is_protected(call.session));
	end();
}
END_TEST

START_TEST(unencrypted_as_agreed_alarms_nobody)
{
	struct told offer = savp_a;

	offer.crypto = KEY_A " UNENCRYPTED_SRTP";
	begin(&offer, &savp_b);
	looks(PARTY_CALLER, SEEN_AUTHENTICATED, "authenticated");
	ck_assert_uint_eq(alarms(), 0);
	looks(PARTY_CALLEE, SEEN_AUTHENTICATED, "authenticated");
	ck_assert_uint_eq(alarms(), 1);
	end();
}
END_TEST

START_TEST(an_offer_is_no_agreement)
{
	struct mdesc *offer = rig_mdesc(&savp_a, 1);
	struct mpatch patch;

	call = (struct call){ 0 };
	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch), CAUSE_NONE);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert_uint_eq(alarms(), 0);
	/* What came before the answer is forgotten with it: it is looked at anew. */
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_ptr_null(shown()->sight[PARTY_CALLER].class_name);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert_uint_eq(alarms(), 1);
	session_failed(call.session, CAUSE_NORMAL);
	mdesc_free(offer);
	end();
}
END_TEST

START_TEST(other_keys_begin_anew_and_the_same_do_not)
{
	struct told rekeyed = savp_a;

	begin(&savp_a, &savp_b);
	verifies(PARTY_CALLER, false);
	verifies(PARTY_CALLEE, false);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &savp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_VERIFIED);
	rekeyed.crypto = KEY_C;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &rekeyed), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_NEGOTIATED);
	ck_assert_int_eq(shown()->state[PARTY_CALLEE], SEC_VERIFIED);
	end();
}
END_TEST

/* The phones' right, and told as security-lowered; no alarm on top. */
START_TEST(a_call_made_plain_alarms_nobody)
{
	begin(&savp_a, &savp_b);
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &avp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &avp_b, true), CAUSE_NONE);
	ck_assert(!is_alarmed(PARTY_CALLER));
	looks(PARTY_CALLER, SEEN_CLEAR, "rtp");
	ck_assert(!is_alarmed(PARTY_CALLER));
	ck_assert_uint_eq(alarms(), 1);
	end();
}
END_TEST

START_TEST(another_cs_leg_has_to_verify_itself)
{
	begin(&savp_a, &savp_b);
	verifies(PARTY_CALLER, false);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	verifies(PARTY_CALLER, true);
	ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
	call.cs = (struct leg){ .name = "cs" };
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert_uint_eq(shown()->sight[PARTY_CALLER].verified_cs_us, 0);
	ck_assert_int_eq(shown()->state[PARTY_CALLER], SEC_VERIFIED);	/* by PS */
	verifies(PARTY_CALLER, true);
	ck_assert_uint_gt(shown()->sight[PARTY_CALLER].verified_cs_us, 0);
	end();
}
END_TEST

START_TEST(a_line_that_is_not_there_shows_nothing)
{
	struct media_event event;

	begin(&savp_a, &savp_b);
	event = of_line(MEDIA_VERIFIED, PARTY_CALLER, false);
	event.line = 1;
	core_on_media(rig.core, &event);
	event.line = MDESC_LINES_MAX;
	core_on_media(rig.core, &event);
	event = of_line(MEDIA_VERIFIED, PARTIES, false);
	core_on_media(rig.core, &event);
	ck_assert_uint_eq(counter_get(&rig.core->counts.verified[ACCESS_PS]), 0);
	ck_assert_int_eq(shown()->ind.state, SEC_NEGOTIATED);
	end();
}
END_TEST

START_TEST(moves_are_counted_and_the_latest_source_kept)
{
	struct media_event event;

	begin(&savp_a, &savp_b);
	event = of_line(MEDIA_LEARNED, PARTY_CALLER, true);
	event.source = shown()->sight[PARTY_CALLER].source;
	for (unsigned int i = 0; i < 3; i++)
		core_on_media(rig.core, &event);
	ck_assert_uint_eq(shown()->sight[PARTY_CALLER].n_moves, 3);
	ck_assert(shown()->sight[PARTY_CALLER].moved_on_cs);
	ck_assert_uint_eq(shown()->sight[PARTY_CALLEE].n_moves, 0);
	end();
}
END_TEST

Suite *
sight_suite(void)
{
	const TTest *const tests[] = {
		tags_verify_by_direction_and_leg, what_is_seen_raises_and_never_lowers,
		in_the_clear_though_agreed_otherwise_is_an_alarm, a_plain_line_alarms_nobody,
		unencrypted_as_agreed_alarms_nobody, an_offer_is_no_agreement,
		other_keys_begin_anew_and_the_same_do_not, a_call_made_plain_alarms_nobody,
		another_cs_leg_has_to_verify_itself, a_line_that_is_not_there_shows_nothing,
		moves_are_counted_and_the_latest_source_kept,
	};

	return suite_of("sight", tests, ARRAY_LEN(tests));
}
