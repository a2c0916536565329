/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum { QUARANTINE_MS = 100 };

/* One address, @n_pairs, one worker. */
static struct media_config
config_of(unsigned int n_pairs)
{
	struct media_config config = {
		.port_first = 21000,
		.port_last = (uint16_t)(21000 + 2 * n_pairs - 1),
		.workers = 1,
		.quarantine_ms = QUARANTINE_MS,
	};

	config.address[REALM_ACCESS][0] = at("127.20.0.2", 0);
	config.n_address[REALM_ACCESS] = 1;
	return config;
}

static struct pool *
open_pool(const struct media_config *config)
{
	struct addr which;
	struct pool *pool;

	ck_assert_int_eq(pool_open(config, &which, &pool), 0);
	return pool;
}

static struct pair *
take(struct pool *pool, uint64_t now_us)
{
	struct pair *pair;

	ck_assert_int_eq(pool_take(pool, 0, REALM_ACCESS, AF_INET, false, now_us, &pair), 0);
	return pair;
}

static int
try_take(struct pool *pool, uint64_t now_us)
{
	struct pair *pair;

	return pool_take(pool, 0, REALM_ACCESS, AF_INET, false, now_us, &pair);
}

static uint16_t
rtp_port(const struct pair *pair)
{
	return addr_port(&pair->port[COMP_RTP].local);
}

static unsigned int
descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

START_TEST(rtp_is_even_and_rtcp_one_up)
{
	struct media_config config = config_of(4);

	config.port_first = 21001;
	config.port_last = 21006;

	struct pool *pool = open_pool(&config);

	ck_assert_uint_eq(pool_pairs(&config), 2);
	ck_assert_uint_eq(pool_free(pool), 2);
	for (unsigned int i = 0; i < 2; i++) {
		struct pair *pair = take(pool, 0);

		ck_assert_uint_eq(rtp_port(pair), 21002 + 2 * i);
		ck_assert_uint_eq(addr_port(&pair->port[COMP_RTCP].local), 21003 + 2 * i);
	}
	pool_close(pool);
}
END_TEST

START_TEST(lends_the_pair_that_was_idle_longest)
{
	struct media_config config = config_of(3);
	struct pool *pool = open_pool(&config);
	struct pair *first = take(pool, 0);
	struct pair *second = take(pool, 0);

	pool_put(pool, second, 1000);
	pool_put(pool, first, 2000);
	ck_assert_uint_eq(rtp_port(take(pool, 1000000)), 21004);
	ck_assert_ptr_eq(take(pool, 1000000), second);
	ck_assert_ptr_eq(take(pool, 1000000), first);
	pool_close(pool);
}
END_TEST

START_TEST(quarantine_ends_to_the_microsecond)
{
	struct media_config config = config_of(1);
	struct pool *pool = open_pool(&config);
	struct pair *pair = take(pool, 0);

	pool_put(pool, pair, 5000);
	ck_assert_uint_eq(pool_free(pool), 1);
	ck_assert_int_eq(try_take(pool, 5000 + QUARANTINE_MS * 1000 - 1), -ENOSPC);
	ck_assert_ptr_eq(take(pool, 5000 + QUARANTINE_MS * 1000), pair);
	pool_close(pool);
}
END_TEST

START_TEST(the_urgent_do_not_wait_for_quarantine)
{
	struct media_config config = config_of(1);
	struct pool *pool = open_pool(&config);
	struct pair *pair = take(pool, 0);
	struct pair *again;

	pool_put(pool, pair, 5000);
	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET, true, 5000, &again), 0);
	ck_assert_ptr_eq(again, pair);
	pool_close(pool);
}
END_TEST

START_TEST(what_was_not_shown_is_taken_again_first)
{
	struct media_config config = config_of(2);
	struct pool *pool = open_pool(&config);
	struct pair *pair = take(pool, 0);

	pool_untake(pool, pair);
	ck_assert_uint_eq(pool_free(pool), 2);
	ck_assert_ptr_eq(take(pool, 0), pair);
	pool_close(pool);
}
END_TEST

START_TEST(new_calls_never_touch_the_reserve)
{
	struct media_config config = config_of(4);
	struct pool *pool = open_pool(&config);
	struct pair *pair;

	ck_assert_int_eq(pool_reserve(pool, 0, false), 0);
	ck_assert_int_eq(pool_reserve(pool, 0, false), 0);
	ck_assert_uint_eq(pool_free(pool), 2);
	take(pool, 0);
	take(pool, 0);
	ck_assert_uint_eq(pool_free(pool), 0);
	ck_assert_int_eq(try_take(pool, 0), -ENOSPC);
	ck_assert_int_eq(pool_reserve(pool, 0, false), -ENOSPC);
	/* A transfer takes what was set aside for it; what is set aside for the other stays. */
	pool_unreserve(pool, 0);
	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET, true, 0, &pair), 0);
	ck_assert_int_eq(try_take(pool, 0), -ENOSPC);
	/* An emergency takes even that. */
	ck_assert_int_eq(pool_take(pool, 0, REALM_ACCESS, AF_INET, true, 0, &pair), 0);
	ck_assert_int_eq(pool_take(pool, 0, REALM_ACCESS, AF_INET, true, 0, &pair), -ENOSPC);
	ck_assert_uint_eq(pool_free(pool), 0);
	pool_close(pool);
}
END_TEST

