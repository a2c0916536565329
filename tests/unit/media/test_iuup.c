/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_iuup.c - initialisation and user data, against frames written by hand
 */
#include "media/iuup.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "tests/unit/media/iuup_rig.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

START_TEST(a_bad_spec_is_refused)
{
	const struct iuup_spec bad[] = {
		{ .mode = IUFP_SUPPORT, .ptime_ms = 20 },
		{ .mode = IUFP_SUPPORT, .ptime_ms = 0 },
		{ .mode = IUFP_MODES, .ptime_ms = 10 },
		{ .mode = IUFP_SUPPORT, .ptime_ms = 10, .role = IUFP_ROLES },
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_int_eq(iuup_init(&u, &bad[i], &stats), -EINVAL);
}
END_TEST

START_TEST(transparent_mode_is_octets_and_nothing_else)
{
	const struct iuup_spec spec = { .mode = IUFP_TRANSPARENT };
	struct iuup_piece piece;

	ck_assert_int_eq(iuup_init(&u, &spec, &stats), 0);
	iuup_start(&u, now_us);
	ck_assert(iuup_is_ready(&u));
	ck_assert_uint_eq(iuup_head(&u), 0);
	memcpy(out, sdu, SDU);
	iuup_seal(&u, out, SDU);
	ck_assert_mem_eq(out, sdu, SDU);
	piece = iuup_recv(&u, &in, now_us, sdu, 33);
	ck_assert_int_eq(piece.what, IUUP_OCTETS);
	ck_assert_ptr_eq(piece.octets, sdu);
	ck_assert_uint_eq(piece.n, 33);
	ck_assert_uint_eq(iuup_tick(&u, now_us + 10000 * MS, out), 0);
}
END_TEST

/* Our INITIALISATION is that of standards.md's vectors, and an ACK of it makes us ready. */
START_TEST(we_initialise)
{
	static const uint8_t want[] = { 0xe0, 0x00, 0xde, 0xd1, 0x02, 0xc0, 0x02, 0x80, 0x00, 0x03,
					0x00 };

	rig_start(IUFP_INITIATE, 10);
	ck_assert_uint_eq(iuup_tick(&u, now_us, out), sizeof(want));
	ck_assert_mem_eq(out, want, sizeof(want));
	rig_silent();
	ck_assert(!iuup_is_ready(&u));
	rig_control(IUUP_ACK, IUUP_INITIALISATION, 0, NULL, 0);
	ck_assert(iuup_is_ready(&u));
	ck_assert_uint_eq(iuup_octets(&u), 80);
	ck_assert_uint_eq(iuup_head(&u), 4);
	ck_assert_uint_eq(counter_get(&stats.inits_out), 1);
}
END_TEST

START_TEST(we_initialise_with_320_bits_where_5_ms_are_wanted)
{
	rig_start(IUFP_INITIATE, 5);
	ck_assert_uint_gt(iuup_tick(&u, now_us, out), 0);
	ck_assert_uint_eq((unsigned int)(out[6] << 8 | out[7]), 320);
	rig_control(IUUP_ACK, IUUP_INITIALISATION, 0, NULL, 0);
	ck_assert_uint_eq(iuup_octets(&u), 40);
}
END_TEST

/* TINIT and NINIT: four in all, a second apart, the same frame; then it has failed. */
START_TEST(what_is_not_answered_is_repeated_and_given_up)
{
	uint8_t first[FRAME_MAX];

	rig_start(IUFP_INITIATE, 10);

	size_t n = iuup_tick(&u, now_us, first);

	for (int i = 0; i < IUUP_NINIT; i++) {
		now_us += IUUP_TINIT_MS * MS - 1;
		rig_silent();
		now_us += 1;
		ck_assert_uint_eq(iuup_tick(&u, now_us, out), n);
		ck_assert_mem_eq(out, first, n);
		ck_assert(!iuup_has_failed(&u));
	}
	now_us += IUUP_TINIT_MS * MS;
	rig_silent();
	ck_assert(iuup_has_failed(&u));
	ck_assert_uint_eq(counter_get(&stats.failed), 1);
	ck_assert_uint_eq(counter_get(&stats.inits_out), IUUP_NINIT + 1);
	now_us += 60 * 1000 * MS;
	rig_silent();
	rig_they_init(640, 3, 0);
	(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	ck_assert(iuup_is_ready(&u) && !iuup_has_failed(&u));
}
END_TEST

START_TEST(a_refusal_is_answered_by_another_try)
{
	static const uint8_t cause = IUUP_CAUSE_VERSION << 2;

	rig_start(IUFP_INITIATE, 10);
	for (int i = 0; i <= IUUP_NINIT; i++) {
		(void)rig_assert_sent(IUUP_PROCEDURE, IUUP_INITIALISATION);
		ck_assert(!iuup_has_failed(&u));
		rig_control(IUUP_NACK, IUUP_INITIALISATION, 0, &cause, 1);
	}
	rig_silent();
	ck_assert(iuup_has_failed(&u));
	ck_assert_uint_eq(counter_get(&stats.nacks_in), IUUP_NINIT + 1);
}
END_TEST

START_TEST(an_answer_to_another_question_is_none)
{
	rig_start(IUFP_INITIATE, 10);
	(void)rig_sent();
	rig_control(IUUP_ACK, IUUP_INITIALISATION, 1, NULL, 0);
	rig_control(IUUP_ACK, IUUP_RATE_CONTROL, 0, NULL, 0);
	rig_control(IUUP_ACK_RESERVED, IUUP_INITIALISATION, 0, NULL, 0);
	ck_assert(!iuup_is_ready(&u));
	ck_assert_uint_eq(counter_get(&stats.malformed), 3);
}
END_TEST

/* The highest version both know; the SDU and the PDU type are the peer's. */
START_TEST(the_peer_initialises)
{
	static const struct { uint16_t bits, versions; uint8_t pdu, version; } cases[] = {
		{ 640, 0x0001, 0, 0 }, { 640, 0x0002, 1, 1 }, { 640, 0x0003, 0, 1 },
		{ 320, 0xffff, 1, 1 }, { 320, 0x0001, 1, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		rig_start(i % 2 ? IUFP_AUTO : IUFP_RESPOND, 10);
		rig_silent();
		rig_they_init(cases[i].bits, cases[i].versions, cases[i].pdu);

		struct iuup_frame f = rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);

		ck_assert_uint_eq(f.fn, 2);
		ck_assert_uint_eq(f.payload_n, 0);
		ck_assert_uint_eq(f.version, cases[i].version);
		ck_assert(iuup_is_ready(&u));
		ck_assert_uint_eq(iuup_octets(&u), cases[i].bits / 8u);
		ck_assert_uint_eq(iuup_head(&u), cases[i].pdu ? 3 : 4);
		rig_silent();
	}
}
END_TEST

START_TEST(what_cannot_be_is_refused_with_its_cause)
{
	static const uint8_t two_subflows[] = { 0x04, 0xc0, 2, 0x80, 0, 0, 0, 1, 0 };
	static const uint8_t cut[] = { 0x02, 0xc0, 2 };
	static const uint8_t no_subflow[] = { 0x00, 0x80, 0x00, 0x01, 0x00 };

	rig_start(IUFP_RESPOND, 10);
	rig_they_init(640, 0x0004, 0);
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_VERSION);
	rig_they_init(244, 3, 0);
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_UNEXPECTED_VALUE);
	rig_they_init(640, 3, 7);
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_RESERVED_VALUE);
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 0, two_subflows, sizeof(two_subflows));
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_UNEXPECTED_VALUE);
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 0, cut, sizeof(cut));
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_TOO_SHORT);
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 0, no_subflow, sizeof(no_subflow));
	rig_assert_nack(IUUP_INITIALISATION, IUUP_CAUSE_UNEXPECTED_VALUE);
	ck_assert(!iuup_is_ready(&u));
	ck_assert_uint_eq(counter_get(&stats.nacks_out), 6);
}
END_TEST

