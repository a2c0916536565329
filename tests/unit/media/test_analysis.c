/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_analysis.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/analysis.h"
#include "media/rtp.h"
#include "tests/unit/media/streams.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static struct analysis a;
static struct stream s;
static uint8_t payload[1500];

static void
begin(uint8_t pt, uint32_t step)
{
	analysis_init(&a);
	s = (struct stream){ .random = 42, .pt = pt, .seq = 65500, .ts = 7, .ssrc = 0x1234, .step = step };
}

static const char *
class_now(void)
{
	return stream_class_name(analysis_verdict(&a).class);
}

static const char *
why(void)
{
	static char text[ANALYSIS_EVIDENCE_MAX];

	ck_assert_uint_lt(analysis_evidence(&a, text, sizeof(text)), sizeof(text));
	return text;
}

static unsigned int
packets_until_decided(void (*feed)(void), unsigned int most)
{
	for (unsigned int i = 1; i <= most; i++) {
		feed();
		if (analysis_verdict(&a).is_decided)
			return i;
	}
	return 0;
}

static void
feed_amr_wb(void)
{
	stream_feed(&s, &a, payload, stream_amr_wb_be(&s, 2, payload));
}

static void
feed_opus(void)
{
	stream_feed(&s, &a, payload, stream_opus(&s, 0x78, payload));
}

static void
feed_pcmu(void)
{
	stream_feed(&s, &a, payload, stream_pcmu(&s, payload));
}

static void
feed_srtp_amr_wb(void)
{
	stream_feed_tosses(&s, &a, 1, 33 + 10);
}

START_TEST(nothing_is_known_of_nothing)
{
	analysis_init(&a);
	ck_assert_str_eq(class_now(), "undecided");
	ck_assert(!analysis_verdict(&a).is_decided);
	ck_assert_str_eq(why(), "");
}
END_TEST

START_TEST(amr_wb_in_the_clear_is_known_by_its_table_of_contents)
{
	begin(97, 320);
	ck_assert_uint_gt(packets_until_decided(feed_amr_wb, 10), 0);
	ck_assert_str_eq(class_now(), "rtp");
	ck_assert_int_eq(analysis_verdict(&a).codec, CODEC_AMR_WB);
	ck_assert_ptr_nonnull(strstr(why(), "AMR-WB table of contents agrees with length in"));
}
END_TEST

START_TEST(opus_in_the_clear_is_known_by_its_toc)
{
	begin(96, 960);
	ck_assert_uint_gt(packets_until_decided(feed_opus, 10), 0);
	ck_assert_str_eq(class_now(), "rtp");
	ck_assert_int_eq(analysis_verdict(&a).codec, CODEC_OPUS);
}
END_TEST

START_TEST(samples_in_the_clear_are_no_coin_tosses)
{
	begin(0, 160);
	ck_assert_uint_eq(packets_until_decided(feed_pcmu, 20), 8);
	ck_assert_str_eq(class_now(), "rtp");
	ck_assert_ptr_nonnull(strstr(why(), "payload is no coin toss"));
}
END_TEST

START_TEST(amr_wb_under_srtp_is_known_by_coin_tosses_of_its_length)
{
	begin(97, 320);
	ck_assert_uint_eq(packets_until_decided(feed_srtp_amr_wb, 50), 28);
	ck_assert_str_eq(class_now(), "srtp");
	ck_assert_ptr_nonnull(strstr(why(), "AMR-WB table of contents disagrees with length in"));
	ck_assert_ptr_nonnull(strstr(why(), "lengths are those of AMR-WB frames and 10 octets"));
}
END_TEST

START_TEST(coin_tosses_that_nothing_explains_are_opaque)
{
	begin(97, 400);
	stream_feed_tosses(&s, &a, 47, 77);
	ck_assert_str_eq(class_now(), "undecided");
	stream_feed_tosses(&s, &a, 1, 77);
	ck_assert_str_eq(class_now(), "opaque");
	ck_assert(analysis_verdict(&a).is_decided);
}
END_TEST

static void
feed_tagged(size_t n, enum tag_verdict tag)
{
	uint8_t pkt[200];

	stream_toss(&s, payload, n);
	analysis_put(&a, pkt, stream_packet(&s, payload, n, pkt), tag);
}

START_TEST(one_long_tag_is_proof)
{
	begin(97, 400);
	analysis_hint(&a, &(struct analysis_hint){ .tag_octets = 10 });
	feed_tagged(77, TAG_BAD);
	ck_assert_str_eq(class_now(), "undecided");
	feed_tagged(77, TAG_GOOD);
	ck_assert_str_eq(class_now(), "srtp");
	ck_assert_uint_eq(analysis_verdict(&a).permille, 1000);
	ck_assert_str_eq(why(), "tag verifies under known keys in 1 of 2 packets");
}
END_TEST

START_TEST(three_short_tags_are_proof)
{
	begin(97, 400);
	analysis_hint(&a, &(struct analysis_hint){ .tag_octets = 4 });
	feed_tagged(77, TAG_GOOD);
	feed_tagged(77, TAG_GOOD);
	ck_assert_str_eq(class_now(), "undecided");
	feed_tagged(77, TAG_GOOD);
	ck_assert_str_eq(class_now(), "srtp");
}
END_TEST

START_TEST(a_stream_that_turns_clear_is_noticed)
{
	unsigned int n = 0;

	begin(97, 320);
	stream_feed_tosses(&s, &a, 60, 43);
	ck_assert_str_eq(class_now(), "srtp");
	for (; n < 3 * ANALYSIS_EVERY && strcmp(class_now(), "rtp") != 0; n++) {
		uint8_t pkt[100];
		size_t all = stream_packet(&s, payload, stream_amr_wb_be(&s, 2, payload), pkt);

		if (analysis_wants(&a, pkt, all))
			analysis_put(&a, pkt, all, TAG_UNCHECKED);
	}
	ck_assert_uint_le(n, ANALYSIS_EVERY);
}
END_TEST

START_TEST(a_decided_stream_is_left_alone_but_for_a_look_now_and_then)
{
	unsigned int wanted = 0;

	begin(97, 320);
	stream_feed_tosses(&s, &a, 60, 43);
	for (int i = 0; i < 10 * ANALYSIS_EVERY; i++) {
		uint8_t pkt[100];

		stream_toss(&s, payload, 43);

		size_t all = stream_packet(&s, payload, 43, pkt);

		if (!analysis_wants(&a, pkt, all))
			continue;
		wanted++;
		ck_assert(!analysis_put(&a, pkt, all, TAG_UNCHECKED));
	}
	ck_assert_uint_le(wanted, 10 * ANALYSIS_LOOK);
	ck_assert_uint_ge(wanted, 9 * ANALYSIS_LOOK);
	ck_assert_str_eq(class_now(), "srtp");
}
END_TEST

Suite *
analysis_suite(void)
{
	const TTest *const tests[] = {
		nothing_is_known_of_nothing,
		amr_wb_in_the_clear_is_known_by_its_table_of_contents,
		opus_in_the_clear_is_known_by_its_toc,
		samples_in_the_clear_are_no_coin_tosses,
		amr_wb_under_srtp_is_known_by_coin_tosses_of_its_length,
		coin_tosses_that_nothing_explains_are_opaque,
		one_long_tag_is_proof,
		three_short_tags_are_proof,
		a_stream_that_turns_clear_is_noticed,
		a_decided_stream_is_left_alone_but_for_a_look_now_and_then,
	};
	return suite_of("analysis", tests, ARRAY_LEN(tests));
}
