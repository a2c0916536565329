/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/dialog.c - see dialog.h
 */
#include "dialog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "headers.h"
#include "spell.h"

enum { SIP_PORT = 5060 };

bool
dialog_uri_addr(const url_t *url, struct addr *ret)
{
	struct addr addr;

	if (!url || !url->url_host || (url->url_type != url_sip && url->url_type != url_sips))
		return false;
	if (addr_parse_ip(span_of(url->url_host), &addr) < 0)
		return false;

	uint64_t port = SIP_PORT;

	if (url->url_port && url->url_port[0] && span_u64(span_of(url->url_port), 65535, &port) < 0)
		return false;
	if (port == 0)
		return false;

	addr.port = (uint16_t)port;
	*ret = addr;
	return true;
}

bool
dialog_has_contact(const sip_t *sip)
{
	const url_t *url = sip->sip_contact ? sip->sip_contact->m_url : NULL;

	return url && (url->url_type == url_sip || url->url_type == url_sips) && url->url_host &&
	       url->url_host[0];
}

/* A From or To without its tag. */
static char *
untagged(const sip_addr_t *addr)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	struct text text;
	char *s = spell(home, addr);

	text_init(&text, DIALOG_TEXT_MAX);
	headers_put_untagged(&text, span_of(s));
	su_home_deinit(home);

	char *taken = text_take(&text);

	text_fini(&text);
	return taken;
}

static char *
uri_of(const url_t *url)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char *s = url_as_string(home, url);
	char *copy = s ? strdup(s) : NULL;

	su_home_deinit(home);
	return copy;
}

/* The route set as a Route value; of a response it is reversed (RFC 3261 12.1.2). */
static char *
routes_of(const sip_record_route_t *first, bool is_reversed)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char *joined = su_strdup(home, "");

	for (const sip_record_route_t *rr = first; rr && joined; rr = rr->r_next) {
		const char *uri = url_as_string(home, rr->r_url);

		if (!uri)
			joined = NULL;
		else if (joined[0] == '\0')
			joined = su_sprintf(home, "<%s>%s", uri, "");
		else if (is_reversed)
			joined = su_sprintf(home, "<%s>, %s", uri, joined);
		else
			joined = su_sprintf(home, "%s, <%s>", joined, uri);
	}

	char *copy = joined && strlen(joined) < DIALOG_TEXT_MAX ? strdup(joined) : NULL;

	su_home_deinit(home);
	return copy;
}

/* The first hop by number: top route, else target; ADDR_NONE if it is a name. */
static struct addr
hop_of(const sip_record_route_t *first, bool is_reversed, const sip_contact_t *contact)
{
	struct addr addr = { .family = ADDR_NONE };
	const url_t *url = contact ? contact->m_url : NULL;

	for (const sip_record_route_t *rr = first; rr; rr = rr->r_next) {
		url = rr->r_url;
		if (!is_reversed)
			break;
	}
	if (!dialog_uri_addr(url, &addr))
		addr.family = ADDR_NONE;
	return addr;
}

int
dialog_serve(struct dialog *dialog, const sip_t *invite, const char *local_tag,
	     const struct addr *from)
{
	dialog->call_id = strdup(invite->sip_call_id->i_id);
	dialog->local = untagged(invite->sip_to);
	dialog->local_tag = strdup(local_tag);
	dialog->remote = untagged(invite->sip_from);
	dialog->remote_tag = strdup(invite->sip_from->a_tag ? invite->sip_from->a_tag : "");
	dialog->target = uri_of(invite->sip_contact->m_url);
	dialog->routes = routes_of(invite->sip_record_route, false);
	dialog->remote_seq = invite->sip_cseq->cs_seq;
	dialog->peer = *from;
	dialog->hop = hop_of(invite->sip_record_route, false, invite->sip_contact);

	if (!dialog->call_id || !dialog->local || !dialog->local_tag || !dialog->remote ||
	    !dialog->remote_tag || !dialog->target || !dialog->routes)
		return -ENOMEM;
	return 0;
}

static char *
copy_of(const char *s)
{
	return s ? strdup(s) : NULL;
}

int
dialog_fork(const struct dialog *dialog, const char *remote_tag, struct dialog *ret)
{
	*ret = *dialog;
	ret->call_id = copy_of(dialog->call_id);
	ret->local = copy_of(dialog->local);
	ret->local_tag = copy_of(dialog->local_tag);
	ret->remote = copy_of(dialog->remote);
	ret->remote_tag = copy_of(remote_tag);
	ret->target = copy_of(dialog->target);
	ret->routes = copy_of(dialog->routes);

	if (!ret->call_id || !ret->local || !ret->local_tag || !ret->remote || !ret->remote_tag ||
	    !ret->target || !ret->routes) {
		dialog_fini(ret);
		return -ENOMEM;
	}
	return 0;
}

static void
replace(char **slot, char *with)
{
	if (with) {
		free(*slot);
		*slot = with;
	}
}

int
dialog_establish(struct dialog *dialog, const sip_t *response, const struct addr *from)
{
	char *routes = routes_of(response->sip_record_route, true);

	if (!routes)
		return -ENOMEM;

	replace(&dialog->routes, routes);
	dialog_refresh(dialog, response, from);
	dialog->hop = hop_of(response->sip_record_route, true, response->sip_contact);
	return 0;
}

void
dialog_refresh(struct dialog *dialog, const sip_t *sip, const struct addr *from)
{
	if (from && !addr_is_none(from))
		dialog->peer = *from;
	if (!sip || !dialog_has_contact(sip))
		return;

	replace(&dialog->target, uri_of(sip->sip_contact->m_url));
	if (dialog->routes[0] == '\0')
		dialog->hop = hop_of(NULL, false, sip->sip_contact);
}

void
dialog_put_request(struct dialog *dialog, struct text *out, const char *method, uint32_t cseq)
{
	if (cseq == 0)
		cseq = ++dialog->seq;

	text_printf(out, "%s %s SIP/2.0\r\n", method, dialog->target);
	if (dialog->routes[0])
		text_printf(out, "Route: %s\r\n", dialog->routes);
	text_printf(out, "From: %s;tag=%s\r\n", dialog->local, dialog->local_tag);
	text_printf(out, "To: %s", dialog->remote);
	if (dialog->remote_tag && dialog->remote_tag[0])
		text_printf(out, ";tag=%s", dialog->remote_tag);
	text_printf(out, "\r\nCall-ID: %s\r\nCSeq: %u %s\r\n", dialog->call_id, cseq, method);
}

struct addr
dialog_next_hop(const struct dialog *dialog)
{
	return addr_is_none(&dialog->hop) ? dialog->peer : dialog->hop;
}

void
dialog_fini(struct dialog *dialog)
{
	free(dialog->call_id);
	free(dialog->local);
	free(dialog->local_tag);
	free(dialog->remote);
	free(dialog->remote_tag);
	free(dialog->target);
	free(dialog->routes);
	memset(dialog, 0, sizeof(*dialog));
}