/* Among several RFCIs ours is the one with our SDU; the peer may use each that carries 64 kbit/s. */
START_TEST(one_of_several_rfcis_is_chosen)
{
	static const uint8_t p[] = { 0x12, 0x41, 0x01, 0x40, 0x05, 0, 0xc9, 0x02, 0x80, 0x10, 0x10,
				     0x00, 0x03, 0x10 };

	rig_start(IUFP_RESPOND, 10);
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 0, p, sizeof(p));
	(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	ck_assert_uint_eq(iuup_octets(&u), 80);
	iuup_seal(&u, out, SDU);
	ck_assert_uint_eq(out[1], 9);
	ck_assert_int_eq(rig_data(IUUP_DATA, 0, 9, 0, 80).what, IUUP_OCTETS);
	ck_assert_uint_eq(rig_data(IUUP_DATA, 1, 1, 0, 40).n, 40);
	ck_assert_int_eq(rig_data(IUUP_DATA, 2, 5, 0, 0).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.unexpected_rfci), 1);
}
END_TEST

/* An initialisation in two frames: each is acknowledged, the last one makes us ready. */
START_TEST(a_chain_of_frames_is_one_initialisation)
{
	static const uint8_t first[] = { 0x03, 0x80, 0, 0x00, 0x03, 0x00 };
	static const uint8_t last[] = { 0x02, 0xc4, 0x02, 0x80, 0x00, 0x03, 0x00 };

	rig_start(IUFP_RESPOND, 10);
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 0, first, sizeof(first));
	(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	ck_assert(!iuup_is_ready(&u));
	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 1, last, sizeof(last));
	ck_assert_uint_eq(rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION).fn, 1);
	ck_assert(iuup_is_ready(&u));
	ck_assert_uint_eq(u.agreed.rfci, 4);
	ck_assert_uint_eq(u.agreed.n, 2);
}
END_TEST

