/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/gateway.h - an MSC's media gateway with the moved phone behind it
 *
 * Speaks CLEARMODE or Iu UP with the relay in real time; what the phone says it puts into frames, what
 * comes for the phone it keeps.
 */
#ifndef TESTS_UNIT_RELAY_GATEWAY_H
#define TESTS_UNIT_RELAY_GATEWAY_H

#include "csleg.h"
#include "tests/unit/relay/rig.h"

enum {
	GATEWAY_PT = 97,
	GATEWAY_PTIME_MS = 5,		/* shorter tests */
	GATEWAY_FRAMES_MAX = 128,
};

struct gateway {
	enum bearer bearer;
	struct relay_iufp iufp;			/* how the relay begins */
	struct peer peer;
	struct addr to[2];		/* the relay's CS side */
	struct csleg leg;
	unsigned int n_read;		/* of frame[], by gateway_expect() */
	unsigned int n_frames;
	struct gateway_frame {
		uint8_t stream;
		size_t n;
		uint8_t p[HDLC_PACKET_MAX];
	} frame[GATEWAY_FRAMES_MAX];
};

/** Bind; the line does not run yet. */
void gateway_open(struct gateway *gw, const char *ip, uint16_t port);
void gateway_close(struct gateway *gw);

/** After gateway_open(): it speaks Iu UP, itself as @role; the relay as @iufp. */
void gateway_speak_iufp(struct gateway *gw, enum iufp_role role, struct relay_iufp iufp);

/** What the MSC's offer says of it. */
struct relay_cs gateway_offer(const struct gateway *gw);

/** The relay's answer has come: the line runs. */
void gateway_start(struct gateway *gw, const struct relay_local *local);

/** Say and hear what is due. */
void gateway_turn(struct gateway *gw);

/** The phone sends. */
void gateway_say(struct gateway *gw, uint8_t stream, const void *p, size_t n);

/** The next frame for the phone is exactly this one. */
void gateway_expect(struct gateway *gw, uint8_t stream, const void *p, size_t n);

/** Turn until @peer's socket @comp has something, which is exactly this. */
void gateway_expect_at(struct gateway *gw, const struct peer *peer, unsigned int comp,
		       const void *p, size_t n);

/** Turn until the relay has told of @kind. */
void gateway_wait_event(struct gateway *gw, struct rig *rig, enum media_event_kind kind);

#endif
