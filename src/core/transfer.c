/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/transfer.c - the access-transfer machine of one party
 *
 * Source leg: the one the party comes from (PS, or the CS leg before).  Until it is released the
 * handover can come back, and the relay keeps both sides.
 *
 * Thread      signalling
 * Standards   TS 24.237 clauses 12.3 and 12.7, TS 23.237 clause 6.3.2.1.9.1, TS 23.216 clause
 *             8.1, RFC 3326
 */
#include "terminate.h"
#include "transfer.h"

#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "reoffer.h"

/* ---- asking the relay ---- */

static void
commit(struct side *side)
{
	struct session *session = side->session;
	const struct relay *relay = session->core->relay;
	int err = relay->cs_commit(relay->ctx, session->anchor, side->party);

	if (err)
		log_error("session", "commit-failed session=%" PRIu64 " error=%d", session->id,
			  -err);
	/* Without the leg it came or went on, nobody can answer it any more. */
	session_offer_failed(session);
}

static void
revert(struct side *side)
{
	struct session *session = side->session;
	const struct relay *relay = session->core->relay;
	int err = relay->cs_revert(relay->ctx, session->anchor, side->party);

	if (err)
		log_error("session", "revert-failed session=%" PRIu64 " error=%d", session->id,
			  -err);
}

static void
release(struct side *side, struct leg **leg, enum cause why)
{
	const struct signalling *sig = side->session->core->signalling;
	struct leg *gone = *leg;

	*leg = NULL;
	if (gone)
		sig->release(sig->ctx, gone, why);
}

/* The CS leg opened last is gone; the one before, if any, is the newest again. */
static void
restore_old_cs(struct side *side)
{
	side->cs = side->old_cs;
	side->pick = side->old_pick;
	side->cs_local = side->old_local;
	side->old_cs = NULL;
}

/* ---- actions ---- */

static int
begin(void *self)
{
	record_begin(self, KIND_PS_CS);
	return 0;
}

/* The PS leg is gone already: nothing to come back to. */
static int
begin_alone(void *self)
{
	record_begin(self, KIND_PS_CS);
	commit(self);
	return 0;
}

static int
begin_cs_cs(void *self)
{
	record_begin(self, KIND_CS_CS);
	return 0;
}

/* Whoever waits for this party's answer waits in vain. */
static int
ps_lost(void *self)
{
	struct side *side = self;

	session_offer_failed(side->session);
	reoffer_target_lost(side_other(side));
	return 0;
}

/* ---- an INVITE that waits ---- */

static int
refuse_ask(void *self)
{
	struct side *side = self;

	reoffer_withdraw(side, OUTCOME_REFUSED);
	release(side, &side->asking, CAUSE_NO_CODEC);
	return 0;
}

static int
refuse_change(void *self)
{
	struct side *side = self;
	const struct signalling *sig = side->session->core->signalling;

	reoffer_withdraw(side, OUTCOME_OPEN);
	if (side->cs)
		sig->refuse_cs(sig->ctx, side->cs, CAUSE_NO_CODEC);
	return 0;
}

static int
drop_change(void *self)
{
	reoffer_withdraw(self, OUTCOME_OPEN);
	return 0;
}

static int
drop_ask(void *self)
{
	reoffer_withdraw(self, OUTCOME_CANCELLED);
	return 0;
}

/* The phone was quicker than the other party's answer. */
static int
return_before(void *self)
{
	struct side *side = self;

	reoffer_withdraw(side, OUTCOME_RETURNED);
	release(side, &side->asking, CAUSE_RETURNED);
	return 0;
}

static int
drop_source(void *self)
{
	commit(self);
	return 0;
}

static int
moved(void *self)
{
	reoffer_settled(self);
	record_end(self, OUTCOME_MOVED);
	return 0;
}

static int
source_gone(void *self)
{
	commit(self);
	return moved(self);
}

static int
leave_source(void *self)
{
	struct side *side = self;

	release(side, &side->ps, CAUSE_MOVED);
	release(side, &side->old_cs, CAUSE_MOVED);
	return source_gone(self);
}

