/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/identity_sip.h - the identities and reasons of a sofia message
 *
 * P-* headers are looked up by name among the headers sofia does not know, and read by our own
 * parsers: the agent's parser stays sofia's default one (sip_default_mclass()), which leaves them
 * alone and in order.
 *
 * Layer       sip.
 * Thread      signalling.
 */
#ifndef SIP_IDENTITY_SIP_H
#define SIP_IDENTITY_SIP_H

#include <stdbool.h>

#include <sofia-sip/sip.h>

#include "core/cause.h"
#include "identity.h"

/**
 * The caller of an initial INVITE: P-Asserted-Identity, else From where @fallback_from, else
 * nobody (@ret zeroed).
 * Returns CAUSE_NONE, or CAUSE_IDENTITY_CONFLICT (also for a malformed one) with @ret zeroed.
 */
MUST_CHECK enum cause identity_caller(const sip_t *sip, bool fallback_from, struct identity *ret);

/**
 * The callee as the INVITE knows it: P-Called-Party-ID, else Request-URI.  Zeroed if neither is a
 * sip or tel URI.
 */
void identity_callee(const sip_t *sip, struct identity *ret);

/**
 * The callee as a response asserts it.  False (and @ret untouched): no usable P-Asserted-Identity.
 */
bool identity_answerer(const sip_t *sip, struct identity *ret);

/** Is the Request-URI one of the @n STN-SRs? */
bool identity_is_stn_sr(const sip_t *sip, const struct number *stn_srs, unsigned int n);

/** The icid-value of the P-Charging-Vector, "" if none. */
void identity_icid(const sip_t *sip, char ret[ICID_MAX]);

/** All Reason headers of a BYE, CANCEL, re-INVITE or UPDATE. */
struct reasons reasons_of(const sip_t *sip);

/**
 * The value of the first header called @name that sofia does not know; empty if none.  Borrowed
 * from the message.
 */
struct span header_unknown(const sip_t *sip, const char *name);

#endif
