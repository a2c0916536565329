/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup.c - one end of an Iu UP bearer: its states, its user data
 *
 * The control procedures of the peer are in iuup_control.c.
 *
 * Standards   TS 25.415 clauses 5, 6.5.1, 6.5.2, 6.7 and annex B.
 */
#include "iuup.h"

#include <errno.h>
#include <string.h>

enum {
	US_A_MS = 1000,
	OCTETS_A_MS = 8,		/* 64 kbit/s */
};

/* ---- the machine ---- */

enum { TMR_NONE, TMR_AUTO, TMR_WAIT, TMR_INIT, TIMERS };

static int
ask(void *self)
{
	struct iuup *u = self;

	u->n_asked = 1;
	u->init_fn = u->control_fn;
	u->control_fn = (uint8_t)((u->control_fn + 1) % IUUP_CONTROL_FNS);
	u->owes_init = true;
	return 0;
}

/* The same frame again (clause 6.5.2.2), until there is no use in it. */
static int
ask_again(void *self)
{
	struct iuup *u = self;

	if (u->n_asked > IUUP_NINIT) {
		(void)iuup_step(u, ON_GIVE_UP);
		return 0;
	}
	u->n_asked++;
	u->owes_init = true;
	return 0;
}

static void
agree(struct iuup *u, const struct iuup_choice *choice)
{
	u->agreed = *choice;
	u->owes_init = false;
	u->n_agreed++;
	u->fn = 0;
	u->aligned_us = 0;
	u->shift_us = 0;
}

static int
adopt_ours(void *self)
{
	struct iuup *u = self;

	u->version = u->heard_version;
	u->pdu_type = IUUP_DATA_CRC;
	agree(u, &u->proposed);
	return 0;
}

static int
adopt_theirs(void *self)
{
	struct iuup *u = self;

	u->version = u->heard_version;
	u->pdu_type = u->heard_pdu;
	agree(u, &u->heard);
	return 0;
}

static int
give_up(void *self)
{
	struct iuup *u = self;

	u->owes_init = false;
	counter_add_owner(&u->stats->failed, 1);
	return 0;
}

/* clang-format off */
static const struct fsm_state states[] = {
	[IUUP_NULL]		 = { "null",		  TMR_NONE },
	[IUUP_TRANSPARENT_READY] = { "transparent-ready", TMR_NONE },	/* no frames, only octets    */
	[IUUP_LISTENING]	 = { "listening",	  TMR_AUTO },	/* the peer may begin         */
	[IUUP_WAITING]		 = { "waiting",		  TMR_WAIT },	/* the peer must begin        */
	[IUUP_ASKING]		 = { "asking",		  TMR_INIT },	/* our INITIALISATION is out  */
	[IUUP_READY]		 = { "ready",		  TMR_NONE },	/* user data flows            */
	[IUUP_FAILED]		 = { "failed",		  TMR_NONE },	/* given up; a late peer may  */
};

static const struct fsm_edge edges[] = {
	/* from           on              to                      do            because */
	{ IUUP_NULL,      ON_TRANSPARENT, IUUP_TRANSPARENT_READY, NULL,         "TS 25.415 5" },
	{ IUUP_NULL,      ON_ASK,         IUUP_ASKING,            ask,          "TS 25.415 6.5.2.1" },
	{ IUUP_NULL,      ON_WAIT,        IUUP_WAITING,           NULL,         "TS 25.415 6.5.2.1" },
	{ IUUP_NULL,      ON_LISTEN,      IUUP_LISTENING,         NULL,         "local: either end may begin" },

	{ IUUP_LISTENING, ON_INIT,        IUUP_READY,             adopt_theirs, "TS 25.415 6.5.2.1" },
	{ IUUP_LISTENING, ON_EXPIRY,      IUUP_ASKING,            ask,          "local: nobody began" },

	{ IUUP_WAITING,   ON_INIT,        IUUP_READY,             adopt_theirs, "TS 25.415 6.5.2.1" },
	{ IUUP_WAITING,   ON_EXPIRY,      IUUP_FAILED,            give_up,      "local: it should have begun" },

	{ IUUP_ASKING,    ON_ACK,         IUUP_READY,             adopt_ours,   "TS 25.415 6.5.2.1" },
	{ IUUP_ASKING,    ON_NACK,        IUUP_ASKING,            ask_again,    "TS 25.415 6.5.2.2" },
	{ IUUP_ASKING,    ON_EXPIRY,      IUUP_ASKING,            ask_again,    "TS 25.415 6.5.2.2" },
	{ IUUP_ASKING,    ON_GIVE_UP,     IUUP_FAILED,            give_up,      "TS 25.415 6.5.2.2" },
	{ IUUP_ASKING,    ON_INIT,        IUUP_READY,             adopt_theirs, "race: both began" },

	{ IUUP_READY,     ON_INIT,        IUUP_READY,             adopt_theirs, "TS 25.415 6.5.2.1" },
	{ IUUP_READY,     ON_ACK,         IUUP_READY,             NULL,         "race: both began" },
	{ IUUP_READY,     ON_NACK,        IUUP_READY,             NULL,         "race: both began" },

	{ IUUP_FAILED,    ON_INIT,        IUUP_READY,             adopt_theirs, "local: better late" },
	{ IUUP_FAILED,    ON_ACK,         IUUP_READY,             adopt_ours,   "local: better late" },
	{ IUUP_FAILED,    ON_NACK,        IUUP_FAILED,            NULL,         "race: it was given up" },
};