static int
return_to_ps(void *self)
{
	struct side *side = self;

	revert(side);
	release(side, &side->cs, CAUSE_RETURNED);
	reoffer_undo(side);
	record_end(side, OUTCOME_RETURNED);
	return 0;
}

static int
cs_cancelled(void *self)
{
	revert(self);
	restore_old_cs(self);
	reoffer_undo(self);
	record_end(self, OUTCOME_CANCELLED);
	return 0;
}

static int
cs_failed(void *self)
{
	revert(self);
	restore_old_cs(self);
	reoffer_undo(self);
	record_end(self, OUTCOME_FAILED);
	return 0;
}

static int
close_all(void *self)
{
	struct side *side = self;

	session_over(side->session, side->why);
	return 0;
}

/* ---- the machine ---- */

static const struct fsm_state states[TRANSFER_STATES] = {
	[ANCHORED]      = { "anchored",         TMR_NONE },		/* on PS, nothing moving */
	[WAITING]       = { "waiting",          TMR_SOURCE_WAIT },	/* PS lost; an MSC may ask */
	[CONFIRMING]    = { "confirming",       TMR_NONE },		/* 200 sent; no ACK yet */
	[ALONE]         = { "confirming-alone", TMR_NONE },		/* same; the source is gone */
	[DRAINING]      = { "draining",         TMR_SOURCE_RELEASE },	/* ACK; the PS leg is up */
	[RETURNING]     = { "returning",        TMR_SOURCE_RELEASE },	/* MSC gave up; phone due */
	[MOVED]         = { "moved",            TMR_NONE },		/* CS is the access leg */
	[CS_CONFIRMING] = { "cs-confirming",    TMR_NONE },		/* 200 to the next MSC */
	[CS_DRAINING]   = { "cs-draining",      TMR_SOURCE_RELEASE },	/* ACK; the old CS is up */
	[REOFFERING]    = { "reoffering",       TMR_REOFFER_WAIT },	/* the INVITE waits */
	[REOFFERING_ALONE] = { "reoffering-alone", TMR_REOFFER_WAIT },	/* same; PS is lost */
	[CS_REOFFERING] = { "cs-reoffering",    TMR_REOFFER_WAIT },	/* the next MSC's waits */
	[CS_CHANGING]   = { "cs-changing",      TMR_REOFFER_WAIT },	/* a re-INVITE waits */
	[CLOSED]        = { "closed",           TMR_NONE },
};

static const char *const event_names[TRANSFER_EVENTS] = {
	[ON_STN_SR]	  = "stn-sr",
	[ON_CS_ACK]	  = "cs-ack",
	[ON_REOFFER]	  = "reoffer",
	[ON_CHANGE]	  = "change",
	[ON_AGREED]	  = "agreed",
	[ON_NOT_AGREED]	  = "not-agreed",
	[ON_ASK_GONE]	  = "ask-gone",
	[ON_CS_HANGUP]	  = "cs-hangup",
	[ON_CS_CANCELLED] = "cs-cancelled",
	[ON_CS_DEAD]	  = "cs-dead",
	[ON_OLD_BYE]	  = "old-bye",
	[ON_PS_LOST]	  = "ps-lost",
	[ON_PS_BYE]	  = "ps-bye",
	[ON_PS_RETURN]	  = "ps-return",
	[ON_PS_MEDIA]	  = "ps-media",
	[ON_END]	  = "end",
	[ON_TIMEOUT]	  = "timeout",
};