START_TEST(auto_listens_before_it_asks)
{
	rig_start(IUFP_AUTO, 10);
	now_us += IUUP_TAUTO_MS * MS - 1;
	rig_silent();
	now_us += 1;
	(void)rig_assert_sent(IUUP_PROCEDURE, IUUP_INITIALISATION);

	/* Both have begun: theirs is answered, their answer does no harm. */
	rig_they_init(320, 3, 1);
	(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	ck_assert(iuup_is_ready(&u));
	rig_control(IUUP_ACK, IUUP_INITIALISATION, 0, NULL, 0);
	ck_assert_uint_eq(iuup_octets(&u), 40);
	ck_assert_uint_eq(counter_get(&stats.malformed), 0);
}
END_TEST

START_TEST(a_responder_waits_but_not_for_ever)
{
	rig_start(IUFP_RESPOND, 10);
	now_us += IUUP_TINIT_MS * (IUUP_NINIT + 1) * MS;
	rig_silent();
	ck_assert(iuup_has_failed(&u));
	ck_assert_uint_eq(counter_get(&stats.failed), 1);
}
END_TEST

START_TEST(frames_are_numbered_as_they_are_sent)
{
	rig_ready(3, IUUP_DATA_CRC);
	for (unsigned int i = 0; i < 40; i++) {
		memcpy(out + 4, sdu, SDU);
		iuup_seal(&u, out, SDU);
		ck_assert_uint_eq(out[0], i % 16);
		ck_assert_uint_eq(out[1], 3);
	}
}
END_TEST

START_TEST(octets_come_out_and_gaps_are_seen)
{
	rig_ready(3, IUUP_DATA_CRC);
	for (uint8_t i = 0; i < 20; i++) {
		struct iuup_piece p = rig_data(IUUP_DATA_CRC, (uint8_t)((i + 9) % 16), 3, 0, SDU);

		ck_assert_int_eq(p.what, IUUP_OCTETS);
		ck_assert(!p.is_after_gap);
		ck_assert_uint_eq(p.n, SDU);
		ck_assert_mem_eq(p.octets, sdu, SDU);
	}
	rig_silent();
	ck_assert(rig_data(IUUP_DATA_CRC, 15, 3, 0, SDU).is_after_gap);
	ck_assert_uint_eq(counter_get(&stats.fn_jumps), 1);
	ck_assert_uint_eq(rig_assert_sent(IUUP_PROCEDURE, IUUP_ERROR_EVENT).payload[0],
			  IUUP_CAUSE_FRAME_LOSS);
	/* What the RTP line is known to have lost is no jump. */
	iuup_in_gap(&in);
	ck_assert(!rig_data(IUUP_DATA_CRC, 3, 3, 0, SDU).is_after_gap);
	ck_assert_uint_eq(counter_get(&stats.fn_jumps), 1);
}
END_TEST

START_TEST(what_is_bad_is_lost_and_counted)
{
	uint8_t frame[FRAME_MAX];
	const struct iuup_frame f = { .type = IUUP_DATA_CRC, .rfci = 3, .payload = sdu,
				      .payload_n = SDU };
	size_t n;

	rig_ready(3, IUUP_DATA_CRC);
	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 0, 3, IUUP_BAD, SDU).what, IUUP_LOST);
	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 1, 3, IUUP_BAD_RADIO, SDU).what, IUUP_LOST);
	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 2, 3, 3, SDU).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.bad), 3);
	rig_silent();

	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 3, 3, 0, SDU - 1).what, IUUP_LOST);
	ck_assert_int_eq(rig_data(IUUP_DATA, 4, 3, 0, SDU).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.malformed), 2);
	ck_assert_int_eq(rig_data(IUUP_DATA_CRC, 5, 4, 0, SDU).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.unexpected_rfci), 1);

	n = iuup_frame_format(&f, frame);
	frame[n - 1] ^= 1;
	ck_assert_int_eq(iuup_recv(&u, &in, now_us, frame, n).what, IUUP_LOST);
	frame[0] ^= 1;
	ck_assert_int_eq(iuup_recv(&u, &in, now_us, frame, n).what, IUUP_LOST);
	ck_assert_int_eq(iuup_recv(&u, &in, now_us, frame, 0).what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.payload_crc), 1);
	ck_assert_uint_eq(counter_get(&stats.header_crc), 1);
	ck_assert_uint_eq(counter_get(&stats.malformed), 3);
	/* ... and what follows is whole again; a spare extension is taken off. */
	ck_assert_uint_eq(rig_data(IUUP_DATA_CRC, 9, 3, 0, SDU).n, SDU);
}
END_TEST

