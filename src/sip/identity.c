/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/identity.c - reading identities
 *
 * Parameters are dropped from what people see, and so is a password: a URI in a log or view says
 * who, nothing else. Percent escapes in a user part are not undone: "+358%34" is no number a
 * network would assert, and undoing them would let two spellings reach one session.
 *
 * Thread      any; pure.
 * Standards   RFC 3261 section 25.1, RFC 3966 section 3.
 */
#include "identity.h"

#include <errno.h>
#include <string.h>

#include "quoted.h"

enum scheme { SCHEME_NONE, SCHEME_SIP, SCHEME_TEL };

/* A URI in its parts. */
struct parts {
	enum scheme scheme;
	struct span shown;		/* scheme, user and host, or the number */
	struct span user;		/* without password; of tel: all */
	struct span params;		/* behind the first ';' */
};

static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 127)
			return true;
	}
	return false;
}

/* The part of @s before any of the octets in @stops. */
static struct span
until(struct span s, const char *stops)
{
	size_t n = 0;

	while (n < s.n && !strchr(stops, s.p[n]))
		n++;
	return span_new(s.p, n);
}

static int
split_sip(struct span uri, size_t scheme_n, struct parts *ret)
{
	struct span body = span_skip(uri, scheme_n);
	size_t at = span_find(body, '@');
	struct span user = { 0 }, host = body;

	if (at < body.n) {
		user = until(span_new(body.p, at), ":;");
		host = span_skip(body, at + 1);
	}

	struct span name = until(host, ";?");

	if (name.n == 0)
		return -EINVAL;

	struct span params = until(span_skip(host, name.n), "?");
	bool is_plain = at == body.n || user.n == at;

	*ret = (struct parts){ .scheme = SCHEME_SIP, .user = user, .params = span_skip(params, 1) };
	/* Around a password or user parameters what is shown lies in two pieces: show(). */
	ret->shown = is_plain ? span_new(uri.p, (size_t)(name.p + name.n - uri.p)) : name;
	return 0;
}

static int
split_tel(struct span uri, struct parts *ret)
{
	struct span body = span_skip(uri, 4);
	struct span number = until(body, ";?");

	if (number.n == 0)
		return -EINVAL;

	*ret = (struct parts){
		.scheme = SCHEME_TEL,
		.shown = span_new(uri.p, 4 + number.n),
		.user = number,
	};
	return 0;
}

static int
split(struct span uri, struct parts *ret)
{
	if (has_control(uri))
		return -EINVAL;
	if (span_case_starts(uri, "sip:"))
		return split_sip(uri, 4, ret);
	if (span_case_starts(uri, "sips:"))
		return split_sip(uri, 5, ret);
	if (span_case_starts(uri, "tel:"))
		return split_tel(uri, ret);
	return -EINVAL;
}

static bool
is_user_phone(struct span params)
{
	struct span one;

	while (span_cut(&params, ';', &one)) {
		if (span_case_is(one, "user=phone"))
			return true;
	}
	return false;
}

/* "sip:user@host" even where a password stood between; cut at the bound. */
static void
show(const struct parts *parts, char *dst, size_t cap)
{
	bool has_gap = parts->scheme == SCHEME_SIP && parts->user.n > 0 &&
		       !(parts->user.p >= parts->shown.p &&
			 parts->user.p < parts->shown.p + parts->shown.n);
	struct span pieces[] = {
		has_gap ? span_lit("sip:") : (struct span){ 0 },
		has_gap ? parts->user : (struct span){ 0 },
		has_gap ? span_lit("@") : (struct span){ 0 },
		parts->shown,
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t room = cap - 1 - n;
		size_t take = pieces[i].n < room ? pieces[i].n : room;

		if (take)
			memcpy(dst + n, pieces[i].p, take);
		n += take;
	}
	dst[n] = '\0';
}

static int
parse_uri(struct span uri, bool is_dialled, struct identity *ret)
{
	struct parts parts;
	int err = split(span_trim(uri), &parts);

	if (err)
		return err;

	struct identity identity = { .uri = "" };
	bool may_be_number =
		is_dialled || parts.scheme == SCHEME_TEL || is_user_phone(parts.params);

	if (may_be_number && number_parse(parts.user, &identity.number))
		identity.number = (struct number){ .digits = "" };
	show(&parts, identity.uri, sizeof(identity.uri));
	*ret = identity;
	return 0;
}

