/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_terminated.c - speech in the clear on one side, SRTP on the other
 *
 * Party A moved to the MSC, B did not.  B opens with an opener of A's key and seals with a seal of
 * its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "media/octets.h"
#include "media/terminated.h"
#include "tests/unit/failmalloc.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { MSC = 0x5c5c5c5c, SSRC_B = 0xb0b0b0b0, PAYLOAD = 32, BOX = 2048 };

static struct sdes key_a, key_b;
static struct terminated_spec spec;
static struct ssrc_source source;
static struct ssrc_seen seen;
static struct key_use use;
static struct terminated *t;
static struct opener *b_ears;
static struct seal *b_mouth;
static uint64_t now_us;
static uint32_t box[BOX / 4];
static uint8_t *const pkt = (uint8_t *)box;

static struct sdes
keys_of(enum suite suite, uint8_t seed)
{
	struct sdes sdes = { .tag = 1, .suite = suite, .n_keys = 1 };

	sdes.key[0].n_octets = suite_facts(suite)->key_salt_octets;
	for (unsigned int i = 0; i < sdes.key[0].n_octets; i++)
		sdes.key[0].octets[i] = (uint8_t)(seed + 7 * i);
	return sdes;
}

static void
new_episode(void)
{
	for (unsigned int i = 0; i < SEAL_SSRCS; i++) {
		spec.ssrc[i] = ssrc_draw(&source);
		spec.first_seq[i] = (uint16_t)(100 * (i + 1));
	}
	ck_assert_int_eq(terminated_new(&spec, &t), 0);
	terminated_start(t, &seen);
}

static void
setup(void)
{
	static const uint32_t b_ssrcs[SEAL_SSRCS] = { SSRC_B, SSRC_B + 1, SSRC_B + 2, SSRC_B + 3 };
	const uint8_t random[16] = { 1, 2, 3 };

	ck_assert_int_eq(seal_library_open(), 0);
	now_us = 1000000;
	use = (struct key_use){ 0 };
	memset(&seen, 0, sizeof(seen));
	key_a = keys_of(SUITE_AES_CM_128_HMAC_SHA1_80, 1);
	key_b = keys_of(SUITE_AES_CM_128_HMAC_SHA1_80, 99);
	spec = (struct terminated_spec){
		.own = &key_a, .remote = &key_b, .rate_hz = 8000, .n_pts = 2,
		.pts = { { .cs = 8, .remote = 96, .own = 97 }, { .cs = 101, .remote = 100, .own = 102 } },
	};
	ssrc_source_init(&source, random);
	new_episode();
	ck_assert_int_eq(opener_new(&key_a, &b_ears), 0);
	ck_assert_int_eq(seal_new(&key_b, b_ssrcs, &b_mouth), 0);
}

static void
teardown(void)
{
	t = terminated_free(t);
	b_ears = opener_free(b_ears);
	b_mouth = seal_free(b_mouth);
	seal_library_close();
}

/* A packet with a CSRC, an extension and padding, none of which the other end agreed to. */
static size_t
rich_rtp(uint8_t pt, uint32_t ssrc, uint16_t seq)
{
	const struct rtp head = { .pt = pt, .marker = true, .seq = seq, .ts = seq * 160u, .ssrc = ssrc };
	size_t n = RTP_HEAD;

	rtp_format_head(&head, pkt);
	pkt[0] |= 0x31;
	memcpy(pkt + n, "\1\2\3\4\xbe\xde\0\1xxxx", 12);
	n += 12;
	memset(pkt + n, seq, PAYLOAD);
	n += PAYLOAD;
	memcpy(pkt + n, "\0\0\0\4", 4);
	return n + 4;
}

static struct terminated_out
msc_says(uint8_t pt, uint32_t ssrc, uint16_t seq)
{
	size_t n = rich_rtp(pt, ssrc, seq);

	now_us += 20000;
	return terminated_up(t, &seen, &use, now_us, pkt, n);
}