START_TEST(an_overdrawn_reserve_is_refilled_before_new_calls)
{
	struct media_config config = config_of(2);
	struct pool *pool = open_pool(&config);
	struct pair *pair;

	ck_assert_int_eq(pool_reserve(pool, 0, false), 0);
	ck_assert_int_eq(pool_reserve(pool, 0, true), 0);
	ck_assert_int_eq(pool_reserve(pool, 0, true), 0);
	ck_assert_uint_eq(pool_free(pool), 0);
	ck_assert_int_eq(pool_take(pool, 0, REALM_ACCESS, AF_INET, true, 0, &pair), 0);
	pool_unreserve(pool, 0);
	ck_assert_int_eq(try_take(pool, 0), -ENOSPC);
	pool_unreserve(pool, 0);
	ck_assert_int_eq(try_take(pool, 0), -ENOSPC);
	pool_unreserve(pool, 0);
	ck_assert_int_eq(try_take(pool, 0), 0);
	pool_close(pool);
}
END_TEST

START_TEST(a_realm_of_its_own_keeps_its_own_reserve)
{
	struct media_config config = config_of(1);
	struct pair *pair;

	config.address[REALM_CS][0] = at("127.20.0.3", 0);
	config.n_address[REALM_CS] = 1;

	struct pool *pool = open_pool(&config);

	ck_assert_uint_eq(pool_pairs(&config), 2);
	ck_assert_int_eq(pool_reserve(pool, 0, false), 0);
	ck_assert_uint_eq(pool_free(pool), 1);
	pair = take(pool, 0);
	ck_assert(addr_ip_eq(&pair->port[0].local, &config.address[REALM_ACCESS][0]));
	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET, false, 0, &pair), -ENOSPC);
	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET, true, 0, &pair), 0);
	ck_assert(addr_ip_eq(&pair->port[0].local, &config.address[REALM_CS][0]));
	pool_close(pool);
}
END_TEST

START_TEST(an_address_of_several_realms_is_bound_once)
{
	struct media_config config = config_of(2);

	config.address[REALM_CORE][0] = config.address[REALM_ACCESS][0];
	config.address[REALM_CORE][1] = at("127.20.0.3", 0);
	config.n_address[REALM_CORE] = 2;

	struct pool *pool = open_pool(&config);

	ck_assert_uint_eq(pool_pairs(&config), 4);
	ck_assert_uint_eq(pool_free(pool), 4);
	pool_close(pool);
}
END_TEST

START_TEST(a_family_that_a_realm_lacks_is_said)
{
	struct media_config config = config_of(2);
	struct pool *pool = open_pool(&config);
	struct pair *pair;

	ck_assert_int_eq(pool_take(pool, 0, REALM_CORE, AF_INET6, false, 0, &pair), -EAFNOSUPPORT);
	pool_close(pool);
}
END_TEST

START_TEST(ip6_is_bound_beside_ip4)
{
	struct media_config config = config_of(2);
	struct pair *pair;

	config.address[REALM_ACCESS][1] = at("::1", 0);
	config.port_first = port_of_run(21000);
	config.port_last = (uint16_t)(config.port_first + 3);
	config.n_address[REALM_ACCESS] = 2;

	struct pool *pool = open_pool(&config);

	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET6, false, 0, &pair), 0);
	ck_assert_uint_eq(pair->port[0].local.family, ADDR_IP6);
	/* Reserved in both families: which one the MSC will offer nobody knows. */
	ck_assert_int_eq(pool_reserve(pool, 0, false), 0);
	ck_assert_int_eq(pool_take(pool, 0, REALM_CS, AF_INET6, false, 0, &pair), -ENOSPC);
	ck_assert_int_eq(pool_reserve(pool, 0, false), -ENOSPC);
	pool_close(pool);
}
END_TEST

START_TEST(workers_have_slices_of_their_own)
{
	struct media_config config = config_of(5);
	struct pair *pair;
	bool seen[5] = { false };

	config.workers = 2;

	struct pool *pool = open_pool(&config);

	ck_assert_uint_eq(pool_roomiest(pool), 0);
	for (unsigned int w = 0; w < 2; w++)
		while (!pool_take(pool, w, REALM_ACCESS, AF_INET, false, 0, &pair)) {
			unsigned int i = (rtp_port(pair) - 21000u) / 2;

			ck_assert_uint_eq(pair->worker, w);
			ck_assert(!seen[i]);
			seen[i] = true;
		}
	for (unsigned int i = 0; i < 5; i++)
		ck_assert(seen[i]);
	pool_close(pool);
}
END_TEST

