/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/rig.h - a whole media layer on loopback, and parties to try it with
 *
 * Workers run in their own threads; the test is the signalling thread.  Nothing sleeps: what
 * should come is waited for (RIG_WAIT_MS at most), what should not come is shown by what comes
 * after it.
 */
#ifndef TESTS_UNIT_RELAY_RIG_H
#define TESTS_UNIT_RELAY_RIG_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

enum {
	RIG_WAIT_MS = 5000,
	RIG_EVENTS_MAX = 64,
	RIG_PACKET = 55,		/* octets of SRTP with AMR 12.2 in it */
};

struct rig {
	struct media_config config;
	struct media *media;
	const struct relay *relay;
	unsigned int n_events;
	struct media_event event[RIG_EVENTS_MAX];	/* their evidence is gone */
	char evidence[SIGHT_EVIDENCE_MAX];	/* of the latest that had one */
};

/* A far end: two sockets. */
struct peer {
	int fd[2];
	struct addr addr[2];
};

/** One address, a worker, @n_pairs pairs, no quarantine: to be changed before rig_open(). */
void rig_init(struct rig *rig, unsigned int n_pairs);
void rig_open(struct rig *rig);
void rig_close(struct rig *rig);

/** Take notices and events once. */
void rig_poll(struct rig *rig);

/** Until that many pairs are free. */
void rig_wait_free(struct rig *rig, unsigned int n_pairs);

/** Until the line has dropped @n packets for @why. */
void rig_wait_drops(struct rig *rig, anchor_id id, unsigned int line, enum drop why, uint64_t n);

/** Until an event of @kind has come; returns it. */
struct media_event rig_wait_event(struct rig *rig, enum media_event_kind kind);

/** line_keys() of the caller on @line. */
int rig_keys(struct rig *rig, anchor_id id, unsigned int line, const struct sdes *keys);

/** Events of @kind so far. */
unsigned int rig_events(const struct rig *rig, enum media_event_kind kind);

/**
 * An address and port.
 *
 * Of 127.20.x.1 to .9 each process has its own (in place of the second and fourth octet), so that
 * two runs of the tests at a time do not meet.
 */
struct addr at(const char *ip, uint16_t port);

/** The first of 20 ports near @base for this process (::1 has no neighbours to go to). */
uint16_t port_of_run(uint16_t base);

/** Bind @ip at @port and the next. */
struct peer peer_open(const char *ip, uint16_t port);
void peer_close(struct peer *peer);
struct relay_remote peer_remote(const struct peer *peer, bool mux);

/** Send @n octets from @from's socket @comp. */
void peer_send(const struct peer *from, unsigned int comp, const struct addr *to, const void *p,
	       size_t n);

/** The next datagram at @comp; if none comes the test fails.  @ret_from: may be NULL. */
size_t peer_recv(const struct peer *peer, unsigned int comp, void *buf, size_t cap,
		 struct addr *ret_from);

/** The next datagram is exactly these octets. */
void peer_expect(const struct peer *peer, unsigned int comp, const void *p, size_t n);

/** Nothing waits there right now. */
bool peer_is_empty(const struct peer *peer, unsigned int comp);

/** An RTP-like packet of @n octets: what it holds depends on @ssrc and @seq. */
void make_rtp(uint8_t *p, size_t n, uint32_t ssrc, uint16_t seq);

/** An SRTCP-like packet. */
void make_rtcp(uint8_t *p, size_t n, uint32_t ssrc, uint8_t index);

extern const struct relay_place both_ip4[PARTIES];
extern const struct indication plain, sdes;

/** An anchor with line 0, both far ends set to @a and @b, no mux. */
anchor_id rig_call(struct rig *rig, const struct indication *ind, const struct peer *a,
		   const struct peer *b, struct relay_local ret[PARTIES]);

#endif
