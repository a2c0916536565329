/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/relay/test_cs_plain.c - bearers of whole packets
 */
#include <string.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "tests/unit/relay/moving.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

START_TEST(transparent_changes_no_octet)
{
	uint8_t rtcp[40];

	set_up();
	a_says(65535);
	open_plain(BEARER_TRANSPARENT, false);
	for (unsigned int i = 0; i < 2; i++) {
		ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
		make_rtp(p, N, SSRC_A, (uint16_t)i);
		p[1] = 0xe3;	/* marker, an unknown type */
		peer_send(&gw.peer, 0, &cs.rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	make_rtcp(rtcp, sizeof(rtcp), SSRC_A, 1);
	peer_send(&gw.peer, 1, &cs.rtcp, rtcp, sizeof(rtcp));
	peer_expect(&b, 1, rtcp, sizeof(rtcp));
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&gw.peer, 0, p, N);
	ck_assert(peer_is_empty(&a, 0));
	p[0] = 22;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 1);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_NOT_RTP, 2);
	tear_down();
}
END_TEST

START_TEST(transparent_is_believed_like_frames_are)
{
	set_up();
	a_says(100);
	open_plain(BEARER_TRANSPARENT, true);
	/* A stranger's, the same one twice, and one from before. */
	for (unsigned int i = 0; i < 3; i++) {
		make_rtp(p, N, 0x99, (uint16_t)(101 + i));
		peer_send(&gw.peer, 0, &cs.rtp, p, N);
		peer_expect(&b, 0, p, N);
	}
	make_rtp(p, N, SSRC_A, 101);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	p[30] ^= 1;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	make_rtp(p, N, SSRC_A, 20);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_poll(&rig);
	ck_assert_uint_eq(rig_events(&rig, MEDIA_AUTHENTIC), 0);
	make_rtp(p, N, SSRC_A, 102);
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, p, N);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	tear_down();
}
END_TEST

START_TEST(speech_translates_payload_types_both_ways)
{
	uint8_t want[N], rtcp[40];

	set_up();
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &plain), 0);
	a_says(10);
	open_plain(BEARER_SPEECH, false);
	/* Up: the MSC's 8 is B's 96, with or without marker. */
	make_rtp(p, N, 0x5555, 1);
	memcpy(want, p, N);
	p[1] = 0x80 | 8;
	want[1] = 0x80 | 96;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, want, N);
	rig_wait_event(&rig, MEDIA_AUTHENTIC);
	p[1] = 101;
	want[1] = 97;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	peer_expect(&b, 0, want, N);
	/* Down. */
	peer_send(&b, 0, &ours[1].rtp, want, N);
	peer_expect(&gw.peer, 0, p, N);
	/* RTCP passes; a type that nobody agreed on does not. */
	make_rtcp(rtcp, sizeof(rtcp), 0x5555, 1);
	peer_send(&gw.peer, 1, &cs.rtcp, rtcp, sizeof(rtcp));
	peer_expect(&b, 1, rtcp, sizeof(rtcp));
	peer_send(&b, 1, &ours[1].rtcp, rtcp, sizeof(rtcp));
	peer_expect(&gw.peer, 1, rtcp, sizeof(rtcp));
	p[1] = 3;
	peer_send(&gw.peer, 0, &cs.rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 1);
	peer_send(&b, 0, &ours[1].rtp, p, N);
	rig_wait_drops(&rig, id, 0, DROP_PAYLOAD_TYPE, 2);
	tear_down();
}
END_TEST

/* While both are sent to, the old side gets the other party's types and the new one the MSC's. */
START_TEST(speech_goes_to_both_each_in_its_own_types)
{
	uint8_t want[N];

	set_up();
	ck_assert_int_eq(rig.relay->line_indicate(rig.relay->ctx, id, 0, &plain), 0);
	open_plain(BEARER_SPEECH, false);
	make_rtp(p, N, SSRC_B, 1);
	memcpy(want, p, N);
	want[1] = 8;
	peer_send(&b, 0, &ours[1].rtp, p, N);
	peer_expect(&a, 0, p, N);
	peer_expect(&gw.peer, 0, want, N);

	struct relay_stats stats;

	do
		ck_assert_int_eq(rig.relay->stats(rig.relay->ctx, id, 0, &stats), 0);
	while (!stats.from[PARTY_CALLEE].packets);
	ck_assert_uint_eq(stats.from[PARTY_CALLEE].packets, 1);
	tear_down();
}
END_TEST

Suite *
cs_plain_suite(void)
{
	const TTest *const tests[] = {
		transparent_changes_no_octet,
		transparent_is_believed_like_frames_are,
		speech_translates_payload_types_both_ways,
		speech_goes_to_both_each_in_its_own_types,
	};

	return suite_of("cs_plain", tests, ARRAY_LEN(tests));
}
