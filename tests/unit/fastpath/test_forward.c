/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/test_forward.c - what goes on, and how: bpf/fastpath.bpf.c
 */
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/mono.h"
#include "tests/unit/fastpath/path.h"
#include "tests/unit/fastpath/suites.h"
#include "tests/unit/runner.h"

static const size_t sizes[] = { 12, 13, 31, 32, 47, 72, 172, 173, 1000, 1400 };

/* Each size once; B's stack checks every sum.  Returns the octets. */
static uint64_t
talk(const struct path *path, uint16_t seq, struct arrival *last)
{
	uint64_t octets = 0;
	uint8_t p[1400];

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		path_rtp(p, sizes[i], PATH_SSRC, (uint16_t)(seq + i));
		path_say(path, p, sizes[i]);
		path_b_hears(path, p, sizes[i], last);
		octets += sizes[i];
	}
	path_is_quiet(path);
	return octets;
}

START_TEST(goes_on_octet_for_octet)
{
	struct path path;
	struct arrival last;
	struct fastpath_count count;
	uint64_t begun_us = mono_us();

	path_open(&path, &path_cases[_i]);

	uint64_t octets = talk(&path, PATH_SEQ + 1, &last);

	/* One less than the stack of A gave it, and our DSCP. */
	ck_assert_int_eq(last.ttl, 63);
	ck_assert_int_eq(last.tos, 46 << 2);
	fastpath_read(&path.lane, path.rule, &count);
	ck_assert_uint_eq(count.packets, ARRAY_LEN(sizes));
	ck_assert_uint_eq(count.octets, octets);
	ck_assert_uint_ge(count.seen_us, begun_us);
	ck_assert_uint_le(count.seen_us, mono_us());
	ck_assert_uint_eq(count.seq, PATH_SEQ + ARRAY_LEN(sizes));
	ck_assert_uint_eq(count.roc, 7);
	path_close(&path);
}
END_TEST

/*
 * A's kernel leaves the sums to its card, as on any veth or virtio; ours then has to make them
 * (to-b does no sums), from what the program left of the pseudo-header.
 */
START_TEST(sums_left_to_a_card_are_right_too)
{
	struct path path;
	struct arrival last;

	net_build();
	net_run_in(HOST_A, "ethtool -K net-a tx on >/dev/null");
	for (unsigned int i = 0; i < PATH_CASES; i++) {
		path_open(&path, &path_cases[i]);
		talk(&path, PATH_SEQ, &last);
		path_close(&path);
	}
	net_fini();
}
END_TEST

START_TEST(no_checksum_stays_none)
{
	struct path path;
	struct arrival last;
	const int on = 1;

	path_open(&path, &path_cases[0]);
	ck_assert_int_eq(setsockopt(path.a, SOL_SOCKET, SO_NO_CHECK, &on, sizeof(on)), 0);
	talk(&path, PATH_SEQ, &last);
	path_close(&path);
}
END_TEST

START_TEST(follows_a_wrap_and_ignores_what_is_late)
{
	static const struct {
		uint16_t seq, furthest;
		uint32_t roc;
	} steps[] = {
		{ 65534, 65534, 7 }, { 65535, 65535, 7 }, { 1, 1, 8 }, { 65533, 1, 8 }, { 0, 1, 8 },
		{ 2, 2, 8 },
	};
	struct path path;
	struct arrival last;
	struct fastpath_count count;
	uint8_t p[72];

	path_open(&path, &path_cases[0]);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		path_rtp(p, sizeof(p), PATH_SSRC, steps[i].seq);
		path_say(&path, p, sizeof(p));
		path_b_hears(&path, p, sizeof(p), &last);
		fastpath_read(&path.lane, path.rule, &count);
		ck_assert_uint_eq(count.seq, steps[i].furthest);
		ck_assert_uint_eq(count.roc, steps[i].roc);
	}
	path_close(&path);
}
END_TEST

