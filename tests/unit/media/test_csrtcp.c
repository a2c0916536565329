/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_csrtcp.c
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/csrtcp.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static const struct csrtcp_sender sender = {
	.ssrc = 0x01020304, .cname = "ABCDEFGHIJKLMNOP", .is_sending = true,
	.ntp = UINT64_C(0x1112131415161718), .ts = 0x21222324, .packets = 5, .octets = 800,
};
static const struct report reports[] = {
	{ .ssrc = 0xa1a2a3a4, .fraction = 7, .lost = -2, .highest = 0x10005, .jitter = 3,
	  .last_sr = 9, .delay = 65536 },
	{ .ssrc = 0xb1b2b3b4, .lost = 0x7fffff },
};

START_TEST(a_sender_report_is_written_octet_for_octet)
{
	static const uint8_t wanted[] = {
		0x81, 200, 0, 12, 1, 2, 3, 4,
		0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x21, 0x22, 0x23, 0x24,
		0, 0, 0, 5, 0, 0, 3, 32,
		0xa1, 0xa2, 0xa3, 0xa4, 7, 0xff, 0xff, 0xfe, 0, 1, 0, 5,
		0, 0, 0, 3, 0, 0, 0, 9, 0, 1, 0, 0,
		0x81, 202, 0, 6, 1, 2, 3, 4,
		1, 16, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H',
		'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 0, 0,
	};
	uint8_t out[CSRTCP_OUT_MAX];

	ck_assert_uint_eq(csrtcp_format(&sender, reports, 1, false, out), sizeof(wanted));
	ck_assert_mem_eq(out, wanted, sizeof(wanted));
}
END_TEST

START_TEST(what_is_written_reads_the_same)
{
	for (unsigned int kind = 0; kind < 12; kind++) {
		struct csrtcp_sender s = sender;
		struct csrtcp_news news;
		uint8_t out[CSRTCP_OUT_MAX];

		s.is_sending = kind & 1;

		size_t n = csrtcp_format(&s, reports, kind / 4, kind & 2, out);

		ck_assert_uint_le(n, sizeof(out));
		ck_assert_int_eq(csrtcp_parse(out, n, 0xa1a2a3a4, &news), 0);
		ck_assert_uint_eq(news.ssrc, sender.ssrc);
		ck_assert(news.has_sr == s.is_sending);
		ck_assert(!news.has_sr || news.ntp == sender.ntp);
		ck_assert(news.has_bye == ((kind & 2) != 0));
		ck_assert(news.has_report == (kind >= 4));
		if (news.has_report)
			ck_assert_mem_eq(&news.report, &reports[0], sizeof(reports[0]));
	}
}
END_TEST

START_TEST(the_longest_fits)
{
	uint8_t out[CSRTCP_OUT_MAX + 1];

	out[CSRTCP_OUT_MAX] = 0x55;
	ck_assert_uint_eq(csrtcp_format(&sender, reports, 99, true, out), CSRTCP_OUT_MAX);
	ck_assert_uint_eq(out[CSRTCP_OUT_MAX], 0x55);
}
END_TEST

START_TEST(what_is_no_compound_is_refused)
{
	static const struct {
		const char *why;
		size_t n;
		uint8_t pkt[16];
	} cases[] = {
		{ "empty", 0, { 0 } },
		{ "shorter than a header", 7, { 0x80, 201, 0, 1 } },
		{ "version 1", 8, { 0x40, 201, 0, 1 } },
		{ "SDES first", 8, { 0x80, 202, 0, 1 } },
		{ "longer than the datagram", 8, { 0x80, 201, 0, 2 } },
		{ "rest too short for a header", 10, { 0x80, 201, 0, 1 } },
		{ "rest of version 0", 12, { 0x80, 201, 0, 1, 0, 0, 0, 0, 0, 202, 0, 0 } },
		{ "padding in the first", 8, { 0xa0, 201, 0, 1, 0, 0, 0, 4 } },
		{ "padding before the last", 16,
		  { 0x80, 201, 0, 1, 0, 0, 0, 0, 0xa0, 202, 0, 0, 0x80, 203, 0, 0 } },
		{ "a report that is not there", 8, { 0x81, 201, 0, 1 } },
		{ "a sender report without its info", 8, { 0x80, 200, 0, 1 } },
		{ "a second report too short for an SSRC", 12,
		  { 0x80, 201, 0, 1, 0, 0, 0, 0, 0x9f, 201, 0, 0 } },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct csrtcp_news news = { .ssrc = 77 };
		int rc = csrtcp_parse(cases[i].pkt, cases[i].n, 1, &news);

		ck_assert_msg(rc == -EBADMSG, "%s", cases[i].why);
		ck_assert_uint_eq(news.ssrc, 77);
	}
}
END_TEST

START_TEST(every_cut_and_every_flip_is_survived)
{
	uint8_t out[CSRTCP_OUT_MAX];
	size_t n = csrtcp_format(&sender, reports, 2, true, out);
	struct csrtcp_news news;

	for (size_t cut = 0; cut < n; cut++) {
		int rc = csrtcp_parse(out, cut, 1, &news);

		/* Whole packets remain of a cut between two. */
		ck_assert(rc == (cut == 76 || cut == 104 ? 0 : -EBADMSG));
	}
	for (size_t bit = 0; bit < n * 8; bit++) {
		out[bit / 8] ^= (uint8_t)(1 << bit % 8);

		int rc = csrtcp_parse(out, n, 1, &news);

		if (rc != 0 && rc != -EBADMSG)
			ck_abort_msg("bit %zu: %d", bit, rc);
		out[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

START_TEST(size_is_bounded)
{
	static uint8_t big[CSRTCP_IN_MAX + 4];
	struct csrtcp_news news;

	for (size_t i = 0; i < sizeof(big); i += 4) {
		big[i] = 0x80;
		big[i + 1] = i == 0 ? 201 : 204;
	}
	big[3] = 1;
	ck_assert_int_eq(csrtcp_parse(big, CSRTCP_IN_MAX, 1, &news), 0);
	ck_assert_int_eq(csrtcp_parse(big, CSRTCP_IN_MAX + 4, 1, &news), -EBADMSG);
}
END_TEST

START_TEST(a_cname_is_96_random_bits)
{
	const uint8_t zeros[12] = { 0 };
	const uint8_t ones[12] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
	const uint8_t text[12] = "Many hands m";
	char cname[CSRTCP_CNAME + 1];

	csrtcp_cname(zeros, cname);
	ck_assert_str_eq(cname, "AAAAAAAAAAAAAAAA");
	csrtcp_cname(ones, cname);
	ck_assert_str_eq(cname, "////////////////");
	csrtcp_cname(text, cname);
	ck_assert_str_eq(cname, "TWFueSBoYW5kcyBt");
}
END_TEST

Suite *
csrtcp_suite(void)
{
	const TTest *const tests[] = {
		a_sender_report_is_written_octet_for_octet,
		what_is_written_reads_the_same,
		the_longest_fits,
		what_is_no_compound_is_refused,
		every_cut_and_every_flip_is_survived,
		size_is_bounded,
		a_cname_is_96_random_bits,
	};
	return suite_of("csrtcp", tests, ARRAY_LEN(tests));
}
