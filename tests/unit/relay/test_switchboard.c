/* SPDX-License-Identifier: BSD-2-Clause */
#include "switchboard.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/failmalloc.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

enum { PAIRS = 8 };

static struct rig rig;
static const struct relay *r;
static struct relay_local ours[PARTIES], local;
static const struct relay_remote nowhere;
static anchor_id id;

static const struct relay_cs clearmode = {
	.bearer = BEARER_CLEARMODE, .family = AF_INET, .pt = 97, .ptime_ms = 20,
};
static const struct relay_cs speech = {
	.bearer = BEARER_SPEECH, .family = AF_INET, .pt = 8, .ptime_ms = 20, .n_pts = 1,
	.pts = { { 8, 8, 8 } },
};

static void
set_up(unsigned int pairs)
{
	rig_init(&rig, pairs);
	rig_open(&rig);
	r = rig.relay;
}

static void
tear_down(unsigned int pairs)
{
	rig_wait_free(&rig, pairs);
	rig_close(&rig);
}

static anchor_id
open_call(const struct indication *ind)
{
	anchor_id a;

	ck_assert_int_eq(r->open(r->ctx, 1, false, &a), 0);
	ck_assert_int_eq(r->line_open(r->ctx, a, 0, ind, both_ip4, ours), 0);
	return a;
}

START_TEST(an_unknown_anchor_is_said_to_be)
{
	struct relay_stats stats;
	anchor_id strange[] = { 0, 1, UINT64_MAX, 0 };

	set_up(PAIRS);
	strange[3] = open_call(&sdes);
	r->close(r->ctx, strange[3]);
	for (unsigned int i = 0; i < ARRAY_LEN(strange); i++) {
		id = strange[i];
		ck_assert_int_eq(r->line_open(r->ctx, id, 0, &sdes, both_ip4, ours), -ENOENT);
		r->line_close(r->ctx, id, 0);
		ck_assert_int_eq(r->line_remote(r->ctx, id, 0, PARTY_CALLER, &nowhere), -ENOENT);
		ck_assert_int_eq(r->line_indicate(r->ctx, id, 0, &sdes), -ENOENT);
		ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &clearmode, &local), -ENOENT);
		ck_assert_int_eq(r->cs_remote(r->ctx, id, PARTY_CALLER, &nowhere), -ENOENT);
		ck_assert_int_eq(r->cs_commit(r->ctx, id, PARTY_CALLER), -ENOENT);
		ck_assert_int_eq(r->cs_revert(r->ctx, id, PARTY_CALLER), -ENOENT);
		ck_assert_int_eq(r->stats(r->ctx, id, 0, &stats), -ENOENT);
		r->close(r->ctx, id);
	}
	tear_down(PAIRS);
}
END_TEST

START_TEST(an_unknown_line_is_said_to_be)
{
	struct relay_stats stats;
	static const unsigned int lines[] = { 1, MDESC_LINES_MAX - 1, MDESC_LINES_MAX, 1000000 };

	set_up(PAIRS);
	id = open_call(&sdes);
	for (unsigned int i = 0; i < ARRAY_LEN(lines); i++) {
		r->line_close(r->ctx, id, lines[i]);
		ck_assert_int_eq(r->line_remote(r->ctx, id, lines[i], PARTY_CALLER, &nowhere),
				 -ENOENT);
		ck_assert_int_eq(r->line_indicate(r->ctx, id, lines[i], &sdes), -ENOENT);
		ck_assert_int_eq(r->stats(r->ctx, id, lines[i], &stats), -ENOENT);
	}
	ck_assert_int_eq(r->line_open(r->ctx, id, 0, &sdes, both_ip4, ours), -EEXIST);
	ck_assert_int_eq(r->line_open(r->ctx, id, MDESC_LINES_MAX, &sdes, both_ip4, ours), -EINVAL);
	/* Closed and opened again: other ports, for the old ones are remembered by somebody. */
	struct relay_local again[PARTIES];

	r->line_close(r->ctx, id, 0);
	ck_assert_int_eq(r->line_open(r->ctx, id, 0, &sdes, both_ip4, again), 0);
	ck_assert(!addr_eq(&again[0].rtp, &ours[0].rtp));
	r->close(r->ctx, id);
	tear_down(PAIRS);
}
END_TEST

