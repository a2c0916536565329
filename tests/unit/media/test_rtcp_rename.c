/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_rtcp_rename.c - reports under other names, and nothing else
 */
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/octets.h"
#include "media/rtcp_rename.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { MSC = 0x11111111, OURS = 0x22222222, REMOTE = 0x33333333 };

static const struct rtcp_names up = {
	.renames_sender = true, .sender = OURS, .ts_shift = 1000,
	.has_counts = true, .packets = 5, .octets = 500,
	.n_about = 1, .about = { { REMOTE, REMOTE, 0 } },
};
static const struct rtcp_names down = {
	.n_about = 1, .about = { { OURS, MSC, 0xfffffff0 } },
};

/* SR of MSC with blocks about REMOTE and about somebody else, SDES with TOOL, CNAME "a@b" and
 * NOTE, APP, BYE. */
static const uint8_t compound[] = {
	0x82, 200, 0, 18, 0x11, 0x11, 0x11, 0x11,
	1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 100, 0, 0, 0, 9, 0, 0, 0, 99,
	0x33, 0x33, 0x33, 0x33, 7, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
	0x44, 0x44, 0x44, 0x44, 7, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
	0x81, 202, 0, 5, 0x11, 0x11, 0x11, 0x11, 6, 2, 'x', 'y', 1, 3, 'a', '@', 'b', 7, 1, 'n', 0, 0, 0, 0,
	0x80, 204, 0, 3, 0x11, 0x11, 0x11, 0x11, 'n', 'a', 'm', 'e', 1, 2, 3, 4,
	0x82, 203, 0, 4, 0x55, 0x55, 0x55, 0x55, 0x11, 0x11, 0x11, 0x11, 3, 'b', 'y', 'e', 0, 0, 0, 0,
};
static const uint8_t renamed[] = {
	0x81, 200, 0, 12, 0x22, 0x22, 0x22, 0x22,
	1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 4, 76, 0, 0, 0, 5, 0, 0, 1, 0xf4,
	0x33, 0x33, 0x33, 0x33, 7, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
	0x81, 202, 0, 3, 0x22, 0x22, 0x22, 0x22, 1, 3, 'a', '@', 'b', 0, 0, 0,
	0x81, 203, 0, 1, 0x22, 0x22, 0x22, 0x22,
};

START_TEST(what_both_ends_know_crosses_and_the_rest_stays)
{
	uint8_t out[sizeof(compound)];
	size_t n = 0;
	bool bye = false;

	ck_assert_int_eq(rtcp_rename(&up, compound, sizeof(compound), out, &n, &bye), 0);
	ck_assert_uint_eq(n, sizeof(renamed));
	ck_assert_mem_eq(out, renamed, n);
	ck_assert(bye);
}
END_TEST

START_TEST(reports_about_us_are_about_the_msc)
{
	uint8_t rr[] = {
		0x81, 201, 0, 7, 0x33, 0x33, 0x33, 0x33,
		0x22, 0x22, 0x22, 0x22, 7, 0, 0, 1, 0, 1, 0, 0x20, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
	};
	uint8_t out[sizeof(rr)];
	size_t n = 0;
	bool bye = true;

	ck_assert_int_eq(rtcp_rename(&down, rr, sizeof(rr), out, &n, &bye), 0);
	ck_assert(!bye);
	memset(rr + 8, 0x11, 4);
	rr[19] = 0x10;
	ck_assert_uint_eq(n, sizeof(rr));
	ck_assert_mem_eq(out, rr, n);
}
END_TEST

