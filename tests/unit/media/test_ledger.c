/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_ledger.c - what is accepted, and what proves a new source; time is an argument
 */
#include <string.h>

#include "base/attr.h"
#include "media/ledger.h"
#include "media/octets.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"
#include "tests/unit/sender.h"

enum { SSRC = 0xa0a0, SECOND = 1000000 };

static const enum suite suites[] = {
	SUITE_AES_CM_128_HMAC_SHA1_80, SUITE_AES_CM_128_HMAC_SHA1_32,
	SUITE_AES_256_CM_HMAC_SHA1_80, SUITE_AEAD_AES_128_GCM, SUITE_AEAD_AES_256_GCM,
};

static struct ledger l;
static uint64_t now;
static struct sdes keys;

static void
know(const struct sdes *sdes)
{
	struct tagcheck *tags;

	ck_assert_int_eq(tagcheck_new(sdes, &tags), 0);
	ledger_rekey(&l, tags);
}

static void
begin(enum suite suite, unsigned int mki_octets)
{
	memset(&l, 0, sizeof(l));
	now = 10 * SECOND;
	keys = sender_keys(suite, 1, mki_octets);
	know(&keys);
}

static void
end(void)
{
	ledger_fini(&l);
}

/* As the bridge does: the book, then the trail. */
static enum ledger_verdict
accepts(const uint8_t *p, size_t n)
{
	const struct packet pkt = { p, n, demux(p, n), COMP_RTP };
	enum ledger_verdict verdict = ledger_accept(&l, now, &pkt, false);

	trail_put(&l.trail, p, n);
	now += 20000;
	return verdict;
}

static enum ledger_proof
proves(const uint8_t *p, size_t n)
{
	const struct packet pkt = { p, n, demux(p, n), COMP_RTP };
	uint64_t index;

	return ledger_prove(&l, now, &pkt, &index);
}

/* The packets of @s from @from to before @to, all from the right source. */
static void
talk(struct sender *s, uint32_t from, uint32_t to)
{
	uint8_t p[SENDER_BOX];

	for (uint32_t i = from; i < to; i++)
		ck_assert_int_ne(accepts(p, sender_rtp(s, p, (uint16_t)i)), LEDGER_WRONG);
}

static enum ledger_proof
next_proves(struct sender *s, uint16_t seq)
{
	uint8_t p[SENDER_BOX];

	return proves(p, sender_rtp(s, p, seq));
}

START_TEST(one_in_seventeen_is_checked)
{
	uint8_t p[SENDER_BOX];
	unsigned int n_verified = 0;

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	for (unsigned int i = 0; i < 170; i++)
		n_verified += accepts(p, sender_rtp(&s, p, (uint16_t)i)) == LEDGER_VERIFIED;
	ck_assert_uint_eq(n_verified, 10);
	sender_close(&s);
	end();
}
END_TEST

