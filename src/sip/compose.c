/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/compose.c - see compose.h
 */
#include "compose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cause.h"
#include "listen.h"
#include "spell.h"
#include "trust.h"

enum { DATAGRAM_MAX = 65000 };		/* IPv4's 65,507, and room for what sofia adds to Via */

bool
compose_source(msg_t *msg, struct addr *ret)
{
	su_addrinfo_t *info = msg ? msg_addrinfo(msg) : NULL;

	return info && info->ai_addr &&
	       addr_from_sockaddr(info->ai_addr, (socklen_t)info->ai_addrlen, ret) == 0;
}

bool
compose_next_line(const sip_t *sip, const msg_header_t **at, struct span *ret)
{
	const msg_header_t *h = *at;

	if (!h)
		h = sip->sip_request ? (const msg_header_t *)sip->sip_request
				     : (const msg_header_t *)sip->sip_status;
	while (h && (h = h->sh_succ)) {
		if (h == (const msg_header_t *)sip->sip_separator ||
		    h == (const msg_header_t *)sip->sip_payload)
			return false;
		/* later values of one line have no text of their own */
		if (h->sh_data && h->sh_len) {
			*at = h;
			*ret = span_new(h->sh_data, h->sh_len);
			return true;
		}
	}
	return false;
}

bool
compose_unsupported(const sip_t *sip, char ret_extra[COMPOSE_UNSUPPORTED_MAX])
{
	const msg_header_t *at = NULL;
	struct span name, value, line;
	struct text bad;

	text_init(&bad, COMPOSE_UNSUPPORTED_MAX - 32);
	while (compose_next_line(sip, &at, &line)) {
		if (!headers_split(line, &name, &value))
			continue;
		if (!span_case_is(name, "Require") && !span_case_is(name, "Proxy-Require"))
			continue;
		if (bad.n)
			text_puts(&bad, ", ");
		headers_unsupported(value, &bad);
	}

	bool has_bad = bad.n > 0 && !span_is(text_span(&bad), ", ");

	if (has_bad)
		snprintf(ret_extra, COMPOSE_UNSUPPORTED_MAX, "Unsupported: %s\r\n", bad.p);
	text_fini(&bad);
	return has_bad;
}

void
compose_copy(struct text *out, const sip_t *sip, const struct headers_how *how)
{
	const msg_header_t *at = NULL;
	struct span line;

	while (compose_next_line(sip, &at, &line))
		headers_put(out, line, how);
}

/* "Privacy: user;id": its values are parted by semicolons (RFC 3323 section 4.2). */
static bool
is_private(const sip_t *sip)
{
	const msg_header_t *at = NULL;
	struct span line, name, value, one;

	while (compose_next_line(sip, &at, &line)) {
		if (!headers_split(line, &name, &value) || !span_case_is(name, "Privacy"))
			continue;
		while (span_cut(&value, ';', &one)) {
			if (span_case_is(span_trim(one), "id"))
				return true;
		}
	}
	return false;
}

bool
compose_hides(const struct agent *agent, const sip_t *sip, const struct addr *to)
{
	return !trust_has(&agent->config, to) && is_private(sip);
}

void
compose_contact(const struct agent *agent, struct text *out, const struct addr *peer,
		const sip_t *sip)
{
	const struct addr *listen = agent_listen_for(agent, peer);
	const sip_contact_t *m = sip ? sip->sip_contact : NULL;

	if (!listen)
		return;

	text_puts(out, "Contact: <sip:");
	if (m && m->m_url->url_user && m->m_url->url_user[0])
		text_printf(out, "%s@", m->m_url->url_user);
	agent_show(agent, listen, out);
	text_putc(out, '>');
	for (size_t i = 0; m && m->m_params && m->m_params[i]; i++)
		text_printf(out, ";%s", m->m_params[i]);
	text_puts(out, "\r\n");
}