static const struct fsm_edge edges[] = {
	/* from          on               to              do            because */
	{ ANCHORED,      ON_STN_SR,       CONFIRMING,    begin,        "TS 24.237 12.7.2.1" },
	{ ANCHORED,      ON_REOFFER,      REOFFERING,    NULL,         "TS 23.237 6.3.1.5" },
	{ ANCHORED,      ON_PS_LOST,      WAITING,       ps_lost,      "TS 24.237 12.3" },
	{ ANCHORED,      ON_PS_BYE,       CLOSED,        close_all,    "RFC 3261 15" },
	{ ANCHORED,      ON_PS_RETURN,    ANCHORED,      NULL,         "race: media was quicker" },

	{ WAITING,       ON_STN_SR,       ALONE,         begin_alone,  "TS 24.237 12.3" },
	{ WAITING,       ON_REOFFER,      REOFFERING_ALONE, NULL,      "TS 23.237 6.3.1.5" },
	{ WAITING,       ON_TIMEOUT,      CLOSED,        close_all,    "TS 24.237 12.3" },

	{ REOFFERING,    ON_AGREED,       CONFIRMING,    begin,        "TS 24.237 12.7.2.1" },
	{ REOFFERING,    ON_NOT_AGREED,   ANCHORED,      refuse_ask,   "RFC 3261 14.1" },
	{ REOFFERING,    ON_TIMEOUT,      ANCHORED,      refuse_ask,   "local: an MSC waits no longer" },
	{ REOFFERING,    ON_ASK_GONE,     ANCHORED,      drop_ask,     "RFC 3261 9" },
	{ REOFFERING,    ON_PS_LOST,      REOFFERING_ALONE, ps_lost,   "TS 24.237 12.3" },
	{ REOFFERING,    ON_PS_BYE,       CLOSED,        close_all,    "RFC 3261 15" },
	{ REOFFERING,    ON_PS_RETURN,    ANCHORED,      return_before, "TS 23.216 8.1.2" },

	{ REOFFERING_ALONE, ON_AGREED,     ALONE,        begin_alone,  "TS 24.237 12.3" },
	{ REOFFERING_ALONE, ON_NOT_AGREED, WAITING,      refuse_ask,   "local: another MSC may ask" },
	{ REOFFERING_ALONE, ON_TIMEOUT,    WAITING,      refuse_ask,   "local: another MSC may ask" },
	{ REOFFERING_ALONE, ON_ASK_GONE,   WAITING,      drop_ask,     "local: another MSC may ask" },

	{ CONFIRMING,    ON_CS_ACK,       DRAINING,      NULL,         "RFC 3261 13.3.1.4" },
	{ CONFIRMING,    ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ CONFIRMING,    ON_CS_CANCELLED, RETURNING,     cs_cancelled, "TS 23.216 8.1.3" },
	{ CONFIRMING,    ON_CS_DEAD,      RETURNING,     cs_failed,    "RFC 3261 13.3.1.4" },
	{ CONFIRMING,    ON_PS_LOST,      ALONE,         drop_source,  "TS 24.237 12.3" },
	{ CONFIRMING,    ON_PS_BYE,       ALONE,         drop_source,  "TS 23.237 6.3.1.6" },
	{ CONFIRMING,    ON_PS_RETURN,    ANCHORED,      return_to_ps, "TS 23.216 8.1.2" },

	{ ALONE,         ON_CS_ACK,       MOVED,         moved,        "RFC 3261 13.3.1.4" },
	{ ALONE,         ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ ALONE,         ON_CS_CANCELLED, CLOSED,        close_all,    "local: no way back" },
	{ ALONE,         ON_CS_DEAD,      CLOSED,        close_all,    "local: no way back" },

	{ DRAINING,      ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ DRAINING,      ON_CS_CANCELLED, RETURNING,     cs_cancelled, "TS 23.216 8.1.3" },
	{ DRAINING,      ON_CS_DEAD,      RETURNING,     cs_failed,    "local: the PS leg is up" },
	{ DRAINING,      ON_PS_LOST,      MOVED,         source_gone,  "TS 24.237 12.3" },
	{ DRAINING,      ON_PS_BYE,       MOVED,         source_gone,  "TS 23.237 6.3.1.6" },
	{ DRAINING,      ON_PS_RETURN,    ANCHORED,      return_to_ps, "TS 23.216 8.1.2" },
	{ DRAINING,      ON_TIMEOUT,      MOVED,         leave_source, "TS 23.237 6.3.1.6" },

	{ RETURNING,     ON_STN_SR,       CONFIRMING,    begin,        "TS 24.237 12.7.2.1" },
	{ RETURNING,     ON_PS_RETURN,    ANCHORED,      NULL,         "TS 23.216 8.1.3" },
	{ RETURNING,     ON_PS_MEDIA,     ANCHORED,      NULL,         "local: it sends on PS" },
	{ RETURNING,     ON_PS_LOST,      WAITING,       ps_lost,      "TS 24.237 12.3" },
	{ RETURNING,     ON_PS_BYE,       CLOSED,        close_all,    "RFC 3261 15" },
	{ RETURNING,     ON_TIMEOUT,      CLOSED,        close_all,    "local: the phone is lost" },

	{ MOVED,         ON_STN_SR,       CS_CONFIRMING, begin_cs_cs,  "TS 24.237 12.7.2.1" },
	{ MOVED,         ON_REOFFER,      CS_REOFFERING, NULL,         "TS 23.237 6.3.1.5" },
	{ MOVED,         ON_CHANGE,       CS_CHANGING,   NULL,         "TS 23.237 6.3.1.5" },
	{ MOVED,         ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ MOVED,         ON_CS_CANCELLED, CLOSED,        close_all,    "RFC 3261 15" },
	{ MOVED,         ON_CS_DEAD,      CLOSED,        close_all,    "RFC 3261 12.2.1.2" },

	{ CS_REOFFERING, ON_AGREED,       CS_CONFIRMING, begin_cs_cs,  "TS 24.237 12.7.2.1" },
	{ CS_REOFFERING, ON_NOT_AGREED,   MOVED,         refuse_ask,   "RFC 3261 14.1" },
	{ CS_REOFFERING, ON_TIMEOUT,      MOVED,         refuse_ask,   "local: an MSC waits no longer" },
	{ CS_REOFFERING, ON_ASK_GONE,     MOVED,         drop_ask,     "RFC 3261 9" },
	{ CS_REOFFERING, ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_REOFFERING, ON_CS_CANCELLED, CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_REOFFERING, ON_CS_DEAD,      CLOSED,        close_all,    "RFC 3261 12.2.1.2" },

	{ CS_CHANGING,   ON_AGREED,       MOVED,         NULL,         "RFC 3261 14.1" },
	{ CS_CHANGING,   ON_NOT_AGREED,   MOVED,         refuse_change, "RFC 3261 14.1" },
	{ CS_CHANGING,   ON_TIMEOUT,      MOVED,         refuse_change, "local: an MSC waits no longer" },
	{ CS_CHANGING,   ON_ASK_GONE,     MOVED,         drop_change,  "RFC 3261 9" },
	{ CS_CHANGING,   ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_CHANGING,   ON_CS_CANCELLED, CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_CHANGING,   ON_CS_DEAD,      CLOSED,        close_all,    "RFC 3261 12.2.1.2" },

	{ CS_CONFIRMING, ON_CS_ACK,       CS_DRAINING,   NULL,         "RFC 3261 13.3.1.4" },
	{ CS_CONFIRMING, ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_CONFIRMING, ON_CS_CANCELLED, MOVED,         cs_cancelled, "local: the old leg is up" },
	{ CS_CONFIRMING, ON_CS_DEAD,      MOVED,         cs_failed,    "local: the old leg is up" },
	{ CS_CONFIRMING, ON_OLD_BYE,      ALONE,         drop_source,  "TS 23.237 6.3.1.6" },

	{ CS_DRAINING,   ON_CS_HANGUP,    CLOSED,        close_all,    "RFC 3261 15" },
	{ CS_DRAINING,   ON_CS_CANCELLED, MOVED,         cs_cancelled, "local: the old leg is up" },
	{ CS_DRAINING,   ON_CS_DEAD,      MOVED,         cs_failed,    "local: the old leg is up" },
	{ CS_DRAINING,   ON_OLD_BYE,      MOVED,         source_gone,  "TS 23.237 6.3.1.6" },
	{ CS_DRAINING,   ON_TIMEOUT,      MOVED,         leave_source, "TS 23.237 6.3.1.6" },

	{ FSM_ANY,       ON_END,          CLOSED,        close_all,    "RFC 3261 15" },
};

