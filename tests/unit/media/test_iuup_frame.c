/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_iuup_frame.c
 */
#include "media/iuup_frame.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	SDU = 80,
	ROUNDS = 2000,
};

/* standards.md 6.2: computed by another program, two of them seen in a 3G capture. */
static const struct {
	uint8_t head[2];
	uint8_t crc;
} crc6s[] = {
	{ { 0xe0, 0x00 }, 0x37 }, { { 0xe4, 0x00 }, 0x09 }, { { 0xe8, 0x00 }, 0x24 },
	{ { 0x01, 0x00 }, 0x38 }, { { 0x0f, 0x00 }, 0x0a }, { { 0x10, 0x00 }, 0x26 },
};

START_TEST(the_header_crc_is_that_of_the_vectors)
{
	for (size_t i = 0; i < ARRAY_LEN(crc6s); i++)
		ck_assert_uint_eq(iuup_crc6(crc6s[i].head), crc6s[i].crc);
}
END_TEST

START_TEST(data_frames_are_those_of_the_vectors)
{
	static const uint8_t want_counting[] = { 0x05, 0x01, 0xa7, 0x69 };
	static const uint8_t want_flags[] = { 0x00, 0x00, 0x00, 0xc9 };
	uint8_t counting[SDU], flags[160], out[IUUP_HEAD_MAX + 160];
	struct iuup_frame f = { .type = IUUP_DATA_CRC, .fn = 5, .rfci = 1, .payload = counting,
				.payload_n = sizeof(counting) };

	for (unsigned int i = 0; i < SDU; i++)
		counting[i] = (uint8_t)i;
	memset(flags, 0x7e, sizeof(flags));
	ck_assert_uint_eq(iuup_frame_format(&f, out), 4 + sizeof(counting));
	ck_assert_mem_eq(out, want_counting, sizeof(want_counting));
	ck_assert_mem_eq(out + 4, counting, sizeof(counting));

	f = (struct iuup_frame){ .type = IUUP_DATA_CRC, .payload = flags,
				 .payload_n = sizeof(flags) };
	ck_assert_uint_eq(iuup_frame_format(&f, out), 4 + sizeof(flags));
	ck_assert_mem_eq(out, want_flags, sizeof(want_flags));
}
END_TEST

/* Every field of every type, and nothing else comes back. */
START_TEST(what_is_written_is_read)
{
	static const enum iuup_pdu types[] = { IUUP_DATA_CRC, IUUP_DATA, IUUP_CONTROL };
	uint8_t payload[SDU], out[IUUP_HEAD_MAX + SDU];
	struct iuup_frame got;
	uint64_t seed = 5;

	for (int i = 0; i < ROUNDS; i++) {
		struct iuup_frame f = { .type = types[dice(&seed) % 3], .payload = payload,
					.payload_n = dice(&seed) % (SDU + 1) };
		bool is_control = f.type == IUUP_CONTROL;

		for (size_t k = 0; k < f.payload_n; k++)
			payload[k] = (uint8_t)dice(&seed);
		f.fn = (uint8_t)(dice(&seed) % (is_control ? IUUP_CONTROL_FNS : IUUP_FNS));
		f.fqc = is_control ? 0 : (uint8_t)(dice(&seed) % 4);
		f.rfci = is_control ? 0 : (uint8_t)(dice(&seed) % 64);
		f.ack = is_control ? (uint8_t)(dice(&seed) % 4) : 0;
		f.version = is_control ? (uint8_t)(dice(&seed) % 16) : 0;
		f.procedure = is_control ? (uint8_t)(dice(&seed) % 16) : 0;

		size_t n = iuup_frame_format(&f, out);

		ck_assert_uint_eq(n, iuup_frame_head(f.type) + f.payload_n);
		ck_assert_int_eq(iuup_frame_parse(out, n, &got), IUUP_FINE);
		ck_assert_int_eq(got.type, f.type);
		ck_assert_uint_eq(got.fn, f.fn);
		ck_assert_uint_eq(got.fqc, f.fqc);
		ck_assert_uint_eq(got.rfci, f.rfci);
		ck_assert_uint_eq(got.ack, f.ack);
		ck_assert_uint_eq(got.version, f.version);
		ck_assert_uint_eq(got.procedure, f.procedure);
		ck_assert_uint_eq(got.payload_n, f.payload_n);
		ck_assert(f.payload_n == 0 || memcmp(got.payload, payload, f.payload_n) == 0);
	}
}
END_TEST

