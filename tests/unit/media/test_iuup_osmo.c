/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/media/test_iuup_osmo.c - our Iu UP judged by somebody else's
 *
 * An instance of libosmocore's osmo_iuup at the other end.  It knows initialisation in both roles,
 * both mode versions and user data of types 0 and 1; rate control, time alignment and error events
 * it only logs, so these are judged by tshark (bench/iuup).
 */
#include <osmocom/core/logging.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/select.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/timer.h>
#include <osmocom/gsm/iuup.h>
#include <osmocom/gsm/prim.h>
#include <string.h>

#include "base/attr.h"
#include "media/iuup.h"
#include "tests/unit/media/line.h"
#include "tests/unit/media/suites.h"
#include "tests/unit/runner.h"

enum {
	MS = 1000,
	SDU_MAX = 80,
	ROUNDS = 300,
	WIRE_MAX = 8,
	PRIM_OCTETS = 4096,
};

static struct iuup u;
static struct iuup_stats stats;
static struct iuup_in in;
static uint64_t now_us;

/* What libosmocore has sent, and what it has handed up. */
static struct {
	size_t n;
	struct {
		size_t n;
		uint8_t p[512];
	} frame[WIRE_MAX];
} wire;

static struct {
	unsigned int n, inits, errors;
	struct osmo_iuup_rnl_data head;
	struct osmo_iuup_rnl_status init;
	size_t sdu_n;
	uint8_t sdu[SDU_MAX];
} up;

static void *ctx;
static struct osmo_iuup_instance *osmo;

static int
on_wire(struct osmo_prim_hdr *oph, void *arg)
{
	ck_assert_uint_lt(wire.n, WIRE_MAX);
	wire.frame[wire.n].n = msgb_l2len(oph->msg);
	memcpy(wire.frame[wire.n].p, msgb_l2(oph->msg), msgb_l2len(oph->msg));
	wire.n++;
	msgb_free(oph->msg);
	return 0;
}

static int
on_user(struct osmo_prim_hdr *oph, void *arg)
{
	const struct osmo_iuup_rnl_prim *irp = (const struct osmo_iuup_rnl_prim *)oph;

	if (oph->primitive == OSMO_IUUP_RNL_DATA) {
		up.n++;
		up.head = irp->u.data;
		up.sdu_n = msgb_l3len(oph->msg);
		ck_assert_uint_le(up.sdu_n, sizeof(up.sdu));
		memcpy(up.sdu, msgb_l3(oph->msg), up.sdu_n);
	} else if (irp->u.status.procedure == IUUP_PROC_INIT) {
		up.inits++;
		up.init = irp->u.status;
	} else {
		up.errors++;
	}
	msgb_free(oph->msg);
	return 0;
}

static void
begin(void)
{
	static const struct log_info none = { 0 };

	ctx = talloc_named_const(NULL, 0, "iuup");
	ck_assert_int_eq(log_init(&none, ctx), 0);	/* and no target: it logs much */
	memset(&wire, 0, sizeof(wire));
	memset(&up, 0, sizeof(up));
	memset(&stats, 0, sizeof(stats));
	memset(&in, 0, sizeof(in));
	now_us = 1000 * MS;
	osmo = osmo_iuup_instance_alloc(ctx, "peer");
	osmo_iuup_instance_set_user_prim_cb(osmo, on_user, NULL);
	osmo_iuup_instance_set_transport_prim_cb(osmo, on_wire, NULL);
}

static void
end(void)
{
	osmo_iuup_instance_free(osmo);
	log_fini();
	talloc_free(ctx);
}

static void
configure(bool is_active, uint16_t versions, uint8_t pdu_type, uint16_t bits)
{
	struct osmo_iuup_rnl_prim *irp = osmo_iuup_rnl_prim_alloc(ctx, OSMO_IUUP_RNL_CONFIG,
								  PRIM_OP_REQUEST, PRIM_OCTETS);

	irp->u.config = (struct osmo_iuup_rnl_config){
		.active = is_active,
		.data_pdu_type = pdu_type,
		.supported_versions_mask = versions,
		.num_rfci = 1,
		.num_subflows = 1,
		.IPTIs_present = true,
		.rfci = { { .used = 1, .id = 6, .IPTI = 1, .subflow_sizes = { bits } } },
		.t_init = { .t_ms = 100, .n_max = 3 },
		.t_ta = { .t_ms = 100, .n_max = 1 },
		.t_rc = { .t_ms = 100, .n_max = 1 },
	};
	ck_assert_int_eq(osmo_iuup_rnl_prim_down(osmo, irp), 0);
}

