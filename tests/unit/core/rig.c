/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/core/rig.c - a core between two fakes
 */
#include "tests/unit/core/rig.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

const struct told savp_a = { MPROTO_SAVP, KEY_A, CODECS, 4000, MDIR_SENDRECV, MKIND_AUDIO };
const struct told savp_b = { MPROTO_SAVP, KEY_B, CODECS, 5000, MDIR_SENDRECV, MKIND_AUDIO };
const struct told avp_a = { MPROTO_AVP, NULL, CODECS "|PCMA/8000/8", 4000, MDIR_SENDRECV, MKIND_AUDIO };
const struct told avp_b = { MPROTO_AVP, NULL, CODECS, 5000, MDIR_SENDRECV, MKIND_AUDIO };
const struct told msc_data = { MPROTO_AVP, NULL, "CLEARMODE/8000/96|AMR/8000/98", 6000, MDIR_SENDRECV,
			       MKIND_AUDIO };
const struct told msc_speech = { MPROTO_AVP, NULL, "AMR/8000/98|telephone-event/8000/99", 6000,
				 MDIR_SENDRECV, MKIND_AUDIO };
const struct told msc_pcmu = { MPROTO_AVP, NULL, "PCMU/8000/0|telephone-event/8000/99", 6000,
			       MDIR_SENDRECV, MKIND_AUDIO };
const struct told msc_pcma = { MPROTO_AVP, NULL, "PCMA/8000/8|telephone-event/8000/99", 6000,
			       MDIR_SENDRECV, MKIND_AUDIO };

void
rig_init(struct rig *rig)
{
	fake_relay_init(&rig->relay);
	fake_signalling_init(&rig->sig);
	rig->now_us = 1000000;
	rig->config = (struct core_config){
		.ring_ms = RIG_RING_MS,
		.source_wait_ms = RIG_SOURCE_WAIT_MS,
		.source_release_ms = RIG_SOURCE_RELEASE_MS,
		.reoffer_wait_ms = RIG_REOFFER_WAIT_MS,
		.guard_ms = RIG_GUARD_MS,
	};
	ck_assert_int_eq(core_new(&rig->config, &rig->sig.signalling, &rig->relay.relay,
				  rig->now_us,
				  &rig->core), 0);
}

void
rig_fini(struct rig *rig)
{
	for (unsigned int k = 0; k < KEYINGS; k++)
		ck_assert_uint_le(counter_get(&rig->core->counts.secure[k]), FAKE_ANCHORS_MAX);
	core_shutdown(rig->core);
	ck_assert_uint_eq(core_sessions(rig->core), 0);
	ck_assert_uint_eq(counter_get(&rig->core->counts.degraded), 0);
	for (unsigned int k = 0; k < KEYINGS; k++)
		ck_assert_uint_eq(counter_get(&rig->core->counts.secure[k]), 0);
	ck_assert_uint_eq(map_count(&rig->core->by_anchor), 0);
	ck_assert_uint_eq(map_count(&rig->core->corr.numbers), 0);
	ck_assert_uint_eq(core_next_us(rig->core), UINT64_MAX);
	rig->core = core_free(rig->core);
	ck_assert_uint_eq(fake_relay_open_things(&rig->relay), 0);
	ck_assert_uint_eq(rig->relay.n_breaches, 0);
	ck_assert_uint_eq(rig->sig.n_breaches, 0);
}

void
rig_pass_ms(struct rig *rig, uint64_t ms)
{
	uint64_t until_us = rig->now_us + ms * 1000;

	while (rig->now_us < until_us) {
		uint64_t next_us = core_next_us(rig->core);

		rig->now_us = next_us > rig->now_us && next_us < until_us ? next_us : until_us;
		core_turn(rig->core, rig->now_us);
	}
}

/* ---- descriptions ---- */

static void
fill_formats(struct mline *line, const char *codecs)
{
	char copy[256], *save = NULL;

	snprintf(copy, sizeof(copy), "%s", codecs);
	for (char *c = strtok_r(copy, "|", &save); c; c = strtok_r(NULL, "|", &save)) {
		struct mformat *f = &line->formats[line->n_formats++];
		unsigned int pt;

		f->channels = 1;
		ck_assert_int_ge(sscanf(c, "%31[^/]/%u/%u/%255[^|]", f->name, &f->rate_hz, &pt,
					f->fmtp), 3);
		f->pt = (uint8_t)pt;
	}
}

static void
fill_crypto(struct mline *line, const char *crypto)
{
	struct span rest = span_of(crypto), one;

	while (span_cut(&rest, '\n', &one))
		ck_assert_int_eq(sdes_parse(one, &line->crypto[line->n_crypto++]), 0);
}

