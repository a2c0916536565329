/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_cs_iufp.c - Iu UP between the relay and a gateway, in real time
 */
#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static const struct {
	enum iufp_mode mode;
	enum iufp_role relay, gateway;
} ends[] = {
	{ IUFP_SUPPORT, IUFP_INITIATE, IUFP_RESPOND },
	{ IUFP_SUPPORT, IUFP_RESPOND, IUFP_INITIATE },
	{ IUFP_SUPPORT, IUFP_AUTO, IUFP_RESPOND },
	{ IUFP_TRANSPARENT, IUFP_AUTO, IUFP_AUTO },
};

/* Turn until the gateway's line may carry something. */
static void
wait_ready(void)
{
	while (!iuup_is_ready(&gw.leg.iuup))
		gateway_turn(&gw);
}

/* What B sends comes down, once the relay's end is ready too: until then it is dropped. */
static void
b_says(uint16_t seq)
{
	make_rtp(p, N, SSRC_B, seq);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	gateway_expect(&gw, 0, p, N);
}

START_TEST(packets_cross_whoever_initialises)
{
	set_up();
	gateway_speak_iufp(&gw, ends[_i].gateway, (struct relay_iufp){
		.mode = ends[_i].mode, .role = ends[_i].relay });
	a_says(10);
	open_cs();
	wait_ready();
	prove_cs(11);
	for (uint16_t i = 0; i < 30; i++) {
		b_says(i);
		a_says_by_cs((uint16_t)(13 + i));
	}
	ck_assert_uint_eq(rig_events(&rig, MEDIA_BEARER_DEAD), 0);
	tear_down();
}
END_TEST

/* Told once, and told again when it is mended; the PS side goes on meanwhile. */
START_TEST(a_bearer_without_an_answer_is_told_of)
{
	set_up();
	gateway_speak_iufp(&gw, IUFP_INITIATE, (struct relay_iufp){
		.mode = IUFP_SUPPORT, .role = IUFP_INITIATE, .tinit_ms = 20 });
	const struct relay_cs offer = gateway_offer(&gw);

	ck_assert_int_eq(rig.relay->cs_open(rig.relay->ctx, id, PARTY_CALLER, &offer, &cs), 0);
	ck_assert_int_eq(rig_wait_event(&rig, MEDIA_BEARER_DEAD).party, PARTY_CALLER);
	a_says(10);
	make_rtp(p, N, SSRC_B, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	rig_wait_drops(&rig, id, 0, DROP_IUFP_STATE, 1);

	gateway_start(&gw, &cs);
	gateway_wait_event(&gw, &rig, MEDIA_BEARER_READY);
	wait_ready();
	prove_cs(11);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_BEARER_DEAD), 1);
	tear_down();
}
END_TEST

START_TEST(bad_frames_are_counted_by_their_reason)
{
	uint8_t rtp[12 + 4 + 80] = { 0x80, GATEWAY_PT };

	set_up();
	gateway_speak_iufp(&gw, IUFP_INITIATE, (struct relay_iufp){
		.mode = IUFP_SUPPORT, .role = IUFP_RESPOND });
	a_says(10);
	open_cs();
	wait_ready();
	prove_cs(11);
	for (unsigned int i = 0; i < 3; i++) {
		rtp[3] = (uint8_t)i;
		rtp[12] = i == 2 ? 0xe0 : 0x01;
		rtp[14] = i == 2 ? 0x37 << 2 | 1 : 0x38 << 2;
		rtp[15] = i == 1 ? 0 : 1;
		rtp[16] = 1;
		peer_send(&gw.peer, 0, &cs.rtp, rtp, i == 1 ? 20 : sizeof(rtp));
	}
	rig_wait_drops(&rig, id, 0, DROP_IUFP_CRC, 2);
	rig_wait_drops(&rig, id, 0, DROP_SOURCE, 1);	/* a control frame of another source */
	a_says_by_cs(13);
	tear_down();
}
END_TEST

Suite *
cs_iufp_suite(void)
{
	const TTest *const tests[] = {
		a_bearer_without_an_answer_is_told_of,
		bad_frames_are_counted_by_their_reason,
	};
	Suite *suite = suite_of("cs_iufp", tests, ARRAY_LEN(tests));
	TCase *tc = tcase_create("roles");

	tcase_add_loop_test(tc, packets_cross_whoever_initialises, 0, (int)ARRAY_LEN(ends));
	suite_add_tcase(suite, tc);
	return suite;
}
