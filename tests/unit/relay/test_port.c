/* SPDX-License-Identifier: BSD-2-Clause */
#include "port.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static const struct port_options options = { .dscp = 46 };

static int
int_option(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	ck_assert_int_eq(getsockopt(fd, level, name, &value, &len), 0);
	return value;
}

static bool
hears(const struct port *port)
{
	char octet;

	return recv(port->fd, &octet, 1, MSG_DONTWAIT) == 1;
}

START_TEST(marks_what_it_sends)
{
	const struct addr four = at("127.20.0.4", 22000), six = at("::1", port_of_run(22000));
	struct addr which;
	struct pair pair;

	ck_assert_int_eq(pair_open(&four, &options, &which, &pair), 0);
	for (unsigned int c = 0; c < COMPS; c++) {
		ck_assert_int_eq(int_option(pair.port[c].fd, IPPROTO_IP, IP_TOS), 46 << 2);
		ck_assert_uint_eq(addr_port(&pair.port[c].local), 22000 + c);
		ck_assert_uint_eq(pair.port[c].comp, c);
	}
	pair_close(&pair);
	ck_assert_int_eq(pair_open(&six, &options, &which, &pair), 0);
	ck_assert_int_eq(int_option(pair.port[0].fd, IPPROTO_IPV6, IPV6_TCLASS), 46 << 2);
	ck_assert_int_eq(int_option(pair.port[0].fd, IPPROTO_IPV6, IPV6_V6ONLY), 1);
	pair_close(&pair);
	pair_close(&pair);
}
END_TEST

/* The one in use is named, whichever it is, and the other is free again. */
START_TEST(a_failed_bind_releases_its_neighbour)
{
	const struct addr rtp = at("127.20.0.4", 22000);
	struct peer squatter = peer_open("127.20.0.4", (uint16_t)(22000 + 2 * _i - 1));
	struct addr which = { 0 };
	struct pair pair = { .worker = 77 };

	ck_assert_int_eq(pair_open(&rtp, &options, &which, &pair), -EADDRINUSE);
	ck_assert_int_eq(addr_port(&which), 22000 + _i);
	ck_assert_uint_eq(pair.worker, 77);
	peer_close(&squatter);
	squatter = peer_open("127.20.0.4", 22000);
	peer_close(&squatter);
}
END_TEST

START_TEST(wakes_empty_and_falls_deaf_empty)
{
	const struct addr rtp = at("127.20.0.4", 22000);
	struct peer peer = peer_open("127.20.1.4", 32000);
	struct addr which;
	struct pair pair;

	ck_assert_int_eq(pair_open(&rtp, &options, &which, &pair), 0);
	for (unsigned int c = 0; c < COMPS; c++) {
		struct port *port = &pair.port[c];

		peer_send(&peer, 0, &port->local, "1", 1);
		ck_assert(!hears(port));
		pair_wake(&pair);
		ck_assert(!hears(port));
		peer_send(&peer, 0, &port->local, "2", 1);
		ck_assert(hears(port));
		for (unsigned int i = 0; i < 50; i++)
			peer_send(&peer, 0, &port->local, "3", 1);
		pair_deafen(&pair);
		ck_assert(!hears(port));
		peer_send(&peer, 0, &port->local, "4", 1);
		ck_assert(!hears(port));
	}
	pair_close(&pair);
	peer_close(&peer);
}
END_TEST

Suite *
port_suite(void)
{
	const TTest *const tests[] = { marks_what_it_sends, wakes_empty_and_falls_deaf_empty };
	Suite *suite = suite_of("port", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("in use");

	/* A squatter on 21999 and 22000, or on 22001 and 22002. */
	tcase_add_loop_test(tc, a_failed_bind_releases_its_neighbour, 0, COMPS);
	suite_add_tcase(suite, tc);
	return suite;
}
