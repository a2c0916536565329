/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_rtp.c
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/rtp.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static uint8_t pkt[64];

/* Version 2, PT 97, sequence 0x1234, timestamp 0x56789abc, SSRC 0xdeadbeef. */
static void
fresh(uint8_t first)
{
	static const uint8_t head[] = {
		0, 97, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xad, 0xbe, 0xef,
	};

	memset(pkt, 0, sizeof(pkt));
	memcpy(pkt, head, sizeof(head));
	pkt[0] = first;
}

START_TEST(reads_the_fixed_header)
{
	struct rtp rtp;

	fresh(0x80);
	pkt[1] |= 0x80;
	ck_assert_int_eq(rtp_parse(pkt, 20, &rtp), 0);
	ck_assert_uint_eq(rtp.pt, 97);
	ck_assert(rtp.marker);
	ck_assert_uint_eq(rtp.seq, 0x1234);
	ck_assert_uint_eq(rtp.ts, 0x56789abc);
	ck_assert_uint_eq(rtp.ssrc, 0xdeadbeef);
	ck_assert_ptr_eq(rtp.payload, pkt + 12);
	ck_assert_uint_eq(rtp.payload_n, 8);
	ck_assert_uint_eq(rtp_seq(pkt), 0x1234);
	ck_assert_uint_eq(rtp_ssrc(pkt), 0xdeadbeef);
	ck_assert_uint_eq(rtcp_ssrc(pkt), 0x56789abc);
}
END_TEST

/* What goes before and after the payload, and the least octets it needs. */
START_TEST(takes_csrcs_extension_and_padding_off)
{
	static const struct {
		uint8_t first, extension_words, padding;
		size_t n, head, payload;
		int rc;
	} cases[] = {
		{ 0x80, 0, 0, 12, 12, 0, 0 },
		{ 0x80, 0, 0, 11, 0, 0, -EBADMSG },
		{ 0x83, 0, 0, 24, 24, 0, 0 },
		{ 0x83, 0, 0, 23, 0, 0, -EBADMSG },
		{ 0x90, 0, 0, 16, 16, 0, 0 },
		{ 0x90, 0, 0, 15, 0, 0, -EBADMSG },
		{ 0x90, 2, 0, 24, 24, 0, 0 },
		{ 0x90, 2, 0, 23, 0, 0, -EBADMSG },
		{ 0x90, 255, 0, 64, 0, 0, -EBADMSG },
		{ 0xa0, 0, 4, 20, 12, 4, 0 },
		{ 0xa0, 0, 8, 20, 12, 0, 0 },
		{ 0xa0, 0, 9, 20, 0, 0, -EBADMSG },
		{ 0xa0, 0, 0, 20, 0, 0, -EBADMSG },
		{ 0xb1, 1, 3, 30, 24, 3, 0 },
		{ 0x8f, 0, 0, 64, 0, 0, -EBADMSG },
		{ 0x40, 0, 0, 20, 0, 0, -EBADMSG },
		{ 0xc0, 0, 0, 20, 0, 0, -EBADMSG },
		{ 0x00, 0, 0, 20, 0, 0, -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t csrcs = 4 * (size_t)(cases[i].first & 15);
		struct rtp rtp = { .pt = 77 };

		fresh(cases[i].first);
		if (cases[i].first & 0x10)
			pkt[12 + csrcs + 3] = cases[i].extension_words;
		if (cases[i].first & 0x20)
			pkt[cases[i].n - 1] = cases[i].padding;
		ck_assert_int_eq(rtp_parse(pkt, cases[i].n, &rtp), cases[i].rc);
		if (cases[i].rc < 0) {
			ck_assert_uint_eq(rtp.pt, 77);
			continue;
		}
		ck_assert_ptr_eq(rtp.payload, pkt + cases[i].head);
		ck_assert_uint_eq(rtp.payload_n, cases[i].payload);
	}
}
END_TEST

START_TEST(what_is_written_reads_the_same)
{
	const struct rtp head = { .pt = 127, .marker = true, .seq = 65535,
				  .ts = 0xfedcba98, .ssrc = 1 };
	uint8_t out[RTP_HEAD];
	struct rtp rtp;

	rtp_format_head(&head, out);
	ck_assert_int_eq(rtp_parse(out, sizeof(out), &rtp), 0);
	ck_assert_uint_eq(rtp.pt, 127);
	ck_assert(rtp.marker);
	ck_assert_uint_eq(rtp.seq, 65535);
	ck_assert_uint_eq(rtp.ts, 0xfedcba98);
	ck_assert_uint_eq(rtp.ssrc, 1);
	ck_assert_uint_eq(rtp.payload_n, 0);
}
END_TEST

Suite *
rtp_suite(void)
{
	const TTest *const tests[] = {
		reads_the_fixed_header,
		takes_csrcs_extension_and_padding_off,
		what_is_written_reads_the_same,
	};
	return suite_of("rtp", tests, ARRAY_LEN(tests));
}