struct mdesc *
rig_mdesc(const struct told *told, unsigned int n)
{
	enum { FORMATS = 8, CRYPTO = 4 };
	struct mformat *formats;
	struct sdes *crypto;
	struct mdesc *mdesc;

	ck_assert_int_eq(mdesc_new(FORMATS * n, CRYPTO * n, &formats, &crypto, &mdesc), 0);
	mdesc->n_lines = n;
	for (unsigned int i = 0; i < n; i++) {
		struct mline *line = &mdesc->line[i];
		const struct addr at = { .ip = { 192, 0, 2, 1 }, .family = ADDR_IP4,
					 .port = told[i].port };

		line->kind = told[i].kind;
		line->proto = told[i].proto;
		line->is_refused = told[i].port == 0;
		line->is_relayed = told[i].port && told[i].proto != MPROTO_OTHER;
		line->dir = told[i].dir;
		line->rtp = at;
		line->rtcp = addr_with_port(&at, (uint16_t)(at.port + 1));
		line->formats = formats + FORMATS * i;
		line->crypto = crypto + CRYPTO * i;
		fill_formats(line, told[i].codecs);
		fill_crypto(line, told[i].crypto);
	}
	return mdesc;
}

/* ---- calls ---- */

static struct number
number_of(const char *digits)
{
	struct number number;

	snprintf(number.digits, sizeof(number.digits), "%s", digits);
	return number;
}

enum cause
rig_new(struct rig *rig, struct call *call)
{
	const struct call_facts facts = {
		.user = call,
		.leg = &call->a,
		.number = { number_of(ALICE), number_of(BOB) },
		.identity = { "sip:alice@example.org", "sip:bob@example.org" },
		.icid = "icid-1",
	};

	*call = (struct call){
		.a.name = "a", .b.name = "b", .cs.name = "cs", .cs2.name = "cs2",
	};

	enum cause cause = session_new(rig->core, &facts, &call->session);

	if (!cause)
		call->id = session_id(call->session);
	return cause;
}

enum cause
rig_offer(struct call *call, enum party from, const struct told *told)
{
	struct mdesc *mdesc = rig_mdesc(told, 1);
	struct mpatch patch;
	enum cause cause = session_offer(call->session, from, mdesc, &patch);

	mdesc_free(mdesc);
	return cause;
}

enum cause
rig_answer(struct call *call, enum party from, const struct told *told, bool is_final)
{
	struct mdesc *mdesc = rig_mdesc(told, 1);
	struct mpatch patch;
	enum cause cause = session_answer(call->session, from, mdesc, is_final, &patch);

	mdesc_free(mdesc);
	return cause;
}

void
rig_call(struct rig *rig, struct call *call, const struct told *offer, const struct told *answer)
{
	ck_assert_int_eq(rig_new(rig, call), CAUSE_NONE);
	ck_assert_int_eq(rig_offer(call, PARTY_CALLER, offer), CAUSE_NONE);
	session_set_leg(call->session, PARTY_CALLEE, &call->b);
	ck_assert_int_eq(rig_answer(call, PARTY_CALLEE, answer, true), CAUSE_NONE);
	session_confirmed(call->session);
}

enum cause
rig_transfer(struct rig *rig, const char *number, struct leg *cs, const struct told *told)
{
	struct mdesc *offer = told ? rig_mdesc(told, 1) : NULL;
	const struct transfer_ask ask = { .cs = cs, .number = number_of(number), .offer = offer };
	struct session *session;
	enum party party;
	enum cause cause = transfer_ask(rig->core, &ask, &session, &party);

	if (!cause && cs->n_answers)
		transfer_answered(session, party, 1200);
	mdesc_free(offer);
	return cause;
}

void
rig_reoffered(struct call *call, struct leg *leg, const struct told *answer)
{
	struct mdesc *mdesc = answer ? rig_mdesc(answer, 1) : NULL;

	ck_assert(leg->is_reoffering);
	leg->is_reoffering = false;
	session_reoffered(call->session, leg, mdesc);
	mdesc_free(mdesc);
}

void
rig_bye(struct call *call, struct leg *leg, unsigned int sip_cause, unsigned int q850_cause)
{
	const struct reasons reasons = { sip_cause, q850_cause };

	session_bye(call->session, leg, &reasons);
}

bool
rig_is_up(struct rig *rig, const struct call *call)
{
	return map_find(&rig->core->by_id, &call->id, sizeof(call->id));
}

const char *
rig_state(const struct call *call, enum party party)
{
	return fsm_state_name(&transfer_fsm, call->session->side[party].state);
}
