/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/sdp_edit.c - an SDP with our addresses in it, otherwise octet for octet
 *
 * First a plan is made of the whole text (which lines are relayed, which of them live on the
 * session's c=, what becomes of that), then the text is written out line by line.  A changed line
 * is its old octets with a few fields swapped, so blanks at odd places, a TTL on a line of no
 * concern, and the line end survive.
 *
 * Thread      any; pure.
 * Standards   see sdp_edit.h; each row names its own.
 */
#include "sdp_edit.h"

#include <errno.h>
#include <stdio.h>

#include "base/addr.h"
#include "sdp_mid.h"
#include "sdp_scan.h"

/*
 * Attributes that go, from relayed lines and from a session that has one.  Compared without case: a
 * lenient phone might read them so, and go past us.
 */
static const struct {
	const char *name;
	bool is_prefix;
	const char *because;		/* for whoever reads the table */
} removed[] = {
	{ "candidate",		false, "RFC 8839 5.1: an address to send to that is not ours" },
	{ "remote-candidates",	false, "RFC 8839 5.2: the same, of the other party" },
	{ "end-of-candidates",	false, "RFC 8840 8.2: ends a list that is gone" },
	{ "ice-",		true,  "RFC 8839 5.3: who checks us by STUN hears nothing" },
	{ "altc",		false, "RFC 6947 4: another address for the same line" },
};

/* A field of a line and what is written in its place. */
struct swap {
	struct span old;
	char text[ADDR_TEXT_MAX];
};

struct plan {
	const struct sdp_scan *scan;
	const struct mpatch *patch;
	struct text *out;
	bool relayed[SDP_MEDIA_MAX];
	uint16_t port[SDP_MEDIA_MAX];	/* in its m= before */
	bool gets_conn[SDP_MEDIA_MAX];	/* a c= of its own is written into it */
	const struct addr *shared;	/* replaces the session's c=; NULL: that stays */
	bool is_any_relayed;
};

static void
put_swapped(struct text *out, struct span whole, const struct swap *swaps, unsigned int n)
{
	const char *at = whole.p;

	for (unsigned int i = 0; i < n; i++) {
		text_put(out, at, (size_t)(swaps[i].old.p - at));
		text_puts(out, swaps[i].text);
		at = swaps[i].old.p + swaps[i].old.n;
	}
	text_put(out, at, (size_t)(whole.p + whole.n - at));
}

static const char *
family_name(const struct addr *addr)
{
	return addr->family == ADDR_IP6 ? "IP6" : "IP4";
}

/* 0.0.0.0 and ::, the hold of old (RFC 3264 section 8.4). */
static bool
is_hold(struct span address)
{
	struct addr addr;

	return addr_parse_ip(address, &addr) == 0 && addr_is_any(&addr);
}

/* The two swaps that make @conn name @addr, or none where it says hold. */
static unsigned int
swap_conn(const struct sdp_conn *conn, const struct addr *addr, struct swap *swaps)
{
	if (is_hold(conn->address))
		return 0;

	swaps[0].old = conn->family;
	snprintf(swaps[0].text, sizeof(swaps[0].text), "%s", family_name(addr));
	swaps[1].old = conn->address;
	addr_format_ip(addr, swaps[1].text, sizeof(swaps[1].text));
	return 2;
}

/* ---- the plan ---- */

/* The first c= of a section; NULL: whether there is one is enough. */
static bool
find_conn(struct span section, struct sdp_conn *ret)
{
	struct sdp_line line;
	struct sdp_conn conn;

	while (sdp_next_line(&section, &line)) {
		if (line.type == 'c')
			return sdp_conn_parse(line.value, ret ? ret : &conn) == 0;
	}
	return false;
}

/*
 * Our address for the session's c=: that of the first line that uses it, else of the first relayed
 * line, as a phone may look there first.  NULL: it stays, because a line that is not ours lives on
 * it.
 */
static const struct addr *
pick_shared(const struct plan *plan)
{
	const struct addr *used = NULL, *any = NULL;

	for (unsigned int i = 0; i < plan->scan->n_media; i++) {
		bool has_own = find_conn(plan->scan->media[i], NULL);
		struct sdp_media media;

		if (plan->relayed[i]) {
			const struct addr *addr = &plan->patch->line[i].rtp;

			any = any ? any : addr;
			used = used || has_own ? used : addr;
		} else if (!has_own && (sdp_section_media(plan->scan->media[i], &media) ||
					!sdp_media_is_refused(&media))) {
			return NULL;
		}
	}
	return used ? used : any;
}

static int
plan_conns(struct plan *plan)
{
	struct sdp_conn session;
	bool has_session = find_conn(plan->scan->session, &session);

	if (has_session && is_hold(session.address))
		return 0;
	if (has_session)
		plan->shared = pick_shared(plan);
	for (unsigned int i = 0; i < plan->scan->n_media; i++) {
		if (!plan->relayed[i] || find_conn(plan->scan->media[i], NULL))
			continue;
		if (!has_session)
			return -EINVAL;
		plan->gets_conn[i] =
			!plan->shared || !addr_ip_eq(plan->shared, &plan->patch->line[i].rtp);
	}
	return 0;
}

static uint16_t
port_of(struct span field)
{
	struct span digits;
	uint64_t port;

	return span_cut(&field, '/', &digits) && span_u64(digits, UINT16_MAX, &port) == 0
		       ? (uint16_t)port
		       : 0;
}

static int
make_plan(struct plan *plan)
{
	if (plan->patch->n_lines > plan->scan->n_media || plan->patch->n_lines > MDESC_LINES_MAX)
		return -EINVAL;

	for (unsigned int i = 0; i < plan->patch->n_lines; i++) {
		struct sdp_media media;

		if (!plan->patch->line[i].is_relayed)
			continue;
		if (sdp_section_media(plan->scan->media[i], &media))
			return -EINVAL;
		plan->relayed[i] = !sdp_media_is_refused(&media);
		plan->port[i] = port_of(media.port);
		plan->is_any_relayed |= plan->relayed[i];
	}
	return plan_conns(plan);
}

/* ---- writing ---- */

static bool
is_removed(const struct plan *plan, const struct sdp_line *line, struct span section)
{
	struct span value = line->value, name;

	if (line->type != 'a' || !span_cut(&value, ':', &name))
		return false;

	for (size_t i = 0; i < ARRAY_LEN(removed); i++) {
		if (removed[i].is_prefix ? span_case_starts(name, removed[i].name)
					 : span_case_is(span_trim(name), removed[i].name))
			return true;
	}
	/* RFC 8843: one address for several lines, which are several addresses with us. */
	return sdp_is_bundle(line) || sdp_is_bundle_mid(plan->scan, section, line);
}

static void
put_conn(const struct plan *plan, const struct sdp_line *line, const struct addr *addr)
{
	struct swap swaps[2];
	struct sdp_conn conn;
	unsigned int n = 0;

	if (sdp_conn_parse(line->value, &conn) == 0)
		n = swap_conn(&conn, addr, swaps);
	put_swapped(plan->out, line->whole, swaps, n);
}

static struct swap
swap_port(struct span port, uint16_t ours)
{
	struct swap swap = { .text = "" };

	span_cut(&port, '/', &swap.old);
	snprintf(swap.text, sizeof(swap.text), "%u", ours);
	return swap;
}

static void
put_media(const struct plan *plan, const struct sdp_line *line, const struct addr *addr)
{
	struct sdp_media media;
	struct swap swap;
	unsigned int n = sdp_media_parse(line->value, &media) == 0;

	if (n)
		swap = swap_port(media.port, addr->port);
	put_swapped(plan->out, line->whole, &swap, n);
}

/*
 * "53020" or "53020 IN IP4 192.0.2.1" (RFC 3605 section 2.1).  The port of m= said again (mux) is
 * ours of m=.
 */
static void
put_rtcp(const struct plan *plan, unsigned int i, const struct sdp_line *line, struct span value)
{
	const struct mpatch_line *patch = &plan->patch->line[i];
	struct swap swaps[3];
	struct sdp_conn conn;
	struct span port;
	unsigned int n = 0;

	if (sdp_next_field(&value, &port) && port_of(port) != 0) {
		swaps[0] = swap_port(port, port_of(port) == plan->port[i] ? patch->rtp.port
									  : patch->rtcp.port);
		n = 1;
		if (sdp_conn_parse(value, &conn) == 0)
			n += swap_conn(&conn, &patch->rtcp, swaps + 1);
	}
	put_swapped(plan->out, line->whole, swaps, n);
}

static void
put_session(const struct plan *plan)
{
	struct span rest = plan->scan->session;
	struct sdp_line line;

	while (sdp_next_line(&rest, &line)) {
		if (line.type == 'c' && plan->shared)
			put_conn(plan, &line, plan->shared);
		else if (!plan->is_any_relayed || !is_removed(plan, &line, plan->scan->session))
			text_put_span(plan->out, line.whole);
	}
}

/*
 * A c= where RFC 4566 section 5 wants it: behind m= and i=.  The line before may be the last and
 * have no end.
 */
static void
put_new_conn(const struct plan *plan, unsigned int i, const char *before)
{
	const char *end = sdp_line_end(plan->scan->session);
	const struct addr *addr = &plan->patch->line[i].rtp;
	char ip[ADDR_TEXT_MAX];
	bool is_open = before[-1] != '\n';

	addr_format_ip(addr, ip, sizeof(ip));
	text_printf(plan->out, "%sc=IN %s %s%s", is_open ? end : "", family_name(addr), ip,
		    is_open ? "" : end);
}

static void
put_line(const struct plan *plan, unsigned int i, const struct sdp_line *line)
{
	const struct mpatch_line *patch = &plan->patch->line[i];
	struct span value;

	if (line->type == 'm')
		put_media(plan, line, &patch->rtp);
	else if (line->type == 'c')
		put_conn(plan, line, &patch->rtp);
	else if (sdp_line_is_attr(line, "rtcp", &value))
		put_rtcp(plan, i, line, value);
	else if (!is_removed(plan, line, plan->scan->media[i]))
		text_put_span(plan->out, line->whole);
}

static void
put_section(const struct plan *plan, unsigned int i)
{
	struct span rest = plan->scan->media[i];
	struct sdp_line line;
	bool wants_conn = plan->gets_conn[i];

	if (!plan->relayed[i]) {
		text_put_span(plan->out, rest);
		return;
	}
	while (sdp_next_line(&rest, &line)) {
		if (wants_conn && line.type != 'm' && line.type != 'i') {
			put_new_conn(plan, i, line.whole.p);
			wants_conn = false;
		}
		put_line(plan, i, &line);
	}
	if (wants_conn)
		put_new_conn(plan, i, rest.p);
}

int
sdp_edit(struct span sdp, const struct mpatch *patch, struct text *out)
{
	struct sdp_scan scan;
	struct plan plan = { .scan = &scan, .patch = patch, .out = out };
	int err = sdp_scan(sdp, &scan);

	if (!err)
		err = make_plan(&plan);
	if (err)
		return err;

	put_session(&plan);
	for (unsigned int i = 0; i < scan.n_media; i++)
		put_section(&plan, i);
	return out->failed ? -ENOMEM : 0;
}
