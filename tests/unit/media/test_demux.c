/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_demux.c
 */
#include <string.h>

#include "base/attr.h"
#include "media/demux.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

START_TEST(the_first_octet_tells_by_rfc_7983)
{
	static const struct {
		unsigned int first, last;
		enum pkt_kind kind;
	} ranges[] = {
		{ 0, 3, PKT_STUN },	{ 4, 15, PKT_OTHER },	 { 16, 19, PKT_ZRTP },
		{ 20, 63, PKT_DTLS },	{ 64, 127, PKT_OTHER },	 { 128, 191, PKT_RTP },
		{ 192, 255, PKT_OTHER },
	};
	uint8_t pkt[20] = { 0 };
	unsigned int next = 0;

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		ck_assert_uint_eq(ranges[i].first, next);
		for (unsigned int o = ranges[i].first; o <= ranges[i].last; o++) {
			pkt[0] = (uint8_t)o;
			ck_assert_int_eq(demux(pkt, sizeof(pkt)), ranges[i].kind);
		}
		next = ranges[i].last + 1;
	}
	ck_assert_uint_eq(next, 256);
}
END_TEST

START_TEST(the_second_octet_tells_rtcp_by_rfc_5761)
{
	uint8_t pkt[12] = { 0x80 };

	for (unsigned int o = 0; o < 256; o++) {
		pkt[1] = (uint8_t)o;
		ck_assert_int_eq(demux(pkt, sizeof(pkt)),
				 o >= 192 && o <= 223 ? PKT_RTCP : PKT_RTP);
	}
}
END_TEST

START_TEST(too_short_is_nothing)
{
	const uint8_t rtp[12] = { 0x80, 96 }, rtcp[8] = { 0x81, 200 };

	ck_assert_int_eq(demux(rtp, 12), PKT_RTP);
	ck_assert_int_eq(demux(rtp, 11), PKT_OTHER);
	ck_assert_int_eq(demux(rtcp, 8), PKT_RTCP);
	ck_assert_int_eq(demux(rtcp, 7), PKT_OTHER);
	ck_assert_int_eq(demux(rtp, 1), PKT_OTHER);
	ck_assert_int_eq(demux(rtp, 0), PKT_OTHER);
	ck_assert_int_eq(demux(NULL, 0), PKT_OTHER);
}
END_TEST

START_TEST(every_kind_has_a_name)
{
	for (int kind = 0; kind < PKT_KINDS; kind++)
		ck_assert(strlen(pkt_kind_name((enum pkt_kind)kind)) > 1);
	ck_assert_str_eq(pkt_kind_name(PKT_KINDS), "?");
}
END_TEST

Suite *
demux_suite(void)
{
	const TTest *const tests[] = {
		the_first_octet_tells_by_rfc_7983,
		the_second_octet_tells_rtcp_by_rfc_5761,
		too_short_is_nothing,
		every_kind_has_a_name,
	};
	return suite_of("demux", tests, ARRAY_LEN(tests));
}