const struct fsm transfer_fsm = {
	.states = states,
	.n_states = ARRAY_LEN(states),
	.edges = edges,
	.n_edges = ARRAY_LEN(edges),
	.final = CLOSED,
	.event_names = event_names,
	.n_events = ARRAY_LEN(event_names),
};

/* ---- turning it ---- */

static unsigned int
timer_ms(const struct core *core, unsigned char tmr)
{
	switch (tmr) {
	case TMR_SOURCE_WAIT:
		return core->config.source_wait_ms;
	case TMR_REOFFER_WAIT:
		return core->config.reoffer_wait_ms;
	default:
		return core->config.source_release_ms;
	}
}

static void
rearm(struct side *side)
{
	struct core *core = side->session->core;
	unsigned char tmr = states[side->state].tmr;

	wheel_disarm(&core->wheel, &side->tmr);
	if (tmr != TMR_NONE)
		wheel_arm(&core->wheel, &side->tmr,
			  core->now_us + UINT64_C(1000) * timer_ms(core, tmr));
}

static void
on_timeout(void *arg)
{
	struct side *side = arg;

	side->why = CAUSE_SOURCE_LOST;
	(void)transfer_step(side, ON_TIMEOUT);
	session_settle(side->session);
}

void
transfer_init(struct side *side)
{
	side->state = ANCHORED;
	tmr_init(&side->tmr, on_timeout, side);
}

