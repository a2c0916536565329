/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis_classes.c - every class, and what must never be taken for another
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis.h"
#include "media/octets.h"
#include "media/rtp.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct analysis a;
static struct stream s;
static uint8_t p[1500];

static void
begin(uint64_t seed, uint8_t pt, uint32_t step)
{
	analysis_init(&a);
	s = (struct stream){ .random = seed, .pt = pt, .seq = (uint16_t)(seed * 977), .ts = 7,
			     .ssrc = 0x1234, .step = step };
}

static enum stream_class
class_now(void)
{
	return analysis_verdict(&a).class;
}

static void
put_rtcp(bool is_protected, uint32_t index)
{
	uint8_t pkt[60] = { 0x80, 201, 0, 1, 0, 0, 0x12, 0x34 };

	if (is_protected)
		stream_toss(&s, pkt + 8, 52);
	put_be32(pkt + 46, 0x80000000u | index);
	analysis_put(&a, pkt, is_protected ? 60 : 8, TAG_UNCHECKED);
}

START_TEST(company_alone_is_called_what_it_is_and_decides_nothing)
{
	static const struct {
		uint8_t first;
		enum stream_class class;
	} cases[] = {
		{ 22, CLASS_DTLS }, { 0, CLASS_STUN }, { 16, CLASS_ZRTP },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		begin(1, 96, 160);
		memset(p, cases[i].first, 40);
		ck_assert(analysis_put(&a, p, 40, TAG_UNCHECKED));
		ck_assert_int_eq(class_now(), cases[i].class);
		ck_assert(!analysis_verdict(&a).is_decided);
	}
	begin(1, 96, 160);
	for (int i = 0; i < 8; i++)
		analysis_put(&a, (const uint8_t[]){ 0x50 }, 1, TAG_UNCHECKED);
	ck_assert_int_eq(class_now(), CLASS_OTHER);
	begin(1, 96, 160);
	put_rtcp(false, 0);
	ck_assert_int_eq(class_now(), CLASS_RTCP);
	begin(1, 96, 160);
	put_rtcp(true, 1);
	ck_assert_int_eq(class_now(), CLASS_UNDECIDED);
	put_rtcp(true, 2);
	ck_assert_int_eq(class_now(), CLASS_SRTCP);
}
END_TEST

/* Codec not known: 77 octets at a step of 400. */
START_TEST(an_srtcp_index_explains_coin_tosses)
{
	begin(2, 96, 400);
	put_rtcp(true, 8);
	put_rtcp(true, 9);
	stream_feed_tosses(&s, &a, 40, 77);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
}
END_TEST

START_TEST(plain_rtcp_explains_nothing)
{
	begin(2, 96, 400);
	put_rtcp(false, 0);
	put_rtcp(false, 0);
	stream_feed_tosses(&s, &a, 60, 77);
	ck_assert_int_eq(class_now(), CLASS_OPAQUE);
}
END_TEST

START_TEST(dtls_and_cryptex_explain_coin_tosses)
{
	const uint8_t dtls[] = { 22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0 };

	begin(3, 96, 400);
	analysis_put(&a, dtls, sizeof(dtls), TAG_UNCHECKED);
	stream_feed_tosses(&s, &a, 40, 77);
	ck_assert_int_eq(class_now(), CLASS_SRTP);

	begin(3, 96, 400);
	s.first = 0x90;
	for (int i = 0; i < 40; i++) {
		stream_toss(&s, p, 77);
		memcpy(p, (const uint8_t[]){ 0xc0, 0xde, 0, 1 }, 4);	/* RFC 9335 section 5.1 */
		stream_feed(&s, &a, p, 77);
	}
	ck_assert_int_eq(class_now(), CLASS_SRTP);
}
END_TEST

static void
feed_tagged(size_t (*make)(struct stream *, uint8_t *), size_t tag)
{
	for (int i = 0; i < 40; i++) {
		size_t n = make(&s, p);

		stream_toss(&s, p + n, tag);
		stream_feed(&s, &a, p, n + tag);
	}
}

static size_t
amr_wb(struct stream *st, uint8_t *out)
{
	return stream_amr_wb_be(st, 2, out);
}

START_TEST(a_tag_behind_a_payload_in_the_clear_is_authenticated_only)
{
	static const size_t tags[] = { 4, 10, 16 };

	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		begin(4, 97, 320);
		feed_tagged(amr_wb, tags[i]);
		ck_assert_int_eq(class_now(), CLASS_AUTHENTICATED);
		begin(4, 0, 160);
		feed_tagged(stream_pcmu, tags[i]);
		ck_assert_int_eq(class_now(), CLASS_AUTHENTICATED);
		begin(4, 3, 160);
		feed_tagged(stream_gsm, tags[i]);
		ck_assert_int_eq(class_now(), CLASS_AUTHENTICATED);
	}
}
END_TEST

/* AMR-WB 12.65 and a tag of 4 is as long as 14.25: standards.md section 5, the collisions. */
START_TEST(lengths_that_collide_are_told_apart_by_the_header)
{
	begin(5, 97, 320);
	stream_feed_tosses(&s, &a, 40, 33 + 4);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
	begin(5, 97, 320);
	for (int i = 0; i < 10; i++)
		stream_feed(&s, &a, p, stream_amr_wb_be(&s, 3, p));
	ck_assert_int_eq(class_now(), CLASS_RTP);
}
END_TEST

