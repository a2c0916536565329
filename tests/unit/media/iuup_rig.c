/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/iuup_rig.c - an Iu UP end, and frames of its peer written by hand
 */
#include "tests/unit/media/iuup_rig.h"

#include <check.h>
#include <string.h>

struct iuup u;
struct iuup_stats stats;
struct iuup_in in;
uint64_t now_us;
uint8_t out[FRAME_MAX], sdu[SDU];

void
rig_start(enum iufp_role role, unsigned int ptime_ms)
{
	const struct iuup_spec spec = { .mode = IUFP_SUPPORT, .role = role, .ptime_ms = ptime_ms };

	memset(&stats, 0, sizeof(stats));
	memset(&in, 0, sizeof(in));
	memset(&u, 0xa5, sizeof(u));
	now_us = 1000 * MS;
	for (unsigned int i = 0; i < SDU; i++)
		sdu[i] = (uint8_t)(i * 7);
	ck_assert_int_eq(iuup_init(&u, &spec, &stats), 0);
	ck_assert(!iuup_is_ready(&u));
	iuup_start(&u, now_us);
}

struct iuup_piece
rig_put(const struct iuup_frame *f)
{
	static uint8_t frame[FRAME_MAX + 100];

	return iuup_recv(&u, &in, now_us, frame, iuup_frame_format(f, frame));
}

/* The peer's control frame. */
void
rig_control(uint8_t ack, uint8_t procedure, uint8_t fn, const uint8_t *payload, size_t n)
{
	const struct iuup_frame f = { .type = IUUP_CONTROL, .ack = ack, .procedure = procedure,
				      .fn = fn, .payload = payload, .payload_n = n };

	ck_assert_int_eq(rig_put(&f).what, IUUP_NOTHING);
}

/* Its INITIALISATION: a subflow of @bits for RFCI 3. */
void
rig_they_init(uint16_t bits, uint16_t versions, uint8_t pdu_type)
{
	const uint8_t p[] = { 0x02, 0xc3, (uint8_t)(bits >> 8), (uint8_t)bits,
			      (uint8_t)(versions >> 8), (uint8_t)versions,
			      (uint8_t)(pdu_type << 4) };

	rig_control(IUUP_PROCEDURE, IUUP_INITIALISATION, 2, p, sizeof(p));
}

struct iuup_piece
rig_data(uint8_t type, uint8_t fn, uint8_t rfci, uint8_t fqc, size_t n)
{
	const struct iuup_frame f = { .type = (enum iuup_pdu)type, .fn = fn, .rfci = rfci,
				      .fqc = fqc, .payload = sdu, .payload_n = n };

	return rig_put(&f);
}

/* The control frame that is due; its type is IUUP_DATA if there is none. */
struct iuup_frame
rig_sent(void)
{
	struct iuup_frame f = { .type = IUUP_DATA };
	size_t n = iuup_tick(&u, now_us, out);

	ck_assert_uint_le(n, IUUP_CONTROL_MAX);
	if (n > 0)
		ck_assert_int_eq(iuup_frame_parse(out, n, &f), IUUP_FINE);
	return f;
}

void
rig_silent(void)
{
	ck_assert_int_eq(rig_sent().type, IUUP_DATA);
}

struct iuup_frame
rig_assert_sent(uint8_t ack, uint8_t procedure)
{
	struct iuup_frame f = rig_sent();

	ck_assert_int_eq(f.type, IUUP_CONTROL);
	ck_assert_uint_eq(f.ack, ack);
	ck_assert_uint_eq(f.procedure, procedure);
	return f;
}

void
rig_assert_nack(uint8_t procedure, enum iuup_cause cause)
{
	struct iuup_frame f = rig_assert_sent(IUUP_NACK, procedure);

	ck_assert_uint_eq(f.payload_n, 1);
	ck_assert_uint_eq(f.payload[0] >> 2, cause);
	rig_silent();
}

/* Ready after the peer's INITIALISATION: RFCI 3, FN of ours from 0. */
void
rig_ready(uint16_t versions, uint8_t pdu_type)
{
	rig_start(IUFP_RESPOND, 10);
	rig_they_init(640, versions, pdu_type);
	(void)rig_assert_sent(IUUP_ACK, IUUP_INITIALISATION);
	ck_assert(iuup_is_ready(&u));
}