/* The second socket of a pair fails to bind: rtpengine#2164 leaked the first. */
START_TEST(a_port_in_use_leaves_nothing_open)
{
	struct media_config config = config_of(3);
	struct peer squatter = peer_open("127.20.0.2", 21003);
	struct addr which;
	struct pool *pool = NULL;
	unsigned int before = descriptors();

	for (unsigned int i = 0; i < 10; i++)
		ck_assert_int_eq(pool_open(&config, &which, &pool), -EADDRINUSE);
	ck_assert_ptr_null(pool);
	ck_assert_uint_eq(addr_port(&which), 21003);
	ck_assert_uint_eq(descriptors(), before);
	peer_close(&squatter);
	pool_close(open_pool(&config));
}
END_TEST

START_TEST(an_address_that_is_not_ours_is_named)
{
	struct media_config config = config_of(1);
	struct addr which;
	struct pool *pool;

	config.address[REALM_ACCESS][0] = at("192.0.2.77", 0);
	ck_assert_int_eq(pool_open(&config, &which, &pool), -EADDRNOTAVAIL);
	ck_assert(addr_ip_eq(&which, &config.address[REALM_ACCESS][0]));
	config.freebind = true;
	pool_close(open_pool(&config));
}
END_TEST

START_TEST(no_address_no_worker_no_room_is_invalid)
{
	struct media_config config = config_of(1);
	struct addr which;
	struct pool *pool;

	config.port_last = config.port_first;
	ck_assert_int_eq(pool_open(&config, &which, &pool), -EINVAL);
	config = config_of(1);
	config.workers = 0;
	ck_assert_int_eq(pool_open(&config, &which, &pool), -EINVAL);
	config = config_of(1);
	config.n_address[REALM_ACCESS] = 0;
	ck_assert_int_eq(pool_open(&config, &which, &pool), -EINVAL);
}
END_TEST

/* Idle sockets hoard nothing, and a former user's packets do not reach the next. */
START_TEST(an_idle_pair_is_deaf_and_a_lent_one_starts_empty)
{
	struct media_config config = config_of(1);
	struct pool *pool = open_pool(&config);
	struct peer peer = peer_open("127.20.1.2", 32000);
	struct addr rtp = at("127.20.0.2", 21000);
	char octet;

	peer_send(&peer, 0, &rtp, "x", 1);

	struct pair *pair = take(pool, 0);

	ck_assert_int_eq(recv(pair->port[0].fd, &octet, 1, MSG_DONTWAIT), -1);
	peer_send(&peer, 0, &rtp, "y", 1);
	ck_assert_int_eq(recv(pair->port[0].fd, &octet, 1, MSG_DONTWAIT), 1);
	ck_assert_int_eq(octet, 'y');
	peer_send(&peer, 0, &rtp, "z", 1);
	pool_put(pool, pair, 0);
	ck_assert_int_eq(recv(pair->port[0].fd, &octet, 1, MSG_DONTWAIT), -1);
	peer_send(&peer, 0, &rtp, "w", 1);
	ck_assert_int_eq(recv(pair->port[0].fd, &octet, 1, MSG_DONTWAIT), -1);
	peer_close(&peer);
	pool_close(pool);
}
END_TEST

static int
open_and_close(void *ctx)
{
	const struct media_config *config = ctx;
	struct addr which;
	struct pool *pool;
	int r = pool_open(config, &which, &pool);

	if (!r)
		pool_close(pool);
	return r;
}

START_TEST(want_of_memory_leaves_nothing_open)
{
	struct media_config config = config_of(2);
	unsigned int before = descriptors();

	ck_assert_uint_ge(failmalloc_each(open_and_close, &config), 3);
	ck_assert_uint_eq(descriptors(), before);
}
END_TEST

Suite *
pool_suite(void)
{
	const TTest *const tests[] = {
		rtp_is_even_and_rtcp_one_up,
		lends_the_pair_that_was_idle_longest,
		quarantine_ends_to_the_microsecond,
		the_urgent_do_not_wait_for_quarantine,
		what_was_not_shown_is_taken_again_first,
		new_calls_never_touch_the_reserve,
		an_overdrawn_reserve_is_refilled_before_new_calls,
		a_realm_of_its_own_keeps_its_own_reserve,
		an_address_of_several_realms_is_bound_once,
		a_family_that_a_realm_lacks_is_said,
		ip6_is_bound_beside_ip4,
		workers_have_slices_of_their_own,
		a_port_in_use_leaves_nothing_open,
		an_address_that_is_not_ours_is_named,
		no_address_no_worker_no_room_is_invalid,
		an_idle_pair_is_deaf_and_a_lent_one_starts_empty,
		want_of_memory_leaves_nothing_open,
	};

	return suite_of("pool", tests, ARRAY_LEN(tests));
}
