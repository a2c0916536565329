/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/relay/moving.h"

#include <sys/socket.h>

struct rig rig;
struct peer a, b;
struct gateway gw, gw2;
struct relay_local ours[PARTIES];
struct relay_local cs;
anchor_id id;
uint8_t p[RIG_PACKET];

void
set_up(void)
{
	rig_init(&rig, PAIRS);
	rig_open(&rig);
	a = peer_open("127.20.1.1", 31000);
	b = peer_open("127.20.2.1", 31000);
	gateway_open(&gw, "127.20.3.1", 31000);
	id = rig_call(&rig, &sdes, &a, &b, ours);
}

void
tear_down(void)
{
	rig.relay->close(rig.relay->ctx, id);
	rig_wait_free(&rig, PAIRS);
	rig_close(&rig);
	gateway_close(&gw);
	peer_close(&a);
	peer_close(&b);
}

void
a_says(uint16_t seq)
{
	make_rtp(p, N, SSRC_A, seq);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
}

void
open_cs(void)
{
	const struct relay_cs offer = gateway_offer(&gw);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs), 0);
	gateway_start(&gw, &cs);
}

void
a_says_by_cs(uint16_t seq)
{
	make_rtp(p, N, SSRC_A, seq);
	gateway_say(&gw, 0, p, N);
	gateway_expect_at(&gw, &b, 0, p, N);
}

void
prove_cs(uint16_t seq)
{
	a_says_by_cs(seq);
	a_says_by_cs((uint16_t)(seq + 1));
	gateway_wait_event(&gw, &rig, MEDIA_AUTHENTIC);
}

void
open_plain(enum bearer bearer, bool mux)
{
	struct relay_cs offer = {
		.bearer = bearer,
		.family = AF_INET,
		.remote = peer_remote(&gw.peer, mux),
		.ptime_ms = 20,
		.n_pts = 2,
		.pts = { { 8, 96, 96 }, { 101, 97, 97 } },
	};

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs), 0);
}
