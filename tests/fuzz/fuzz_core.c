/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/fuzz/fuzz_core.c - whatever happens to calls, in whatever order
 *
 * Two octets an event: what happens, and to whom.  Calls of two parties that share two numbers
 * are made, negotiated, handed over, returned, hung up, probed and forgotten while time passes
 * and the fake relay fails now and then.  At the end nothing is open, no leg was released twice,
 * no contract of core/relay.h was broken.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "core/core.h"
#include "core/session.h"
#include "core/view.h"
#include "core/model.h"
#include "fuzz.h"
#include "tests/unit/core/fake_relay.h"

enum {
	CALLS = 3,
	LEGS = 64,			/* of one call, ever */
};

struct leg {
	bool is_used;
	bool is_over;
	bool is_reoffering;		/* session_reoffered() is due */
};

struct call {
	struct session *session;	/* NULL: none, or over */
	struct leg *ps[PARTIES];
	struct leg *cs[4];
	unsigned int n_cs;
};

struct world {
	struct fake_relay relay;
	struct signalling signalling;
	struct core *core;
	uint64_t now_us;
	struct call call[CALLS];
	struct leg leg[LEGS];
	unsigned int n_legs;
	bool no_answer, no_reoffer;
};

/* ---- the SIP layer ---- */

static int
answer_cs(void *ctx, struct leg *cs, const struct cs_answer *answer UNUSED)
{
	const struct world *w = ctx;

	FUZZ_CHECK(cs->is_used && !cs->is_over);
	return w->no_answer ? -71 : 0;
}

static void
release(void *ctx UNUSED, struct leg *leg, enum cause why UNUSED)
{
	FUZZ_CHECK(leg->is_used && !leg->is_over);
	leg->is_over = true;
}

static int
reoffer(void *ctx, struct leg *leg, const struct reoffer *what)
{
	const struct world *w = ctx;

	FUZZ_CHECK(leg->is_used && !leg->is_over && !leg->is_reoffering);
	for (unsigned int i = 0; i < what->n_formats; i++)
		FUZZ_CHECK(what->formats[i].pt < 128 && what->formats[i].name[0]);
	if (w->no_reoffer)
		return -12;
	leg->is_reoffering = true;
	return 0;
}

static void
refuse_cs(void *ctx UNUSED, struct leg *cs, enum cause why UNUSED)
{
	FUZZ_CHECK(cs->is_used && !cs->is_over);
}

static bool
reoffer_stop(void *ctx UNUSED, struct leg *leg)
{
	FUZZ_CHECK(leg->is_used && !leg->is_over && leg->is_reoffering);
	return true;
}

static void
probe(void *ctx UNUSED, struct leg *leg)
{
	FUZZ_CHECK(leg->is_used && !leg->is_over);
}

static void
ended(void *ctx UNUSED, void *user)
{
	struct call *call = user;

	FUZZ_CHECK(call->session);
	call->session = NULL;
}

static struct leg *
leg_new(struct world *w)
{
	if (w->n_legs == LEGS)
		return NULL;
	w->leg[w->n_legs].is_used = true;
	return &w->leg[w->n_legs++];
}

/* ---- descriptions ---- */