/* The two that people ask for; every other edge is for debugging. */
static void
log_edge(const struct side *side, unsigned char was, enum transfer_event on)
{
	uint64_t id = side->session->id;
	const char *party = party_name(side->party);

	log_debug("session", "step session=%" PRIu64 " party=%s from=%s on=%s to=%s", id,
		  party, states[was].name, event_names[on], states[side->state].name);
	if (side->state == was || side->state == CLOSED)
		return;
	if (side->state == MOVED && was != CS_CHANGING && was != CS_REOFFERING)
		log_info("session", "moved session=%" PRIu64 " party=%s bearer=%s", id, party,
			 bearer_name(side->pick.bearer));
	else if (side->state == ANCHORED && was != REOFFERING)
		log_info("session", "returned session=%" PRIu64 " party=%s", id, party);
}

int
transfer_step(struct side *side, enum transfer_event on)
{
	unsigned char was = side->state;
	int err = fsm_step(&transfer_fsm, &side->state, (unsigned char)on, side);

	terminate_recount(side->session);

	if (err == -EPROTO)
		log_debug("session", "refused session=%" PRIu64 " party=%s state=%s event=%s",
			  side->session->id, party_name(side->party), states[was].name,
			  event_names[on]);
	if (err)
		return err;
	if (side->state != was)
		rearm(side);
	log_edge(side, was, on);
	return 0;
}

bool
transfer_may(const struct side *side, enum transfer_event on)
{
	return fsm_find(&transfer_fsm, side->state, (unsigned char)on);
}

/* A call that ends while it drains has moved; before the ACK it has not. */
void
transfer_end(struct side *side)
{
	bool has_moved = side->state == DRAINING || side->state == CS_DRAINING;

	if (side->state != CLOSED) {
		side->why = side->session->why;
		(void)transfer_step(side, ON_END);
	}
	record_end(side, has_moved ? OUTCOME_MOVED : OUTCOME_FAILED);
}

bool
transfer_is_anchored(const struct side *side)
{
	return side->state == ANCHORED;
}

/* Away: nothing that is for the party reaches it by SIP.  Moving: one handover at a time. */
static const struct {
	bool is_away, is_moving;
} traits[TRANSFER_STATES] = {
	[WAITING]	   = { false, true },
	[CONFIRMING]	   = { true, true },
	[ALONE] = { true, true },
	[DRAINING]	   = { true, true },
	[RETURNING]	   = { false, true },
	[MOVED]		   = { true, false },
	[CS_CONFIRMING]	   = { true, true },
	[CS_DRAINING]	   = { true, true },
	[REOFFERING]	   = { false, true },
	[REOFFERING_ALONE] = { false, true },
	[CS_REOFFERING]	   = { true, true },
	[CS_CHANGING]	   = { true, true },
};

bool
transfer_is_away(const struct side *side)
{
	return traits[side->state].is_away;
}

bool
transfer_is_moving(const struct side *side)
{
	return traits[side->state].is_moving;
}
