/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/identity_sip.c - finding identities in sofia's messages
 *
 * Headers that sofia does not know lie in one list in the order they came; a walk of it per
 * question is fine, there are a few dozen at most and the questions are asked once a call.
 *
 * The Request-URI is printed from sofia's parse: only its user part and user=phone are read, which
 * survive that.
 *
 * Thread      signalling.
 */
#include "identity_sip.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include <sofia-sip/url.h>

#include "reason.h"

enum {
	ASSERTED_MAX = 8,		/* header lines; RFC 3325 knows one or two identities */
	URI_TEXT_MAX = 1024,
};

static unsigned int
find_all(const sip_t *sip, const char *name, struct span *ret, unsigned int max)
{
	unsigned int n = 0;

	for (const sip_unknown_t *un = sip->sip_unknown; un && n < max; un = un->un_next) {
		if (un->un_name && un->un_value && strcasecmp(un->un_name, name) == 0)
			ret[n++] = span_of(un->un_value);
	}
	return n;
}

struct span
header_unknown(const sip_t *sip, const char *name)
{
	struct span value = { 0 };

	find_all(sip, name, &value, 1);
	return value;
}

/* 0, or as identity_parse_asserted(); more header lines than anybody needs are a conflict. */
static int
find_asserted(const sip_t *sip, struct identity *ret)
{
	struct span values[ASSERTED_MAX];
	unsigned int n = find_all(sip, "P-Asserted-Identity", values, ASSERTED_MAX);

	return n == ASSERTED_MAX ? -ENOTUNIQ : identity_parse_asserted(values, n, ret);
}

static int
read_url(const url_t *url, struct identity *ret)
{
	char text[URI_TEXT_MAX];
	issize_t n = url_e(text, sizeof(text), url);

	if (n < 0 || (size_t)n >= sizeof(text))
		return -EINVAL;
	return identity_parse_dialled(span_new(text, (size_t)n), ret);
}

enum cause
identity_caller(const sip_t *sip, bool fallback_from, struct identity *ret)
{
	struct identity identity = { .uri = "" };
	int err = find_asserted(sip, &identity);

	if (err == -ENOENT && fallback_from && sip->sip_from &&
	    read_url(sip->sip_from->a_url, &identity))
		identity = (struct identity){ .uri = "" };

	*ret = identity;
	return err && err != -ENOENT ? CAUSE_IDENTITY_CONFLICT : CAUSE_NONE;
}

void
identity_callee(const sip_t *sip, struct identity *ret)
{
	struct span called = header_unknown(sip, "P-Called-Party-ID");

	if (called.n > 0 && identity_parse(called, ret) == 0)
		return;
	if (!sip->sip_request || read_url(sip->sip_request->rq_url, ret))
		*ret = (struct identity){ .uri = "" };
}

bool
identity_answerer(const sip_t *sip, struct identity *ret)
{
	return find_asserted(sip, ret) == 0;
}

bool
identity_is_stn_sr(const sip_t *sip, const struct number *stn_srs, unsigned int n)
{
	char text[URI_TEXT_MAX];

	if (!sip->sip_request)
		return false;

	issize_t len = url_e(text, sizeof(text), sip->sip_request->rq_url);

	return len >= 0 && (size_t)len < sizeof(text) &&
	       identity_is_one_of(span_new(text, (size_t)len), stn_srs, n);
}

void
identity_icid(const sip_t *sip, char ret[ICID_MAX])
{
	identity_parse_icid(header_unknown(sip, "P-Charging-Vector"), ret);
}

/* sofia parses Reason itself; its cause is text, and may be missing. */
struct reasons
reasons_of(const sip_t *sip)
{
	struct reasons reasons = { .sip_cause = 0 };

	for (const sip_reason_t *re = sip->sip_reason; re; re = re->re_next) {
		char value[64];
		int n = snprintf(value, sizeof(value), "%s;cause=%s",
				 re->re_protocol ? re->re_protocol : "",
				 re->re_cause ? re->re_cause : "");

		if (n > 0 && (size_t)n < sizeof(value))
			reason_parse(span_new(value, (size_t)n), &reasons);
	}
	return reasons;
}
