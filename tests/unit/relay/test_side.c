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

static void
set_remote(enum party party, const struct relay_remote *remote)
{
	ck_assert_int_eq(rig.relay->line_remote(rig.relay->ctx, id, 0, party, remote), 0);
}

START_TEST(rtcp_has_a_port_of_its_own)
{
	struct addr from;
	uint8_t buf[2048], rtcp[40];

	set_up(false);
	make_rtcp(rtcp, sizeof(rtcp), 0xaaaa, 1);
	peer_send(&a, 1, &ours[0].rtcp, rtcp, sizeof(rtcp));
	ck_assert_uint_eq(peer_recv(&b, 1, buf, sizeof(buf), &from), sizeof(rtcp));
	ck_assert(addr_eq(&from, &ours[1].rtcp));
	ck_assert(peer_is_empty(&b, 0));
	tear_down();
}
END_TEST

/* One has rtcp-mux and the other has not: RFC 5761 tells the two kinds apart. */
START_TEST(splits_and_merges_where_one_side_is_muxed)
{
	uint8_t rtcp[40];

	set_up(false);

	const struct relay_remote muxed = peer_remote(&a, true);

	set_remote(PARTY_CALLER, &muxed);
	make_rtcp(rtcp, sizeof(rtcp), 0xaaaa, 1);
	peer_send(&a, 0, &ours[0].rtp, rtcp, sizeof(rtcp));
	peer_expect(&b, 1, rtcp, sizeof(rtcp));
	peer_send(&a, 0, &ours[0].rtp, p, N);
	peer_expect(&b, 0, p, N);
	peer_send(&b, 1, &ours[1].rtcp, rtcp, sizeof(rtcp));
	peer_expect(&a, 0, rtcp, sizeof(rtcp));
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	ck_assert(peer_is_empty(&a, 1));
	tear_down();
}
END_TEST

START_TEST(both_muxed_share_the_rtp_port)
{
	uint8_t rtcp[40];

	set_up(false);

	const struct relay_remote muxed_a = peer_remote(&a, true), muxed_b = peer_remote(&b, true);

	set_remote(PARTY_CALLER, &muxed_a);
	set_remote(PARTY_CALLEE, &muxed_b);
	make_rtcp(rtcp, sizeof(rtcp), 0xaaaa, 1);
	peer_send(&a, 0, &ours[0].rtp, rtcp, sizeof(rtcp));
	peer_expect(&b, 0, rtcp, sizeof(rtcp));
	tear_down();
}
END_TEST

START_TEST(a_foreign_source_changes_nothing)
{
	set_up(false);
	peer_send(&stranger, 0, &ours[0].rtp, q, N);	/* the address, another port */
	peer_send(&b, 0, &ours[0].rtp, q, N);		/* the other party, at the wrong door */
	peer_send(&a, 1, &ours[0].rtp, q, N);		/* its RTCP port is not its RTP port */
	peer_send(&a, 0, &ours[0].rtcp, q, N);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	peer_expect(&b, 0, p, N);
	ck_assert(peer_is_empty(&b, 0));
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 4);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	ck_assert(peer_is_empty(&stranger, 0));
	tear_down();
}
END_TEST

START_TEST(any_port_of_the_address_where_so_configured)
{
	struct peer other;

	set_up(true);
	other = peer_open("127.20.1.9", 30000);
	peer_send(&other, 0, &ours[0].rtp, q, N);
	peer_send(&stranger, 0, &ours[0].rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);
	/* What goes there goes where the SDP said. */
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	peer_close(&other);
	tear_down();
}
END_TEST

START_TEST(too_big_is_dropped_and_the_biggest_is_not)
{
	static uint8_t big[2049];

	set_up(false);
	make_rtp(big, sizeof(big), 0xaaaa, 1);
	peer_send(&a, 0, &ours[0].rtp, big, 2049);
	peer_send(&a, 0, &ours[0].rtp, big, 2048);
	peer_expect(&b, 0, big, 2048);
	rig_wait_drops(&rig, id, 0, DROP_TOO_BIG, 1);
	tear_down();
}
END_TEST

START_TEST(nowhere_to_go_is_counted)
{
	struct relay_remote held = { 0 };

	set_up(false);
	held.rtp = at("0.0.0.0", 30000);
	held.rtcp = at("127.20.2.1", 0);
	set_remote(PARTY_CALLEE, &held);
	peer_send(&a, 0, &ours[0].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NO_REMOTE, 1);
	peer_send(&a, 1, &ours[0].rtcp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NO_REMOTE, 2);
	/* And nobody comes from there. */
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);
	tear_down();
}
END_TEST

/* A command posted before a packet is sent is in force when that packet is read. */
START_TEST(a_new_far_end_counts_at_once)
{
	struct peer other = peer_open("127.20.1.8", 30000);

	set_up(false);
	for (unsigned int i = 0; i < 200; i++) {
		const struct peer *now = i % 2 ? &a : &other;
		const struct relay_remote remote = peer_remote(now, false);

		set_remote(PARTY_CALLER, &remote);
		make_rtp(p, N, 0xaaaa, (uint16_t)i);
		peer_send(now, 0, &ours[0].rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	ck_assert_uint_eq(stats_now().drops[DROP_SOURCE], 0);
	peer_close(&other);
	tear_down();
}
END_TEST

START_TEST(ip6_to_ip4)
{
	const struct relay_place place[PARTIES] = {
		{ REALM_ACCESS, AF_INET6 }, { REALM_CORE, AF_INET },
	};
	struct peer six = peer_open("::1", port_of_run(30020));

	rig_init(&rig, PAIRS);
	rig.config.address[REALM_ACCESS][1] = at("::1", 0);
	rig.config.n_address[REALM_ACCESS] = 2;
	rig.config.port_first = port_of_run(20000);
	rig.config.port_last = (uint16_t)(rig.config.port_first + 2 * PAIRS - 1);
	rig_open(&rig);
	b = peer_open("127.20.2.1", 30000);

	const struct relay *r = rig.relay;
	const struct relay_remote remote[PARTIES] = {
		peer_remote(&six, false), peer_remote(&b, false),
	};

	ck_assert_int_eq(r->open(r->ctx, 1, false, &id), 0);
	ck_assert_int_eq(r->line_open(r->ctx, id, 0, &sdes, place, ours), 0);
	for (unsigned int i = 0; i < PARTIES; i++)
		set_remote(i, &remote[i]);
	peer_send(&six, 0, &ours[0].rtp, p, N);
	peer_expect(&b, 0, p, N);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&six, 0, p, N);
	r->close(r->ctx, id);
	rig_close(&rig);
	peer_close(&six);
	peer_close(&b);
}
END_TEST

Suite *
side_suite(void)
{
	const TTest *const tests[] = {
		rtcp_has_a_port_of_its_own,
		splits_and_merges_where_one_side_is_muxed,
		both_muxed_share_the_rtp_port,
		a_foreign_source_changes_nothing,
		any_port_of_the_address_where_so_configured,
		too_big_is_dropped_and_the_biggest_is_not,
		nowhere_to_go_is_counted,
		a_new_far_end_counts_at_once,
		ip6_to_ip4,
	};

	return suite_of("side", tests, ARRAY_LEN(tests));
}