static const char *const event_names[IUUP_EVENTS] = {
	[ON_ASK]	 = "ask",
	[ON_WAIT]	 = "wait",
	[ON_LISTEN]	 = "listen",
	[ON_TRANSPARENT] = "transparent",
	[ON_INIT]	 = "init",
	[ON_ACK]	 = "ack",
	[ON_NACK]	 = "nack",
	[ON_EXPIRY]	 = "expiry",
	[ON_GIVE_UP]	 = "give-up",
};
/* clang-format on */

const struct fsm iuup_fsm = {
	.states = states,
	.n_states = IUUP_STATES,
	.edges = edges,
	.n_edges = ARRAY_LEN(edges),
	.final = IUUP_STATES,		/* it ends with its leg */
	.event_names = event_names,
	.n_events = IUUP_EVENTS,
};

/* How long a state may last, in ms. */
static unsigned int
timer_ms(const struct iuup *u, unsigned char tmr)
{
	switch (tmr) {
	case TMR_AUTO:
		return IUUP_TAUTO_MS;
	case TMR_INIT:
		return u->tinit_ms;
	case TMR_WAIT:
		/* as long as the peer may go on repeating, were it like us */
		return u->tinit_ms * (IUUP_NINIT + 1);
	default:
		return 0;
	}
}

bool
iuup_step(struct iuup *u, enum iuup_event on)
{
	unsigned char before = u->state;
	int r = fsm_step(&iuup_fsm, &u->state, (unsigned char)on, u);

	if (r == -EPROTO || r == -ESHUTDOWN)
		return false;

	unsigned int ms = timer_ms(u, states[u->state].tmr);

	if (u->state != before || on == ON_EXPIRY || on == ON_NACK)
		u->due_us = ms ? u->now_us + (uint64_t)ms * US_A_MS : 0;
	return true;
}

/* ---- life ---- */

int
iuup_init(struct iuup *u, const struct iuup_spec *spec, struct iuup_stats *stats)
{
	bool is_support = spec->mode == IUFP_SUPPORT;
	unsigned int octets = spec->ptime_ms * OCTETS_A_MS;

	if (spec->mode >= IUFP_MODES || spec->role >= IUFP_ROLES ||
	    (is_support && spec->ptime_ms != 5 && spec->ptime_ms != 10))
		return -EINVAL;

	*u = (struct iuup){
		.stats = stats,
		.mode = spec->mode,
		.role = spec->role,
		.tinit_ms = spec->tinit_ms ? spec->tinit_ms : IUUP_TINIT_MS,
		.proposed = { .is_made = true, .n = 1, .octets = octets,
			      .octets_of = { (uint8_t)octets } },
	};
	return 0;
}

void
iuup_start(struct iuup *u, uint64_t now_us)
{
	static const enum iuup_event first[IUFP_ROLES] = {
		[IUFP_AUTO] = ON_LISTEN,
		[IUFP_INITIATE] = ON_ASK,
		[IUFP_RESPOND] = ON_WAIT,
	};

	u->now_us = now_us;
	(void)iuup_step(u, u->mode == IUFP_SUPPORT ? first[u->role] : ON_TRANSPARENT);
}

bool
iuup_is_ready(const struct iuup *u)
{
	return u->state == IUUP_READY || u->state == IUUP_TRANSPARENT_READY;
}

bool
iuup_has_failed(const struct iuup *u)
{
	return u->state == IUUP_FAILED;
}

/* ---- user data down ---- */

size_t
iuup_head(const struct iuup *u)
{
	return u->mode == IUFP_SUPPORT ? iuup_frame_head((enum iuup_pdu)u->pdu_type) : 0;
}

size_t
iuup_octets(const struct iuup *u)
{
	return u->agreed.octets;
}

void
iuup_seal(struct iuup *u, uint8_t *frame, size_t n)
{
	if (u->mode != IUFP_SUPPORT)
		return;

	const struct iuup_frame f = {
		.type = (enum iuup_pdu)u->pdu_type,
		.fn = u->fn,
		.fqc = IUUP_GOOD,
		.rfci = u->agreed.rfci,
		.payload = frame + iuup_head(u),
		.payload_n = n,
	};

	(void)iuup_frame_format(&f, frame);
	u->fn = (uint8_t)((u->fn + 1) % IUUP_FNS);
}