static const struct {
	enum mproto proto;
	const char *crypto;
	const char *codec;
	uint32_t rate_hz;
	uint8_t pt;
	uint16_t port;
	enum mdir dir;
} lines[] = {
	{ MPROTO_SAVP, "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	  "AMR", 8000, 97, 4000, MDIR_SENDRECV },
	{ MPROTO_SAVP, "1 AES_CM_128_HMAC_SHA1_80 inline:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
	  "AMR", 8000, 97, 4002, MDIR_SENDONLY },
	{ MPROTO_AVP, NULL, "AMR", 8000, 97, 4004, MDIR_SENDRECV },
	{ MPROTO_AVP, NULL, "CLEARMODE", 8000, 96, 4006, MDIR_SENDRECV },
	{ MPROTO_AVP, NULL, "CLEARMODE", 8000, 96, 4006, MDIR_INACTIVE },
	{ MPROTO_AVP, NULL, "PCMA", 8000, 8, 0, MDIR_SENDRECV },
	{ MPROTO_OTHER, NULL, "x", 1, 0, 9, MDIR_SENDRECV },
	{ MPROTO_AVP, NULL, "PCMU", 8000, 0, 4008, MDIR_SENDRECV },
};

static void
line_init(struct mline *line, unsigned int which, struct mformat *format, struct sdes *crypto)
{
	which %= ARRAY_LEN(lines);
	line->proto = lines[which].proto;
	line->is_refused = lines[which].port == 0;
	line->is_relayed = lines[which].port && lines[which].proto != MPROTO_OTHER;
	line->dir = lines[which].dir;
	line->rtp = (struct addr){ .ip = { 192, 0, 2, 1 }, .family = ADDR_IP4,
				   .port = lines[which].port };
	line->rtcp = addr_with_port(&line->rtp, (uint16_t)(line->rtp.port + 1));
	line->formats = format;
	line->n_formats = 1;
	format->pt = lines[which].pt;
	format->rate_hz = lines[which].rate_hz;
	format->channels = 1;
	snprintf(format->name, sizeof(format->name), "%s", lines[which].codec);
	line->crypto = crypto;
	if (lines[which].crypto) {
		FUZZ_CHECK(sdes_parse(span_of(lines[which].crypto), crypto) == 0);
		line->n_crypto = 1;
	}
}

/* One line, or with the highest bit a second one. */
static struct mdesc *
describe(uint8_t arg)
{
	unsigned int n = arg & 0x80 ? 2 : 1;
	struct mformat *formats;
	struct sdes *crypto;
	struct mdesc *mdesc;

	FUZZ_CHECK(mdesc_new(n, n, &formats, &crypto, &mdesc) == 0);
	mdesc->n_lines = n;
	for (unsigned int i = 0; i < n; i++)
		line_init(&mdesc->line[i], (arg >> 2 & 7) + i, formats + i, crypto + i);
	return mdesc;
}

/* ---- what happens ---- */

static struct leg *
some_leg(struct call *call, uint8_t arg)
{
	struct leg *all[PARTIES + 4] = { call->ps[0], call->ps[1] };

	for (unsigned int i = 0; i < call->n_cs; i++)
		all[PARTIES + i] = call->cs[i];

	struct leg *leg = all[arg % ARRAY_LEN(all)];

	return leg && !leg->is_over ? leg : NULL;
}

static void
on_new(struct world *w, struct call *call, uint8_t arg)
{
	static const struct number alice = { "358401111111" }, bob = { "358402222222" };
	struct session *before = w->call[arg % CALLS].session;
	struct call_facts facts = { .user = call, .number = { alice, bob }, .came_from = before };

	if (call->session)
		return;
	*call = (struct call){ .ps = { leg_new(w), leg_new(w) } };
	if (!call->ps[1])
		return;
	facts.leg = call->ps[0];
	if (session_new(w->core, &facts, &call->session) == CAUSE_NONE)
		session_set_leg(call->session, PARTY_CALLEE, call->ps[1]);
}

static void
on_offer(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct mdesc *mdesc = describe(arg);
	struct mpatch patch;

	if (session_offer(call->session, arg & 1, mdesc, &patch) == CAUSE_NONE)
		FUZZ_CHECK(session_has_offer(call->session) && patch.n_lines == mdesc->n_lines);
	mdesc_free(mdesc);
}

static void
on_answer(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct mdesc *mdesc = describe(arg);
	struct mpatch patch;

	(void)!session_answer(call->session, arg & 1, mdesc, arg & 2, &patch);
	mdesc_free(mdesc);
}

static void
on_offer_failed(struct world *w UNUSED, struct call *call, uint8_t arg UNUSED)
{
	session_offer_failed(call->session);
	FUZZ_CHECK(!session_has_offer(call->session));
}

static void
on_confirmed(struct world *w UNUSED, struct call *call, uint8_t arg UNUSED)
{
	session_confirmed(call->session);
}

static void
on_bye(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	const struct reasons reasons = { arg & 0x40 ? 503 : 0, arg & 0x80 ? 16 : 0 };
	struct leg *leg = some_leg(call, arg & 0x3f);

	if (!leg)
		return;
	leg->is_over = true;
	session_bye(call->session, leg, &reasons);
}

static void
on_dead(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = some_leg(call, arg);

	if (!leg)
		return;
	leg->is_over = true;
	session_leg_dead(call->session, leg);
}

static void
on_probed(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = some_leg(call, arg & 0x7f);

	if (leg)
		session_probed(call->session, leg, arg & 0x80);
}

static void
on_ack(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = some_leg(call, arg);

	if (leg)
		session_cs_confirmed(call->session, leg);
}

static struct call *
call_of(struct world *w, const struct session *session)
{
	for (unsigned int i = 0; i < CALLS; i++) {
		if (w->call[i].session == session)
			return &w->call[i];
	}
	return NULL;
}

static void
on_stn_sr(struct world *w, struct call *call UNUSED, uint8_t arg)
{
	struct mdesc *mdesc = describe(arg);
	struct transfer_ask ask = { .cs = leg_new(w), .offer = mdesc };
	struct session *session;
	enum party party;

	snprintf(ask.number.digits, sizeof(ask.number.digits), "35840%s",
		 arg & 1 ? "1111111" : "2222222");
	if (ask.cs && transfer_ask(w->core, &ask, &session, &party) == CAUSE_NONE) {
		struct call *moved = call_of(w, session);

		FUZZ_CHECK(moved);
		moved->cs[moved->n_cs++ % ARRAY_LEN(moved->cs)] = ask.cs;
		if (moved->n_cs > ARRAY_LEN(moved->cs))
			moved->n_cs = ARRAY_LEN(moved->cs);
		if (!session->side[party].asking)
			transfer_answered(session, party, arg);
	}
	mdesc_free(mdesc);
}

/* A re-INVITE, done as the core says. */
static void
on_re_invite(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = some_leg(call, arg & 3);
	struct mdesc *mdesc = describe(arg);
	struct cs_answer answer;
	bool tell;
	enum mdir dir;

	if (leg) {
		switch (session_renego(call->session, leg, arg & 0x40)) {
		case RENEGO_LOCAL:
			(void)!session_local_offer(call->session, leg == call->ps[1], mdesc);
			break;
		case RENEGO_RETURN:
			(void)!session_return(call->session, leg, arg & 0x20 ? mdesc : NULL);
			break;
		case RENEGO_MSC:
			if (session_msc_offer(call->session, leg, mdesc, &answer, &tell, &dir) ==
			    CAUSE_NO_CODEC)
				(void)!session_msc_change(call->session, leg, mdesc);
			else if (arg & 0x20)
				session_msc_cancelled(call->session, leg);
			break;
		default:
			break;
		}
		(void)session_must_refresh(call->session, leg);
	}
	mdesc_free(mdesc);
}

/* The other party of whoever wants to move has answered. */
static void
on_reoffered(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = call->ps[arg & 1];
	struct mdesc *mdesc = describe(arg);

	if (!leg->is_over && leg->is_reoffering) {
		leg->is_reoffering = false;
		session_reoffered(call->session, leg, arg & 2 ? NULL : mdesc);
	}
	mdesc_free(mdesc);
}

static void
on_time(struct world *w, struct call *call UNUSED, uint8_t arg)
{
	w->now_us += UINT64_C(1000) * (1u << arg % 17);
	core_turn(w->core, w->now_us);
	FUZZ_CHECK(core_next_us(w->core) > w->now_us);
}

static void
on_media(struct world *w, struct call *call, uint8_t arg)
{
	struct fake_anchor *anchor = fake_relay_of(&w->relay, session_id(call->session));
	struct media_event event = { .kind = arg % 3, .party = arg >> 7, .gap_us = arg };

	FUZZ_CHECK(anchor);
	event.anchor = anchor->id;
	anchor->line[0].stats.from[0].packets += arg & 1;
	core_on_media(w->core, &event);
}

static void
on_leg_gone(struct world *w UNUSED, struct call *call, uint8_t arg)
{
	struct leg *leg = some_leg(call, arg);

	if (!leg)
		return;
	leg->is_over = true;
	session_leg_gone(call->session, leg);
}

static void
on_failed(struct world *w UNUSED, struct call *call, uint8_t arg UNUSED)
{
	session_failed(call->session, CAUSE_CANCELLED);
}

static void
on_view(struct world *w, struct call *call, uint8_t arg)
{
	static struct view_session views[CALLS];

	FUZZ_CHECK(core_view(w->core, arg % 4, CALLS, views) <= CALLS);
	FUZZ_CHECK(core_view_one(w->core, session_id(call->session), views));
	FUZZ_CHECK(views[0].n_media <= MDESC_LINES_MAX);
}

/* Ports run out, the MSC hangs up too early. */
static void
on_weather(struct world *w, struct call *call UNUSED, uint8_t arg)
{
	w->relay.fail_line_open = arg & 1 ? 28 : 0;
	w->relay.fail_cs_open = arg & 2 ? 28 : 0;
	w->relay.fail_open = arg & 4 ? 28 : 0;
	w->no_answer = arg & 8;
	w->no_reoffer = arg & 16;
}

static const struct {
	void (*happen)(struct world *w, struct call *call, uint8_t arg);
	bool needs_session;
} events[] = {
	{ on_new, false },	{ on_offer, true },	{ on_answer, true },
	{ on_confirmed, true },	{ on_stn_sr, false },	{ on_ack, true },
	{ on_bye, true },	{ on_dead, true },	{ on_re_invite, true },
	{ on_time, false },	{ on_media, true },	{ on_leg_gone, true },
	{ on_probed, true },	{ on_failed, true },	{ on_offer_failed, true },
	{ on_view, true },	{ on_weather, false },	{ on_reoffered, true },
};

static void
world_init(struct world *w)
{
	static const struct core_config config = {
		.ring_ms = 60000,
		.source_wait_ms = 3000,
		.source_release_ms = 8000,
		.reoffer_wait_ms = 3000,
		.guard_ms = 30000,
	};

	memset(w, 0, sizeof(*w));
	fake_relay_init(&w->relay);
	w->signalling = (struct signalling){ w, answer_cs, release, reoffer, refuse_cs, reoffer_stop, probe, ended };
	w->now_us = 1000;
	FUZZ_CHECK(core_new(&config, &w->signalling, &w->relay.relay, w->now_us, &w->core) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world w;

	log_level_set(LOGL_ERROR);
	world_init(&w);
	for (size_t i = 0; i + 1 < size && i < 400; i += 2) {
		unsigned int what = data[i] % 32 % ARRAY_LEN(events);
		struct call *call = &w.call[data[i] / 32 % CALLS];

		if (call->session || !events[what].needs_session)
			events[what].happen(&w, call, data[i + 1]);
	}
	w.core = core_free(w.core);
	FUZZ_CHECK(fake_relay_open_things(&w.relay) == 0);
	FUZZ_CHECK(w.relay.n_breaches == 0);
	for (unsigned int i = 0; i < CALLS; i++)
		FUZZ_CHECK(!w.call[i].session);
	return 0;
}