static struct terminated_out
b_says(uint8_t pt, uint32_t ssrc, uint16_t seq)
{
	size_t n = rich_rtp(pt, ssrc, seq);

	ck_assert_int_eq(seal_rtp(b_mouth, pkt, &n), 0);
	return terminated_down(t, 0, pkt, n);
}

/* B hears it: under our SSRC, and nothing but the agreed. */
static struct rtp
b_hears(struct terminated_out out)
{
	struct rtp rtp;
	size_t n = out.n;

	ck_assert_uint_gt(out.n, 0);
	memcpy(pkt, out.p, n);

	int err = opener_rtp(b_ears, pkt, &n);

	if (err == -ENOENT)
		err = opener_admit_rtp(b_ears, pkt, &n, 0);
	ck_assert_int_eq(err, 0);
	ck_assert_uint_eq(n, RTP_HEAD + PAYLOAD);
	ck_assert_uint_eq(pkt[0], 0x80);
	ck_assert_int_eq(rtp_parse(pkt, n, &rtp), 0);
	return rtp;
}

START_TEST(speech_is_sealed_on_its_way_up)
{
	for (uint16_t seq = 65530; seq != 20; seq++) {
		struct rtp rtp = b_hears(msc_says(8, MSC, seq));

		ck_assert_uint_eq(rtp.pt, 96);
		ck_assert(rtp.marker);
		ck_assert_uint_eq(rtp.ssrc, spec.ssrc[0]);
		ck_assert_uint_eq(rtp.seq, (uint16_t)(spec.first_seq[0] + (uint16_t)(seq - 65530)));
		ck_assert_uint_eq(rtp.ts, seq * 160u);
		ck_assert_uint_eq(rtp.payload[3], seq & 0xff);
	}
	ck_assert_uint_eq(b_hears(msc_says(101, MSC, 20)).pt, 100);
	ck_assert_uint_eq(use.rtp, 27);
}
END_TEST

START_TEST(speech_is_opened_on_its_way_down)
{
	struct terminated_out out = b_says(97, SSRC_B, 500);
	struct rtp rtp;

	ck_assert(out.is_waiting);
	ck_assert_uint_eq(out.n, 0);
	/* Meanwhile there is room for one. */
	out = b_says(97, SSRC_B, 501);
	ck_assert(!out.is_waiting);
	ck_assert_int_eq(out.why, DROP_SEAL);
	for (uint16_t seq = 500; seq < 530; seq = (uint16_t)(seq + (seq == 500 ? 2 : 1))) {
		out = seq == 500 ? terminated_admit(t) : b_says(97, SSRC_B, seq);
		ck_assert_uint_eq(out.n, RTP_HEAD + PAYLOAD);
		ck_assert_uint_eq(out.p[0], 0x80);
		ck_assert_int_eq(rtp_parse(out.p, out.n, &rtp), 0);
		ck_assert_uint_eq(rtp.pt, 8);
		ck_assert_uint_eq(rtp.seq, seq);
		ck_assert_uint_eq(rtp.ts, seq * 160u);
		ck_assert_uint_eq(rtp.ssrc, SSRC_B);
		ck_assert_uint_eq(rtp.payload[0], seq & 0xff);
	}
	out = b_says(102, SSRC_B, 530);
	ck_assert_uint_eq(out.p[1] & 0x7f, 101);
	ck_assert_int_eq(terminated_admit(t).why, DROP_SEAL);
	ck_assert_uint_eq(terminated_admit(t).n, 0);
}
END_TEST

START_TEST(a_forged_ssrc_takes_nobody_s_place)
{
	size_t n = rich_rtp(97, 0x66666666, 1);

	ck_assert(terminated_down(t, 0, pkt, n).is_waiting);
	ck_assert_uint_eq(terminated_admit(t).n, 0);
	ck_assert(b_says(97, SSRC_B, 1).is_waiting);
	ck_assert_uint_gt(terminated_admit(t).n, 0);
	n = rich_rtp(97, SSRC_B, 2);
	ck_assert_int_eq(terminated_down(t, 0, pkt, n).why, DROP_SEAL);
	ck_assert_uint_gt(b_says(97, SSRC_B, 2).n, 0);
}
END_TEST

