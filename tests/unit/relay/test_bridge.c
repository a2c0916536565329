/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/socket.h>

#include "base/attr.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;
static struct peer a, b, stranger;
static struct relay_local ours[PARTIES];
static anchor_id id;
static uint8_t p[RIG_PACKET], q[RIG_PACKET];

enum {
	PAIRS = 8,
	N = RIG_PACKET,
};

static void
set_up(bool source_any_port)
{
	rig_init(&rig, PAIRS);
	rig.config.source_any_port = source_any_port;
	rig_open(&rig);
	a = peer_open("127.20.1.1", 30000);
	b = peer_open("127.20.2.1", 30000);
	stranger = peer_open("127.20.1.1", 30010);
	id = rig_call(&rig, &sdes, &a, &b, ours);
	make_rtp(p, N, 0xaaaa, 1);
	make_rtp(q, N, 0xaaaa, 2);
}

static void
tear_down(void)
{
	rig.relay->close(rig.relay->ctx, id);
	rig_wait_free(&rig, PAIRS);
	rig_close(&rig);
	peer_close(&a);
	peer_close(&b);
	peer_close(&stranger);
}

static struct relay_stats
stats_now(void)
{
	struct relay_stats stats;

	ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	return stats;
}

START_TEST(passes_octet_for_octet_both_ways)
{
	struct addr from;
	uint8_t buf[2048];

	set_up(false);
	for (unsigned int i = 0; i < 50; i++) {
		make_rtp(p, N, 0xaaaa, (uint16_t)(65520 + i));
		peer_send(&a, 0, &ours[0].rtp, p, N);
		ck_assert_uint_eq(peer_recv(&b, 0, buf, sizeof(buf), &from), N);
		ck_assert_mem_eq(buf, p, N);
		ck_assert(addr_eq(&from, &ours[1].rtp));
		make_rtp(p, N, 0xbbbb, (uint16_t)i);
		peer_send(&b, 0, &ours[1].rtp, p, N);
		ck_assert_uint_eq(peer_recv(&a, 0, buf, sizeof(buf), &from), N);
		ck_assert_mem_eq(buf, p, N);
		ck_assert(addr_eq(&from, &ours[0].rtp));
	}

	/* Counted when sent, which the receiver may have seen a moment before. */
	struct relay_stats stats = stats_now();

	while (stats.from[0].packets < 50 || stats.from[1].packets < 50)
		stats = stats_now();
	for (unsigned int i = 0; i < PARTIES; i++) {
		ck_assert_uint_eq(stats.from[i].packets, 50);
		ck_assert_uint_eq(stats.from[i].octets, 50 * N);
	}
	for (unsigned int i = 0; i < DROPS; i++)
		ck_assert_uint_eq(stats.drops[i], 0);
	tear_down();
}
END_TEST

/* STUN, DTLS, ZRTP, an unknown payload type, a restart, and no protocol at all. */
START_TEST(relays_what_it_does_not_know)
{
	static const uint8_t first[] = { 0x00, 0x16, 0x17, 0x10, 0x40, 0xff };

	set_up(false);
	for (unsigned int i = 0; i < ARRAY_LEN(first); i++) {
		p[0] = first[i];
		peer_send(&a, 0, &ours[0].rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	for (unsigned int i = 0; i < 256; i += 5) {
		make_rtp(p, N, 0xaaaa, (uint16_t)(i * 9999));
		p[1] = (uint8_t)i;
		peer_send(&a, 0, &ours[0].rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	peer_send(&a, 0, &ours[0].rtp, p, 1);
	peer_expect(&b, 0, p, 1);
	peer_send(&a, 0, &ours[0].rtp, p, 0);
	peer_expect(&b, 0, p, 0);
	tear_down();
}
END_TEST

/* Likewise the very first packet: not lost though the worker may not yet have woken. */
START_TEST(the_first_packet_finds_its_bridge)
{
	set_up(false);
	for (unsigned int i = 0; i < 100; i++) {
		rig.relay->close(rig.relay->ctx, id);
		rig_wait_free(&rig, PAIRS);
		id = rig_call(&rig, &sdes, &a, &b, ours);
		make_rtp(p, N, 0xaaaa, (uint16_t)i);
		peer_send(&a, 0, &ours[0].rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	tear_down();
}
END_TEST

/* Somebody's port unreachable: the relay goes on, and is heard when the port is there again. */
START_TEST(icmp_ends_nothing)
{
	set_up(false);
	peer_close(&b);
	for (unsigned int i = 0; i < 20; i++) {
		peer_send(&a, 0, &ours[0].rtp, p, N);
		peer_send(&a, 1, &ours[0].rtcp, p, N);
	}
	/* As a barrier: the worker has passed all of them on. */
	for (struct relay_stats s = stats_now(); s.from[0].packets + s.drops[DROP_SEND] < 40;)
		s = stats_now();
	b = peer_open("127.20.2.1", 30000);
	peer_send(&a, 0, &ours[0].rtp, q, N);
	peer_expect(&b, 0, q, N);
	peer_send(&b, 0, &ours[1].rtp, q, N);
	peer_expect(&a, 0, q, N);
	tear_down();
}
END_TEST

START_TEST(a_line_closed_goes_deaf_and_the_others_go_on)
{
	struct relay_local video[PARTIES];

	set_up(false);

	const struct relay *r = rig.relay;
	const struct relay_remote from_a = peer_remote(&stranger, false);
	const struct relay_remote to_b = peer_remote(&b, false);

	ck_assert_int_eq(r->line_open(r->ctx, id, 1, &plain, both_ip4, video), 0);
	ck_assert_int_eq(r->line_remote(r->ctx, id, 1, PARTY_CALLER, &from_a), 0);
	ck_assert_int_eq(r->line_remote(r->ctx, id, 1, PARTY_CALLEE, &to_b), 0);
	peer_send(&stranger, 0, &video[0].rtp, q, N);
	peer_expect(&b, 0, q, N);
	r->line_close(r->ctx, id, 1);
	rig_wait_free(&rig, PAIRS - 3);
	peer_send(&stranger, 0, &video[0].rtp, q, N);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	peer_expect(&b, 0, p, N);
	tear_down();
}
END_TEST

/* More than one batch waits at once: none is lost, and their order stays. */
START_TEST(a_burst_keeps_its_order)
{
	enum { BURST = 100 };

	set_up(false);
	for (unsigned int i = 0; i < BURST; i++) {
		make_rtp(p, N, 0xaaaa, (uint16_t)i);
		peer_send(&a, 0, &ours[0].rtp, p, N);
	}
	for (unsigned int i = 0; i < BURST; i++) {
		make_rtp(p, N, 0xaaaa, (uint16_t)i);
		peer_expect(&b, 0, p, N);
	}
	tear_down();
}
END_TEST

Suite *
bridge_suite(void)
{
	const TTest *const tests[] = {
		passes_octet_for_octet_both_ways,
		relays_what_it_does_not_know,
		the_first_packet_finds_its_bridge,
		icmp_ends_nothing,
		a_line_closed_goes_deaf_and_the_others_go_on,
		a_burst_keeps_its_order,
	};

	return suite_of("bridge", tests, ARRAY_LEN(tests));
}
