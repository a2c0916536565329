/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/indication.c - how a media line is protected, from what its SDP says
 *
 * The profile decides where it names a way of keying; where it does not (RTP/SAVP), and in
 * RTP/AVP that turns out secure (RFC 8643, RFC 5939), the attributes do.
 *
 * Thread      any; pure
 * Standards   RFC 4568, RFC 4567, RFC 5763, RFC 5764 section 8, RFC 5939, RFC 8643 section 3, TS
 *             24.229 clause 7.5.2
 */
#include "core/indication.h"

#include <stdio.h>

static const char *const keyings[KEYINGS] = {
	[KEYING_NONE] = "none",
	[KEYING_SDES] = "sdes",
	[KEYING_MIKEY] = "mikey",
	[KEYING_DTLS] = "dtls",
};

static const char *const scopes[] = {
	[SCOPE_NONE] = "none",
	[SCOPE_E2E] = "e2e",
	[SCOPE_E2AE] = "e2ae",
};

static const char *const sec_states[] = {
	[SEC_NONE] = "none",
	[SEC_OFFERED] = "offered",
	[SEC_NEGOTIATED] = "negotiated",
	[SEC_OBSERVED] = "observed",
	[SEC_VERIFIED] = "verified",
};

const char *
keying_name(enum keying keying)
{
	return (unsigned int)keying < KEYINGS ? keyings[keying] : "?";
}

const char *
scope_name(enum scope scope)
{
	return (unsigned int)scope < ARRAY_LEN(scopes) ? scopes[scope] : "?";
}

const char *
sec_state_name(enum sec_state state)
{
	return (unsigned int)state < ARRAY_LEN(sec_states) ? sec_states[state] : "?";
}

bool
indication_is_protected(const struct indication *ind)
{
	return ind->keying != KEYING_NONE;
}

/* An a=crypto we could not read may still be one that the other party can. */
static bool
has_crypto(const struct mline *line)
{
	return line->n_crypto || line->n_bad_crypto;
}

/* What the attributes bring; the order only matters where a line brings several. */
static enum keying
keying_of_attributes(bool crypto, bool key_mgmt, bool fingerprint)
{
	return crypto ? KEYING_SDES : key_mgmt ? KEYING_MIKEY :
	       fingerprint ? KEYING_DTLS : KEYING_NONE;
}

static enum keying
keying_of_line(const struct mline *line)
{
	if (line->proto == MPROTO_DTLS_SAVP || line->proto == MPROTO_DTLS_SAVPF)
		return KEYING_DTLS;

	enum keying keying = keying_of_attributes(has_crypto(line), line->has_key_mgmt,
						  line->has_fingerprint);

	/*
	 * A secure profile without a key is an error of its sender's, not a reason to unprotect
	 * it.
	 */
	if (keying == KEYING_NONE && mproto_is_secure(line->proto))
		return KEYING_SDES;
	return keying;
}

/* Takes in one crypto attribute: the longest tag and MKI count, they cost the bearer most. */
static void
add_crypto(struct indication *ind, const struct sdes *sdes)
{
	bool has_tag = !(sdes->params & SDES_UNAUTHENTICATED);
	uint8_t tag = has_tag ? suite_facts(sdes->suite)->tag_octets : 0;

	if (tag > ind->tag_octets)
		ind->tag_octets = tag;
	for (unsigned int k = 0; k < sdes->n_keys; k++) {
		if (sdes->key[k].mki_octets > ind->mki_octets)
			ind->mki_octets = sdes->key[k].mki_octets;
	}
}

static struct indication
indication_new(enum keying keying, const struct mline *line, enum sec_state state)
{
	if (keying == KEYING_NONE)
		return (struct indication){ .dir = line->dir };

	struct indication ind = {
		.keying = keying,
		.scope = line->is_e2ae ? SCOPE_E2AE : SCOPE_E2E,
		.state = state,
		.dir = line->dir,
	};

	if (keying != KEYING_SDES)
		return ind;
	for (unsigned int i = 0; i < line->n_crypto; i++)
		add_crypto(&ind, &line->crypto[i]);
	if (line->n_crypto == 1)
		ind.suite = line->crypto[0].suite;
	else if (line->n_crypto == 0)
		ind.suite = SUITE_UNKNOWN;
	return ind;
}

static void
add_offered(struct indication *ind, const struct mline *offer, uint32_t tag)
{
	for (unsigned int i = 0; i < offer->n_crypto; i++) {
		if (offer->crypto[i].tag == tag)
			add_crypto(ind, &offer->crypto[i]);
	}
}

struct indication
indication_of_offer(const struct mline *offer)
{
	return indication_new(keying_of_line(offer), offer, SEC_OFFERED);
}

struct indication
indication_of_answer(const struct mline *offer, const struct mline *answer)
{
	enum keying keying = keying_of_line(answer);

	/*
	 * RTP/AVP is secure only if both sides brought a key of the same kind: RFC 8643 section
	 * 3.1.
	 */
	if (!mproto_is_secure(answer->proto))
		keying = keying_of_attributes(has_crypto(offer) && has_crypto(answer),
					      offer->has_key_mgmt && answer->has_key_mgmt,
					      offer->has_fingerprint && answer->has_fingerprint);
	if (answer->is_refused)
		keying = KEYING_NONE;

	struct indication ind = indication_new(keying, answer, SEC_NEGOTIATED);

	if (keying != KEYING_NONE && offer->is_e2ae)
		ind.scope = SCOPE_E2AE;
	/*
	 * The offer's line of the same tag is the other direction's key, perhaps with an MKI of
	 * its own.
	 */
	if (keying == KEYING_SDES && answer->n_crypto)
		add_offered(&ind, offer, answer->crypto[0].tag);
	ind.dir = (enum mdir)(offer->dir & mdir_mirror(answer->dir));
	return ind;
}

size_t
indication_format(const struct indication *ind, char *dst, size_t cap)
{
	bool has_suite = ind->suite != SUITE_NONE && ind->suite != SUITE_UNKNOWN;
	int n = snprintf(dst, cap, "%s %s%s%s", keying_name(ind->keying), scope_name(ind->scope),
			 has_suite ? " " : "", has_suite ? suite_facts(ind->suite)->name : "");

	return n < 0 ? 0 : (size_t)n;
}