static void
we_start(enum iufp_role role, unsigned int ptime_ms)
{
	const struct iuup_spec spec = { .mode = IUFP_SUPPORT, .role = role, .ptime_ms = ptime_ms };

	ck_assert_int_eq(iuup_init(&u, &spec, &stats), 0);
	iuup_start(&u, now_us);
}

static void
to_osmo(const uint8_t *p, size_t n)
{
	struct osmo_iuup_tnl_prim *itp = osmo_iuup_tnl_prim_alloc(ctx, OSMO_IUUP_TNL_UNITDATA,
								  PRIM_OP_INDICATION, PRIM_OCTETS);

	itp->oph.msg->l2h = msgb_put(itp->oph.msg, (unsigned int)n);
	memcpy(itp->oph.msg->l2h, p, n);
	(void)osmo_iuup_tnl_prim_up(osmo, itp);
}

/* All control frames of both, until neither says more. */
static void
talk(void)
{
	uint8_t out[IUUP_CONTROL_MAX];
	size_t n, taken = 0;

	do {
		while ((n = iuup_tick(&u, now_us, out)))
			to_osmo(out, n);
		for (; taken < wire.n; taken++)
			(void)iuup_recv(&u, &in, now_us, wire.frame[taken].p,
					wire.frame[taken].n);
	} while (u.n_answers > 0);
	wire.n = 0;
}

static void
dice_sdu(uint64_t *seed, uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)dice(seed);
}

/* Octets of ours come out there as they went in, numbered and classified. */
static void
send_there(size_t n, uint8_t rfci)
{
	uint8_t frame[IUUP_HEAD_MAX + SDU_MAX], sdu[SDU_MAX];
	uint64_t seed = 8;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		dice_sdu(&seed, sdu, n);
		memcpy(frame + iuup_head(&u), sdu, n);
		iuup_seal(&u, frame, n);
		to_osmo(frame, iuup_head(&u) + n);
		ck_assert_uint_eq(up.n, i + 1);
		ck_assert_uint_eq(up.head.frame_nr, i % 16);
		ck_assert_uint_eq(up.head.rfci, rfci);
		ck_assert_uint_eq(up.head.fqc, 0);
		ck_assert_uint_eq(up.sdu_n, n);
		ck_assert_mem_eq(up.sdu, sdu, n);
	}
}

static void
osmo_send(uint8_t rfci, uint8_t fn, uint8_t fqc, const uint8_t *sdu, size_t n)
{
	struct osmo_iuup_rnl_prim *irp = osmo_iuup_rnl_prim_alloc(ctx, OSMO_IUUP_RNL_DATA,
								  PRIM_OP_REQUEST, PRIM_OCTETS);

	irp->u.data = (struct osmo_iuup_rnl_data){ .rfci = rfci, .frame_nr = fn, .fqc = fqc };
	irp->oph.msg->l3h = msgb_put(irp->oph.msg, (unsigned int)n);
	memcpy(irp->oph.msg->l3h, sdu, n);
	wire.n = 0;
	ck_assert_int_eq(osmo_iuup_rnl_prim_down(osmo, irp), 0);
	ck_assert_uint_eq(wire.n, 1);
}

static struct iuup_piece
take_wire(void)
{
	return iuup_recv(&u, &in, now_us, wire.frame[0].p, wire.frame[0].n);
}

static void
send_here(size_t n, uint8_t rfci)
{
	uint8_t sdu[SDU_MAX];
	uint64_t seed = 9;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		dice_sdu(&seed, sdu, n);
		osmo_send(rfci, i % 16, 0, sdu, n);

		struct iuup_piece p = take_wire();

		ck_assert_int_eq(p.what, IUUP_OCTETS);
		ck_assert(!p.is_after_gap);
		ck_assert_uint_eq(p.n, n);
		ck_assert_mem_eq(p.octets, sdu, n);
	}
}

static const struct {
	uint16_t versions;
	uint8_t pdu_type;
	uint16_t bits;
	uint8_t version;
} cases[] = {
	{ 0x0001, 0, 640, 0 }, { 0x0002, 1, 640, 1 }, { 0x0003, 0, 320, 1 }, { 0x0003, 1, 320, 1 },
};

START_TEST(they_answer_our_initialisation)
{
	begin();
	configure(false, cases[_i].versions, 1, 0);
	we_start(IUFP_INITIATE, cases[_i].bits / 64);
	talk();
	ck_assert(iuup_is_ready(&u));
	ck_assert_uint_eq(u.version, cases[_i].version);
	ck_assert_uint_eq(up.inits, 1);
	ck_assert_uint_eq(up.init.u.initialization.mode_version, cases[_i].version);
	ck_assert_uint_eq(up.init.u.initialization.data_pdu_type, 0);
	ck_assert_uint_eq(up.init.u.initialization.num_rfci, 1);
	ck_assert_uint_eq(up.init.u.initialization.num_subflows, 1);
	ck_assert_uint_eq(up.init.u.initialization.rfci[0].subflow_sizes[0], cases[_i].bits);
	send_there(cases[_i].bits / 8, 0);
	send_here(cases[_i].bits / 8, 0);
	end();
}
END_TEST