START_TEST(what_was_not_agreed_stays)
{
	static const struct {
		size_t n;
		uint8_t first, pt;
		enum drop why;
	} bad[] = {
		{ 44, 0x80, 9, DROP_PAYLOAD_TYPE }, { 11, 0x80, 8, DROP_MALFORMED },
		{ 44, 0x40, 8, DROP_MALFORMED }, { 15, 0x81, 8, DROP_MALFORMED },
		{ 2000, 0x80, 8, DROP_TOO_BIG },
	};

	for (unsigned int i = 0; i < ARRAY_LEN(bad); i++) {
		memset(pkt, 0, BOX);
		pkt[0] = bad[i].first;
		pkt[1] = bad[i].pt;

		struct terminated_out out = terminated_up(t, &seen, &use, now_us, pkt, bad[i].n);

		ck_assert_uint_eq(out.n, 0);
		ck_assert_int_eq(out.why, bad[i].why);
	}
	ck_assert_int_eq(b_says(8, SSRC_B, 1).is_waiting, 1);
	ck_assert_int_eq(terminated_admit(t).why, DROP_PAYLOAD_TYPE);
	memset(pkt, 0x80, BOX);
	ck_assert_int_eq(terminated_down(t, 0, pkt, BOX + 1).why, DROP_TOO_BIG);
	ck_assert_int_eq(terminated_down_rtcp(t, pkt, BOX + 1).why, DROP_TOO_BIG);
	ck_assert_int_eq(terminated_up_rtcp(t, &use, pkt, 100).why, DROP_MALFORMED);
	ck_assert_uint_eq(use.rtp + use.rtcp, 0);
}
END_TEST

START_TEST(twice_is_once)
{
	b_hears(msc_says(8, MSC, 10));
	b_hears(msc_says(8, MSC, 12));
	b_hears(msc_says(8, MSC, 11));
	for (uint16_t seq = 10; seq <= 12; seq++)
		ck_assert_int_eq(msc_says(8, MSC, seq).why, DROP_DUPLICATE);
	b_hears(msc_says(8, MSC, 110));
	ck_assert_int_eq(msc_says(8, MSC, 13).why, DROP_LATE);
}
END_TEST

/* ---- RTCP ---------------------------------------------------------------------------------- */

/* SR of @sender with one block about @about, and BYE or not. */
static size_t
report(uint32_t sender, uint32_t about, uint32_t highest, bool bye)
{
	size_t n = 52;

	memset(pkt, 0, 64);
	memcpy(pkt, "\x81\xc8\0\x0c", 4);
	put_be32(pkt + 4, sender);
	put_be32(pkt + 16, 7777);
	put_be32(pkt + 20, 99);
	put_be32(pkt + 28, about);
	put_be32(pkt + 36, highest);
	if (bye) {
		memcpy(pkt + n, "\x81\xcb\0\1", 4);
		put_be32(pkt + n + 4, sender);
		n += 8;
	}
	return n;
}

