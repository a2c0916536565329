/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_stream.c - one media line and its bridge: what the relay is told
 */
#include <string.h>

#include "tests/unit/core/rig.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

#define KEY_C3 "3 AES_CM_128_HMAC_SHA1_80 inline:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"

START_TEST(the_first_keyed_line_says_how_the_session_counts)
{
	struct told video = { MPROTO_DTLS_SAVPF, NULL, "H264/90000/99", 4002, MDIR_SENDRECV,
			      MKIND_VIDEO };
	const struct told both[] = { avp_a, video };
	struct mdesc *offer = rig_mdesc(both, 2);
	struct rig rig;
	struct call call;
	struct mpatch patch;

	rig_init(&rig);
	ck_assert_int_eq(rig_new(&rig, &call), CAUSE_NONE);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_NONE]), 1);
	ck_assert_int_eq(session_offer(call.session, PARTY_CALLER, offer, &patch), CAUSE_NONE);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_DTLS]), 1);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_NONE]), 0);
	ck_assert(session_is_protected(call.session));
	session_offer_failed(call.session);
	ck_assert_uint_eq(counter_get(&rig.core->counts.secure[KEYING_NONE]), 1);
	mdesc_free(offer);
	rig_fini(&rig);
}
END_TEST

START_TEST(a_direction_is_as_the_caller_sees_it)
{
	struct told sends = savp_a, takes = savp_b;
	struct rig rig;
	struct call call;

	sends.dir = MDIR_SENDONLY;
	takes.dir = MDIR_RECVONLY;
	rig_init(&rig);
	rig_call(&rig, &call, &sends, &takes);
	ck_assert_int_eq(call.session->stream[0].ind.dir, MDIR_SENDONLY);
	/* now the callee offers, and it is the callee that sends */
	sends = savp_b;
	sends.dir = MDIR_SENDONLY;
	takes = savp_a;
	takes.dir = MDIR_RECVONLY;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLEE, &sends), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLER, &takes, true), CAUSE_NONE);
	ck_assert_int_eq(call.session->stream[0].ind.dir, MDIR_RECVONLY);
	rig_fini(&rig);
}
END_TEST

START_TEST(the_relay_checks_tags_with_the_keys_in_force)
{
	struct rig rig;
	struct call call;

	rig_init(&rig);
	rig_call(&rig, &call, &savp_a, &savp_b);
	ck_assert(call.session->stream[0].has_keys);

	/* the one of several that the answer took */
	struct told several = savp_a;
	const struct sdes *told = &fake_relay_of(&rig.relay, call.id)->line[0].keys[PARTY_CALLER];

	several.crypto = KEY_C3 "\n" KEY_A;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &several), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert_uint_eq(told->key[0].octets[0], 0x00);
	ck_assert_uint_eq(told->tag, 1);

	/* a new key at a re-offer, and a plain one */
	struct told rekeyed = savp_a;

	rekeyed.crypto = KEY_C;
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &rekeyed), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &savp_b, true), CAUSE_NONE);
	ck_assert(call.session->stream[0].has_keys);
	ck_assert_int_eq(rig_offer(&call, PARTY_CALLER, &avp_a), CAUSE_NONE);
	ck_assert_int_eq(rig_answer(&call, PARTY_CALLEE, &avp_b, true), CAUSE_NONE);
	ck_assert(!call.session->stream[0].has_keys);
	rig_fini(&rig);
}
END_TEST

Suite *
stream_suite(void)
{
	const TTest *const tests[] = {
		the_first_keyed_line_says_how_the_session_counts,
		a_direction_is_as_the_caller_sees_it,
		the_relay_checks_tags_with_the_keys_in_force,
	};

	return suite_of("stream", tests, ARRAY_LEN(tests));
}