START_TEST(ports_come_back_only_when_the_worker_has_let_go)
{
	set_up(PAIRS);
	id = open_call(&sdes);
	r->close(r->ctx, id);
	/* The reserve is arithmetic and back at once; the ports wait for media_poll(). */
	ck_assert_uint_eq(media_ports_free(rig.media), PAIRS - 2);
	tear_down(PAIRS);
}
END_TEST

static int
whole_call(void *ctx UNUSED)
{
	anchor_id a = 0;
	int e = r->open(r->ctx, 1, false, &a);

	if (!e)
		e = r->line_open(r->ctx, a, 0, &sdes, both_ip4, ours);
	if (!e)
		e = r->cs_open(r->ctx, a, PARTY_CALLER, &clearmode, &local);
	r->close(r->ctx, a);
	rig_wait_free(&rig, PAIRS);
	return e;
}

START_TEST(want_of_memory_costs_one_call_and_no_port)
{
	set_up(PAIRS);
	ck_assert_uint_ge(failmalloc_each(whole_call, NULL), 4);
	tear_down(PAIRS);
}
END_TEST

/* ---- a worker that does not read ----------------------------------------------------------- */

struct bare {
	struct pool *pool;
	struct worker *worker;
	struct switchboard board;
	struct hist gap;
};

static int
adopt(void *arg, struct pair *pair)
{
	return worker_adopt(arg, pair);
}

static int
disown(void *arg UNUSED, struct pair *pair)
{
	worker_disown(pair);
	return 0;
}

static void
bare_open(struct bare *bare)
{
	const struct worker_config config = { .n_pairs = 12, .gap = &bare->gap };
	struct addr which;

	memset(bare, 0, sizeof(*bare));
	rig_init(&rig, 12);
	ck_assert_int_eq(pool_open(&rig.config, &which, &bare->pool), 0);
	ck_assert_int_eq(worker_open(&config, &bare->worker), 0);
	ck_assert_int_eq(pool_each(bare->pool, adopt, bare->worker), 0);
	switchboard_init(&bare->board, bare->pool, &bare->worker, 1);
	r = &bare->board.relay;
}

/* The worker gets to run at last. */
static void
bare_close(struct bare *bare)
{
	switchboard_close_all(&bare->board);
	ck_assert_uint_eq(bare->worker->owed, 1);
	ck_assert_int_eq(worker_start(bare->worker, 0), 0);
	worker_join(bare->worker);
	switchboard_fini(&bare->board);
	ck_assert_uint_eq(pool_free(bare->pool), 12);
	ck_assert_int_eq(pool_each(bare->pool, disown, NULL), 0);
	worker_close(bare->worker);
	pool_close(bare->pool);
}

START_TEST(a_worker_that_is_behind_is_asked_for_nothing_new)
{
	struct bare bare;
	anchor_id other = 99;
	unsigned int n = 0;

	bare_open(&bare);
	id = open_call(&sdes);
	while (!r->line_remote(r->ctx, id, 0, PARTY_CALLER, &nowhere))
		n++;
	ck_assert_uint_gt(n, 100);
	ck_assert_int_eq(r->line_remote(r->ctx, id, 0, PARTY_CALLER, &nowhere), -EAGAIN);
	ck_assert_int_eq(r->open(r->ctx, 2, false, &other), -EAGAIN);
	ck_assert_int_eq(r->line_open(r->ctx, id, 1, &sdes, both_ip4, ours), -EAGAIN);
	ck_assert_int_eq(r->cs_open(r->ctx, id, PARTY_CALLER, &clearmode, &local), -EAGAIN);
	ck_assert_uint_eq(other, 99);
	/* What was refused took nothing. */
	ck_assert_uint_eq(pool_free(bare.pool), 12 - 3);
	ck_assert_uint_eq(bare.worker->owed, 3);
	bare_close(&bare);
}
END_TEST

