/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct rig rig;
static struct peer a, b;
static struct relay_local ours[PARTIES];
static anchor_id id;

static void
set_up(void)
{
	rig_init(&rig, 8);
	rig_open(&rig);
	a = peer_open("127.20.1.1", 30000);
	b = peer_open("127.20.2.1", 30000);
	id = rig_call(&rig, &sdes, &a, &b, ours);
}

static void
tear_down(void)
{
	rig.relay->close(rig.relay->ctx, id);
	rig_wait_free(&rig, 8);
	rig_close(&rig);
	peer_close(&a);
	peer_close(&b);
}

START_TEST(passes_octet_for_octet_both_ways)
{
	uint8_t p[RIG_PACKET];
	struct addr from;
	uint8_t buf[2048];

	set_up();
	for (unsigned int i = 0; i < 50; i++) {
		make_rtp(p, sizeof(p), 0xaaaa, (uint16_t)(65520 + i));
		peer_send(&a, 0, &ours[0].rtp, p, sizeof(p));
		ck_assert_uint_eq(peer_recv(&b, 0, buf, sizeof(buf), &from), sizeof(p));
		ck_assert_mem_eq(buf, p, sizeof(p));
		ck_assert(addr_eq(&from, &ours[1].rtp));
		make_rtp(p, sizeof(p), 0xbbbb, (uint16_t)i);
		peer_send(&b, 0, &ours[1].rtp, p, sizeof(p));
		ck_assert_uint_eq(peer_recv(&a, 0, buf, sizeof(buf), &from), sizeof(p));
		ck_assert_mem_eq(buf, p, sizeof(p));
		ck_assert(addr_eq(&from, &ours[0].rtp));
	}
	tear_down();
}
END_TEST

Suite *
bridge_suite(void)
{
	const TTest *const tests[] = {
		passes_octet_for_octet_both_ways,
	};

	return suite_of("bridge", tests, ARRAY_LEN(tests));
}