/* Each suite, with and without MKI: the next one is fresh; none that was accepted is, checked or not. */
START_TEST(what_was_accepted_proves_nothing)
{
	uint8_t p[40][SENDER_BOX];
	size_t n[40];

	begin(suites[_i / 2], _i % 2 ? 4 : 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	for (unsigned int i = 0; i < 40; i++) {
		n[i] = sender_rtp(&s, p[i], (uint16_t)(65520 + i));
		accepts(p[i], n[i]);
		for (unsigned int k = 0; k <= i; k++)
			ck_assert_int_eq(proves(p[k], n[k]), PROOF_NONE);
	}
	ck_assert_int_eq(next_proves(&s, (uint16_t)(65520 + 40)), PROOF_FRESH);
	p[39][20] ^= 1;
	ck_assert_int_eq(proves(p[39], n[39]), PROOF_NONE);
	sender_close(&s);
	end();
}
END_TEST

START_TEST(reordered_packets_prove_nothing_either)
{
	uint8_t p[64][SENDER_BOX];
	size_t n[64];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	for (unsigned int i = 0; i < 64; i++)
		n[i] = sender_rtp(&s, p[i], (uint16_t)i);
	/* Ever ten ahead, the oldest last: also of the ones that are checked. */
	for (unsigned int block = 0; block + 10 <= 60; block += 10)
		for (unsigned int i = 10; i-- > 0;) {
			accepts(p[block + i], n[block + i]);
			for (unsigned int k = block + i; k < block + 10; k++)
				ck_assert_int_eq(proves(p[k], n[k]), PROOF_NONE);
		}
	ck_assert_int_eq(proves(p[60], n[60]), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

/* Far-ahead packets with the sender's SSRC and address, by somebody without the keys. */
START_TEST(forged_packets_ahead_do_not_stop_a_move)
{
	uint8_t p[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	talk(&s, 65000, 65030);
	for (unsigned int i = 0; i < 200; i++) {
		size_t n = sender_rtp(&s, p, (uint16_t)(65030 + i));

		p[n - 1] ^= 1;
		put_be16(p + 2, (uint16_t)(i * 0x7000u));
		accepts(p, n);
		if (i % 3 == 0)
			accepts(p, sender_rtp(&s, p, (uint16_t)(65030 + i)));
	}
	ck_assert_int_eq(next_proves(&s, 65230 & 0xffff), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

START_TEST(a_forged_packet_in_its_place_does_not_hide_a_replay)
{
	uint8_t p[4][SENDER_BOX];
	size_t n[4];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	talk(&s, 100, 101);
	for (unsigned int i = 0; i < 4; i++)
		accepts(p[i], n[i] = sender_rtp(&s, p[i], (uint16_t)(101 + i)));
	for (unsigned int i = 0; i < 300; i++) {
		uint8_t forged[SENDER_BOX];

		memcpy(forged, p[i % 4], n[0]);
		put_be32(forged + n[0] - 4, i);
		accepts(forged, n[0]);
		for (unsigned int k = 0; k < 4; k++)
			ck_assert_int_eq(proves(p[k], n[k]), PROOF_NONE);
	}
	ck_assert_int_eq(next_proves(&s, 105), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

/* More forged ones than there are checks: blind for a while, then it sees again. */
START_TEST(a_flood_from_the_right_source_blinds_for_a_while)
{
	uint8_t p[SENDER_BOX], forged[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	talk(&s, 1, 2);

	size_t n = sender_rtp(&s, forged, 500);

	forged[n - 1] ^= 1;
	for (unsigned int i = 0; i < 2 * LEDGER_OWN_PER_S; i++) {
		accepts(forged, n);
		now -= 20000;
	}
	ck_assert_int_eq(next_proves(&s, 3), PROOF_NONE);
	now += LEDGER_BLIND_US;
	ck_assert_int_eq(next_proves(&s, 3), PROOF_FRESH);
	talk(&s, 4, 10);
	ck_assert_int_eq(proves(p, sender_rtp(&s, p, 10)), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

/* Rollover counter 0, 1, 2 at once; 200 after some packets, none of which costs more than three. */
START_TEST(a_late_join_is_searched_for)
{
	static const uint32_t rocs[] = { 0, 1, 2, 3, 30, LEDGER_ROCS - 1 };
	uint8_t p[SENDER_BOX];
	uint16_t seq = 500;

	begin(SUITE_AEAD_AES_128_GCM, 4);

	struct sender s = sender_open(&keys, SSRC, rocs[_i]);
	unsigned int n_wrong = 0;

	while (accepts(p, sender_rtp(&s, p, seq++)) != LEDGER_VERIFIED)
		n_wrong++;
	ck_assert_uint_eq(n_wrong, rocs[_i] / LEDGER_TRIES);
	ck_assert_uint_eq(l.rtp[0].high >> 16, rocs[_i]);
	talk(&s, seq, seq + 50u);
	ck_assert_int_eq(next_proves(&s, (uint16_t)(seq + 50)), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

START_TEST(a_late_join_by_another_door_is_searched_for_too)
{
	uint8_t p[SENDER_BOX];
	unsigned int n_none = 0;

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 7);

	for (uint16_t seq = 9; proves(p, sender_rtp(&s, p, seq)) != PROOF_FRESH; seq++)
		n_none++;
	ck_assert_uint_eq(n_none, 2);
	ck_assert_uint_eq(l.n_rtp, 0);		/* and nothing has changed */
	sender_close(&s);
	end();
}
END_TEST

/* RFC 3711 3.3.1: each SSRC has a counter of its own; the old one's late packets still verify. */
START_TEST(an_ssrc_changes_beside_a_wrap)
{
	uint8_t late[SENDER_BOX], p[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender old = sender_open(&keys, SSRC, 0), new = sender_open(&keys, SSRC + 1, 0);

	talk(&old, 65500, 65530);

	size_t n = sender_rtp(&old, late, 65530);
	const struct packet pkt = { late, n, PKT_RTP, COMP_RTP };

	talk(&new, 65534, 65536 + 40);
	ck_assert_int_eq(ledger_accept(&l, now, &pkt, true), LEDGER_VERIFIED);
	talk(&old, 65531, 65536 + 40);
	ck_assert_uint_eq(l.rtp[0].high >> 16, 1);
	ck_assert_uint_eq(l.rtp[1].high >> 16, 1);
	/* The first that we hear of a third is from after its wrap. */
	struct sender third = sender_open(&keys, SSRC + 2, 0);

	(void)sender_rtp(&third, p, 65535);
	ck_assert_int_eq(accepts(p, sender_rtp(&third, p, 0)), LEDGER_VERIFIED);
	ck_assert_uint_eq(l.rtp[2].high, 0x10000);
	sender_close(&old);
	sender_close(&new);
	sender_close(&third);
	end();
}
END_TEST

/* RFC 3711 8.1 */
START_TEST(other_keys_do_not_reset_the_counter)
{
	uint8_t p[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);
	size_t n;

	talk(&s, 65530, 65536 + 20);
	accepts(p, n = sender_rtp(&s, p, 20));
	sender_close(&s);

	struct sdes other = sender_keys(SUITE_AES_CM_128_HMAC_SHA1_80, 9, 0);

	know(&other);
	ck_assert_int_eq(proves(p, n), PROOF_NONE);
	s = sender_open(&other, SSRC, 1);
	ck_assert_int_eq(accepts(p, sender_rtp(&s, p, 21)), LEDGER_VERIFIED);
	ck_assert_uint_eq(l.rtp[0].high, 0x10000 + 21);
	sender_close(&s);
	/* One that has begun anew all the same is found as well (RFC 4568 7.1.4). */
	know(&keys);
	s = sender_open(&keys, SSRC, 0);
	ck_assert_int_eq(accepts(p, sender_rtp(&s, p, 40000)), LEDGER_VERIFIED);
	ck_assert_uint_eq(l.rtp[0].high, 40000);
	sender_close(&s);
	end();
}
END_TEST

/* What came before we knew the keys may be copied too. */
START_TEST(packets_from_before_the_keys_prove_nothing)
{
	uint8_t p[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);
	ledger_rekey(&l, NULL);

	struct sender s = sender_open(&keys, SSRC, 0);
	size_t n = sender_rtp(&s, p, 10);

	ck_assert_int_eq(accepts(p, n), LEDGER_UNCHECKED_YET);
	know(&keys);
	ck_assert_int_eq(proves(p, n), PROOF_NONE);
	ck_assert_int_eq(next_proves(&s, 11), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

START_TEST(srtcp_has_an_index_of_its_own)
{
	uint8_t p[3][SENDER_BOX];
	size_t n[3];

	begin(suites[_i / 2], _i % 2 ? 3 : 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	for (unsigned int i = 0; i < 3; i++)
		n[i] = sender_rtcp(&s, p[i]);
	ck_assert_int_eq(proves(p[0], n[0]), PROOF_FRESH);
	ck_assert_int_eq(accepts(p[1], n[1]), LEDGER_VERIFIED);
	ck_assert_int_eq(proves(p[0], n[0]), PROOF_NONE);
	ck_assert_int_eq(proves(p[1], n[1]), PROOF_NONE);
	ck_assert_int_eq(proves(p[2], n[2]), PROOF_FRESH);
	p[2][n[2] - 1] ^= 1;
	ck_assert_int_eq(proves(p[2], n[2]), PROOF_NONE);
	sender_close(&s);
	end();
}
END_TEST

/* What made room for a fifth must not look like a new one. */
START_TEST(a_forgotten_ssrc_proves_nothing)
{
	uint8_t p[2][SENDER_BOX];
	size_t n[2];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);
	for (uint32_t i = 0; i <= LEDGER_SSRCS; i++) {
		struct sender s = sender_open(&keys, SSRC + i, 0);

		if (i == 0) {
			n[0] = sender_rtp(&s, p[0], 10);
			n[1] = sender_rtp(&s, p[1], 11);
			accepts(p[0], n[0]);
		} else {
			talk(&s, 1, 20);
		}
		sender_close(&s);
	}
	ck_assert_int_eq(proves(p[0], n[0]), PROOF_NONE);
	ck_assert_int_eq(proves(p[1], n[1]), PROOF_NONE);
	end();
}
END_TEST

START_TEST(strangers_get_so_many_checks_a_second)
{
	uint8_t p[SENDER_BOX];
	unsigned int n_looked_at = 0;

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	talk(&s, 1, 5);

	size_t n = sender_rtp(&s, p, 100);

	p[n - 1] ^= 1;
	for (unsigned int i = 0; i < 10000; i++)
		n_looked_at += proves(p, n) == PROOF_NONE;
	ck_assert_uint_eq(n_looked_at, LEDGER_FOREIGN_PER_S);
	ck_assert_int_eq(proves(p, n), PROOF_SKIPPED);
	/* The live packets are checked as before, and a second later the phone may move. */
	talk(&s, 5, 60);
	ck_assert_uint_gt(l.rtp[0].high, 40);
	now += SECOND;
	ck_assert_int_eq(next_proves(&s, 60), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

/* Unknown SSRCs cannot use up the checks that a known one may need. */
START_TEST(strangers_without_the_ssrc_leave_some_checks)
{
	uint8_t p[SENDER_BOX];

	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);

	struct sender s = sender_open(&keys, SSRC, 0);

	talk(&s, 1, 5);

	size_t n = sender_rtp(&s, p, 6);

	for (uint32_t i = 0; i < 5000; i++) {
		put_be32(p + 8, i);
		(void)proves(p, n);
	}
	ck_assert_int_eq(next_proves(&s, 7), PROOF_FRESH);
	sender_close(&s);
	end();
}
END_TEST

START_TEST(without_keys_nothing_is_proven)
{
	uint8_t p[SENDER_BOX] = { 0x80, 97 };
	const uint8_t dtls[] = { 22, 1, 0 };

	memset(&l, 0, sizeof(l));
	now = SECOND;
	ck_assert_int_eq(accepts(p, 60), LEDGER_UNCHECKED_YET);
	ck_assert_int_eq(proves(p, 60), PROOF_NONE);
	begin(SUITE_AES_CM_128_HMAC_SHA1_80, 0);
	ck_assert_int_eq(accepts(dtls, sizeof(dtls)), LEDGER_UNCHECKED_YET);
	ck_assert_int_eq(proves(dtls, sizeof(dtls)), PROOF_NONE);
	end();
}
END_TEST

START_TEST(short_tags_need_three)
{
	uint8_t p[SENDER_BOX];

	for (size_t i = 0; i < ARRAY_LEN(suites); i++) {
		begin(suites[i], 0);

		struct sender s = sender_open(&keys, SSRC, 0);
		struct packet rtp = { p, sender_rtp(&s, p, 1), PKT_RTP, COMP_RTP };
		struct packet rtcp = { p, sender_rtcp(&s, p), PKT_RTCP, COMP_RTCP };

		ck_assert_uint_eq(ledger_proofs_needed(&l, &rtp),
				  suites[i] == SUITE_AES_CM_128_HMAC_SHA1_32 ? 3 : 1);
		ck_assert_uint_eq(ledger_proofs_needed(&l, &rtcp), 1);
		sender_close(&s);
		end();
	}
}
END_TEST

Suite *
ledger_suite(void)
{
	const TTest *const tests[] = {
		one_in_seventeen_is_checked, reordered_packets_prove_nothing_either,
		forged_packets_ahead_do_not_stop_a_move,
		a_forged_packet_in_its_place_does_not_hide_a_replay,
		a_flood_from_the_right_source_blinds_for_a_while,
		a_late_join_by_another_door_is_searched_for_too, an_ssrc_changes_beside_a_wrap,
		other_keys_do_not_reset_the_counter, packets_from_before_the_keys_prove_nothing,
		a_forgotten_ssrc_proves_nothing, strangers_get_so_many_checks_a_second,
		strangers_without_the_ssrc_leave_some_checks, without_keys_nothing_is_proven,
		short_tags_need_three,
	};
	Suite *suite = suite_of("ledger", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("each");

	tcase_add_loop_test(tc, what_was_accepted_proves_nothing, 0, 2 * ARRAY_LEN(suites));
	tcase_add_loop_test(tc, srtcp_has_an_index_of_its_own, 0, 2 * ARRAY_LEN(suites));
	tcase_add_loop_test(tc, a_late_join_is_searched_for, 0, 6);
	suite_add_tcase(suite, tc);
	return suite;
}
