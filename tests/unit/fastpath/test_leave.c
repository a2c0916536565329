/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/test_leave.c - what is left to user space: bpf/fastpath.bpf.c
 *
 * Left means: it arrives at our port's socket octet for octet, B hears nothing.
 */
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/fastpath/path.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

static void
set_int(int fd, int level, int name, int value)
{
	ck_assert_int_eq(setsockopt(fd, level, name, &value, sizeof(value)), 0);
}

static void
say_and_leave(const struct path *path, const uint8_t *p, size_t n)
{
	path_say(path, p, n);
	path_user_hears(path, p, n);
	path_is_quiet(path);
}

/* The rule still works: what was left was left for what it was. */
static void
still_forwards(const struct path *path)
{
	struct arrival arrival;
	uint8_t p[72];

	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	path_say(path, p, sizeof(p));
	path_b_hears(path, p, sizeof(p), &arrival);
}

/* RFC 7983, RFC 5761: first and second octet. */
static const struct {
	const char *what;
	uint8_t first, second;
	size_t n;
} kinds[] = {
	{ "STUN", 0x00, 0x01, 20 },	  { "STUN", 3, 1, 20 },
	{ "ZRTP", 16, 0, 40 },		  { "DTLS", 20, 0xfe, 60 },
	{ "DTLS", 22, 0xfe, 60 },	  { "DTLS", 63, 0xfe, 60 },
	{ "TURN", 64, 0, 40 },		  { "nothing known", 127, 96, 40 },
	{ "nothing known", 192, 96, 40 }, { "nothing known", 255, 96, 40 },
	{ "RTCP", 0x80, 192, 28 },	  { "RTCP", 0x81, 200, 28 },
	{ "RTCP", 0x81, 223, 28 },	  { "too short for RTP", 0x80, 96, 11 },
	{ "one octet", 0x80, 0, 1 },	  { "RTP too long for us", 0x80, 96, 2049 },
};

START_TEST(what_is_not_rtp)
{
	struct path path;

	net_build();
	path_open(&path, &path_cases[_i]);
	/* So that the longest is one packet. */
	net_run("ip link set to-a mtu 3000; ip link set to-b mtu 3000");
	net_run_in(HOST_A, "ip link set net-a mtu 3000");
	net_run_in(HOST_B, "ip link set net-b mtu 3000");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		uint8_t p[2049];

		path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
		p[0] = kinds[i].first;
		p[1] = kinds[i].second;
		say_and_leave(&path, p, kinds[i].n);
	}
	/* All but those that are too short to be read as RTP. */
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_NOT_RTP), ARRAY_LEN(kinds) - 2);
	still_forwards(&path);
	path_close(&path);
	net_fini();
}
END_TEST

START_TEST(another_ssrc)
{
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[_i]);
	path_rtp(p, sizeof(p), PATH_SSRC ^ 1, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_SSRC), 1);
	still_forwards(&path);
	path_close(&path);
}
END_TEST

/* Another port or address of the sender, another port of ours. */
START_TEST(another_source_or_port)
{
	static const struct {
		const char *source;
		uint16_t sport, dport;
	} others[] = {
		{ "10.1.0.2", 5001, 20000 }, { "10.1.0.9", 5000, 20000 }, { "10.1.0.2", 5000, 20004 },
	};
	struct path path;
	struct arrival arrival;
	uint8_t p[72];

	net_build();
	path_open(&path, &path_cases[0]);
	net_run_in(HOST_A, "ip addr add 10.1.0.9/24 dev net-a");
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct addr from = net_at(others[i].source, others[i].sport);
		struct addr to = net_at("10.1.0.1", others[i].dport);
		bool is_same = others[i].sport == 5000 && !strcmp(others[i].source, "10.1.0.2");
		int other = is_same ? dup(path.a) : net_socket_in(HOST_A, &from);
		int at = others[i].dport == 20000 ? dup(path.user) : net_socket(&to);

		net_send(other, &to, p, sizeof(p));
		ck_assert(net_recv(at, 1000, &arrival));
		ck_assert_str_eq(ADDR_TEXT(&arrival.from), ADDR_TEXT(&from));
		path_is_quiet(&path);
		close(other);
		close(at);
	}
	still_forwards(&path);
	path_close(&path);
	net_fini();
}
END_TEST

/* Reassembled by the stack: the first fragment alone looks like one of ours. */
START_TEST(fragments)
{
	struct path path;
	uint8_t p[2900];

	path_open(&path, &path_cases[_i]);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	set_int(path.a, _i == 1 ? IPPROTO_IPV6 : IPPROTO_IP,
		_i == 1 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
	say_and_leave(&path, p, sizeof(p));
	/* In IPv6 a fragment header stands before UDP: no flow of ours at all. */
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_FRAGMENT), _i == 1 ? 0 : 1);
	still_forwards(&path);
	path_close(&path);
}
END_TEST

