/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_iuup_rfcis.c
 */
#include "media/iuup_rfcis.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "media/iuup_frame.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum { ROUNDS = 500 };

static uint8_t out[IUUP_RFCIS_OCTETS_MAX];
static struct iuup_rfcis got;

/* standards.md 6.2: one RFCI, one subflow of 640 bits, as whole frames. */
START_TEST(an_initialisation_is_that_of_the_vectors)
{
	static const uint8_t want[2][11] = {
		{ 0xe0, 0x00, 0xde, 0xc2, 0x02, 0xc0, 0x02, 0x80, 0x00, 0x01, 0x00 },
		{ 0xe0, 0x00, 0xde, 0xd1, 0x02, 0xc0, 0x02, 0x80, 0x00, 0x03, 0x00 },
	};
	struct iuup_rfcis one = { .n_subflows = 1, .n = 1, .rfci = { { .bits = { 640 } } } };

	for (int i = 0; i < 2; i++) {
		uint8_t frame[11];

		one.versions = i ? 3 : 1;

		struct iuup_frame f = { .type = IUUP_CONTROL, .procedure = IUUP_INITIALISATION,
					.payload = out,
					.payload_n = iuup_rfcis_format(&one, out) };

		ck_assert_uint_eq(iuup_frame_format(&f, frame), sizeof(frame));
		ck_assert_mem_eq(frame, want[i], sizeof(frame));
	}
}
END_TEST

/* Three AMR RFCIs with timing, as a radio network sends them: one-octet lengths. */
START_TEST(a_speech_initialisation_is_read)
{
	static const uint8_t p[] = { 0x16, 0x00, 81, 103, 60, 0x01, 39, 0, 0, 0x82, 0, 0, 0,
				     0x17, 0x10, 0x00, 0x01, 0x00 };

	ck_assert_int_eq(iuup_rfcis_parse(p, sizeof(p), &got), 0);
	ck_assert(got.has_ipti && !got.is_chained);
	ck_assert_uint_eq(got.n_subflows, 3);
	ck_assert_uint_eq(got.n, 3);
	ck_assert_uint_eq(got.rfci[0].bits[1], 103);
	ck_assert_uint_eq(got.rfci[1].id, 1);
	ck_assert_uint_eq(got.rfci[1].ipti, 7);
	ck_assert_uint_eq(got.rfci[2].ipti, 1);
	ck_assert_uint_eq(got.versions, 1);
	ck_assert_uint_eq(iuup_rfcis_format(&got, out), sizeof(p));
	ck_assert_mem_eq(out, p, sizeof(p));
}
END_TEST

static void
draw(uint64_t *seed, struct iuup_rfcis *ret)
{
	*ret = (struct iuup_rfcis){
		.is_chained = dice(seed) & 1,
		.has_ipti = dice(seed) & 1,
		.n_subflows = 1 + dice(seed) % IUUP_SUBFLOWS_MAX,
		.n = 1 + dice(seed) % IUUP_RFCIS_MAX,
		.versions = (uint16_t)dice(seed),
		.pdu_type = dice(seed) & 15,
	};
	for (unsigned int i = 0; i < ret->n; i++) {
		ret->rfci[i].id = (uint8_t)(i * 5 % 64);
		ret->rfci[i].ipti = ret->has_ipti ? dice(seed) & 15 : 0;
		for (unsigned int k = 0; k < ret->n_subflows; k++)
			ret->rfci[i].bits[k] = (uint16_t)(dice(seed) >> (dice(seed) & 1 ? 16 : 24));
	}
}

/* ... and no shorter piece of it is taken for one. */
START_TEST(what_is_written_is_read)
{
	struct iuup_rfcis want;
	uint64_t seed = 77;

	for (int i = 0; i < ROUNDS; i++) {
		draw(&seed, &want);

		size_t n = iuup_rfcis_format(&want, out);

		ck_assert_uint_le(n, sizeof(out));
		memset(&got, 0, sizeof(got));
		ck_assert_int_eq(iuup_rfcis_parse(out, n, &got), 0);
		ck_assert_mem_eq(&got, &want, sizeof(got));
		for (size_t less = 0; less < n; less++)
			ck_assert_int_eq(iuup_rfcis_parse(out, less, &got), -EBADMSG);
	}
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	static const uint8_t no_subflow[] = { 0x00, 0x80, 0x00, 0x01, 0x00 };
	static const uint8_t twice[] = { 0x02, 0x01, 9, 0x81, 9, 0x00, 0x01, 0x00 };
	uint8_t many[1 + 65 * 2 + 3] = { 0x02 };

	for (unsigned int i = 0; i < 65; i++)
		many[1 + 2 * i] = (uint8_t)(i % 64);
	ck_assert_int_eq(iuup_rfcis_parse(no_subflow, sizeof(no_subflow), &got), -EINVAL);
	ck_assert_int_eq(iuup_rfcis_parse(twice, sizeof(twice), &got), -EINVAL);
	ck_assert_int_eq(iuup_rfcis_parse(many, sizeof(many), &got), -E2BIG);
}
END_TEST

/* Clause 6.6.1: a receiver takes a spare extension off. */
START_TEST(a_spare_extension_is_taken_off)
{
	static const uint8_t p[] = { 0x02, 0xc0, 0x02, 0x80, 0x00, 0x03, 0x10, 0xde, 0xad };

	ck_assert_int_eq(iuup_rfcis_parse(p, sizeof(p), &got), 0);
	ck_assert_uint_eq(got.rfci[0].bits[0], 640);
	ck_assert_uint_eq(got.versions, 3);
	ck_assert_uint_eq(got.pdu_type, 1);
}
END_TEST

Suite *
iuup_rfcis_suite(void)
{
	const TTest *const tests[] = {
		an_initialisation_is_that_of_the_vectors,
		a_speech_initialisation_is_read,
		what_is_written_is_read,
		what_cannot_be_is_refused,
		a_spare_extension_is_taken_off,
	};

	return suite_of("iuup_rfcis", tests, ARRAY_LEN(tests));
}
