/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_view.c - sessions as people see them
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

START_TEST(a_call_is_shown_from_setup_to_moved)
{
	struct rig rig;
	struct call call;
	struct view_session view;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_str_eq(view.state, "setup");
	ck_assert_uint_eq(view.n_media, 0);
	session_failed(call.session, CAUSE_NORMAL);

	rig_call(&rig, &call, &savp_a, &savp_b);
	fake_relay_of(&rig.relay, call.id)->line[0].stats.from[PARTY_CALLER].packets = 7;
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_str_eq(view.state, "active");
	ck_assert_str_eq(view.icid, "icid-1");
	ck_assert_str_eq(view.party[PARTY_CALLER].identity, "sip:alice@example.org");
	ck_assert_uint_eq(view.party[PARTY_CALLER].n_legs, 1);
	ck_assert_int_eq(view.party[PARTY_CALLER].leg[0].kind, ACCESS_PS);
	ck_assert_uint_eq(view.party[PARTY_CALLER].leg[0].remote.port, 4000);
	ck_assert_uint_eq(view.n_media, 1);
	ck_assert(view.media[0].transferable);
	ck_assert_uint_eq(view.media[0].peak_bps, 27250);
	ck_assert_uint_gt(view.media[0].mean_bps, 23100);
	ck_assert_uint_lt(view.media[0].mean_bps, 27200);
	ck_assert_uint_eq(view.media[0].bearer_bps, 64000);
	ck_assert_uint_eq(view.media[0].stats.from[PARTY_CALLER].packets, 7);

	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_str_eq(view.state, "moving");
	ck_assert_uint_eq(view.party[PARTY_CALLER].n_legs, 2);
	ck_assert_str_eq(view.party[PARTY_CALLER].state, "confirming");
	ck_assert_str_eq(view.transfer[0].outcome, "open");
	session_cs_confirmed(call.session, &call.cs);
	rig_pass_ms(&rig, RIG_SOURCE_RELEASE_MS + 10);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_str_eq(view.state, "moved");
	ck_assert_uint_eq(view.party[PARTY_CALLER].n_legs, 1);
	ck_assert_int_eq(view.party[PARTY_CALLER].leg[0].kind, ACCESS_CS);
	ck_assert_int_eq(view.party[PARTY_CALLER].leg[0].bearer, BEARER_CLEARMODE);
	ck_assert_uint_eq(view.party[PARTY_CALLER].leg[0].remote.port, 6000);
	ck_assert_str_eq(view.transfer[0].outcome, "moved");
	ck_assert_str_eq(view.transfer[0].kind, "ps-cs");
	rig_fini(&rig);
}
END_TEST

static void
say_of_bearer(struct rig *rig, struct call *call, enum media_event_kind kind)
{
	const struct media_event event = { .anchor = call->session->anchor, .kind = kind,
					   .party = PARTY_CALLER };

	core_on_media(rig->core, &event);
}

/* Shown on the CS leg, and nothing else follows; a peer that comes late mends it. */
START_TEST(a_bearer_that_was_not_initialised_is_shown)
{
	struct rig rig;
	struct call call;
	struct view_session view;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	say_of_bearer(&rig, &call, MEDIA_BEARER_DEAD);
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert(!view.party[PARTY_CALLER].leg[1].is_dead);
	say_of_bearer(&rig, &call, MEDIA_BEARER_DEAD);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert(!view.party[PARTY_CALLER].leg[0].is_dead);
	ck_assert(view.party[PARTY_CALLER].leg[1].is_dead);
	ck_assert_str_eq(view.party[PARTY_CALLER].state, "confirming");
	say_of_bearer(&rig, &call, MEDIA_BEARER_READY);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert(!view.party[PARTY_CALLER].leg[1].is_dead);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_view_holds_no_key)
{
	static const uint8_t key_b[8] = { 0x04, 0x10, 0x41, 0x04, 0x10, 0x41, 0x04, 0x10 };
	struct rig rig;
	struct call call;
	struct view_session view;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert_mem_eq(call.session->side[PARTY_CALLEE].last->line[0].crypto[0].key[0].octets,
			 key_b,
			 sizeof(key_b));
	memset(&view, 0, sizeof(view));
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_ptr_null(memmem(&view, sizeof(view), key_b, sizeof(key_b)));
	rig_fini(&rig);
}
END_TEST

START_TEST(what_does_not_fit_says_why)
{
	const struct told a = { MPROTO_SAVP, KEY_A, "PCMA/8000/8", 4000, MDIR_SENDRECV, MKIND_AUDIO };
	const struct told b = { MPROTO_SAVP, KEY_B, "PCMA/8000/8", 5000, MDIR_SENDRECV, MKIND_AUDIO };
	struct rig rig;
	struct call call;
	struct view_session view;

	rig_init(&rig);
	rig_call(&rig, &call, &a, &b);
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert(!view.media[0].transferable);
	ck_assert_str_eq(view.media[0].why_not, "G.711 needs 88.7 of 64 kbit/s");
	ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NO_BEARER);
	rig_fini(&rig);
}
END_TEST

START_TEST(pages_follow_one_another)
{
	struct rig rig;
	struct call calls[5];
	struct view_session *views = calloc(VIEW_PAGE_MAX, sizeof(*views));

	rig_init(&rig);
	for (unsigned int i = 0; i < 5; i++)
		ck_assert_int_eq(rig_new(&rig, &calls[i]), CAUSE_NONE);
	ck_assert_uint_eq(core_view(rig.core, 0, 2, views), 2);
	ck_assert_uint_eq(views[1].id, calls[1].id);
	/* the one after which the page starts may have ended meanwhile */
	session_failed(calls[1].session, CAUSE_NORMAL);
	ck_assert_uint_eq(core_view(rig.core, calls[1].id, 2, views), 2);
	ck_assert_uint_eq(views[0].id, calls[2].id);
	ck_assert_uint_eq(core_view(rig.core, calls[3].id, 9999, views), 1);
	ck_assert_uint_eq(core_view(rig.core, calls[4].id, 10, views), 0);
	ck_assert_uint_eq(core_view(rig.core, 0, 0, views), 0);
	ck_assert(!core_view_one(rig.core, 999, views));
	free(views);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_latest_transfers_are_kept)
{
	struct rig rig;
	struct call call;
	struct view_session view;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	for (unsigned int i = 0; i < VIEW_TRANSFERS_MAX + 3; i++) {
		call.cs = (struct leg){ .name = "cs" };
		rig_pass_ms(&rig, 10);
		ck_assert_int_eq(rig_transfer(&rig, ALICE, &call.cs, &msc_data), CAUSE_NONE);
		ck_assert_int_eq(session_return(call.session, &call.a, NULL), CAUSE_NONE);
	}
	ck_assert(core_view_one(rig.core, call.id, &view));
	ck_assert_uint_eq(view.n_transfers, VIEW_TRANSFERS_MAX);
	for (unsigned int i = 1; i < VIEW_TRANSFERS_MAX; i++)
		ck_assert_uint_lt(view.transfer[i - 1].at_us, view.transfer[i].at_us);
	rig_fini(&rig);
}
END_TEST

Suite *
view_suite(void)
{
	const TTest *const tests[] = {
		a_call_is_shown_from_setup_to_moved,
		a_bearer_that_was_not_initialised_is_shown,
		a_view_holds_no_key,
		what_does_not_fit_says_why,
		pages_follow_one_another,
		the_latest_transfers_are_kept,
	};

	return suite_of("view", tests, ARRAY_LEN(tests));
}