START_TEST(copies_of_one_packet_are_one_packet)
{
	uint8_t pkt[100];

	begin(6, 97, 320);
	stream_toss(&s, p, 43);

	size_t n = stream_packet(&s, p, 43, pkt);

	for (int i = 0; i < 200; i++)
		analysis_put(&a, pkt, n, TAG_UNCHECKED);
	ck_assert_int_eq(class_now(), CLASS_UNDECIDED);
	ck_assert_uint_eq(a.packets, 1);
}
END_TEST

START_TEST(another_source_is_looked_at_anew)
{
	uint8_t pkt[100];

	begin(7, 97, 320);
	stream_feed_tosses(&s, &a, 60, 43);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
	s.ssrc++;
	for (int i = 0; i < 30 && class_now() != CLASS_RTP; i++) {
		size_t n = stream_packet(&s, p, stream_amr_wb_be(&s, 2, p), pkt);

		ck_assert(analysis_wants(&a, pkt, n));
		analysis_put(&a, pkt, n, TAG_UNCHECKED);
	}
	ck_assert_int_eq(class_now(), CLASS_RTP);
}
END_TEST

START_TEST(what_is_known_to_be_protected_does_not_become_opaque)
{
	uint8_t pkt[100];

	begin(8, 97, 400);
	analysis_hint(&a, &(struct analysis_hint){ .tag_octets = 10 });
	stream_toss(&s, p, 77);
	analysis_put(&a, pkt, stream_packet(&s, p, 77, pkt), TAG_GOOD);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
	stream_feed_tosses(&s, &a, 200, 77);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
}
END_TEST

START_TEST(a_hint_is_not_believed_blindly)
{
	begin(9, 97, 320);
	analysis_hint(&a, &(struct analysis_hint){ .codec = CODEC_AMR_WB, .tag_octets = 10 });
	stream_feed_tosses(&s, &a, 60, 80);	/* no length of AMR-WB with a tag */
	ck_assert_int_eq(class_now(), CLASS_OPAQUE);
	begin(9, 97, 320);
	analysis_hint(&a, &(struct analysis_hint){ .is_unencrypted = true, .tag_octets = 10 });
	stream_feed_tosses(&s, &a, 60, 43);
	ck_assert_int_eq(class_now(), CLASS_SRTP);
}
END_TEST

/* Headers over coin tosses: less structure than any encoder leaves. */
static size_t
make_clear(unsigned int kind)
{
	switch (kind) {
	case 0:
		return stream_amr_wb_be(&s, stream_random(&s, 10), p);
	case 1:
		return stream_amr_oa(&s, stream_random(&s, 9), p);
	case 2:
		return stream_opus(&s, stream_random(&s, 5) ? 0x78 : 0x08, p);
	case 3:
		return stream_gsm(&s, p);
	case 4:
		return stream_g729(&s, p);
	default:
		return stream_pcmu(&s, p);
	}
}

START_TEST(no_stream_in_the_clear_is_ever_called_protected)
{
	static const struct {
		uint8_t pt;
		uint32_t step;
	} kinds[] = { { 97, 320 }, { 98, 160 }, { 99, 960 }, { 3, 160 }, { 18, 160 }, { 0, 160 } };

	for (uint64_t seed = 1; seed <= 3000; seed++) {
		unsigned int kind = (unsigned int)(seed % ARRAY_LEN(kinds));

		begin(seed, kinds[kind].pt, kinds[kind].step);
		for (int i = 0; i < 90; i++) {
			if (stream_random(&s, 20) == 0) {	/* lost */
				s.seq++;
				s.ts += s.step;
			}
			stream_feed(&s, &a, p, make_clear(kind));
			ck_assert_msg(!stream_class_is_protected(class_now()), "seed %u, kind %u",
				      (unsigned int)seed, kind);
		}
		ck_assert_int_eq(class_now(), CLASS_RTP);
	}
}
END_TEST

START_TEST(no_coin_tosses_are_ever_called_clear)
{
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		begin(seed, (uint8_t)(seed % 128), 80 * (uint32_t)(1 + seed % 12));

		size_t n = 1 + stream_random(&s, 200);

		for (int i = 0; i < 140; i++) {
			stream_feed_tosses(&s, &a, 1, n);
			ck_assert_msg(class_now() != CLASS_RTP && class_now() != CLASS_AUTHENTICATED,
				      "seed %u, %zu octets", (unsigned int)seed, n);
		}
	}
}
END_TEST

START_TEST(it_is_as_small_as_its_header_says)
{
	ck_assert_uint_le(sizeof(struct analysis), 1024);
	for (int i = 0; i < CLASSES; i++)
		ck_assert_str_ne(stream_class_name((enum stream_class)i), "?");
	ck_assert_str_eq(stream_class_name(CLASSES), "?");
}
END_TEST

Suite *
analysis_classes_suite(void)
{
	const TTest *const tests[] = {
		company_alone_is_called_what_it_is_and_decides_nothing,
		an_srtcp_index_explains_coin_tosses,
		plain_rtcp_explains_nothing,
		dtls_and_cryptex_explain_coin_tosses,
		a_tag_behind_a_payload_in_the_clear_is_authenticated_only,
		lengths_that_collide_are_told_apart_by_the_header,
		copies_of_one_packet_are_one_packet,
		another_source_is_looked_at_anew,
		what_is_known_to_be_protected_does_not_become_opaque,
		a_hint_is_not_believed_blindly,
		no_stream_in_the_clear_is_ever_called_protected,
		no_coin_tosses_are_ever_called_clear,
		it_is_as_small_as_its_header_says,
	};
	return suite_of("analysis_classes", tests, ARRAY_LEN(tests));
}
