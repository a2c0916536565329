/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/listen.c - see listen.h
 *
 * sofia's defaults that are overridden here, and why: lessons.md 4.4 and 4.8.
 */
#include "listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "dispatch.h"

enum {
	MESSAGE_OCTETS_MAX = 64 * 1024,	/* sofia: 2 MB */
	RECEIVE_OCTETS = 4 * 1024 * 1024,	/* sofia: the system's 208 KiB, some 50 INVITEs */
	T2_IN_T1 = 8, T4_IN_T1 = 10, TIMEOUT_IN_T1 = 64,
};

void
agent_show(const struct agent *agent, const struct addr *listen, struct text *out)
{
	char ip[ADDR_TEXT_MAX];
	const char *host = agent->config.advertise;

	if (host[0]) {
		bool is_bare_ip6 = strchr(host, ':') && host[0] != '[';

		text_printf(out, is_bare_ip6 ? "[%s]:%u" : "%s:%u", host, listen->port);
		return;
	}
	addr_format(listen, ip, sizeof(ip));
	text_puts(out, ip);
}

/* The address that the kernel would send from; false: no route. */
static bool
source_towards(const struct addr *to, struct addr *ret)
{
	struct sockaddr_storage name;
	socklen_t len = addr_to_sockaddr(to, &name);
	int fd = socket(name.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd < 0)
		return false;
	ok = connect(fd, (struct sockaddr *)&name, len) == 0;
	len = sizeof(name);
	ok = ok && getsockname(fd, (struct sockaddr *)&name, &len) == 0 &&
	     addr_from_sockaddr((struct sockaddr *)&name, len, ret) == 0;
	close(fd);
	return ok;
}

const struct addr *
agent_listen_for(const struct agent *agent, const struct addr *to)
{
	const struct addr *first = NULL;
	struct addr source;
	bool is_choice = false;

	for (unsigned int i = 0; i < agent->config.n_listen; i++) {
		if (agent->config.listen[i].family != to->family)
			continue;
		is_choice = first != NULL;
		if (!first)
			first = &agent->config.listen[i];
	}
	if (!is_choice || !source_towards(to, &source))
		return first;

	for (unsigned int i = 0; i < agent->config.n_listen; i++) {
		if (addr_ip_eq(&agent->config.listen[i], &source))
			return &agent->config.listen[i];
	}
	return first;
}

const char *
listen_ident(const struct agent *agent, const struct addr *listen)
{
	return agent->idents[listen - agent->config.listen];
}

bool
agent_is_me(const struct agent *agent, const char *host, unsigned int port)
{
	struct addr addr;
	bool is_ip = addr_parse_ip(span_of(host), &addr) == 0;
	bool is_advertised =
		agent->config.advertise[0] && strcasecmp(host, agent->config.advertise) == 0;

	for (unsigned int i = 0; i < agent->config.n_listen; i++) {
		const struct addr *listen = &agent->config.listen[i];

		if (listen->port == port && (is_advertised || (is_ip && addr_ip_eq(listen, &addr))))
			return true;
	}
	return strcasecmp(host, agent->config.node) == 0;
}

/* "sip:203.0.113.5:5060;maddr=198.51.100.1;transport=udp": shown, bound. */
static void
format_listen(const struct agent *agent, const struct addr *listen, char *dst, size_t cap)
{
	struct text shown;
	char ip[ADDR_TEXT_MAX];

	addr_format_ip(listen, ip, sizeof(ip));
	text_init(&shown, cap);
	agent_show(agent, listen, &shown);
	snprintf(dst, cap, listen->family == ADDR_IP6 ? "sip:%s;maddr=[%s];transport=udp"
						      : "sip:%s;maddr=%s;transport=udp",
		 shown.p ? shown.p : "", ip);
	text_fini(&shown);
}

/* Headers that we read ourselves; a fault in any other is not worth a call (lessons.md 4.8). */
static const unsigned int must_be_good =
	sip_mask_request | sip_mask_ua | sip_mask_proxy | sip_mask_100rel;

/*
 * We send to addresses only; sofia would not.  It answers a forked 2xx that comes late by itself, with ACK and BYE to
 * the host in its Contact, which may be a name: where no name server can be reached its resolver never comes
 * back from that, and where one can it uses the requests after it has freed them (nta_msg_ackbye()).  A
 * default proxy takes both: a numeric address, where the INVITE went as well.  The missing
 * resolv.conf is the second lock on the door.
 */