START_TEST(ip_options)
{
	static const uint8_t no_operation[4] = { 1, 1, 1, 0 };
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[0]);
	ck_assert_int_eq(setsockopt(path.a, IPPROTO_IP, IP_OPTIONS, no_operation,
				    sizeof(no_operation)), 0);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	path_close(&path);
}
END_TEST

START_TEST(ip6_extension_headers)
{
	static const uint8_t padding[8] = { 0, 0, 1, 4, 0, 0, 0, 0 };
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[1]);
	ck_assert_int_eq(setsockopt(path.a, IPPROTO_IPV6, IPV6_DSTOPTS, padding, sizeof(padding)), 0);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	path_close(&path);
}
END_TEST

START_TEST(a_ttl_that_has_run_out)
{
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[_i]);
	set_int(path.a, _i == 1 ? IPPROTO_IPV6 : IPPROTO_IP, _i == 1 ? IPV6_UNICAST_HOPS : IP_TTL, 1);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_HEADER), 1);
	path_close(&path);
}
END_TEST

/* RFC 8200 section 8.1: it would need one, and only the whole packet tells which. */
START_TEST(no_checksum_towards_ip6)
{
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[2]);
	set_int(path.a, SOL_SOCKET, SO_NO_CHECK, 1);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_CHECKSUM), 1);
	path_close(&path);
}
END_TEST

START_TEST(what_is_larger_than_the_next_link)
{
	struct path path;
	struct arrival arrival;
	uint8_t p[1293];

	net_build();
	net_run("ip link set to-b mtu 1300");
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	for (unsigned int i = 0; i < PATH_CASES; i++) {
		size_t fits = 1300 - 8 - (i == 1 || i == 2 ? 40 : 20);

		path_open(&path, &path_cases[i]);
		say_and_leave(&path, p, fits + 1);
		ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_ROUTE), 1);
		path_say(&path, p, fits);
		path_b_hears(&path, p, fits, &arrival);
		path_close(&path);
	}
	net_fini();
}
END_TEST

/* Three in one buffer: the sender's kernel lets a veth cut them, which it does not. */
START_TEST(packets_that_came_as_one)
{
	struct path path;
	uint8_t p[3 * 72];

	net_build();
	path_open(&path, &path_cases[0]);
	net_run_in(HOST_A, "ethtool -K net-a tx on tx-udp-segmentation on >/dev/null");
	for (unsigned int i = 0; i < 3; i++)
		path_rtp(p + i * 72, 72, PATH_SSRC, (uint16_t)(PATH_SEQ + i));
	set_int(path.a, IPPROTO_UDP, UDP_SEGMENT, 72);
	path_say(&path, p, sizeof(p));
	for (unsigned int i = 0; i < 3; i++)
		path_user_hears(&path, p + i * 72, 72);
	path_is_quiet(&path);
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_MERGED), 1);
	path_close(&path);
	net_fini();
}
END_TEST

/* The daemon hangs, or was killed: its rules are good for a lease. */
START_TEST(all_when_nobody_is_alive)
{
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[0]);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	still_forwards(&path);
	fastpath_live(path.fp, mono_us() - FASTPATH_LEASE_US - 1);
	say_and_leave(&path, p, sizeof(p));
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_LATE), 1);
	fastpath_live(path.fp, mono_us());
	still_forwards(&path);
	path_close(&path);
}
END_TEST

START_TEST(all_when_it_is_closed)
{
	struct path path;
	uint8_t p[72];

	path_open(&path, &path_cases[0]);
	still_forwards(&path);
	path.fp = fastpath_close(path.fp);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	say_and_leave(&path, p, sizeof(p));
	net_run("[ -z \"$(tc filter show dev to-a ingress; tc filter show dev to-b ingress)\" ]");
	path_close(&path);
}
END_TEST

/* ---- frames that no socket of A's would send --------------------------------------------------- */

struct frame {
	uint8_t p[256];
	size_t n;
};

