/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_iuup_control.c - the peer's procedures, against frames written by hand
 */
#include "media/iuup.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/media/iuup_rig.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

START_TEST(user_data_waits_for_the_initialisation)
{
	rig_start(IUFP_INITIATE, 10);
	(void)rig_sent();
	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 0, 0, 0, SDU).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.not_ready), 1);
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, (const uint8_t[]){ 1, 0 }, 2);
	rig_assert_nack(IUUP_RATE_CONTROL, IUUP_CAUSE_UNEXPECTED_PROCEDURE);
}
END_TEST

START_TEST(the_only_rate_is_confirmed_and_not_barred)
{
	static const uint8_t allowed[] = { 1, 0x00 }, barred[] = { 1, 0x80 }, two[] = { 2, 0x00 };
	struct iuup_frame f;

	rig_ready(3, IUUP_DATA);
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, allowed, sizeof(allowed));
	f = rig_assert_sent(IUUP_ACK, IUUP_RATE_CONTROL);
	ck_assert_uint_eq(f.fn, 1);
	ck_assert_uint_eq(f.payload_n, sizeof(allowed));
	ck_assert_mem_eq(f.payload, allowed, sizeof(allowed));
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, barred, sizeof(barred));
	rig_assert_nack(IUUP_RATE_CONTROL, IUUP_CAUSE_UNEXPECTED_VALUE);
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, two, sizeof(two));
	rig_assert_nack(IUUP_RATE_CONTROL, IUUP_CAUSE_UNEXPECTED_VALUE);
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, allowed, 1);
	rig_assert_nack(IUUP_RATE_CONTROL, IUUP_CAUSE_TOO_SHORT);
	rig_ready(1, IUUP_DATA);
	rig_control(IUUP_PROCEDURE, IUUP_RATE_CONTROL, 1, allowed, sizeof(allowed));
	ck_assert_uint_eq(rig_assert_sent(IUUP_ACK, IUUP_RATE_CONTROL).payload_n, 0);
}
END_TEST

static void
align(uint8_t value)
{
	rig_control(IUUP_PROCEDURE, IUUP_TIME_ALIGNMENT, 0, &value, 1);
}

START_TEST(time_alignment_moves_the_line_within_bounds)
{
	static const uint8_t unused[] = { 0, 81, 128, 209, 255 };

	rig_ready(3, IUUP_DATA);
	align(3);
	(void)rig_assert_sent(IUUP_ACK, IUUP_TIME_ALIGNMENT);
	ck_assert_int_eq(iuup_take_shift_us(&u), 1500);
	ck_assert_int_eq(iuup_take_shift_us(&u), 0);
	align(128 + 20);
	(void)rig_assert_sent(IUUP_ACK, IUUP_TIME_ALIGNMENT);
	ck_assert_int_eq(iuup_take_shift_us(&u), -10000);
	align(21);
	rig_assert_nack(IUUP_TIME_ALIGNMENT, IUUP_CAUSE_TIME_NOT_POSSIBLE);
	for (size_t i = 0; i < ARRAY_LEN(unused); i++) {
		align(unused[i]);
		rig_assert_nack(IUUP_TIME_ALIGNMENT, IUUP_CAUSE_RESERVED_VALUE);
	}
	ck_assert_int_eq(iuup_take_shift_us(&u), 0);
	for (int i = 0; i < 3; i++) {
		align(128 + 20);
		(void)rig_assert_sent(IUUP_ACK, IUUP_TIME_ALIGNMENT);
	}
	align(128 + 20);
	rig_assert_nack(IUUP_TIME_ALIGNMENT, IUUP_CAUSE_TIME_NOT_POSSIBLE);
	ck_assert_int_eq(iuup_take_shift_us(&u), -30000);
	ck_assert_uint_eq(counter_get(&stats.aligned), 5);
}
END_TEST

/* Unknown procedures and error events. */
START_TEST(other_control_frames_change_nothing)
{
	static const uint8_t cause = IUUP_CAUSE_FRAME_LOSS;

	rig_ready(3, IUUP_DATA);
	rig_control(IUUP_PROCEDURE, IUUP_ERROR_EVENT, 0, &cause, 1);
	rig_silent();
	ck_assert_uint_eq(counter_get(&stats.errors_in), 1);
	rig_control(IUUP_PROCEDURE, 9, 0, NULL, 0);
	ck_assert_uint_eq(rig_assert_sent(IUUP_PROCEDURE, IUUP_ERROR_EVENT).payload[0],
			  IUUP_CAUSE_UNKNOWN_PROCEDURE);
	ck_assert_uint_eq(counter_get(&stats.malformed), 1);
}
END_TEST

/* More than can wait: none is written beyond its place, the first are answered. */
START_TEST(a_flood_of_questions_gets_few_answers)
{
	rig_ready(3, IUUP_DATA);
	for (int i = 0; i < 100; i++)
		rig_they_init(640, 3, 1);
	for (int i = 0; i < IUUP_ANSWERS; i++)
		(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	rig_silent();
}
END_TEST

Suite *
iuup_control_suite(void)
{
	const TTest *const tests[] = {
		user_data_waits_for_the_initialisation,
		the_only_rate_is_confirmed_and_not_barred,
		time_alignment_moves_the_line_within_bounds,
		other_control_frames_change_nothing,
		a_flood_of_questions_gets_few_answers,
	};

	return suite_of("iuup_control", tests, ARRAY_LEN(tests));
}
