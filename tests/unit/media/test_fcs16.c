/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_fcs16.c
 */
#include "base/attr.h"
#include "media/fcs16.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

static uint16_t
sent(const void *p, size_t n)
{
	return (uint16_t)~fcs16(FCS16_INIT, p, n);
}

/* The check value of every catalogue of CRCs (there CRC-16/X-25). */
START_TEST(knows_the_check_value)
{
	ck_assert_uint_eq(sent("123456789", 9), 0x906e);
}
END_TEST

START_TEST(nothing_leaves_the_preset)
{
	ck_assert_uint_eq(fcs16(FCS16_INIT, NULL, 0), FCS16_INIT);
}
END_TEST

START_TEST(agrees_with_the_bitwise_rule_at_every_length)
{
	uint8_t p[200];
	uint64_t seed = 1;

	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (uint8_t)dice(&seed);
	for (size_t n = 0; n <= sizeof(p); n++)
		ck_assert_uint_eq(sent(p, n), line_fcs(p, n));
}
END_TEST

START_TEST(may_be_fed_in_pieces)
{
	uint8_t p[64];
	uint64_t seed = 2;

	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (uint8_t)dice(&seed);
	for (size_t cut = 0; cut <= sizeof(p); cut++) {
		uint16_t fcs = fcs16(FCS16_INIT, p, cut);

		ck_assert_uint_eq(fcs16(fcs, p + cut, sizeof(p) - cut),
				  fcs16(FCS16_INIT, p, sizeof(p)));
	}
}
END_TEST

START_TEST(a_frame_with_its_fcs_leaves_the_residue)
{
	for (unsigned int first = 0; first < 256; first++) {
		uint8_t p[12] = { (uint8_t)first, 0xff, 0, 0x7e };
		uint16_t fcs = sent(p, 10);

		p[10] = (uint8_t)fcs;
		p[11] = (uint8_t)(fcs >> 8);
		ck_assert_uint_eq(fcs16(FCS16_INIT, p, 12), FCS16_GOOD);
		p[3] ^= 1;
		ck_assert_uint_ne(fcs16(FCS16_INIT, p, 12), FCS16_GOOD);
	}
}
END_TEST

Suite *
fcs16_suite(void)
{
	const TTest *const tests[] = {
		knows_the_check_value,
		nothing_leaves_the_preset,
		agrees_with_the_bitwise_rule_at_every_length,
		may_be_fed_in_pieces,
		a_frame_with_its_fcs_leaves_the_residue,
	};
	return suite_of("fcs16", tests, ARRAY_LEN(tests));
}
