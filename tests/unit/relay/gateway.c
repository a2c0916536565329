/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/relay/gateway.h"

#include <poll.h>
#include <string.h>

#include "base/mono.h"

static void
on_frame(void *arg, uint8_t stream, const uint8_t *pkt, size_t n)
{
	struct gateway *gw = arg;

	ck_assert_uint_lt(gw->n_frames, GATEWAY_FRAMES_MAX);

	struct gateway_frame *f = &gw->frame[gw->n_frames++];

	f->stream = stream;
	f->n = n;
	memcpy(f->p, pkt, n);
}

static struct csleg_spec
line_of(struct gateway *gw)
{
	return (struct csleg_spec){
		.pt = GATEWAY_PT,
		.ptime_ms = GATEWAY_PTIME_MS,
		.n_streams = CSLEG_STREAMS_MAX,
		.random = { 1, 2, 3, 4, 0xff, 0xfe },
		.on_frame = on_frame,
		.arg = gw,
	};
}

void
gateway_open(struct gateway *gw, const char *ip, uint16_t port)
{
	memset(gw, 0, sizeof(*gw));
	gw->bearer = BEARER_CLEARMODE;
	gw->peer = peer_open(ip, port);

	struct csleg_spec spec = line_of(gw);

	ck_assert_int_eq(csleg_init(&gw->leg, &spec), 0);
}

void
gateway_speak_iufp(struct gateway *gw, enum iufp_role role, struct relay_iufp iufp)
{
	struct csleg_spec spec = line_of(gw);

	gw->bearer = BEARER_IUFP;
	gw->iufp = iufp;
	spec.clock_hz = CSLEG_IUFP_HZ;
	spec.iuup = (struct iuup_spec){ .mode = iufp.mode, .role = role };
	ck_assert_int_eq(csleg_init(&gw->leg, &spec), 0);
}

void
gateway_close(struct gateway *gw)
{
	peer_close(&gw->peer);
}

struct relay_cs
gateway_offer(const struct gateway *gw)
{
	return (struct relay_cs){
		.bearer = gw->bearer,
		.iufp = gw->iufp,
		.family = AF_INET,
		.remote = peer_remote(&gw->peer, false),
		.pt = GATEWAY_PT,
		.ptime_ms = GATEWAY_PTIME_MS,
	};
}

void
gateway_start(struct gateway *gw, const struct relay_local *local)
{
	gw->to[0] = local->rtp;
	gw->to[1] = local->rtcp;
	csleg_start(&gw->leg, mono_us());
}

void
gateway_turn(struct gateway *gw)
{
	struct pollfd pfd = { .fd = gw->peer.fd[0], .events = POLLIN };
	uint8_t buf[2048];
	size_t n;

	poll(&pfd, 1, 1);
	while (!peer_is_empty(&gw->peer, 0)) {
		n = peer_recv(&gw->peer, 0, buf, sizeof(buf), NULL);
		csleg_recv(&gw->leg, mono_us(), buf, n);
	}
	while ((n = csleg_tick(&gw->leg, mono_us(), buf)))
		peer_send(&gw->peer, 0, &gw->to[0], buf, n);
}

void
gateway_say(struct gateway *gw, uint8_t stream, const void *p, size_t n)
{
	ck_assert_int_eq(csleg_send(&gw->leg, stream, p, n), 0);
}

static void
turn_in_time(struct gateway *gw, uint64_t since_us, const char *what)
{
	ck_assert_msg(mono_us() - since_us < RIG_WAIT_MS * 1000ULL, "waited in vain for %s", what);
	gateway_turn(gw);
}

void
gateway_expect(struct gateway *gw, uint8_t stream, const void *p, size_t n)
{
	uint64_t since_us = mono_us();

	while (gw->n_read == gw->n_frames)
		turn_in_time(gw, since_us, "a frame");

	const struct gateway_frame *f = &gw->frame[gw->n_read++];

	ck_assert_uint_eq(f->stream, stream);
	ck_assert_uint_eq(f->n, n);
	ck_assert_mem_eq(f->p, p, n);
}

void
gateway_expect_at(struct gateway *gw, const struct peer *peer, unsigned int comp, const void *p,
		  size_t n)
{
	uint64_t since_us = mono_us();

	while (peer_is_empty(peer, comp))
		turn_in_time(gw, since_us, "what the phone said");
	peer_expect(peer, comp, p, n);
}

void
gateway_wait_event(struct gateway *gw, struct rig *rig, enum media_event_kind kind)
{
	uint64_t since_us = mono_us();

	while (!rig_events(rig, kind)) {
		turn_in_time(gw, since_us, "an event");
		rig_poll(rig);
	}
}