/* Any one bit of a type 0 frame: in the header it is a header fault, else a payload fault. */
START_TEST(any_wrong_bit_is_seen)
{
	uint8_t payload[SDU] = { 1, 2, 3 }, out[IUUP_HEAD_MAX + SDU];
	const struct iuup_frame f = { .type = IUUP_DATA_CRC, .fn = 9, .rfci = 2,
				      .payload = payload, .payload_n = SDU };
	struct iuup_frame got;
	size_t n = iuup_frame_format(&f, out);

	for (size_t bit = 0; bit < n * 8; bit++) {
		enum iuup_fault want = bit < 16 + 6 ? IUUP_WRONG_HEADER : IUUP_WRONG_PAYLOAD;

		out[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		ck_assert_int_eq(iuup_frame_parse(out, n, &got), want);
		out[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
	}
	ck_assert_int_eq(iuup_frame_parse(out, n, &got), IUUP_FINE);
}
END_TEST

START_TEST(short_frames_are_refused)
{
	static const uint8_t type0[] = { 0x00, 0x00, 0x00, 0x00 };
	static const uint8_t type1[] = { 0x10, 0x00, 0x26 << 2 };
	struct iuup_frame got;

	for (size_t n = 0; n < 4; n++)
		ck_assert_int_eq(iuup_frame_parse(type0, n, &got), IUUP_TOO_SHORT);
	ck_assert_int_eq(iuup_frame_parse(type0, 4, &got), IUUP_FINE);
	ck_assert_uint_eq(got.payload_n, 0);
	ck_assert_int_eq(iuup_frame_parse(type1, 2, &got), IUUP_TOO_SHORT);
	ck_assert_int_eq(iuup_frame_parse(type1, 3, &got), IUUP_FINE);
}
END_TEST

/* Types 2 to 13 and 15: reserved. */
START_TEST(unknown_types_are_refused)
{
	struct iuup_frame got;

	for (uint8_t type = 0; type < 16; type++) {
		uint8_t p[4] = { (uint8_t)(type << 4), 0, 0, 0 };
		bool is_known = type == 0 || type == 1 || type == 14;

		p[2] = (uint8_t)(iuup_crc6(p) << 2);
		ck_assert_int_eq(iuup_frame_parse(p, 4, &got),
				 is_known ? IUUP_FINE : IUUP_UNKNOWN_PDU);
	}
}
END_TEST

/* Answers have spare bits in the CRC's place: not looked at. */
START_TEST(spare_bits_of_an_answer_do_not_matter)
{
	uint8_t ack[4] = { 0xe4, 0x00, 0x09 << 2 | 0x03, 0xff };
	struct iuup_frame got;

	ck_assert_int_eq(iuup_frame_parse(ack, 4, &got), IUUP_FINE);
	ck_assert_uint_eq(got.ack, IUUP_ACK);
	ack[0] = 0xe0;
	ack[2] = 0x37 << 2 | 0x03;
	ck_assert_int_eq(iuup_frame_parse(ack, 4, &got), IUUP_WRONG_PAYLOAD);
}
END_TEST

Suite *
iuup_frame_suite(void)
{
	const TTest *const tests[] = {
		the_header_crc_is_that_of_the_vectors,
		data_frames_are_those_of_the_vectors,
		what_is_written_is_read,
		any_wrong_bit_is_seen,
		short_frames_are_refused,
		unknown_types_are_refused,
		spare_bits_of_an_answer_do_not_matter,
	};

	return suite_of("iuup_frame", tests, ARRAY_LEN(tests));
}
