/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_switchboard_cs.c - what a handover may and may not do
 */
#include "switchboard.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum { PAIRS = 8 };

static struct rig rig;
static const struct relay *r;
static struct relay_local ours[PARTIES], local;
static const struct relay_remote nowhere;
static anchor_id id;

static const struct relay_cs clearmode = {
	.bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 20,
};
static const struct relay_cs speech = {
	.bearer = BEARER_SPEECH, .family = AF_INET, .pt = 8, .ptime_ms = 20, .n_pts = 1,
	.pts = { { 8, 8, 8 } },
};

static void
set_up(unsigned int pairs)
{
	rig_init(&rig, pairs);
	rig_open(&rig);
	r = rig.relay;
}

static void
tear_down(unsigned int pairs)
{
	rig_wait_free(&rig, pairs);
	rig_close(&rig);
}

static anchor_id
open_call(const struct indication *ind)
{
	anchor_id a;

	ck_assert_int_eq(r->open(r->ctx, 1, false, &a), 0);
	ck_assert_int_eq(r->line_open(r->ctx, a, 0, ind, both_ip4, ours), 0);
	return a;
}

/* What is refused on a protected line, whatever protects it and however far that is agreed. */
static const struct indication protected[] = {
	{ .keying = KEYING_SDES, .scope = SCOPE_E2E, .state = SEC_OFFERED, .tag_octets = 10 },
	{ .keying = KEYING_SDES, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED, .tag_octets = 10 },
	{ .keying = KEYING_SDES, .scope = SCOPE_E2AE, .state = SEC_NEGOTIATED, .tag_octets = 4 },
	{ .keying = KEYING_MIKEY, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED },
	{ .keying = KEYING_DTLS, .scope = SCOPE_E2E, .state = SEC_NEGOTIATED },
	{ .keying = KEYING_DTLS, .scope = SCOPE_E2E, .state = SEC_OBSERVED },
	{ .keying = KEYING_SDES, .scope = SCOPE_E2E, .state = SEC_VERIFIED },
};

START_TEST(a_protected_line_takes_no_speech)
{
	for (enum party party = 0; party < PARTIES; party++) {
		set_up(PAIRS);
		id = open_call(&protected[_i]);
		ck_assert_int_eq(r->cs_open(r->ctx, id, party, &speech, &local), -EPERM);
		/* Nothing was taken, and the transfer may still be asked for properly. */
		ck_assert_uint_eq(media_ports_free(rig.media), PAIRS - 3);
		ck_assert_int_eq(r->cs_commit(r->ctx, id, party), -ENOENT);
		ck_assert_int_eq(r->cs_open(r->ctx, id, party, &clearmode, &local), 0);
		/* Nor while one is open, nor after. */
		ck_assert_int_eq(r->cs_open(r->ctx, id, party_other(party), &speech, &local),
				 -EPERM);
		ck_assert_int_eq(r->cs_commit(r->ctx, id, party), 0);
		ck_assert_int_eq(r->cs_open(r->ctx, id, party, &speech, &local), -EPERM);
		r->close(r->ctx, id);
		tear_down(PAIRS);
	}
}
END_TEST

START_TEST(a_protected_line_that_moved_is_not_lowered)
{
	set_up(PAIRS);
	id = open_call(&protected[_i]);
	/* Before: an answer may be plain. */
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &plain), 0);
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &protected[_i]), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLEE, &clearmode, &local), 0);
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &plain), -EPERM);
	ck_assert_int_eq(r->cs_commit(r->ctx, id, PARTY_CALLEE), 0);
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &plain), -EPERM);
	/* Not lower: fine.  And it did not slip: speech is still refused. */
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &sdes), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &speech, &local), -EPERM);
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

START_TEST(a_return_allows_what_the_move_forbade)
{
	set_up(PAIRS);
	id = open_call(&sdes);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_revert(r->ctx, id, PARTY_CALLER), 0);
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &plain), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &speech, &local), 0);
	/* A plain line that moved may be raised. */
	ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &sdes), 0);
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

START_TEST(one_protected_line_protects_them_all)
{
	set_up(12);
	id = open_call(&plain);
	ck_assert_int_eq(r->line_open(r->ctx, id, 1, &sdes, both_ip4, ours), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &speech, &local), -EPERM);
	r->line_close(r->ctx, id, 1);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &speech, &local), 0);
	r->close(r->ctx, id);
	tear_down(12);
}
END_TEST

static const struct relay_cs unframed[] = {
	{ .bearer = BEARER_NONE, .family = AF_INET, .ptime_ms = 20 },
	{ .bearer = BEARER_IUFP, .family = AF_INET, .pt = 97, .ptime_ms = 20 },
	{ .bearer = BEARER_IUFP, .family = AF_INET, .pt = 128, .ptime_ms = 10 },
	{ .bearer = BEARER_IUFP, .family = AF_INET, .pt = 97, .ptime_ms = 10,
	  .iufp = { .role = IUFP_ROLES } },
	{ .bearer = BEARERS, .family = AF_INET, .ptime_ms = 20 },
	{ .bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 0 },
	{ .bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 2000 },
	{ .bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 128, .ptime_ms = 20 },
	{ .bearer = BEARER_SPEECH, .family = AF_INET, .ptime_ms = 20, .n_pts = BEARER_PTS_MAX + 1 },
};