/* The same octets elsewhere would do harm: an SR that follows, of a third party, is left out. */
START_TEST(only_the_first_sender_speaks)
{
	const uint8_t two[] = {
		0x80, 201, 0, 1, 0x11, 0x11, 0x11, 0x11,
		0x80, 201, 0, 1, 0x33, 0x33, 0x33, 0x33,
		0x81, 202, 0, 3, 0x33, 0x33, 0x33, 0x33, 1, 1, 'z', 0, 0, 0, 0, 0,
		0x81, 203, 0, 1, 0x33, 0x33, 0x33, 0x33,
	};
	uint8_t out[sizeof(two)];
	size_t n = 0;
	bool bye = true;

	ck_assert_int_eq(rtcp_rename(&up, two, 8, out, &n, &bye), 0);
	ck_assert_uint_eq(n, 8);
	ck_assert_int_eq(rtcp_rename(&up, two, sizeof(two), out, &n, &bye), 0);
	ck_assert_uint_eq(n, 8);
	ck_assert(!bye);
	ck_assert_int_eq(rtcp_rename(&up, two, 16, out, &n, &bye), 0);
	ck_assert_uint_eq(n, 8);
	ck_assert_uint_eq(get_be32(out + 4), OURS);
}
END_TEST

START_TEST(a_foreign_bye_ends_nothing)
{
	const uint8_t pkt[] = {
		0x80, 201, 0, 1, 0x11, 0x11, 0x11, 0x11,
		0x81, 202, 0, 2, 0x33, 0x33, 0x33, 0x33, 0, 0, 0, 0,
		0x81, 203, 0, 1, 0x33, 0x33, 0x33, 0x33,
	};
	uint8_t out[sizeof(pkt)];
	size_t n = 0;
	bool bye = true;

	ck_assert_int_eq(rtcp_rename(&up, pkt, sizeof(pkt), out, &n, &bye), 0);
	ck_assert_uint_eq(n, 8);
	ck_assert(!bye);
}
END_TEST

START_TEST(padding_ends_the_last)
{
	const uint8_t pkt[] = {
		0x80, 201, 0, 1, 0x11, 0x11, 0x11, 0x11,
		0xa1, 203, 0, 2, 0x11, 0x11, 0x11, 0x11, 0, 0, 0, 4,
	};
	uint8_t bad[sizeof(pkt)], out[sizeof(pkt)];
	static const uint8_t pads[] = { 0, 3, 5, 8, 12, 200 };
	size_t n = 0;
	bool bye = false;

	ck_assert_int_eq(rtcp_rename(&up, pkt, sizeof(pkt), out, &n, &bye), 0);
	ck_assert(bye);
	for (unsigned int i = 0; i < ARRAY_LEN(pads); i++) {
		memcpy(bad, pkt, sizeof(pkt));
		bad[sizeof(pkt) - 1] = pads[i];
		ck_assert_int_eq(rtcp_rename(&up, bad, sizeof(bad), out, &n, &bye), -EBADMSG);
	}
}
END_TEST

/* Cut anywhere, or with any one octet changed: refused or well formed, never read past. */
START_TEST(bent_ones_do_no_harm)
{
	for (size_t cut = 0; cut < sizeof(compound); cut++) {
		uint8_t exact[sizeof(compound)], out[sizeof(compound)];
		size_t n = 0;
		bool bye;

		memcpy(exact + sizeof(exact) - cut, compound, cut);
		if (!rtcp_rename(&up, exact + sizeof(exact) - cut, cut, out, &n, &bye))
			ck_assert_uint_le(n, cut);
	}
	for (size_t i = 0; i < sizeof(compound); i++)
		for (unsigned int v = 0; v < 256; v++) {
			uint8_t bent[sizeof(compound)], out[sizeof(compound)], again[sizeof(compound)];
			size_t n = 0, m = 0;
			bool bye;

			memcpy(bent, compound, sizeof(bent));
			bent[i] = (uint8_t)v;
			if (rtcp_rename(&up, bent, sizeof(bent), out, &n, &bye))
				continue;
			ck_assert_uint_le(n, sizeof(bent));
			ck_assert_int_eq(rtcp_rename(&down, out, n, again, &m, &bye), 0);
		}
}
END_TEST

Suite *
rtcp_rename_suite(void)
{
	const TTest *const tests[] = {
		what_both_ends_know_crosses_and_the_rest_stays,
		reports_about_us_are_about_the_msc,
		only_the_first_sender_speaks,
		a_foreign_bye_ends_nothing,
		padding_ends_the_last,
		bent_ones_do_no_harm,
	};

	return suite_of("rtcp_rename", tests, ARRAY_LEN(tests));
}
