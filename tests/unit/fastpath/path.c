/* SPDX-License-Identifier: BSD-2-Clause */
#include "path.h"

#include <string.h>
#include <unistd.h>

#include "base/mono.h"
#include "tests/unit/runner.h"

enum { ARRIVES_MS = 2000, QUIET_MS = 30 };

const struct path_case path_cases[PATH_CASES] = {
	{ "4 to 4", "10.1.0.2", "10.1.0.1", "10.2.0.1", "10.2.0.2" },
	{ "6 to 6", "fd01::2", "fd01::1", "fd02::1", "fd02::2" },
	{ "4 to 6", "10.1.0.2", "10.1.0.1", "fd02::1", "fd02::2" },
	{ "6 to 4", "fd01::2", "fd01::1", "10.2.0.1", "10.2.0.2" },
};

void
path_open(struct path *path, const struct path_case *which)
{
	*path = (struct path){
		.fp = net_fastpath(16),
		.way = {
			.from = net_at(which->a, 5000),
			.at = net_at(which->at, 20000),
			.by = net_at(which->by, 20002),
			.to = net_at(which->b, 6000),
			.ssrc = PATH_SSRC,
			.roc = 7,
			.seq = PATH_SEQ,
		},
	};
	ck_assert_int_eq(fastpath_lane_init(&path->lane, path->fp, 16), 0);
	path->a = net_socket_in(HOST_A, &path->way.from);
	path->user = net_socket(&path->way.at);
	path->out = net_socket(&path->way.by);
	path->b = net_socket_in(HOST_B, &path->way.to);
	ck_assert_int_eq(fastpath_put(&path->lane, &path->way, mono_us(), &path->rule), 0);
}

void
path_close(struct path *path)
{
	close(path->a);
	close(path->user);
	close(path->out);
	close(path->b);
	fastpath_lane_fini(&path->lane);
	fastpath_close(path->fp);
}

void
path_rtp(uint8_t *ret, size_t n, uint32_t ssrc, uint16_t seq)
{
	const uint8_t head[12] = {
		0x80, 96, (uint8_t)(seq >> 8), (uint8_t)seq, 1, 2, 3, 4,
		(uint8_t)(ssrc >> 24), (uint8_t)(ssrc >> 16), (uint8_t)(ssrc >> 8), (uint8_t)ssrc,
	};

	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)(i * 29 + seq);
	memcpy(ret, head, sizeof(head));
}

void
path_say(const struct path *path, const void *p, size_t n)
{
	net_send(path->a, &path->way.at, p, n);
}

static void
hears(int fd, const struct addr *from, const void *p, size_t n, struct arrival *ret)
{
	ck_assert_msg(net_recv(fd, ARRIVES_MS, ret), "%zu octets did not arrive", n);
	ck_assert_uint_eq(ret->n, n);
	ck_assert_mem_eq(ret->p, p, n);
	ck_assert_str_eq(ADDR_TEXT(&ret->from), ADDR_TEXT(from));
}

void
path_b_hears(const struct path *path, const void *p, size_t n, struct arrival *ret)
{
	hears(path->b, &path->way.by, p, n, ret);
}

void
path_user_hears(const struct path *path, const void *p, size_t n)
{
	struct arrival arrival;

	hears(path->user, &path->way.from, p, n, &arrival);
}

void
path_is_quiet(const struct path *path)
{
	struct arrival arrival;

	ck_assert(!net_recv(path->b, QUIET_MS, &arrival));
	ck_assert(!net_recv(path->user, QUIET_MS, &arrival));
}

uint64_t
path_left(const struct path *path, enum fastpath_left why)
{
	uint64_t left[FASTPATH_LEFTS];

	fastpath_left(path->fp, left);
	return left[why];
}