/* One a second at most, whatever comes; none about an error event. */
START_TEST(error_events_are_few)
{
	uint8_t bad[4] = { 0xe0, 0x03, 0, 0 };
	int n = 0;

	rig_ready(3, IUUP_DATA);
	for (int i = 0; i < 3000; i++, now_us += MS) {
		(void)iuup_recv(&u, &in, now_us, bad, 2);
		n += rig_sent().type == IUUP_CONTROL;
	}
	ck_assert_int_eq(n, 3);
	ck_assert_uint_eq(counter_get(&stats.errors_out), 3);

	now_us += 2000 * MS;
	bad[2] = (uint8_t)(iuup_crc6(bad) << 2 | 1);	/* a payload CRC of 0x100 */
	(void)iuup_recv(&u, &in, now_us, bad, 4);
	ck_assert_uint_eq(counter_get(&stats.payload_crc), 1);
	rig_silent();
}
END_TEST

START_TEST(every_timer_has_an_expiry_edge)
{
	for (unsigned int s = 0; s < iuup_fsm.n_states; s++)
		ck_assert_int_eq(iuup_fsm.states[s].tmr != 0,
				 fsm_find(&iuup_fsm, (unsigned char)s, ON_EXPIRY) != NULL);
}
END_TEST

START_TEST(every_state_but_the_transparent_takes_an_initialisation)
{
	for (unsigned char s = IUUP_LISTENING; s < IUUP_STATES; s++)
		ck_assert_ptr_nonnull(fsm_find(&iuup_fsm, s, ON_INIT));
	for (unsigned char on = 0; on < IUUP_EVENTS; on++) {
		bool is_used = false;

		for (size_t i = 0; i < iuup_fsm.n_edges; i++)
			is_used |= iuup_fsm.edges[i].on == on;
		ck_assert_msg(is_used, "%s", iuup_fsm.event_names[on]);
	}
}
END_TEST

Suite *
iuup_suite(void)
{
	const TTest *const tests[] = {
		a_bad_spec_is_refused,
		transparent_mode_is_octets_and_nothing_else,
		we_initialise,
		we_initialise_with_320_bits_where_5_ms_are_wanted,
		what_is_not_answered_is_repeated_and_given_up,
		a_refusal_is_answered_by_another_try,
		an_answer_to_another_question_is_none,
		the_peer_initialises,
		what_cannot_be_is_refused_with_its_cause,
		one_of_several_rfcis_is_chosen,
		a_chain_of_frames_is_one_initialisation,
		auto_listens_before_it_asks,
		a_responder_waits_but_not_for_ever,
		frames_are_numbered_as_they_are_sent,
		octets_come_out_and_gaps_are_seen,
		what_is_bad_is_lost_and_counted,
		error_events_are_few,
		every_timer_has_an_expiry_edge,
		every_state_but_the_transparent_takes_an_initialisation,
	};

	return suite_of("iuup", tests, ARRAY_LEN(tests));
}
