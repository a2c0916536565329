/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/model.h - the core, its sessions and their sides, as the core's own files see them
 *
 *	core --< session --- side[caller]   legs, access-transfer machine, last description
 *	                 \-- side[callee]
 *	                 \-< stream[line]   bridge and indication of one media line
 *
 * Only the functions of this header write across files; each noun has its own file.
 *
 * Ownership   The core owns its sessions.  Legs are sip's, the anchor is media's.
 * The end     session_over() marks, session_settle() frees: every entry point that may end a
 * session
 *             settles last, so nobody below it looks at freed memory, and it is freed once.
 * Layer       core, private.
 * Thread      signalling; struct counts: any.
 */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include "base/list.h"
#include "base/log.h"
#include "base/map.h"
#include "base/metric.h"
#include "base/wheel.h"
#include "core/core.h"
#include "core/session.h"
#include "core/sight.h"
#include "core/view.h"
#include "correlation.h"
#include "fit.h"

enum transfer_kind { KIND_PS_CS, KIND_CS_CS, TRANSFER_KINDS };

enum outcome {
	OUTCOME_OPEN,
	OUTCOME_MOVED,
	OUTCOME_RETURNED,
	OUTCOME_CANCELLED,
	OUTCOME_FAILED,
	OUTCOME_REFUSED,		/* never of a session's: there was no transfer */
	OUTCOMES
};

/* What became of re-offers made for a transfer, or for the way back. */
enum reoffer_end { REOFFER_AGREED, REOFFER_REFUSED, REOFFER_LATE, REOFFER_BACK, REOFFER_ENDS };

/* What the ops thread reads. */
struct counts {
	struct counter secure[KEYINGS];
	struct counter transfers[TRANSFER_KINDS][OUTCOMES];
	struct counter lowered;		/* lines that a re-offer made plain */
	struct counter reoffers[REOFFER_ENDS];
	struct counter degraded;	/* sessions that are terminated now */
	struct counter terminations;	/* transfers that terminated one */
	struct counter verified[ACCESSES];	/* directions whose tags verified */
	struct counter clear_streams;	/* signalled as protected, seen in the clear */
	struct counter bad_crypto;	/* a=crypto attributes passed on and not understood */
	struct hist answer_us;
};

struct core {
	struct core_config config;
	const struct signalling *signalling;
	const struct relay *relay;
	uint64_t now_us;
	struct wheel wheel;
	struct list sessions;		/* struct session.link, in order of their ids */
	struct map by_id;
	struct map by_anchor;
	struct corr corr;
	uint64_t last_id;
	bool is_draining;
	struct log_limit bad_crypto_limit;
	struct counts counts;
};

/* One party and its access. */
struct side {
	struct session *session;
	enum party party;
	struct number number;
	struct corr_node node;
	char identity[IDENTITY_MAX];
	struct relay_place place;

	struct leg *ps;			/* NULL: gone, or none yet */
	struct leg *cs;			/* the newest CS leg */
	struct leg *old_cs;		/* CS to CS: the one it takes over from */
	struct leg *asking;		/* an MSC's whose INVITE waits, see reoffer.h */
	struct reoffering *reoffering;	/* NULL: the other party was never re-offered */
	struct bearer_pick pick, old_pick;
	bool is_bearer_dead;		/* that of the newest CS leg, see MEDIA_BEARER_DEAD */
	struct relay_local cs_local, old_local;

	unsigned char state;		/* enum transfer_state; transfer_step() writes it */
	struct tmr tmr;			/* of that state */
	enum cause why;			/* should the next step end the session */

	/* the party's own description of the last agreement, or NULL */
	struct mdesc *last;
	enum mdir hold;			/* on CS: the direction its other party was last told */
};

/* One media line. */
struct stream {
	bool is_open;			/* it has a bridge */
	bool is_new;			/* ... which the pending offer opened */
	bool has_keys;			/* the relay was told keys to check tags with */
	enum mkind kind;
	struct relay_local local[PARTIES];
	struct indication ind;		/* its state is that of what packets showed, if that is more */
	enum sec_state signalled;
	bool is_unencrypted[PARTIES];	/* UNENCRYPTED_SRTP is agreed for what the party sends */
	struct sight sight[PARTIES];	/* what each party sends */
};

struct session {
	struct core *core;
	struct list link;
	uint64_t id;
	void *user;
	char icid[ICID_MAX];
	bool is_emergency;
	anchor_id anchor;
	struct side side[PARTIES];

	struct stream stream[MDESC_LINES_MAX];
	unsigned int n_streams;		/* lines ever seen */
	enum keying secure;		/* as it counts in counts.secure */

	struct mdesc *offer;		/* pending, or NULL */
	struct mdesc *preview;		/* its last provisional answer, or NULL */
	enum party offerer;
	enum party agreed_offerer;	/* whose offer led to the descriptions in side.last */
	uint64_t pts_used[2];		/* bits: payload types that ever meant something here */