START_TEST(what_cannot_be_framed_is_refused)
{
	set_up(PAIRS);
	id = open_call(&plain);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &unframed[_i], &local), -ENOTSUP);
	ck_assert_uint_eq(media_ports_free(rig.media), PAIRS - 3);
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

START_TEST(one_handover_of_a_party_at_a_time)
{
	set_up(PAIRS);
	id = open_call(&sdes);
	ck_assert_int_eq(r->cs_remote(r->ctx, id, PARTY_CALLER, &nowhere), -ENOENT);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &clearmode, &local), -EALREADY);
	ck_assert_int_eq(r->cs_remote(r->ctx, id, PARTY_CALLER, &nowhere), 0);
	/* The other party's is its own. */
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLEE, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_commit(r->ctx, id, PARTY_CALLER), 0);
	ck_assert_int_eq(r->cs_commit(r->ctx, id, PARTY_CALLER), -ENOENT);
	ck_assert_int_eq(r->cs_revert(r->ctx, id, PARTY_CALLER), -ENOENT);
	ck_assert_int_eq(r->cs_remote(r->ctx, id, PARTY_CALLER, &nowhere), 0);
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

START_TEST(a_family_the_realm_lacks_takes_nothing)
{
	const struct relay_place second_lacks[PARTIES] = {
		{ REALM_ACCESS, AF_INET }, { REALM_CORE, AF_INET6 },
	};
	struct relay_cs six = clearmode;

	six.family = AF_INET6;
	set_up(PAIRS);
	ck_assert_int_eq(r->open(r->ctx, 1, false, &id), 0);
	ck_assert_int_eq(r->line_open(r->ctx, id, 0, &sdes, second_lacks, ours), -EAFNOSUPPORT);
	ck_assert_uint_eq(media_ports_free(rig.media), PAIRS - 1);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &six, &local), -EAFNOSUPPORT);
	ck_assert_uint_eq(media_ports_free(rig.media), PAIRS - 1);
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

/* 8 pairs, 3 a call: two calls; the third meets the reserve, its transfer does not. */
START_TEST(transfers_have_room_where_new_calls_have_none)
{
	anchor_id one, two, three = 77, emergency;

	set_up(PAIRS);
	one = open_call(&sdes);
	two = open_call(&sdes);
	ck_assert_uint_eq(media_ports_free(rig.media), 2);
	ck_assert_int_eq(r->open(r->ctx, 3, false, &three), 0);
	ck_assert_int_eq(r->line_open(r->ctx, three, 0, &sdes, both_ip4, ours), -ENOSPC);
	ck_assert_uint_eq(media_ports_free(rig.media), 1);
	r->close(r->ctx, three);
	ck_assert_int_eq(r->cs_open(r->ctx, one, PARTY_CALLER, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, two, PARTY_CALLEE, &clearmode, &local), 0);
	ck_assert_uint_eq(media_ports_free(rig.media), 2);
	ck_assert_int_eq(r->open(r->ctx, 4, true, &emergency), 0);
	ck_assert_int_eq(r->line_open(r->ctx, emergency, 0, &plain, both_ip4, ours), 0);
	ck_assert_uint_eq(media_ports_free(rig.media), 0);
	ck_assert_int_eq(r->open(r->ctx, 5, false, &three), -ENOSPC);
	ck_assert_int_eq(r->cs_open(r->ctx, emergency, PARTY_CALLER, &clearmode, &local), -ENOSPC);
	ck_assert_int_eq(r->cs_commit(r->ctx, one, PARTY_CALLER), 0);
	ck_assert_int_eq(r->cs_revert(r->ctx, two, PARTY_CALLEE), 0);
	r->close(r->ctx, one);
	r->close(r->ctx, two);
	r->close(r->ctx, emergency);
	tear_down(PAIRS);
}
END_TEST

Suite *
switchboard_cs_suite(void)
{
	const TTest *const tests[] = {
		a_return_allows_what_the_move_forbade,
		one_protected_line_protects_them_all,
		one_handover_of_a_party_at_a_time,
		a_family_the_realm_lacks_takes_nothing,
		transfers_have_room_where_new_calls_have_none,
	};
	Suite *suite = suite_of("switchboard_cs", tests, ARRAY_LEN(tests));
	TCase *refused = tcase_create("refused");

	tcase_add_loop_test(refused, a_protected_line_takes_no_speech, 0, ARRAY_LEN(protected));
	tcase_add_loop_test(refused, a_protected_line_that_moved_is_not_lowered, 0,
			    ARRAY_LEN(protected));
	tcase_add_loop_test(refused, what_cannot_be_framed_is_refused, 0, ARRAY_LEN(unframed));
	suite_add_tcase(suite, refused);
	return suite;
}
