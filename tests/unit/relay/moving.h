/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/moving.h - UE A (a) calls UE B (b) and moves to CS (gw)
 *
 * The state of one test; Check runs each in a process of its own.
 */
#ifndef TESTS_UNIT_RELAY_MOVING_H
#define TESTS_UNIT_RELAY_MOVING_H

#include "tests/unit/relay/gateway.h"
#include "tests/unit/relay/rig.h"

enum {
	PAIRS = 10,
	SSRC_A = 0xa1a1a1a1,
	SSRC_B = 0xb2b2b2b2,
	N = RIG_PACKET,
};

extern struct rig rig;
extern struct peer a, b;
extern struct gateway gw, gw2;
extern struct relay_local ours[PARTIES];	/* line 0 */
extern struct relay_local cs;			/* after open_cs(), open_plain() */
extern anchor_id id;
extern uint8_t p[RIG_PACKET];			/* whatever was said last */

/** A call with line 0 protected, nobody has moved. */
void set_up(void);

/** The call ends; all ports come back. */
void tear_down(void);

/** A packet of A's by its PS side reaches B. */
void a_says(uint16_t seq);

/** A handover of A's to gw begins. */
void open_cs(void);

/** Same, to a bearer of whole packets: types 8 and 101 are 96 and 97 to B. */
void open_plain(enum bearer bearer, bool mux);

/** A packet of A's by CS reaches B. */
void a_says_by_cs(uint16_t seq);

/** Two of them, which is what it takes. */
void prove_cs(uint16_t seq);

#endif