struct span
compose_body_of(const sip_t *sip)
{
	if (!sip || !sip->sip_payload)
		return (struct span){ 0 };
	return span_new(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
}

void
compose_body(struct text *out, const char *type, struct span body)
{
	if (type && body.n)
		text_printf(out, "Content-Type: %s\r\n", type);
	text_printf(out, "Content-Length: %zu\r\n\r\n", body.n);
	text_put_span(out, body);
}

/* The text as a message of sofia's; NULL if there is anything wrong with it. */
static msg_t *
parse(const struct text *out)
{
	if (out->failed || out->n == 0)
		return NULL;

	msg_t *msg = msg_make(sip_default_mclass(), MSG_DO_EXTRACT_COPY, out->p, (ssize_t)out->n);
	sip_t *sip = msg ? sip_object(msg) : NULL;

	if (sip && !(sip->sip_flags & MSG_FLG_ERROR) && (sip->sip_request || sip->sip_status))
		return msg;

	log_warn("sip", "not-sent reason=unparsable octets=%zu", out->n);
	msg_destroy(msg);
	return NULL;
}

static void
format_url(char *dst, size_t cap, const struct addr *hop)
{
	snprintf(dst, cap, "sip:%s;transport=udp", ADDR_TEXT(hop));
}

nta_outgoing_t *
compose_request(struct agent *agent, const struct text *out, const struct addr *hop,
		nta_response_f *callback, void *magic)
{
	char url[ADDR_TEXT_MAX + 32];
	const struct addr *listen =
		addr_is_none(hop) || hop->port == 0 ? NULL : agent_listen_for(agent, hop);

	/* without a transport of that family sofia would answer itself */
	if (!listen)
		return NULL;

	msg_t *msg = parse(out);

	if (!msg)
		return NULL;

	const char *method = sip_object(msg)->sip_request->rq_method_name;

	format_url(url, sizeof(url), hop);
	counts_add(&agent->counts, DIRECTION_OUT, method, 0);

	nta_outgoing_t *orq =
		nta_outgoing_mcreate(agent->nta, callback, magic, (url_string_t *)url, msg,
				     TPTAG_IDENT(listen_ident(agent, listen)), TAG_END());

	if (!orq)
		msg_destroy(msg);
	return orq;
}

void
compose_ack(struct agent *agent, const struct text *out, const struct addr *hop,
	    nta_outgoing_t *invite)
{
	char url[ADDR_TEXT_MAX + 32];
	const struct addr *listen = agent_listen_for(agent, hop);
	msg_t *msg = listen ? parse(out) : NULL;

	if (!msg)
		return;

	format_url(url, sizeof(url), hop);
	counts_add(&agent->counts, DIRECTION_OUT, "ACK", 0);

	/*
	 * The branch of the INVITE lets sofia answer a repeated 200 with this ACK again; naming
	 * it also keeps sofia from searching for the INVITE, and from its assert where that is
	 * gone.
	 */
	nta_outgoing_t *ack =
		nta_outgoing_mcreate(agent->nta, NULL, NULL, (url_string_t *)url, msg,
				     NTATAG_ACK_BRANCH(nta_outgoing_branch(invite)),
				     TPTAG_IDENT(listen_ident(agent, listen)), TAG_END());

	if (!ack)
		msg_destroy(msg);
	else
		nta_outgoing_destroy(ack);
}

static void
put_header(struct text *out, su_home_t *home, const char *name, const void *h)
{
	const char *value = spell(home, h);

	if (value)
		text_printf(out, "%s: %s\r\n", name, value);
}

void
compose_status(struct text *out, nta_incoming_t *irq, int status, const char *phrase)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	msg_t *msg = nta_incoming_getrequest(irq);
	const sip_t *sip = sip_object(msg);
	const char *tag = nta_incoming_tag(irq, NULL);

	text_printf(out, "SIP/2.0 %d %s\r\n", status, phrase ? phrase : sip_status_phrase(status));
	for (const sip_via_t *via = sip->sip_via; via; via = via->v_next)
		put_header(out, home, "Via", via);
	put_header(out, home, "From", sip->sip_from);
	text_printf(out, "To: %s", spell(home, sip->sip_to));
	if (!sip->sip_to->a_tag && tag)
		text_printf(out, ";tag=%s", tag);
	text_puts(out, "\r\n");
	put_header(out, home, "Call-ID", sip->sip_call_id);
	put_header(out, home, "CSeq", sip->sip_cseq);
	msg_destroy(msg);
	su_home_deinit(home);
}

/* Octets of what sofia adds to a response: the Record-Route of the request. */
static size_t
recorded(nta_incoming_t *irq)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	msg_t *msg = nta_incoming_getrequest(irq);
	size_t n = 0;

	for (const sip_record_route_t *rr = sip_object(msg)->sip_record_route; rr;
	     rr = rr->r_next) {
		const char *value = spell(home, rr);

		n += sizeof("Record-Route: \r\n") + (value ? strlen(value) : 0);
	}
	msg_destroy(msg);
	su_home_deinit(home);
	return n;
}

/*
 * Let sofia add what is still missing.  A response too long for a datagram must not come to it: the
 * ACK to a response that it could not send meets an assert (incoming_ack()).
 */
static msg_t *
complete(struct agent *agent, nta_incoming_t *irq, const struct text *out)
{
	msg_t *msg = out->n + recorded(irq) <= DATAGRAM_MAX ? parse(out) : NULL;

	if (!msg)
		return NULL;

	int status = sip_object(msg)->sip_status->st_status;

	if (nta_incoming_complete_response(irq, msg, status, NULL, TAG_END()) < 0) {
		msg_destroy(msg);
		return NULL;
	}
	counts_add(&agent->counts, DIRECTION_OUT, nta_incoming_method_name(irq), status);
	return msg;
}

int
compose_response(struct agent *agent, nta_incoming_t *irq, const struct text *out)
{
	msg_t *msg = complete(agent, irq, out);

	return msg && nta_incoming_mreply(irq, msg) == 0 ? 0 : -EPROTO;
}

nta_reliable_t *
compose_reliable(struct agent *agent, nta_incoming_t *irq, const struct text *out,
		 nta_prack_f *callback, struct reliable *magic)
{
	msg_t *msg = complete(agent, irq, out);

	return msg ? nta_reliable_mreply(irq, callback, magic, msg) : NULL;
}

void
compose_cause(const struct agent *agent, enum cause cause, char *dst, size_t cap)
{
	char warning[CAUSE_HEADER_MAX], reason[CAUSE_HEADER_MAX];
	unsigned int retry = cause_wire(cause)->retry_after_s;
	struct text out;

	text_init(&out, cap - 1);
	if (cause_warning(cause, agent->config.node, warning, sizeof(warning)))
		text_printf(&out, "Warning: %s\r\n", warning);
	if (cause_reason(cause, reason, sizeof(reason)))
		text_printf(&out, "Reason: %s\r\n", reason);
	if (retry)
		text_printf(&out, "Retry-After: %u\r\n", retry);
	snprintf(dst, cap, "%s", out.p && !out.failed ? out.p : "");
	text_fini(&out);
}

void
compose_reply(struct agent *agent, nta_incoming_t *irq, int status, const char *phrase,
	      const char *extra)
{
	struct text out;

	text_init(&out, MESSAGE_MAX);
	compose_status(&out, irq, status, phrase);
	text_puts(&out, extra);
	text_puts(&out, "Server: sealift\r\n");
	compose_body(&out, NULL, (struct span){ 0 });

	if (compose_response(agent, irq, &out) < 0)
		log_warn("sip", "answer-failed status=%d", status);
	text_fini(&out);
}