	bool is_degraded;		/* terminated: see terminate.h */
	bool is_confirmed;
	bool is_over;			/* session_settle() frees it */
	enum cause why;
	uint64_t since_us;
	uint64_t active_us;		/* last confirmed or resumed */

	struct tmr watch;		/* ring timer, then guard */
	uint64_t touched_us;
	uint64_t packets_seen;		/* by the guard */

	struct session *came_from;	/* spiral: our session on the way before this one */
	struct list went_on;		/* sessions that came from this one */
	struct list came_link;

	unsigned int n_transfers;	/* ever; the latest VIEW_TRANSFERS_MAX are kept */
	struct view_transfer transfer[VIEW_TRANSFERS_MAX];
};

static inline struct side *
side_other(struct side *side)
{
	return &side->session->side[party_other(side->party)];
}

/* ---- session.c ---- */

/** The session is to end with @why (the first one counts); session_settle() does it. */
void session_over(struct session *session, enum cause why);

/** Free the session if it is over.  Last thing an entry point does with it. */
void session_settle(struct session *session);

/** The side whose leg @leg is, or NULL. */
struct side *session_side_of(const struct session *session, const struct leg *leg);

/** @leg of @side is gone: forget the pointer. */
void side_forget(struct side *side, const struct leg *leg);

/** Is a media line of it protected?  Negotiated or, until the answer, offered. */
bool session_is_protected(const struct session *session);

/** Its first audio line that has a bridge, or -1. */
int session_speech_line(const struct session *session);

/** Direction of that line as the caller sees it, inactive if there is none. */
enum mdir session_speech_dir(const struct session *session);

/**
 * It was @was before: a held call that talks again is the most recently active one (TS 23.237
 * 6.3.2.1.4a).
 */
void session_note_active(struct session *session, enum mdir was);

/**
 * May line @i move now, as far as the session goes?  @why (of @cap octets) says why not, else "".
 */
bool session_may_move(const struct session *session, unsigned int i, char *why, size_t cap);

/** What line @i needs of a CS bearer, both ways; not known before the answer, or of a picture. */
struct fit session_fit(const struct session *session, unsigned int i);

/* ---- bye.c ---- */

/**
 * A peer that answers no more: release @leg, and then as session_leg_dead().  May free the
 * session.
 */
void session_bury_leg(struct session *session, struct leg *leg);

/* ---- offer.c ---- */

/** What was answered provisionally is agreed now: no other answer came. */
void session_agree(struct session *session);

/* ---- stream.c: one media line and its bridge ---- */

/**
 * Give line @i a bridge if @offered wants one and it has none.  Returns CAUSE_NONE, _LIMIT,
 * _INTERNAL.
 */
MUST_CHECK enum cause stream_open(struct session *session, unsigned int i, enum party from,
				  const struct mline *offered);

/** Take the bridge away. */
void stream_close(struct session *session, unsigned int i);

/** Tell the relay where @party receives line @i.  @mux: both sides agreed to it. */
void stream_remote(struct session *session, unsigned int i, enum party party,
		   const struct mline *line, bool mux);

/** A new indication of line @i; logs and counts where it lowers what was negotiated. */
void stream_indicate(struct session *session, unsigned int i, const struct indication *ind);

/** Tell the relay under which a=crypto each party sends line @i; none where it is not SDES. */
void stream_keys(struct session *session, unsigned int i, enum party offerer,
		 const struct mline *offer, const struct mline *answer);

/* ---- sight.c: what packets have shown ---- */

/** MEDIA_VERIFIED, _LEARNED or _OBSERVED. */
void session_see(struct session *session, const struct media_event *event);

/** @party sends line @i under other keys, or other keying, from now on: nothing of it was seen. */
void stream_see_anew(struct session *session, unsigned int i, enum party party);

/** @party has another CS leg: nothing has come by it yet. */
void session_see_cs_anew(struct session *session, enum party party);

/** The line's state is the highest of its directions'. */
void stream_settle(struct stream *stream);

/** After changes to indications: the session's place in counts.secure. */
void session_recount(struct session *session);

/* ---- guard.c: the ring timer and the guard ---- */

/** Until the answer. */
void watch_ring(struct session *session);

/** From the answer on. */
void watch_guard(struct session *session);

/** tmr function of struct session.watch. */
void on_watch(void *session);

/* ---- record.c: the history of transfers ---- */

/** A transfer of @side began. */
void record_begin(struct side *side, enum transfer_kind kind);

/** The latest transfer of @side ends so, if it is still open. */
void record_end(struct side *side, enum outcome outcome);

/** "ps-cs", "cs-cs"; "open", "moved", "returned", "cancelled", "failed", "refused".  Static. */
const char *transfer_kind_name(enum transfer_kind kind);
const char *outcome_name(enum outcome outcome);

/** The latest transfer of @side, or NULL. */
struct view_transfer *record_latest(struct side *side);

#endif
