/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/exchange.h - one request passed from a leg to another, and its responses back
 *
 *	from leg  --request-->  [irq | exchange | orq]  --request-->  to leg
 *	          <-response--                          <-response--
 *
 * INVITE, re-INVITE, UPDATE, PRACK and all others are passed by the same few functions; what is
 * special about one is a matter of its SDP (enum oa) and of how it ends:
 * INVITE ends with its ACK, all others with their final response.
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 9, 13, 14, 17; RFC 3262; RFC 3264; RFC 3311; RFC 6337
 */
#ifndef SIP_EXCHANGE_H
#define SIP_EXCHANGE_H

#include "leg.h"

/** Where the SDP of an exchange stands. */
enum oa {
	OA_NONE,		/* no SDP, or none that concerns us */
	OA_ANSWER_DUE,		/* the request had the offer; the response brings the answer */
	OA_EARLY,		/* a provisional response brought an answer; others may follow */
	OA_OFFER_DUE,		/* INVITE without SDP: the response brings the offer */
	OA_ANSWER_IN_ACK,	/* it has come: the answer is due in PRACK or ACK */
	OA_DONE,
};

struct exchange {
	struct list served;		/* in from->served; dead_exchanges once buried */
	struct list issued;		/* in to->issued */
	struct agent *agent;
	struct leg *from;		/* NULL once that leg is gone */
	struct leg *to;			/* NULL: answered here */
	char method[32];
	bool is_invite;
	bool is_initial;		/* makes the dialog */
	bool is_cancelled;
	bool cancel_waits;		/* for a provisional response, RFC 3261 section 9.1 */
	char *cancel_lines;		/* headers of the CANCEL that waits */
	struct tmr give_up;		/* the peer may answer a CANCEL and never the INVITE */
	bool is_buried;
	bool ack_is_due;		/* INVITE: a 2xx went to the from leg, its ACK is due */
	nta_incoming_t *irq;		/* until the final response, of an INVITE until its ACK */
	nta_outgoing_t *orq;		/* likewise */
	uint32_t cseq;			/* of orq */
	uint32_t rseq;			/* re-INVITE: latest reliable response taken, 0: none */
	enum oa oa;
	struct dialog *in;		/* of the to leg, the one it goes to; NULL: leg_dialog() */
	bool is_answer;			/* PRACK: its SDP answers an offer */
	bool from_100rel, must_100rel;	/* INVITE: what the from leg says of RFC 3262 */
	struct list reliables;		/* 1xx sent reliably and not acknowledged yet */
	char *asked;			/* the offer as it came, until it is answered */
	struct text sent;		/* the offer as it went on, until it is answered */
	/* Answered here: the ACK; NULL: none came. */
	void (*on_confirmed)(struct exchange *exchange, const sip_t *ack);
};

/** A provisional response sent reliably, waiting for its PRACK. */
struct reliable {
	struct list link;		/* in exchange->reliables */
	struct exchange *exchange;	/* the INVITE's */
	nta_reliable_t *rel;
	char *tag;			/* of the fork; NULL: not reliable there */
	uint32_t rseq, cseq;		/* downstream's */
	bool had_offer;			/* its PRACK brings the answer */
};

/**
 * @irq (taken) came on @from; @to: NULL if it will be answered here.  Fails -ENOMEM, @irq
 * untouched.
 */
MUST_CHECK int exchange_new(struct leg *from, struct leg *to, nta_incoming_t *irq, const sip_t *sip,
			    struct exchange **ret);

/**
 * Pass the request on in @dialog with @body (already edited) and the header lines of @extra.
 * Fails -EIO.
 */
MUST_CHECK int exchange_send(struct exchange *exchange, const sip_t *sip, struct dialog *dialog,
			     struct span body, const char *extra);

/**
 * Put together the response @sip with @body and our headers, and answer with it.  Fails
 * -EPROTO.
 */
MUST_CHECK int exchange_answer(struct exchange *exchange, const sip_t *sip, struct span body);

/** Answer with @status of our own and end, if the request is still unanswered. */
void exchange_refuse(struct exchange *exchange, int status, const char *phrase, const char *extra);

/** Refuse for @cause: status, Warning, Reason, Retry-After of cause.h. */
void exchange_refuse_cause(struct exchange *exchange, enum cause cause);

/**
 * CANCEL the INVITE that went on, with the header lines @lines, as soon as a provisional
 * response is there.  An exchange that is cancelled already stays so.
 */
void exchange_cancel(struct exchange *exchange, const char *lines);

/** A provisional response has come: the CANCEL that waited for it goes out. */
void exchange_cancel_now(struct exchange *exchange);

/** One of its legs goes away: answer what is unanswered, cancel what is pending, and free. */
void exchange_abort(struct exchange *exchange, int status);

/**
 * Both ends are done: out of all lists, its transactions destroyed; freed when the event is
 * over.
 */
void exchange_bury(struct exchange *exchange);

/** The memory of a buried exchange.  Returns NULL. */
struct exchange *exchange_free(struct exchange *exchange);

/**
 * The request is answered for good and the response taken: the end of all but an INVITE with a
 * 2xx.
 */
void exchange_done(struct exchange *exchange);

/** The INVITE exchange served on @leg that has no final response yet; NULL: none. */
struct exchange *exchange_invite_served(const struct leg *leg);

/** The INVITE exchange issued on @leg that has no final response yet; NULL: none. */
struct exchange *exchange_invite_issued(const struct leg *leg);

/** The INVITE of @leg that was answered with a 2xx whose ACK is still due; NULL: none. */
struct exchange *exchange_unconfirmed(const struct leg *leg);

#endif
