/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/route.h - where an initial request goes, and whether it has been here before
 *
 * Thread      signalling
 * Standards   RFC 3261 sections 8.1.2, 16.3 (loops), 16.4, 16.12; RFC 5658
 */
#ifndef SIP_ROUTE_H
#define SIP_ROUTE_H

#include "call.h"

struct route_plan {
	char *routes;		/* Route that goes on, "" for none; the caller owns it */
	struct addr hop;	/* where to send it */
	bool is_mine;		/* the topmost Route named us */
};

/** Fails -ENOMEM. */
MUST_CHECK int route_plan(const struct agent *agent, const sip_t *sip, struct route_plan *ret);

/** The leg of ours whose outgoing INVITE this is (a spiral or a loop), NULL: none. */
struct leg *route_came_from(const struct agent *agent, const sip_t *sip);

/**
 * Is @sip a loop: did an INVITE in the chain that leads to @came_from reach us with the same
 * Request-URI and the same Routes?  Another Request-URI or Route makes it a spiral, which is fine.
 */
bool route_is_loop(const struct leg *came_from, const char *uri, const char *routes);

/** The Request-URI as text, owned by the caller; NULL: out of memory. */
char *route_uri(const sip_t *sip);

/** All Routes as text as they came, owned by the caller; NULL: out of memory. */
char *route_text(const sip_route_t *route);

/** Is the Request-URI an emergency service (RFC 5031)? */
bool route_is_emergency(const char *uri);

#endif