START_TEST(reports_are_about_the_streams_that_each_end_knows)
{
	struct terminated_out out;
	size_t n;

	ck_assert(b_says(97, SSRC_B, 1).is_waiting);
	terminated_admit(t);
	b_hears(msc_says(8, MSC, 3));
	/* Up: the MSC about B. */
	out = terminated_up_rtcp(t, &use, pkt, report(MSC, SSRC_B, 5, false));
	n = out.n;
	ck_assert_uint_gt(n, 52);
	memcpy(pkt, out.p, n);
	ck_assert_int_eq(opener_rtcp(b_ears, pkt, &n), 0);
	ck_assert_uint_eq(n, 52);
	ck_assert_uint_eq(get_be32(pkt + 4), spec.ssrc[0]);
	ck_assert_uint_eq(get_be32(pkt + 20), 1);
	ck_assert_uint_eq(get_be32(pkt + 24), PAYLOAD);
	ck_assert_uint_eq(get_be32(pkt + 28), SSRC_B);
	ck_assert_uint_eq(get_be32(pkt + 36), 5);
	/* Down: B about us is B about the MSC, in the MSC's numbers. */
	n = report(SSRC_B, spec.ssrc[0], spec.first_seq[0], false);
	ck_assert_int_eq(seal_rtcp(b_mouth, pkt, &n), 0);
	out = terminated_down_rtcp(t, pkt, n);
	ck_assert_uint_eq(out.n, 52);
	ck_assert_uint_eq(get_be32(out.p + 4), SSRC_B);
	ck_assert_uint_eq(get_be32(out.p + 16), 7777);
	ck_assert_uint_eq(get_be32(out.p + 20), 99);
	ck_assert_uint_eq(get_be32(out.p + 28), MSC);
	ck_assert_uint_eq(get_be32(out.p + 36), 3);
	/* About A's own stream, which the MSC never had: nothing. */
	n = report(SSRC_B, 0xa0a0a0a0, 1, false);
	ck_assert_int_eq(seal_rtcp(b_mouth, pkt, &n), 0);
	ck_assert_uint_eq(terminated_down_rtcp(t, pkt, n).n, 28);
	ck_assert_uint_eq(use.rtcp, 1);
}
END_TEST

START_TEST(srtcp_may_come_first)
{
	size_t n = report(SSRC_B, 1, 1, false);

	ck_assert_int_eq(seal_rtcp(b_mouth, pkt, &n), 0);
	ck_assert(terminated_down_rtcp(t, pkt, n).is_waiting);
	ck_assert_uint_eq(terminated_admit(t).n, 28);
	n = report(SSRC_B, 1, 1, false);
	ck_assert_int_eq(seal_rtcp(b_mouth, pkt, &n), 0);
	ck_assert_uint_eq(terminated_down_rtcp(t, pkt, n).n, 28);
	/* Its rollover counter is not known from that. */
	ck_assert(b_says(97, SSRC_B, 40000).is_waiting);
	ck_assert_uint_gt(terminated_admit(t).n, 0);
	ck_assert_uint_gt(b_says(97, SSRC_B, 40001).n, 0);
}
END_TEST

/* It is about our SSRC, and what comes after it is under another. */
START_TEST(a_bye_of_the_msc_is_ours)
{
	struct terminated_out out;
	size_t n;

	for (unsigned int i = 0; i < SEAL_SSRCS + 2; i++) {
		unsigned int now = i < SEAL_SSRCS ? i : SEAL_SSRCS - 1;

		ck_assert_uint_eq(b_hears(msc_says(8, MSC, (uint16_t)(i + 1))).ssrc, spec.ssrc[now]);
		out = terminated_up_rtcp(t, &use, pkt, report(MSC, 1, 1, true));
		n = out.n;
		memcpy(pkt, out.p, n);
		ck_assert_int_eq(opener_rtcp(b_ears, pkt, &n), 0);
		ck_assert_uint_eq(n, 36);
		ck_assert_uint_eq(pkt[29], 203);
		ck_assert_uint_eq(get_be32(pkt + 32), spec.ssrc[now]);
	}
}
END_TEST

/* ---- SSRCs and limits ---------------------------------------------------------------------- */

START_TEST(an_ssrc_that_was_seen_is_not_ours)
{
	uint32_t ours;

	ssrc_note(&seen, spec.ssrc[0]);
	ssrc_note(&seen, spec.ssrc[1]);
	terminated_start(t, &seen);
	ck_assert(terminated_ssrc(t, &ours));
	ck_assert_uint_eq(ours, spec.ssrc[2]);
	ck_assert_uint_eq(b_hears(msc_says(8, MSC, 1)).ssrc, spec.ssrc[2]);
}
END_TEST

