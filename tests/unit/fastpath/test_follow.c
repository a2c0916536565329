/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/test_follow.c - routes and neighbours are followed as they change
 */
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/fastpath/path.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

static uint8_t packet[72];

static void
begin(struct path *path, const struct path_case *which)
{
	net_build();
	path_open(path, which);
	path_rtp(packet, sizeof(packet), PATH_SSRC, PATH_SEQ);
}

static void
end(struct path *path)
{
	path_close(path);
	net_fini();
}

static void
goes_on(const struct path *path)
{
	struct arrival arrival;

	path_say(path, packet, sizeof(packet));
	path_b_hears(path, packet, sizeof(packet), &arrival);
}

static void
is_left(const struct path *path)
{
	uint64_t before = path_left(path, FASTPATH_LEFT_ROUTE);

	path_say(path, packet, sizeof(packet));
	path_user_hears(path, packet, sizeof(packet));
	path_is_quiet(path);
	ck_assert_uint_eq(path_left(path, FASTPATH_LEFT_ROUTE), before + 1);
}

/* The packet that user space sends then finds the neighbour; the next ones go by themselves. */
START_TEST(an_unknown_neighbour_is_user_spaces_to_find)
{
	struct path path;

	begin(&path, &path_cases[0]);
	for (unsigned int i = 0; i < PATH_CASES; i++) {
		path_close(&path);
		path_open(&path, &path_cases[i]);
		goes_on(&path);
		net_run("ip neigh flush dev to-b && ip -6 neigh flush dev to-b");
		is_left(&path);
		net_greet("to-b", "10.2.0.2");
		net_greet("to-b", "fd02::2");
		goes_on(&path);
	}
	end(&path);
}
END_TEST

/* A neighbour that is only remembered is asked again while packets go to it. */
START_TEST(a_stale_neighbour_is_kept_alive)
{
	struct path path;

	begin(&path, &path_cases[_i]);
	net_run("sysctl -qw net.ipv4.neigh.to-b.delay_first_probe_time=1 "
		"net.ipv6.neigh.to-b.delay_first_probe_time=1");
	net_run(_i == 1 ? "ip neigh change fd02::2 dev to-b nud stale"
			: "ip neigh change 10.2.0.2 dev to-b nud stale");
	goes_on(&path);
	net_run(_i == 1 ? "ip neigh get fd02::2 dev to-b | grep -Eq \"DELAY|PROBE|REACHABLE\""
			: "ip neigh get 10.2.0.2 dev to-b | grep -Eq \"DELAY|PROBE|REACHABLE\"");
	end(&path);
}
END_TEST

START_TEST(a_neighbour_with_another_card)
{
	struct path path;

	begin(&path, &path_cases[_i]);
	goes_on(&path);
	net_run_in(HOST_B, "ip link set net-b address 02:00:00:00:02:99");
	net_run(_i == 1
			? "ip neigh change fd02::2 dev to-b lladdr 02:00:00:00:02:99 nud reachable"
			: "ip neigh change 10.2.0.2 dev to-b lladdr 02:00:00:00:02:99 nud reachable");
	goes_on(&path);
	end(&path);
}
END_TEST

