/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_observed.c - what the relay tells of a party's packets: verified, and what they look like
 */
#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"
#include "tests/unit/sender.h"

enum { PCMA = 8, SAMPLES = 160, MANY = 64 };

static struct sdes keys;
static struct sender ua;
static uint8_t box[SENDER_BOX];
static uint16_t next_seq;

static void
begin(void)
{
	set_up();
	keys = sender_keys(SUITE_AES_CM_128_HMAC_SHA1_80, 5, 0);
	ua = sender_open(&keys, SSRC_A, 0);
	next_seq = 1;
}

static void
end(void)
{
	sender_close(&ua);
	tear_down();
}

static void
says_sealed(void)
{
	size_t n = sender_rtp(&ua, box, next_seq++);

	peer_send(&a, 0, &ours[0].rtp, box, n);
	peer_expect(&b, 0, box, n);
}

/* PCMA in the clear: a slow wave, as speech has it and no cipher. */
static void
says_plainly(void)
{
	uint8_t clear[12 + SAMPLES];

	make_rtp(clear, sizeof(clear), SSRC_A, next_seq++);
	clear[1] = PCMA;
	for (unsigned int i = 0; i < SAMPLES; i++)
		clear[12 + i] = (uint8_t)(0xd5 ^ ((i / 5 + next_seq) % 24));
	peer_send(&a, 0, &ours[0].rtp, clear, sizeof(clear));
	peer_expect(&b, 0, clear, sizeof(clear));
}

START_TEST(a_tag_is_told_and_what_it_proves)
{
	struct media_event event;

	begin();
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	for (unsigned int i = 0; i < 5; i++)
		says_sealed();
	event = rig_wait_event(&rig, MEDIA_VERIFIED);
	ck_assert_int_eq(event.party, PARTY_CALLER);
	ck_assert(!event.by_cs);
	event = rig_wait_event(&rig, MEDIA_OBSERVED);
	ck_assert_int_eq(event.seen, SEEN_PROTECTED);
	ck_assert_str_eq(event.class_name, "srtp");
	ck_assert_uint_eq(event.permille, 1000);
	ck_assert_ptr_nonnull(strstr(rig.evidence, "tag verifies"));
	ck_assert_uint_eq(rig_events(&rig, MEDIA_VERIFIED), 1);
	end();
}
END_TEST

START_TEST(speech_in_the_clear_is_told_with_keys_known_too)
{
	struct media_event event;

	begin();
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	for (unsigned int i = 0; i < MANY; i++)
		says_plainly();
	event = rig_wait_event(&rig, MEDIA_OBSERVED);
	ck_assert_int_eq(event.seen, SEEN_CLEAR);
	ck_assert_str_eq(event.class_name, "rtp");
	ck_assert_str_ne(rig.evidence, "");
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_VERIFIED), 0);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_OBSERVED), 1);	/* once */
	end();
}
END_TEST

/* The worker has told already; the keys change before anybody listens. */
START_TEST(what_was_seen_under_other_keys_is_not_told)
{
	const struct sdes other = sender_keys(SUITE_AES_CM_128_HMAC_SHA1_80, 6, 0);

	begin();
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	for (unsigned int i = 0; i < 5; i++)
		says_sealed();
	ck_assert_int_eq(rig_keys(&rig, id, 0, &other), 0);
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_VERIFIED), 0);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_OBSERVED), 0);
	ck_assert_int_eq(rig_keys(&rig, id, 0, &keys), 0);
	says_sealed();
	rig_wait_event(&rig, MEDIA_VERIFIED);
	end();
}
END_TEST

/* Another agreement: it is looked at again, and told again. */
START_TEST(another_agreement_is_looked_at_anew)
{
	struct indication ind = sdes;

	begin();
	for (unsigned int i = 0; i < MANY; i++)
		says_plainly();
	rig_wait_event(&rig, MEDIA_OBSERVED);
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &ind), 0);
	for (unsigned int i = 0; i < MANY; i++)
		says_plainly();
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_OBSERVED), 1);		/* the same: nothing new */
	ind.keying = KEYING_DTLS;
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &ind), 0);
	for (unsigned int i = 0; i < MANY; i++)
		says_plainly();
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_OBSERVED), 2);
	end();
}
END_TEST

Suite *
observed_suite(void)
{
	const TTest *const tests[] = {
		a_tag_is_told_and_what_it_proves, speech_in_the_clear_is_told_with_keys_known_too,
		what_was_seen_under_other_keys_is_not_told, another_agreement_is_looked_at_anew,
	};

	return suite_of("observed", tests, ARRAY_LEN(tests));
}
