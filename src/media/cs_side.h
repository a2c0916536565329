/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/cs_side.h - a party's end towards the MSC's gateway
 *
 * One port pair and a bearer: a row of a table says how packets go onto it and come off it.
 *
 *	clearmode     lines 0 and 1 as HDLC streams 0 and 1, on a constant clock (csleg.h)
 *	iufp          the same line in Iu UP frames (iuup.h)
 *	transparent   the first line's SRTP packets as they are
 *	speech        the first line's RTP packets with other payload types, unprotected
 *	terminated    the same of a protected line: its SRTP ends here (terminated.h)
 *
 * Authentic   A packet whose tag verifies, where we were shown the party's keys.  Without:
 *             clearmode and iufp, see csleg.h; transparent, two packets that go on where the party's
 *             trail ends.  speech, terminated: the first packet with a payload type that was agreed
 *             on.
 * Layer       media.
 * Thread      made by the signalling thread, lent to the worker by a command.
 * Standards   RFC 4040; TS 29.414; contract.md, CS bearers, Sources.
 */
#ifndef MEDIA_CS_SIDE_H
#define MEDIA_CS_SIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/wheel.h"
#include "core/mdesc.h"
#include "core/relay.h"
#include "batch.h"
#include "budget.h"
#include "csleg.h"
#include "ends.h"
#include "handback.h"
#include "packet.h"
#include "port.h"

struct anchor;
struct bearer_way;
struct terminated;
struct work;

struct cs_side {
	const struct bearer_way *way;
	struct anchor *anchor;
	enum party party;
	struct pair *pair;
	struct ends ends;
	unsigned int first_line;		/* that it carries */
	unsigned int n_pts;			/* speech */
	struct bearer_pt pts[BEARER_PTS_MAX];

	struct far newcomer;			/* framed: another source, on probation */
	uint64_t newcomer_us;			/* since when */
	struct budget newcomer_budget;		/* its datagrams that are decoded */

	uint8_t proofs[MDESC_LINES_MAX];	/* as struct bridge has them by PS */
	bool is_authentic;
	bool has_gap;				/* gap_us is set */
	uint64_t gap_us;			/* from the old side's last packet to our first */
	unsigned int n_vouchers;		/* transparent */
	uint16_t voucher_seq;

	struct work *work;
	struct tmr tmr;				/* clearmode, iufp: the next packet; terminated: a new SSRC */
	unsigned int n_ready;			/* iufp: initialisations counted already */
	bool is_dead;				/* iufp: that it failed has been told */
	uint64_t counted[DROPS];		/* of the leg's drops, in the line's already */
	struct terminated *terminated;		/* its own; NULL for the others */
	struct handback handback;
	struct csleg leg;			/* clearmode, iufp; last: the others have none */
};

/* How a bearer does it. */
struct bearer_way {
	unsigned int lines_max;
	/** Start: from now on the line runs. */
	void (*start)(struct work *w, struct cs_side *cs);
	/** A datagram from the right source. */
	void (*recv)(struct work *w, struct cs_side *cs, enum comp comp, const struct datagram *d);
	/**
	 * A datagram from elsewhere.  True: it was taken, its source being proven; false: drop it.
	 * NULL: there is nothing that could prove one.
	 */
	bool (*recv_newcomer)(struct work *w, struct cs_side *cs, enum comp comp,
			      const struct datagram *d);
	/** Down; as cs_side_send(). */
	int (*send)(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
		    bool relayed);
	void (*stop)(struct work *w, struct cs_side *cs);
};

/** What csleg.h calls with a frame: @arg is the struct cs_side. */
hdlc_on_frame way_clearmode_on_frame;

extern const struct bearer_way way_clearmode, way_transparent, way_speech, way_terminated;

/** Can it be framed?  Fails: -ENOTSUP, not a bearer of ours, or parameters out of range. */
MUST_CHECK int cs_side_check(const struct relay_cs *spec);

/**
 * A side that is not open yet.
 *
 * @spec         Copied; checked here.  Of a terminated bearer the caller sets cs_side.terminated.
 * @first_line   What a bearer of one line carries.
 *
 * Fails   -ENOTSUP  a bearer we cannot frame, or its parameters are out of range
 *         -ENOMEM
 * Thread  signalling.
 */
MUST_CHECK int cs_side_new(const struct relay_cs *spec, struct anchor *anchor, enum party party,
			   unsigned int first_line, struct pair *pair, struct cs_side **ret);

/** NULL is fine.  Returns NULL.  Thread: signalling. */
struct cs_side *cs_side_free(struct cs_side *cs);

/** From now on it takes and sends. */
void cs_side_open(struct work *w, struct cs_side *cs);

/** Stop, hand back the pair and then the side itself. */
void cs_side_close(struct work *w, struct cs_side *cs);

/** The far end, as the MSC named it last. */
void cs_side_set_remote(struct cs_side *cs, const struct relay_remote *remote);

/** Other keys: nothing of @line has verified under them.  NULL is fine. */
void cs_side_forget_proofs(struct cs_side *cs, unsigned int line);

/** Is @line one of those it carries? */
bool cs_side_carries(const struct cs_side *cs, unsigned int line);

/**
 * Down: a packet of @line.
 *
 * Fails   -ENOTCONN  no far end is known; not counted
 *         -EBADMSG   it does not go over this bearer; counted
 */
MUST_CHECK int cs_side_send(struct work *w, struct cs_side *cs, unsigned int line,
			    const struct packet *pkt, bool relayed);

/* ---- for the bearers ----------------------------------------------------------------------- */

/** Count a drop at the first of its lines that is open. */
void cs_side_drop(struct work *w, struct cs_side *cs, enum drop why);

/**
 * May a datagram from @from, which is not the gateway's address, be decoded?
 *
 * One other address may at a time, for CSLEG_PROBATION_US before the next, and only so much of it; and only
 * where packets could prove something.
 *
 * @ret_is_other   It is not the one of before: forget what that one brought.
 */
bool cs_side_hears_newcomer(struct work *w, struct cs_side *cs, const union sockname *from,
			    bool *ret_is_other);

/**
 * A packet of @line came out of the newcomer's frames: does it prove that the gateway is there now?
 *
 * If so that is where the side sends to, and the address of before is the newcomer.
 * Spec    contract.md, Sources
 */
bool cs_side_proves(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt);

/** What a packet that came up says of who sent it. */
enum credit {
	CREDIT_NONE,		/* nothing */
	CREDIT_FITS,		/* it goes on where the party left off */
	CREDIT_PROVES,		/* and with those before it proves that the party is there */
};

/** A packet of @line came up. */
void cs_side_uplink(struct work *w, struct cs_side *cs, unsigned int line, const struct packet *pkt,
		    enum credit credit);

/** The bridge of @line, NULL if that is not open. */
struct bridge *cs_side_bridge(const struct cs_side *cs, unsigned int line);

/** Push a party's packet towards the MSC.  @head as outbox_push().  Fails: -ENOTCONN. */
MUST_CHECK int cs_side_push(struct work *w, struct cs_side *cs, unsigned int line,
			    const struct packet *pkt, const uint8_t *head, bool relayed);

/** Send @n octets of our own to the MSC, at once; nowhere if its end is not known. */
void cs_side_send_own(struct work *w, struct cs_side *cs, enum comp comp, const uint8_t *p,
		      size_t n);

#endif
