/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/compose.h - messages we send, written as text and handed to NTA
 *
 * A message is put together in a text (request or status line, headers, body) and parsed by
 * sofia once: so headers keep their order and their letters (headers.h).
 *
 * Thread      signalling
 */
#ifndef SIP_COMPOSE_H
#define SIP_COMPOSE_H

#include "agent_in.h"
#include "dialog.h"
#include "headers.h"

enum {
	MESSAGE_MAX = 60 * 1024,	/* octets: what fits a UDP datagram with room to spare */
	MAX_FORWARDS = 70,
};

/** Where @msg came from.  False: sofia does not say. */
bool compose_source(msg_t *msg, struct addr *ret);

/**
 * The next header of @sip as the line it came as; @at: NULL to start.  Walks
 * `const msg_header_t *at = NULL; while (compose_next_line(sip, &at, &line)) ...`
 */
bool compose_next_line(const sip_t *sip, const msg_header_t **at, struct span *ret);

enum {
	COMPOSE_UNSUPPORTED_MAX = 512,
};

/**
 * The option tags of Require and Proxy-Require in @sip that do not work through us.
 *
 * Returns whether there are any; then "Unsupported: x, y\r\n" is in @ret_extra, for the 420.
 * Spec    RFC 3261 section 8.2.2.3
 */
bool compose_unsupported(const sip_t *sip, char ret_extra[COMPOSE_UNSUPPORTED_MAX]);

/** The headers of @sip as headers.h says.  @how is borrowed. */
void compose_copy(struct text *out, const sip_t *sip, const struct headers_how *how);

/**
 * Does @sip ask that its sender stay unknown to @to, who is outside the trust domain (RFC 3325
 * section 7)?
 */
bool compose_hides(const struct agent *agent, const sip_t *sip, const struct addr *to);

/**
 * Our Contact towards @peer; with the user part and header parameters of @sip's, if it has one.
 */
void compose_contact(const struct agent *agent, struct text *out, const struct addr *peer,
		     const sip_t *sip);

/**
 * Content-Length and the body; @type: a Content-Type to write before it, NULL where one was
 * copied.
 */
void compose_body(struct text *out, const char *type, struct span body);

/** The raw body of @sip; empty if none. */
struct span compose_body_of(const sip_t *sip);

/**
 * Send the request in @out to @hop.
 * Returns the transaction, owned by the caller, or NULL: could not be sent (too long, no such
 * transport).
 */
nta_outgoing_t *compose_request(struct agent *agent, const struct text *out, const struct addr *hop,
				nta_response_f *callback, void *magic);

/** Send the ACK in @out that belongs to the INVITE @invite. */
void compose_ack(struct agent *agent, const struct text *out, const struct addr *hop,
		 nta_outgoing_t *invite);

/**
 * Begin a response to @irq: its line, and Via, From, To with our tag, Call-ID, CSeq as the
 * request had them.
 */
void compose_status(struct text *out, nta_incoming_t *irq, int status, const char *phrase);

/** Answer @irq with the response in @out.  Fails -EPROTO: it could not be parsed or sent. */
MUST_CHECK int compose_response(struct agent *agent, nta_incoming_t *irq, const struct text *out);

/** The same, reliably; NULL: not sent. */
nta_reliable_t *compose_reliable(struct agent *agent, nta_incoming_t *irq, const struct text *out,
				 nta_prack_f *callback, struct reliable *magic);

/** The header lines that go with a refusal for @cause: Warning, Reason, Retry-After. */
void compose_cause(const struct agent *agent, enum cause cause, char *dst, size_t cap);

/** A short answer of our own: status and extra header lines ("" for none). */
void compose_reply(struct agent *agent, nta_incoming_t *irq, int status, const char *phrase,
		   const char *extra);

#endif