START_TEST(who_takes_ours_makes_us_leave_it)
{
	uint32_t ours;
	struct rtp rtp = b_hears(msc_says(8, MSC, 1));
	uint32_t ts = rtp.ts;

	terminated_heard(t, &seen, 0x12121212);
	ck_assert_uint_eq(b_hears(msc_says(8, MSC, 2)).ssrc, spec.ssrc[0]);
	ssrc_note(&seen, spec.ssrc[0]);
	terminated_heard(t, &seen, spec.ssrc[0]);
	rtp = b_hears(msc_says(8, MSC, 3));
	ck_assert_uint_eq(rtp.ssrc, spec.ssrc[1]);
	ck_assert_uint_eq(rtp.seq, spec.first_seq[1]);
	ck_assert_uint_eq(rtp.ts, ts + 320);
	/* After the last there is silence. */
	for (unsigned int i = 1; i < SEAL_SSRCS; i++)
		terminated_heard(t, &seen, spec.ssrc[i]);
	ck_assert(!terminated_ssrc(t, &ours));
	ck_assert_int_eq(msc_says(8, MSC, 4).why, DROP_SEAL);
	ck_assert_int_eq(terminated_up_rtcp(t, &use, pkt, report(MSC, 1, 1, false)).why, DROP_SEAL);
	terminated_heard(t, &seen, spec.ssrc[0]);
	ck_assert_int_eq(msc_says(8, MSC, 5).why, DROP_SEAL);
}
END_TEST

START_TEST(the_last_index_is_the_end_of_an_ssrc)
{
	b_hears(msc_says(8, MSC, 1));
	t->numbers.index = RENUMBER_INDEX_END - 1;

	struct rtp rtp = b_hears(msc_says(8, MSC, 2));

	ck_assert_uint_eq(rtp.ssrc, spec.ssrc[1]);
	ck_assert_uint_eq(rtp.seq, spec.first_seq[1]);
}
END_TEST

START_TEST(a_key_is_used_no_longer_than_it_lives)
{
	t = terminated_free(t);
	key_a.key[0].lifetime = 160;
	new_episode();
	use = (struct key_use){ .rtp = 140, .rtcp = 148 };
	for (uint16_t seq = 1; seq <= 10; seq++)
		b_hears(msc_says(8, MSC, seq));
	ck_assert_int_eq(msc_says(8, MSC, 11).why, DROP_SEAL);
	for (unsigned int i = 0; i < 2; i++)
		ck_assert_uint_gt(terminated_up_rtcp(t, &use, pkt, report(MSC, 1, 1, false)).n, 0);
	ck_assert_int_eq(terminated_up_rtcp(t, &use, pkt, report(MSC, 1, 1, false)).why, DROP_SEAL);
	/* RFC 3711 section 9.2, where the a=crypto says nothing. */
	t = terminated_free(t);
	key_a.key[0].lifetime = 0;
	new_episode();
	ck_assert_uint_eq(t->rtp_max, (UINT64_C(1) << 48) - (UINT64_C(1) << 44));
	ck_assert_uint_eq(t->rtcp_max, (UINT64_C(1) << 31) - (UINT64_C(1) << 27));
}
END_TEST

/* ---- never twice --------------------------------------------------------------------------- */

struct used {
	uint64_t *at;
	size_t n, cap;
};

