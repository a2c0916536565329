/* SPDX-License-Identifier: BSD-2-Clause */
#include "batch.h"

#include <string.h>

#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct tally tally;
static struct line_counts line;
static struct inbox in;
static struct outbox out;
static struct peer a, b;
static struct far to_b;

static void
set_up(void)
{
	memset(&tally, 0, sizeof(tally));
	memset(&line, 0, sizeof(line));
	inbox_init(&in);
	outbox_init(&out, &tally);
	a = peer_open("127.20.1.3", 33000);
	b = peer_open("127.20.2.3", 33000);
	far_set(&to_b, &b.addr[0], AF_INET);
}

static void
tear_down(void)
{
	peer_close(&a);
	peer_close(&b);
}

static const struct fate relayed = { &line, LEG_PS, PARTY_CALLEE, true };
static const struct fate copy = { &line, LEG_CS, PARTY_CALLEE, false };

START_TEST(sends_in_order_and_receives_with_sources)
{
	uint8_t p[BATCH + 3];

	set_up();
	for (unsigned int i = 0; i < sizeof(p); i++) {
		p[i] = (uint8_t)i;
		outbox_push(&out, a.fd[0], &to_b, &p[i], 1, NULL, &relayed);
	}
	/* The full box has gone by itself. */
	ck_assert_uint_eq(inbox_recv(&in, b.fd[0]), BATCH);
	for (unsigned int i = 0; i < BATCH; i++) {
		struct datagram d = inbox_at(&in, i);
		struct far from;

		far_set(&from, &a.addr[0], AF_INET);
		ck_assert_uint_eq(d.n, 1);
		ck_assert_uint_eq(d.p[0], i);
		ck_assert(far_is(&from, d.from, false));
		ck_assert(!d.is_cut);
	}
	outbox_flush(&out);
	ck_assert_uint_eq(inbox_recv(&in, b.fd[0]), 3);
	ck_assert_uint_eq(inbox_recv(&in, b.fd[0]), 0);
	ck_assert_uint_eq(counter_get(&line.from[PARTY_CALLEE].packets), sizeof(p));
	ck_assert_uint_eq(counter_get(&line.from[PARTY_CALLEE].octets), sizeof(p));
	ck_assert_uint_eq(counter_get(&tally.packets[LEG_PS][DIRECTION_OUT]), sizeof(p));
	tear_down();
}
END_TEST

START_TEST(another_head_goes_without_touching_the_packet)
{
	const uint8_t p[] = "abcdef", head[BATCH_HEAD] = { 'X', 'Y' };

	set_up();
	outbox_push(&out, a.fd[0], &to_b, p, 6, head, &relayed);
	outbox_push(&out, a.fd[0], &to_b, p, 6, NULL, &copy);
	outbox_flush(&out);
	peer_expect(&b, 0, "XYcdef", 6);
	peer_expect(&b, 0, "abcdef", 6);
	/* A second copy is no second packet. */
	ck_assert_uint_eq(counter_get(&line.from[PARTY_CALLEE].packets), 1);
	ck_assert_uint_eq(counter_get(&line.from[PARTY_CALLEE].octets), 6);
	ck_assert_uint_eq(counter_get(&tally.relayed), 1);
	ck_assert_uint_eq(counter_get(&tally.packets[LEG_CS][DIRECTION_OUT]), 1);
	tear_down();
}
END_TEST

START_TEST(what_the_kernel_refuses_is_counted_and_the_rest_goes)
{
	static const uint8_t big[70000];
	const struct fate nobodys = { .leg = LEG_CS };

	set_up();
	outbox_push(&out, a.fd[0], &to_b, big, sizeof(big), NULL, &relayed);	/* EMSGSIZE */
	outbox_push(&out, a.fd[0], &to_b, big, 1, NULL, &relayed);
	outbox_push(&out, a.fd[0], &to_b, big, sizeof(big), NULL, &nobodys);
	outbox_push(&out, a.fd[0], &to_b, big, 2, NULL, &relayed);
	outbox_flush(&out);
	peer_expect(&b, 0, big, 1);
	peer_expect(&b, 0, big, 2);
	ck_assert_uint_eq(counter_get(&line.drops[DROP_SEND]), 1);
	ck_assert_uint_eq(counter_get(&tally.drops[DROP_SEND]), 2);
	ck_assert_uint_eq(counter_get(&line.from[PARTY_CALLEE].packets), 2);
	tear_down();
}
END_TEST

START_TEST(a_datagram_too_long_is_said_to_be)
{
	static const uint8_t big[DATAGRAM_MAX + 1];

	set_up();
	peer_send(&a, 0, &b.addr[0], big, DATAGRAM_MAX);
	peer_send(&a, 0, &b.addr[0], big, DATAGRAM_MAX + 1);
	ck_assert_uint_eq(inbox_recv(&in, b.fd[0]), 2);
	ck_assert(!inbox_at(&in, 0).is_cut);
	ck_assert(inbox_at(&in, 1).is_cut);
	tear_down();
}
END_TEST

Suite *
batch_suite(void)
{
	const TTest *const tests[] = {
		sends_in_order_and_receives_with_sources,
		another_head_goes_without_touching_the_packet,
		what_the_kernel_refuses_is_counted_and_the_rest_goes,
		a_datagram_too_long_is_said_to_be,
	};

	return suite_of("batch", tests, ARRAY_LEN(tests));
}