static uint16_t
sum_of(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i += 2)
		sum += (uint32_t)p[i] << 8 | (i + 1 < n ? p[i + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* A's packet of 72 octets to our port, in an Ethernet frame, with a VLAN tag or without. */
static void
make_frame(struct frame *f, int vlan)
{
	static const uint8_t ip_udp[28] = {
		0x45, 0, 0, 100, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 1, 0, 2, 10, 1, 0, 1,
		5000 >> 8, 5000 & 255, 20000 >> 8, 20000 & 255, 0, 80, 0, 0,
	};
	const uint8_t head[] = { 2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 2, 0x81, 0, 0, (uint8_t)vlan, 8, 0 };
	size_t n = 12;
	uint16_t sum;

	memcpy(f->p, head, 12);
	if (vlan >= 0) {
		memcpy(f->p + n, head + 12, 4);
		n += 4;
	}
	memcpy(f->p + n, head + 16, 2);
	n += 2;
	memcpy(f->p + n, ip_udp, sizeof(ip_udp));
	sum = sum_of(f->p + n, 20);
	f->p[n + 10] = (uint8_t)(sum >> 8);
	f->p[n + 11] = (uint8_t)sum;
	path_rtp(f->p + n + 28, 72, PATH_SSRC, PATH_SEQ);
	f->n = n + 100;
}

static void
send_frame(const struct frame *f)
{
	int fd = net_packet_socket(HOST_A);

	ck_assert_int_eq(send(fd, f->p, f->n, 0), (ssize_t)f->n);
	close(fd);
}

START_TEST(a_frame_as_such_goes_on)
{
	struct path path;
	struct frame f;
	struct arrival arrival;

	path_open(&path, &path_cases[0]);
	make_frame(&f, -1);
	send_frame(&f);
	path_b_hears(&path, f.p + 42, 72, &arrival);
	path_close(&path);
}
END_TEST

/* Tag 0 is but a priority, and the stack's to read; with any other tag it is on another link. */
START_TEST(tagged_frames)
{
	struct path path;
	struct frame f;

	path_open(&path, &path_cases[0]);
	make_frame(&f, 0);
	send_frame(&f);
	path_user_hears(&path, f.p + 46, 72);
	make_frame(&f, 5);
	send_frame(&f);
	path_is_quiet(&path);
	path_close(&path);
}
END_TEST

/* Somebody else's, that a bridge or a promiscuous card has let us see. */
START_TEST(frames_to_another_station)
{
	struct path path;
	struct frame f;

	net_build();
	path_open(&path, &path_cases[0]);
	net_run("ip link set to-a promisc on");
	make_frame(&f, -1);
	f.p[5] = 0x77;
	send_frame(&f);
	path_is_quiet(&path);
	path_close(&path);
	net_fini();
}
END_TEST

/* What the stack drops, or cuts, it shall get: header sums, lengths, padding. */
START_TEST(headers_that_are_not_right)
{
	struct path path;
	struct frame f;

	path_open(&path, &path_cases[0]);
	make_frame(&f, -1);
	f.p[14 + 10] ^= 1;
	send_frame(&f);
	make_frame(&f, -1);
	f.p[14 + 20 + 5] += 1;		/* UDP is longer than IP */
	send_frame(&f);
	path_is_quiet(&path);
	make_frame(&f, -1);
	f.n += 6;			/* padding after the packet */
	send_frame(&f);
	path_user_hears(&path, f.p + 42, 72);
	ck_assert_uint_eq(path_left(&path, FASTPATH_LEFT_HEADER), 3);
	path_close(&path);
}
END_TEST

/* A payload that was damaged on its way stays damaged for B's stack to see. */
START_TEST(a_wrong_checksum_stays_wrong)
{
	struct path path;
	struct frame f;

	net_build();
	path_open(&path, &path_cases[_i ? 2 : 0]);
	make_frame(&f, -1);
	f.p[14 + 20 + 6] = 0x12;
	f.p[14 + 20 + 7] = 0x34;
	send_frame(&f);
	path_is_quiet(&path);
	net_run_in(HOST_B, "nstat -az | grep -E \"UdpInCsumErrors|Udp6InCsumErrors\" | "
			   "awk \"{ n += \\$2 } END { exit n != 1 }\"");
	path_close(&path);
	net_fini();
}
END_TEST

Suite *
leave_suite(void)
{
	Suite *s = suite_create("fastpath leave");
	TCase *tc = tcase_create("leave");

	tcase_add_unchecked_fixture(tc, net_build, net_fini);
	tcase_add_loop_test(tc, what_is_not_rtp, 0, 2);
	tcase_add_loop_test(tc, another_ssrc, 0, 2);
	tcase_add_test(tc, another_source_or_port);
	tcase_add_loop_test(tc, fragments, 0, 2);
	tcase_add_test(tc, ip_options);
	tcase_add_test(tc, ip6_extension_headers);
	tcase_add_loop_test(tc, a_ttl_that_has_run_out, 0, 2);
	tcase_add_test(tc, no_checksum_towards_ip6);
	tcase_add_test(tc, what_is_larger_than_the_next_link);
	tcase_add_test(tc, packets_that_came_as_one);
	tcase_add_test(tc, all_when_nobody_is_alive);
	tcase_add_test(tc, all_when_it_is_closed);
	tcase_add_test(tc, a_frame_as_such_goes_on);
	tcase_add_test(tc, tagged_frames);
	tcase_add_test(tc, frames_to_another_station);
	tcase_add_test(tc, headers_that_are_not_right);
	tcase_add_loop_test(tc, a_wrong_checksum_stays_wrong, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}