/* 10.9.0.2 is reached by B, then not at all, then by A, at which it is bound too. */
START_TEST(a_route_that_changes)
{
	struct path path;
	struct arrival arrival;
	struct fastpath_count count;
	struct addr far = net_at("10.9.0.2", 6000);

	begin(&path, &path_cases[0]);
	net_run_in(HOST_A, "ip addr add 10.9.0.2/32 dev lo");
	net_run_in(HOST_B, "ip addr add 10.9.0.2/32 dev lo");
	net_run("ip route add 10.9.0.0/24 via 10.2.0.2");

	int at_b = net_socket_in(HOST_B, &far);
	int at_a = net_socket_in(HOST_A, &far);

	fastpath_drop(&path.lane, path.rule, mono_us(), &count);
	path.way.to = far;
	ck_assert_int_eq(fastpath_put(&path.lane, &path.way, mono_us(), &path.rule), 0);
	path_say(&path, packet, sizeof(packet));
	ck_assert(net_recv(at_b, 1000, &arrival));

	net_run("ip route del 10.9.0.0/24");
	is_left(&path);
	net_run("ip route add 10.9.0.0/24 via 10.1.0.2");
	path_say(&path, packet, sizeof(packet));
	ck_assert(net_recv(at_a, 1000, &arrival));
	ck_assert_uint_eq(arrival.n, sizeof(packet));

	net_run("ip route change blackhole 10.9.0.0/24");
	is_left(&path);
	close(at_a);
	close(at_b);
	end(&path);
}
END_TEST

/* `ip rule` says so for what this host itself sends from that address: user space would obey. */
START_TEST(a_policy_for_our_own_packets)
{
	struct path path;

	begin(&path, &path_cases[0]);
	net_run("ip rule add from 10.2.0.1 iif lo prohibit");
	is_left(&path);
	net_run("ip rule del from 10.2.0.1 iif lo prohibit");
	goes_on(&path);
	end(&path);
}
END_TEST

/* An IPv4 route by an IPv6 neighbour (RFC 8950). */
START_TEST(a_next_hop_of_the_other_family)
{
	struct path path;

	begin(&path, &path_cases[0]);
	net_run("ip route add 10.2.0.2/32 via inet6 fd02::2 dev to-b");
	net_run("ip neigh del 10.2.0.2 dev to-b");
	goes_on(&path);
	end(&path);
}
END_TEST

START_TEST(a_link_that_is_down)
{
	struct path path;

	begin(&path, &path_cases[0]);
	net_run("ip link set to-b down");
	is_left(&path);
	end(&path);
}
END_TEST

/* A far end on this very machine: the stack's to deliver. */
START_TEST(a_far_end_of_our_own)
{
	struct path path;
	struct fastpath_count count;

	begin(&path, &path_cases[0]);
	fastpath_drop(&path.lane, path.rule, mono_us(), &count);
	path.way.to = net_at("10.2.0.1", 7000);
	ck_assert_int_eq(fastpath_put(&path.lane, &path.way, mono_us(), &path.rule), 0);
	is_left(&path);
	end(&path);
}
END_TEST

/* The host stays what it was: it forwards nothing of anybody else's. */
START_TEST(the_host_is_no_router)
{
	struct path path;
	struct arrival arrival;

	begin(&path, &path_cases[0]);
	net_run_in(HOST_A, "ip route add 10.2.0.0/24 via 10.1.0.1");
	net_send(path.a, &path.way.to, packet, sizeof(packet));
	ck_assert(!net_recv(path.b, 100, &arrival));
	net_run("[ \"$(cat /proc/sys/net/ipv4/conf/to-a/forwarding)\" = 0 ] && "
		"[ \"$(cat /proc/sys/net/ipv6/conf/to-a/forwarding)\" = 0 ]");
	end(&path);
}
END_TEST

Suite *
follow_suite(void)
{
	Suite *s = suite_create("fastpath follow");
	TCase *tc = tcase_create("follow");

	tcase_add_test(tc, an_unknown_neighbour_is_user_spaces_to_find);
	tcase_add_loop_test(tc, a_stale_neighbour_is_kept_alive, 0, 2);
	tcase_add_loop_test(tc, a_neighbour_with_another_card, 0, 2);
	tcase_add_test(tc, a_route_that_changes);
	tcase_add_test(tc, a_policy_for_our_own_packets);
	tcase_add_test(tc, a_next_hop_of_the_other_family);
	tcase_add_test(tc, a_link_that_is_down);
	tcase_add_test(tc, a_far_end_of_our_own);
	tcase_add_test(tc, the_host_is_no_router);
	suite_add_tcase(s, tc);
	return s;
}