static const char no_name_servers[] = "/dev/null";

static nta_agent_t *
create(struct agent *agent)
{
	unsigned int t1 = agent->config.t1_ms;

	return nta_agent_create(agent->root, (url_string_t *)-1, dispatch_message, agent,
				NTATAG_UA(1),			/* 2xx are repeated, ACKs matched */
				NTATAG_SIPFLAGS(MSG_DO_EXTRACT_COPY),	/* lines as they came */
				NTATAG_MAXSIZE(MESSAGE_OCTETS_MAX),
				NTATAG_UDP_MTU(65535),		/* no switch to TCP */
				NTATAG_SIP_T1(t1),
				NTATAG_SIP_T2(t1 * T2_IN_T1),
				NTATAG_SIP_T4(t1 * T4_IN_T1),
				NTATAG_SIP_T1X64(t1 * TIMEOUT_IN_T1),
				NTATAG_PASS_100(1),		/* a CANCEL may wait for it */
				NTATAG_CANCEL_487(0),		/* we answer the INVITE ourselves */
				NTATAG_MERGE_482(0),		/* a spiral may look like a merge */
				NTATAG_GRAYLIST(0),		/* no hop is shunned */
				NTATAG_USE_NAPTR(0),
				NTATAG_USE_SRV(0),
				NTATAG_DEFAULT_PROXY(agent->config.next_hop),
				SRESTAG_RESOLV_CONF(no_name_servers),
				NTATAG_BAD_REQ_MASK(must_be_good),
				NTATAG_BAD_RESP_MASK(sip_mask_response | sip_mask_100rel),
				TAG_END());
}

static bool
is_bound_to(int fd, const struct addr *listen)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof(name);
	int type = 0;
	socklen_t type_len = sizeof(type);
	struct addr addr;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_len) == 0 && type == SOCK_DGRAM &&
	       getsockname(fd, (struct sockaddr *)&name, &len) == 0 &&
	       addr_from_sockaddr((struct sockaddr *)&name, len, &addr) == 0 &&
	       addr_eq(&addr, listen);
}

/*
 * sofia asks for ICMP errors.  On a socket that talks to everybody the kernel reports them at the
 * next send, whomever it is for: a dead peer would cost a call of another one (a 503, or a response
 * that is lost and then an assert at its ACK).  sofia shows no descriptor, so we look for it.
 */
static void
ignore_icmp(const struct addr *listen)
{
	const int off = 0;
	bool is_ip6 = listen->family == ADDR_IP6;
	struct rlimit limit = { .rlim_cur = 1024 };
	int fd = 3;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		log_debug("sip", "no-limit");
	while (fd < (int)limit.rlim_cur && !is_bound_to(fd, listen))
		fd++;
	if (setsockopt(fd, is_ip6 ? SOL_IPV6 : SOL_IP, is_ip6 ? IPV6_RECVERR : IP_RECVERR, &off,
		       sizeof(off)) < 0)
		log_warn("sip", "icmp-not-ignored address=%s", ADDR_TEXT(listen));
}

static int
add(struct agent *agent, const struct addr *listen)
{
	char url[2 * AGENT_URI_MAX];
	char *ident = agent->idents[listen - agent->config.listen];

	addr_format(listen, ident, ADDR_TEXT_MAX);
	format_listen(agent, listen, url, sizeof(url));
	if (nta_agent_add_tport(agent->nta, (url_string_t *)url, TPTAG_IDENT(ident),
				TPTAG_UDP_RMEM(RECEIVE_OCTETS), TPTAG_UDP_WMEM(RECEIVE_OCTETS),
				TPTAG_STUN_SERVER(0), TAG_END()) == 0) {
		ignore_icmp(listen);
		return 0;
	}

	int rc = su_errno();

	agent->start_which = *listen;
	return rc == EADDRINUSE || rc == EADDRNOTAVAIL || rc == EACCES ? -rc : -EADDRNOTAVAIL;
}

int
listen_open(struct agent *agent)
{
	agent->nta = create(agent);
	if (!agent->nta)
		return -ENOMEM;

	for (unsigned int i = 0; i < agent->config.n_listen; i++) {
		int rc = add(agent, &agent->config.listen[i]);

		if (rc < 0)
			return rc;
	}
	return 0;
}
