/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/telling.h - the one re-INVITE of ours that may be under way on a leg
 *
 * Either half of what it is for can be wanted at once: another direction (local_tell()), other
 * speech (a change).  One at a time goes out.
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 9.1, 14.1
 */
#ifndef SIP_TELLING_H
#define SIP_TELLING_H

#include "leg.h"

/* Other speech that a peer is to be offered; signalling.reoffer(). */
struct change {
	unsigned int line;
	struct mformat *formats;	/* owned; NULL: what it had before the first change */
	unsigned int n_formats;
	uint64_t until_us;		/* no try after that, 0: no such bound */
	bool is_sent;			/* it is what orq carries */
	bool is_stopped;		/* nobody waits for it any more */
	bool cancel_waits;		/* for a provisional response, RFC 3261 section 9.1 */
};

struct telling {
	struct leg *leg;
	nta_outgoing_t *orq;
	uint32_t cseq;
	enum mdir dir;			/* wanted */
	enum mdir sent_dir;
	struct change *change;		/* NULL: none wanted */
	struct text sent;
	struct tmr retry;
	unsigned int tries;
};

/**
 * Send @change (taken on success), now or when what is under way has ended; change_done() tells.
 * Fails -EBUSY: there is one already, or no time for it; -EINVAL: the leg is not up; others of
 * sdp_compose_reoffer().
 */
MUST_CHECK int telling_change(struct leg *leg, struct change *change);

/** As signalling.reoffer_stop(). */
bool telling_stop(struct leg *leg);

/* ---- reoffer.c ---- */

/** The SDP of @change for the peer of @leg.  Fails as sdp_compose_reoffer(). */
MUST_CHECK int change_compose(struct leg *leg, const struct change *change, struct text *out);

/** The peer said yes to what was sent: keep the SDP it had, should it have to go back. */
void change_keep(struct leg *leg, const struct change *change);

/**
 * The outcome of @change (taken): @answer (taken) or NULL.  Nothing of the leg or its call may be
 * touched afterwards.
 */
void change_done(struct leg *leg, struct change *change, struct mdesc *answer);

/** NULL is fine.  Returns NULL. */
struct change *change_free(struct change *change);

#endif