static void
note_used(struct used *used, uint64_t what)
{
	ck_assert_uint_lt(used->n, used->cap);
	used->at[used->n++] = what;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
check_each_once(struct used *used)
{
	qsort(used->at, used->n, sizeof(used->at[0]), compare);
	for (size_t i = 1; i < used->n; i++)
		ck_assert_uint_ne(used->at[i - 1], used->at[i]);
	free(used->at);
}

/* An episode of an MSC that restarts, repeats, jumps and says BYE, and of a party that collides. */
static void
live_badly(struct used *rtp, struct used *rtcp)
{
	uint16_t seq = (uint16_t)rand();
	uint32_t msc = (uint32_t)rand();

	for (unsigned int i = 0; i < 60; i++) {
		struct terminated_out out;
		int what = rand() % 40;

		if (what == 0)
			seq = (uint16_t)rand();
		else if (what == 1)
			msc = (uint32_t)rand();
		else if (what < 8)
			seq = (uint16_t)(seq - rand() % 20);
		else
			seq++;
		if (what == 9)
			terminated_heard(t, &seen, spec.ssrc[rand() % SEAL_SSRCS]);
		if (what == 10 || what == 11) {
			out = terminated_up_rtcp(t, &use, pkt, report(msc, 1, 1, what == 11));
			/* SSRC, and the index with its E. */
			if (out.n)
				note_used(rtcp, (uint64_t)get_be32(out.p + 4) << 32 |
							get_be32(out.p + out.n - 14));
		}
		out = msc_says(8, msc, seq);
		/* Too few packets for a rollover: the sequence number is the index. */
		if (out.n)
			note_used(rtp, (uint64_t)rtp_ssrc(out.p) << 16 | rtp_seq(out.p));
		ck_assert(!out.n || rtp_seq(out.p) < 0x8000 + 200);
	}
}

START_TEST(over_many_episodes_nothing_is_sealed_twice_under_one_index)
{
	enum { EPISODES = 300 };
	struct used rtp = { .cap = EPISODES * 64 }, rtcp = { .cap = EPISODES * 64 };

	srand((unsigned int)_i + 7);
	rtp.at = calloc(rtp.cap, sizeof(uint64_t));
	rtcp.at = calloc(rtcp.cap, sizeof(uint64_t));
	/* A's own are taken from the beginning. */
	ssrc_note(&seen, 0xa0a0a0a0);
	for (unsigned int e = 0; e < EPISODES; e++) {
		live_badly(&rtp, &rtcp);
		t = terminated_free(t);
		new_episode();
	}
	ck_assert_uint_gt(rtp.n, EPISODES * 20);
	ck_assert_uint_gt(rtcp.n, EPISODES);
	check_each_once(&rtp);
	check_each_once(&rtcp);
}
END_TEST

static int
new_and_free(void *ctx UNUSED)
{
	struct terminated *one = NULL;
	int err = terminated_new(&spec, &one);

	terminated_free(one);
	return err;
}

START_TEST(memory_may_run_out_anywhere)
{
	ck_assert_uint_gt(failmalloc_each(new_and_free, NULL), 2);
}
END_TEST

START_TEST(either_key_may_be_one_we_cannot_use)
{
	struct terminated *one = NULL;

	key_b.params = SDES_UNENCRYPTED_SRTP;
	ck_assert_int_eq(terminated_new(&spec, &one), -ENOTSUP);
	key_b.params = 0;
	key_a.suite = SUITE_F8_128_HMAC_SHA1_80;
	ck_assert_int_eq(terminated_new(&spec, &one), -ENOTSUP);
	ck_assert_ptr_null(one);
}
END_TEST

Suite *
terminated_suite(void)
{
	const TTest *const tests[] = {
		speech_is_sealed_on_its_way_up,
		speech_is_opened_on_its_way_down,
		a_forged_ssrc_takes_nobody_s_place,
		what_was_not_agreed_stays,
		twice_is_once,
		reports_are_about_the_streams_that_each_end_knows,
		srtcp_may_come_first,
		a_bye_of_the_msc_is_ours,
		an_ssrc_that_was_seen_is_not_ours,
		who_takes_ours_makes_us_leave_it,
		the_last_index_is_the_end_of_an_ssrc,
		a_key_is_used_no_longer_than_it_lives,
		memory_may_run_out_anywhere,
		either_key_may_be_one_we_cannot_use,
	};
	Suite *suite = suite_create("terminated");
	TCase *tc = tcase_create("episode");

	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, over_many_episodes_nothing_is_sealed_twice_under_one_index, 0, 4);
	suite_add_tcase(suite, tc);
	return suite;
}