/* ---- user data up ---- */

void
iuup_in_gap(struct iuup_in *in)
{
	in->has_fn = false;
}

static struct iuup_piece
lost(struct iuup_in *in)
{
	iuup_in_gap(in);
	return (struct iuup_piece){ .what = IUUP_LOST };
}

/* A frame that is for us but says nothing we can use. */
static struct iuup_piece
refuse(struct iuup *u, struct iuup_in *in, struct counter *why, enum iuup_cause cause)
{
	counter_add_owner(why, 1);
	iuup_complain(u, cause);
	return lost(in);
}

/*
 * By time or by frames sent (clause 6.4), on a line that never pauses each is one more.  A peer
 * that numbers by time and does pause costs the packet that was on its line.
 */
static bool
goes_on(struct iuup *u, struct iuup_in *in, uint8_t fn)
{
	bool is_next = !in->has_fn || fn == (in->fn + 1) % IUUP_FNS;
	bool is_same = in->has_fn && fn == in->fn;

	in->has_fn = true;
	in->fn = fn;
	if (!is_next) {
		counter_add_owner(&u->stats->fn_jumps, 1);
		iuup_complain(u, is_same ? IUUP_CAUSE_UNEXPECTED_FN : IUUP_CAUSE_FRAME_LOSS);
	}
	return is_next;
}

static struct iuup_piece
take_data(struct iuup *u, struct iuup_in *in, const struct iuup_frame *f, enum iuup_fault fault)
{
	struct iuup_stats *stats = u->stats;
	size_t octets = u->agreed.octets_of[f->rfci];

	if (u->state != IUUP_READY) {
		counter_add_owner(&stats->not_ready, 1);
		return lost(in);
	}
	if (fault == IUUP_WRONG_PAYLOAD)
		return refuse(u, in, &stats->payload_crc, IUUP_CAUSE_PAYLOAD_CRC);
	if (f->type != u->pdu_type)
		return refuse(u, in, &stats->malformed, IUUP_CAUSE_UNEXPECTED_PDU);
	if (octets == 0)
		return refuse(u, in, &stats->unexpected_rfci, IUUP_CAUSE_UNEXPECTED_RFCI);
	if (f->payload_n < octets)
		return refuse(u, in, &stats->malformed, IUUP_CAUSE_TOO_SHORT);

	/* Whoever made the frame said that its bits are not to be trusted: no error of the line. */
	if (f->fqc != IUUP_GOOD) {
		counter_add_owner(&stats->bad, 1);
		return lost(in);
	}

	bool is_next = goes_on(u, in, f->fn);

	/* What is beyond the SDU is a spare extension (clause 6.6.1). */
	return (struct iuup_piece){ IUUP_OCTETS, !is_next, f->payload, octets };
}

/* Nothing in the frame can be believed, but it stood where octets should. */
static struct iuup_piece
take_faulty(struct iuup *u, struct iuup_in *in, enum iuup_fault fault)
{
	switch (fault) {
	case IUUP_WRONG_HEADER:
		return refuse(u, in, &u->stats->header_crc, IUUP_CAUSE_HEADER_CRC);
	case IUUP_UNKNOWN_PDU:
		return refuse(u, in, &u->stats->malformed, IUUP_CAUSE_UNKNOWN_PDU);
	default:
		return refuse(u, in, &u->stats->malformed, IUUP_CAUSE_TOO_SHORT);
	}
}

static struct iuup_piece
take_control(struct iuup *u, const struct iuup_frame *f, enum iuup_fault fault)
{
	if (fault == IUUP_WRONG_PAYLOAD) {
		counter_add_owner(&u->stats->payload_crc, 1);
		/* Clause 6.5.5.2: an error in an ERROR EVENT makes no other one. */
		if (f->procedure != IUUP_ERROR_EVENT)
			iuup_complain(u, IUUP_CAUSE_PAYLOAD_CRC);
	} else {
		iuup_control(u, f);
	}
	return (struct iuup_piece){ .what = IUUP_NOTHING };
}

struct iuup_piece
iuup_recv(struct iuup *u, struct iuup_in *in, uint64_t now_us, const uint8_t *p, size_t n)
{
	struct iuup_frame f;

	u->now_us = now_us;
	if (u->mode != IUFP_SUPPORT)
		return (struct iuup_piece){ IUUP_OCTETS, false, p, n };

	enum iuup_fault fault = iuup_frame_parse(p, n, &f);

	if (fault != IUUP_FINE && fault != IUUP_WRONG_PAYLOAD)
		return take_faulty(u, in, fault);
	if (f.type == IUUP_CONTROL)
		return take_control(u, &f, fault);
	return take_data(u, in, &f, fault);
}

bool
iuup_is_control(const struct iuup *u, const uint8_t *p, size_t n)
{
	return u->mode == IUFP_SUPPORT && n > 0 && p[0] >> 4 == IUUP_CONTROL;
}
