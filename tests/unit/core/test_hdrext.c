/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/test_hdrext.c - RTP header extensions by their size
 */
#include "core/hdrext.h"

#include "core/extmap.h"
#include "tests/unit/core/suites.h"
#include "tests/unit/runner.h"

/* @n extensions of @octets each, identifiers from @id on. */
static struct mline
line_of(unsigned int n, uint8_t octets, uint16_t id, enum mdir dir)
{
	struct mline line = { .n_exts = n };

	for (unsigned int i = 0; i < n; i++)
		line.ext[i] = (struct mext){ .hash = 100 + i, .id = (uint16_t)(id + i),
					     .octets = octets, .dir = dir };
	return line;
}

START_TEST(one_and_two_byte_forms_are_padded_to_words)
{
	/* RFC 8285 4.2: four octets, one and the data each; 4.3: two and the data. */
	static const struct {
		unsigned int n;
		uint8_t octets;
		uint16_t id;
		unsigned int all;
	} cases[] = {
		{ 0, 0, 1, 0 }, { 1, 1, 1, 8 }, { 1, 3, 1, 8 }, { 1, 4, 1, 12 }, { 2, 1, 1, 8 },
		{ 3, 2, 1, 16 }, { 1, 16, 14, 24 }, { 1, 1, 15, 8 }, { 1, 3, 15, 12 },
		{ 2, 1, 14, 12 }, { 1, 0, 1, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct mline line = line_of(cases[i].n, cases[i].octets, cases[i].id,
					    MDIR_SENDRECV);

		ck_assert_uint_eq(hdrext_octets(&line, NULL), cases[i].all);
		ck_assert_uint_eq(hdrext_octets(&line, &line), cases[i].all);
	}
}
END_TEST

START_TEST(only_those_in_common_and_sent_count)
{
	struct mline receiver = line_of(3, 1, 1, MDIR_SENDRECV);
	struct mline sender = line_of(2, 1, 5, MDIR_SENDRECV);

	ck_assert_uint_eq(hdrext_octets(&receiver, &sender), 8);
	sender.n_exts = 0;
	ck_assert_uint_eq(hdrext_octets(&receiver, &sender), 0);
	sender = line_of(3, 1, 1, MDIR_RECVONLY);
	ck_assert_uint_eq(hdrext_octets(&receiver, &sender), 0);
	sender = line_of(3, 1, 1, MDIR_SENDONLY);
	ck_assert_uint_eq(hdrext_octets(&receiver, &sender), 12);
	receiver = line_of(3, 1, 1, MDIR_SENDONLY);
	ck_assert_uint_eq(hdrext_octets(&receiver, &sender), 0);
	/* Identifiers from 4096 on are an offer's, not in use. */
	receiver = line_of(3, 1, 4095, MDIR_SENDRECV);
	ck_assert_uint_eq(hdrext_octets(&receiver, NULL), 8);
}
END_TEST

START_TEST(what_was_not_kept_may_all_be_there)
{
	struct mline line = line_of(MDESC_EXTS_MAX, 1, 1, MDIR_SENDRECV);
	unsigned int before = hdrext_octets(&line, NULL);

	line.n_more_exts = 2;
	ck_assert_uint_ge(hdrext_octets(&line, NULL), before + 2 * 18);
}
END_TEST

START_TEST(a_uri_says_how_long)
{
	ck_assert_uint_eq(extmap_octets(span_lit("urn:ietf:params:rtp-hdrext:ssrc-audio-level")), 1);
	ck_assert_uint_eq(extmap_octets(span_lit("urn:ietf:params:rtp-hdrext:csrc-audio-level")), 0);
	ck_assert_uint_eq(extmap_octets(span_lit("urn:ietf:params:rtp-hdrext:ntp-64")), 8);
	ck_assert_uint_eq(extmap_octets(span_lit("urn:ietf:params:rtp-hdrext:sdes:mid")), 16);
	ck_assert_uint_eq(extmap_octets(span_lit("http://example.org/new")), 16);
}
END_TEST

Suite *
hdrext_suite(void)
{
	const TTest *const tests[] = {
		one_and_two_byte_forms_are_padded_to_words,
		only_those_in_common_and_sent_count,
		what_was_not_kept_may_all_be_there,
		a_uri_says_how_long,
	};

	return suite_of("hdrext", tests, ARRAY_LEN(tests));
}