int
identity_parse_uri(struct span uri, struct identity *ret)
{
	return parse_uri(uri, false, ret);
}

int
identity_parse_dialled(struct span uri, struct identity *ret)
{
	return parse_uri(uri, true, ret);
}

/*
 * The URI of a name-addr or addr-spec.  Outside <> a ';' begins header parameters (RFC 3261
 * section 20.10).
 */
static struct span
uri_of(struct span value)
{
	size_t open = quoted_find(value, '<');

	if (open == value.n)
		return span_trim(until(value, ";"));

	struct span inside = span_skip(value, open + 1);

	return span_trim(span_new(inside.p, span_find(inside, '>')));
}

int
identity_parse(struct span value, struct identity *ret)
{
	return identity_parse_dialled(uri_of(span_trim(value)), ret);
}

/* ---- P-Asserted-Identity ---- */

/* What was read so far of a P-Asserted-Identity: at most one of a kind. */
struct asserted {
	bool has[SCHEME_TEL + 1];
	struct identity by[SCHEME_TEL + 1];
	enum scheme first;
};

static bool
is_same(const struct identity *a, const struct identity *b)
{
	if (number_is_set(&a->number) || number_is_set(&b->number))
		return number_eq(&a->number, &b->number);
	return span_case_eq(span_of(a->uri), span_of(b->uri));
}

static int
assert_one(struct span value, struct asserted *all)
{
	struct span uri = uri_of(span_trim(value));
	struct identity identity;
	enum scheme scheme = span_case_starts(uri, "tel:") ? SCHEME_TEL : SCHEME_SIP;

	if (!span_case_starts(uri, "sip:") && !span_case_starts(uri, "sips:") &&
	    scheme == SCHEME_SIP)
		return 0;		/* another scheme: nothing we could compare */

	int err = identity_parse_uri(uri, &identity);

	if (err)
		return err;
	if (all->has[scheme])
		return is_same(&identity, &all->by[scheme]) ? 0 : -ENOTUNIQ;

	all->has[scheme] = true;
	all->by[scheme] = identity;
	if (all->first == SCHEME_NONE)
		all->first = scheme;
	return 0;
}

/* One sip and one tel URI: they disagree only if each has a number and the numbers differ. */
static int
settle(const struct asserted *all, struct identity *ret)
{
	const struct identity *sip = &all->by[SCHEME_SIP], *tel = &all->by[SCHEME_TEL];

	if (all->first == SCHEME_NONE)
		return -ENOENT;
	if (number_is_set(&sip->number) && number_is_set(&tel->number) &&
	    !number_eq(&sip->number, &tel->number))
		return -ENOTUNIQ;

	*ret = all->by[all->first];
	ret->number = number_is_set(&tel->number) ? tel->number : sip->number;
	return 0;
}

int
identity_parse_asserted(const struct span *values, unsigned int n, struct identity *ret)
{
	struct asserted all = { .first = SCHEME_NONE };

	for (unsigned int i = 0; i < n; i++) {
		struct span rest = values[i], one;

		while (quoted_cut(&rest, ',', &one)) {
			int err = assert_one(one, &all);

			if (err)
				return err;
		}
	}
	return settle(&all, ret);
}

/* ---- STN-SR, charging ---- */

bool
identity_is_one_of(struct span uri, const struct number *numbers, unsigned int n)
{
	struct parts parts;
	struct number number;

	if (split(span_trim(uri), &parts) || number_parse(parts.user, &number))
		return false;
	for (unsigned int i = 0; i < n; i++) {
		if (number_eq(&number, &numbers[i]))
			return true;
	}
	return false;
}

static struct span
unquote(struct span s)
{
	return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? span_new(s.p + 1, s.n - 2) : s;
}

void
identity_parse_icid(struct span value, char ret[ICID_MAX])
{
	struct span part, name;

	ret[0] = '\0';
	while (quoted_cut(&value, ';', &part)) {
		if (!span_cut(&part, '=', &name) || !span_case_is(span_trim(name), "icid-value"))
			continue;

		struct span icid = unquote(span_trim(part));

		if (icid.n >= ICID_MAX)
			icid.n = ICID_MAX - 1;
		if (span_copy(ret, ICID_MAX, icid))
			ret[0] = '\0';
		return;
	}
}