/* Out by the interface it came in by: most relays have but one. */
START_TEST(goes_back_out_where_it_came_in)
{
	struct path path;
	struct arrival arrival;
	struct fastpath_way way;
	uint32_t rule;
	uint8_t p[72];

	net_build();
	path_open(&path, &path_cases[0]);
	net_run_in(HOST_A, "ip addr add 10.1.0.3/24 dev net-a");
	net_greet("to-a", "10.1.0.3");
	way = path.way;
	way.from = net_at("10.1.0.3", 7000);
	way.by = way.at;
	way.to = path.way.from;

	int other = net_socket_in(HOST_A, &way.from);

	ck_assert_int_eq(fastpath_put(&path.lane, &way, mono_us(), &rule), 0);
	path_rtp(p, sizeof(p), PATH_SSRC, PATH_SEQ);
	net_send(other, &way.at, p, sizeof(p));
	ck_assert(net_recv(path.a, 1000, &arrival));
	ck_assert_uint_eq(arrival.n, sizeof(p));
	ck_assert_mem_eq(arrival.p, p, sizeof(p));
	path_is_quiet(&path);
	close(other);
	path_close(&path);
	net_fini();
}
END_TEST

/* ---- a bridge moves between both worlds ------------------------------------------------------- */

enum { STREAM = 3000, MOVE_EVERY = 37 };

/* What user space would do: pass on what comes to the port. */
static unsigned int
pass_on(const struct path *path, unsigned int ms)
{
	struct arrival arrival;
	unsigned int n = 0;

	while (net_recv(path->user, ms, &arrival)) {
		net_send(path->out, &path->way.to, arrival.p, arrival.n);
		n++;
	}
	return n;
}

static void
hear_stream(const struct path *path, bool seen[STREAM], unsigned int ms, unsigned int *n)
{
	struct arrival arrival;

	while (net_recv(path->b, ms, &arrival)) {
		uint16_t seq = (uint16_t)(arrival.p[2] << 8 | arrival.p[3]);
		uint8_t want[72];

		path_rtp(want, sizeof(want), PATH_SSRC, seq);
		ck_assert_uint_eq(arrival.n, sizeof(want));
		ck_assert_mem_eq(arrival.p, want, sizeof(want));
		ck_assert_str_eq(ADDR_TEXT(&arrival.from), ADDR_TEXT(&path->way.by));
		ck_assert_uint_lt(seq, STREAM);
		ck_assert_msg(!seen[seq], "%u came twice", seq);
		seen[seq] = true;
		++*n;
	}
}

START_TEST(moves_in_the_middle_of_a_stream_without_loss)
{
	struct path path;
	bool seen[STREAM] = { false };
	bool in_kernel = true;
	unsigned int by_user = 0, heard = 0;
	uint64_t by_kernel = 0;
	struct fastpath_count count;
	uint8_t p[72];

	path_open(&path, &path_cases[_i]);
	for (unsigned int i = 0; i < STREAM; i++) {
		path_rtp(p, sizeof(p), PATH_SSRC, (uint16_t)i);
		path_say(&path, p, sizeof(p));
		by_user += pass_on(&path, 0);
		hear_stream(&path, seen, 0, &heard);
		if (i % MOVE_EVERY == 0 && in_kernel) {
			fastpath_drop(&path.lane, path.rule, mono_us(), &count);
			by_kernel += count.packets;
			in_kernel = false;
		} else if (i % MOVE_EVERY == 0) {
			in_kernel = !fastpath_put(&path.lane, &path.way, mono_us(), &path.rule);
		}
	}
	by_user += pass_on(&path, 100);
	hear_stream(&path, seen, 300, &heard);
	if (in_kernel) {
		fastpath_drop(&path.lane, path.rule, mono_us(), &count);
		by_kernel += count.packets;
	}
	ck_assert_uint_eq(heard, STREAM);
	ck_assert_uint_eq(by_user + by_kernel, STREAM);
	ck_assert_uint_gt(by_user, 100);
	ck_assert_uint_gt(by_kernel, 100);
	path_close(&path);
}
END_TEST

Suite *
forward_suite(void)
{
	Suite *s = suite_create("fastpath forward");
	TCase *tc = tcase_create("forward");

	tcase_add_unchecked_fixture(tc, net_build, net_fini);
	tcase_add_loop_test(tc, goes_on_octet_for_octet, 0, PATH_CASES);
	tcase_add_test(tc, sums_left_to_a_card_are_right_too);
	tcase_add_test(tc, no_checksum_stays_none);
	tcase_add_test(tc, follows_a_wrap_and_ignores_what_is_late);
	tcase_add_test(tc, goes_back_out_where_it_came_in);
	tcase_add_loop_test(tc, moves_in_the_middle_of_a_stream_without_loss, 0, PATH_CASES);
	suite_add_tcase(s, tc);
	return s;
}
