/* SPDX-License-Identifier: BSD-2-Clause */
#include "ends.h"

#include <string.h>

#include "base/attr.h"
#include "tests/unit/relay/rig.h"
#include "tests/unit/relay/suites.h"
#include "tests/unit/runner.h"

static struct ends ends;

static union sockname
name(uint16_t port)
{
	struct addr a = at("192.0.2.1", port);
	struct sockaddr_storage ss;
	union sockname ret;

	ck_assert_uint_ge(sizeof(ret), addr_to_sockaddr(&a, &ss));
	memcpy(&ret, &ss, sizeof(ret));
	return ret;
}

static void
named(uint16_t rtp, uint16_t rtcp, bool mux)
{
	const struct relay_remote remote = { at("192.0.2.1", rtp), at("192.0.2.1", rtcp), mux };

	ends_set(&ends, &remote, AF_INET);
}

static bool
is_source(enum comp comp, enum pkt_kind kind, uint16_t port)
{
	union sockname from = name(port);

	return ends_is_source(&ends, comp, kind, &from, false);
}

static bool
goes_to(enum pkt_kind kind, uint16_t port)
{
	union sockname to = name(port);

	return far_is(ends_far(&ends, COMP_RTP, kind), &to, false);
}

static bool
proves(uint32_t ssrc, uint64_t index, uint16_t port, unsigned int needed)
{
	const union sockname from = name(port);
	uint8_t p[RIG_PACKET];
	const struct packet pkt = { p, sizeof(p), PKT_RTP, COMP_RTP };

	make_rtp(p, sizeof(p), ssrc, (uint16_t)index);
	return ends_prove(&ends, COMP_RTP, &pkt, &from, index, needed);
}

START_TEST(rtp_and_rtcp_learn_each_for_itself)
{
	memset(&ends, 0, sizeof(ends));
	named(4000, 4001, false);
	ck_assert(proves(1, 7, 5000, 1));
	ck_assert(is_source(COMP_RTP, PKT_RTP, 5000));
	ck_assert(!is_source(COMP_RTP, PKT_RTP, 4000));
	ck_assert(is_source(COMP_RTCP, PKT_RTCP, 4001));
	/* DTLS and STUN are between the signalled pair. */
	ck_assert(!is_source(COMP_RTP, PKT_STUN, 5000));
	ck_assert(is_source(COMP_RTP, PKT_STUN, 4000));
	ck_assert(goes_to(PKT_RTP, 5000));
	ck_assert(goes_to(PKT_DTLS, 4000));
}
END_TEST

START_TEST(with_mux_they_share_one)
{
	memset(&ends, 0, sizeof(ends));
	named(4000, 4000, true);
	ck_assert(proves(1, 7, 5000, 1));
	ck_assert(is_source(COMP_RTCP, PKT_RTCP, 5000));
	ck_assert(is_source(COMP_RTP, PKT_RTCP, 5000));
}
END_TEST

START_TEST(the_same_name_again_keeps_what_was_learned)
{
	memset(&ends, 0, sizeof(ends));
	named(4000, 4001, false);
	ck_assert(proves(1, 7, 5000, 1));
	named(4000, 4001, false);
	ck_assert(is_source(COMP_RTP, PKT_RTP, 5000));
	named(4000, 4003, false);		/* RTCP's does not concern it */
	ck_assert(is_source(COMP_RTP, PKT_RTP, 5000));
	named(4010, 4003, false);
	ck_assert(is_source(COMP_RTP, PKT_RTP, 4010));
	ck_assert(proves(1, 8, 5000, 1));
	named(4010, 4010, true);		/* muxed from now on */
	ck_assert(is_source(COMP_RTP, PKT_RTP, 4010));
}
END_TEST

START_TEST(nowhere_learns_nothing)
{
	memset(&ends, 0, sizeof(ends));
	ck_assert(!ends_may_learn(&ends, COMP_RTP, PKT_RTP));
	named(4000, 4001, false);
	ck_assert(ends_may_learn(&ends, COMP_RTP, PKT_RTP));
	ck_assert(ends_may_learn(&ends, COMP_RTCP, PKT_RTCP));
	ck_assert(!ends_may_learn(&ends, COMP_RTP, PKT_RTCP));
	ck_assert(!ends_may_learn(&ends, COMP_RTCP, PKT_RTP));
	ck_assert(proves(1, 7, 5000, 1));
	named(0, 0, false);
	ck_assert(!ends_may_learn(&ends, COMP_RTP, PKT_RTP));
	ck_assert(!is_source(COMP_RTP, PKT_RTP, 5000));
	named(4000, 4001, false);
	ck_assert(is_source(COMP_RTP, PKT_RTP, 4000));
}
END_TEST

START_TEST(three_in_a_row_from_one_source)
{
	memset(&ends, 0, sizeof(ends));
	named(4000, 4001, false);
	ck_assert(!proves(1, 7, 5000, 3));
	ck_assert(!proves(1, 8, 5000, 3));
	ck_assert(!proves(1, 10, 5000, 3));	/* not in a row: anew */
	ck_assert(!proves(1, 11, 5000, 3));
	ck_assert(!proves(1, 12, 6000, 3));	/* from elsewhere: anew */
	ck_assert(!proves(1, 13, 6000, 3));
	ck_assert(!proves(1, 13, 5000, 3));	/* a copy: no matter */
	ck_assert(is_source(COMP_RTP, PKT_RTP, 4000));
	ck_assert(proves(1, 14, 6000, 3));
	ck_assert(is_source(COMP_RTP, PKT_RTP, 6000));
	ck_assert(!proves(1, 15, 5000, 3));
	ck_assert(!proves(2, 16, 5000, 3));	/* another SSRC: anew */
	ck_assert(!proves(2, 17, 5000, 3));
	ck_assert(proves(2, 18, 5000, 3));
}
END_TEST

Suite *
ends_suite(void)
{
	const TTest *const tests[] = {
		rtp_and_rtcp_learn_each_for_itself, with_mux_they_share_one,
		the_same_name_again_keeps_what_was_learned, nowhere_learns_nothing,
		three_in_a_row_from_one_source,
	};
	return suite_of("ends", tests, ARRAY_LEN(tests));
}