START_TEST(we_answer_their_initialisation)
{
	begin();
	we_start(_i % 2 ? IUFP_AUTO : IUFP_RESPOND, 10);
	configure(true, cases[_i].versions, cases[_i].pdu_type, cases[_i].bits);
	talk();
	ck_assert(iuup_is_ready(&u));
	ck_assert_uint_eq(u.version, cases[_i].version);
	ck_assert_uint_eq(u.pdu_type, cases[_i].pdu_type);
	ck_assert_uint_eq(iuup_octets(&u), cases[_i].bits / 8);
	send_there(cases[_i].bits / 8, 6);
	send_here(cases[_i].bits / 8, 6);
	ck_assert_uint_eq(up.errors, 0);
	end();
}
END_TEST

/* Their TINIT: the first is lost, the second answered. */
START_TEST(they_repeat_what_is_not_answered)
{
	begin();
	osmo_gettimeofday_override = true;
	osmo_clock_override_enable(CLOCK_MONOTONIC, true);
	we_start(IUFP_RESPOND, 10);
	configure(true, 3, 1, 640);
	ck_assert_uint_eq(wire.n, 1);
	wire.n = 0;
	osmo_clock_override_add(CLOCK_MONOTONIC, 0, 150 * 1000 * 1000);
	osmo_gettimeofday_override_add(0, 150 * 1000);
	(void)osmo_select_main(1);
	ck_assert_uint_eq(wire.n, 1);
	talk();
	ck_assert(iuup_is_ready(&u));
	send_here(SDU_MAX, 6);
	end();
	osmo_clock_override_enable(CLOCK_MONOTONIC, false);
	osmo_gettimeofday_override = false;
}
END_TEST

/* A size we do not carry: our NACKs are understood, and they give up in the end. */
START_TEST(they_understand_a_refusal)
{
	begin();
	we_start(IUFP_RESPOND, 10);
	configure(true, 3, 1, 244);
	for (int i = 0; i < 8; i++)
		talk();
	ck_assert(!iuup_is_ready(&u));
	ck_assert_uint_eq(counter_get(&stats.nacks_out), 4);
	ck_assert_uint_eq(up.errors, 1);
	end();
}
END_TEST

/* Bits that the line turns: seen here as there. */
START_TEST(wrong_crcs_are_seen_at_both_ends)
{
	uint8_t frame[IUUP_HEAD_MAX + SDU_MAX], sdu[SDU_MAX] = { 1 };

	begin();
	configure(false, 3, 1, 0);
	we_start(IUFP_INITIATE, 10);
	talk();
	memset(frame, 0x55, sizeof(frame));
	iuup_seal(&u, frame, SDU_MAX);
	for (size_t bit = 0; bit < sizeof(frame) * 8; bit++) {
		frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
		to_osmo(frame, sizeof(frame));
		frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert_uint_eq(up.n, 0);

	osmo_send(0, 0, 0, sdu, sizeof(sdu));
	for (size_t bit = 0; bit < wire.frame[0].n * 8; bit++) {
		wire.frame[0].p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_int_eq(take_wire().what, IUUP_LOST);
		wire.frame[0].p[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert_uint_eq(counter_get(&stats.header_crc), 22);
	ck_assert_uint_eq(counter_get(&stats.payload_crc), wire.frame[0].n * 8 - 22);
	ck_assert_int_eq(take_wire().what, IUUP_OCTETS);
	osmo_send(0, 1, IUUP_FQC_FRAME_BAD, sdu, sizeof(sdu));
	ck_assert_int_eq(take_wire().what, IUUP_LOST);
	ck_assert_uint_eq(counter_get(&stats.bad), 1);
	end();
}
END_TEST

Suite *
iuup_osmo_suite(void)
{
	Suite *suite = suite_create("iuup_osmo");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, they_answer_our_initialisation, 0, (int)ARRAY_LEN(cases));
	tcase_add_loop_test(tc, we_answer_their_initialisation, 0, (int)ARRAY_LEN(cases));
	tcase_add_test(tc, they_repeat_what_is_not_answered);
	tcase_add_test(tc, they_understand_a_refusal);
	tcase_add_test(tc, wrong_crcs_are_seen_at_both_ends);
	suite_add_tcase(suite, tc);
	return suite;
}
