/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/iuup_rig.h - an Iu UP end, and frames of its peer written by hand
 */
#ifndef TESTS_UNIT_MEDIA_IUUP_RIG_H
#define TESTS_UNIT_MEDIA_IUUP_RIG_H

#include "media/iuup.h"

enum {
	MS = 1000,
	SDU = 80,
	FRAME_MAX = 200,
};

extern struct iuup u;
extern struct iuup_stats stats;
extern struct iuup_in in;
extern uint64_t now_us;
extern uint8_t out[FRAME_MAX], sdu[SDU];

/** A new end, started at @now_us. */
void rig_start(enum iufp_role role, unsigned int ptime_ms);

/** The same, ready after the peer's INITIALISATION: RFCI 3, FN of ours from 0. */
void rig_ready(uint16_t versions, uint8_t pdu_type);

/** A frame of the peer's, its CRCs right. */
struct iuup_piece rig_put(const struct iuup_frame *f);

/** A control frame of its. */
void rig_control(uint8_t ack, uint8_t procedure, uint8_t fn, const uint8_t *payload, size_t n);

/** Its INITIALISATION: a subflow of @bits for RFCI 3. */
void rig_they_init(uint16_t bits, uint16_t versions, uint8_t pdu_type);

/** User data of it: @n octets of sdu. */
struct iuup_piece rig_data(uint8_t type, uint8_t fn, uint8_t rfci, uint8_t fqc, size_t n);

/** The control frame that is due; its type is IUUP_DATA if there is none. */
struct iuup_frame rig_sent(void);

/** None is due. */
void rig_silent(void);

/** One is, and this.  Returns it. */
struct iuup_frame rig_assert_sent(uint8_t ack, uint8_t procedure);

/** A NACK is, with that cause, and nothing else. */
void rig_assert_nack(uint8_t procedure, enum iuup_cause cause);

#endif