START_TEST(closing_finds_room_in_a_full_mailbox)
{
	struct bare bare;
	anchor_id calls[3];

	bare_open(&bare);
	for (unsigned int i = 0; i < 3; i++)
		calls[i] = open_call(&sdes);
	ck_assert_int_eq(r->cs_open(r->ctx, calls[0], PARTY_CALLER, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, calls[1], PARTY_CALLER, &clearmode, &local), 0);
	ck_assert_int_eq(r->cs_open(r->ctx, calls[1], PARTY_CALLEE, &clearmode, &local), 0);
	while (!r->line_remote(r->ctx, calls[0], 0, PARTY_CALLER, &nowhere))
		;
	ck_assert_int_eq(r->cs_commit(r->ctx, calls[0], PARTY_CALLER), 0);
	ck_assert_int_eq(r->cs_revert(r->ctx, calls[1], PARTY_CALLEE), 0);
	r->line_close(r->ctx, calls[2], 0);
	r->close(r->ctx, calls[2]);
	r->close(r->ctx, calls[1]);
	r->close(r->ctx, calls[0]);
	bare_close(&bare);
}
END_TEST

/* ---- many calls, many ways ----------------------------------------------------------------- */

static uint32_t seed = 12345;

static unsigned int
dice(unsigned int n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % n;
}

static const struct relay_cs unframed = { .bearer = BEARER_IUFP, .family = AF_INET, .pt = 97 };

static void
random_step(anchor_id *call)
{
	static const struct relay_cs *const offers[] = { &clearmode, &speech, &unframed };
	enum party party = dice(PARTIES);

	static const struct sdes keys = {
		.tag = 1, .suite = SUITE_AES_CM_128_HMAC_SHA1_80, .n_keys = 1,
		.key = { { .octets = "thirty octets of what is a key", .n_octets = 30 } },
	};

	bool is_other;

	switch (dice(11)) {
	case 0:
		if (!*call && r->open(r->ctx, 1, dice(4) == 0, call))
			*call = 0;
		break;
	case 1:
		r->close(r->ctx, *call);
		*call = 0;
		break;
	case 2:
		r->line_close(r->ctx, *call, dice(3));
		break;
	case 3:
	case 4:
		(void)!r->cs_open(r->ctx, *call, party, offers[dice(3)], &local);
		break;
	case 5:
		(void)!r->cs_commit(r->ctx, *call, party);
		break;
	case 6:
		(void)!r->cs_revert(r->ctx, *call, party);
		break;
	case 7:
		(void)!r->line_remote(r->ctx, *call, dice(3), party, &nowhere);
		break;
	case 8:
		(void)!r->line_keys(r->ctx, *call, dice(3), party, dice(4) ? &keys : NULL,
				    &is_other);
		break;
	default:
		(void)!r->line_open(r->ctx, *call, dice(3), dice(2) ? &sdes : &plain, both_ip4,
				    ours);
	}
}

START_TEST(counters_come_back_whatever_was_done)
{
	enum { CALLS = 20, STEPS = 20000, MANY = 60 };
	anchor_id call[CALLS] = { 0 };

	rig_init(&rig, MANY);
	rig.config.workers = 2;
	rig_open(&rig);
	r = rig.relay;
	for (unsigned int i = 0; i < STEPS; i++) {
		random_step(&call[dice(CALLS)]);
		if (dice(8) == 0)
			rig_poll(&rig);
		rig.n_events = 0;
	}
	for (unsigned int i = 0; i < CALLS; i++)
		r->close(r->ctx, call[i]);
	tear_down(MANY);
}
END_TEST

Suite *
switchboard_suite(void)
{
	const TTest *const tests[] = {
		an_unknown_anchor_is_said_to_be,
		an_unknown_line_is_said_to_be,
		ports_come_back_only_when_the_worker_has_let_go,
		want_of_memory_costs_one_call_and_no_port,
		a_worker_that_is_behind_is_asked_for_nothing_new,
		closing_finds_room_in_a_full_mailbox,
		counters_come_back_whatever_was_done,
	};

	return suite_of("switchboard", tests, ARRAY_LEN(tests));
}
