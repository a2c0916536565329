/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/settings_check.c - what no single row of the option table can see
 *
 * Addresses are tried by binding port 0: the only answer to "is it ours" that covers every way
 * an address can be had (interfaces, 127/8, AnyIP routes).
 *
 * Thread      main
 */
#include "settings_check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/** A mistake at the line of section.key. */
#define WRONG(errors, section, key, index, ...)                                                    \
	opt_error(errors, opt_line(errors, &settings_table, section, key, index), __VA_ARGS__)

int
settings_number(const char *uri, struct number *ret)
{
	struct span rest = span_of(uri), scheme, user;

	if (!span_cut(&rest, ':', &scheme))
		return -EINVAL;
	if (!span_case_is(scheme, "tel") && !span_case_is(scheme, "sip"))
		return -EINVAL;
	if (!span_cut(&rest, '@', &user))
		return -EINVAL;
	return number_parse(user, ret);
}

/** The numeric address of a SIP URI's host; port 0 if it has none. */
static int
uri_addr(const char *uri, struct addr *ret)
{
	struct span rest = span_of(uri), part, host;

	if (!span_cut(&rest, ':', &part))
		return -EINVAL;
	if (span_find(rest, '@') < rest.n)
		rest = span_skip(rest, span_find(rest, '@') + 1);
	if (!span_cut(&rest, ';', &host))
		return -EINVAL;
	return addr_parse_ip(host, ret) == 0 ? 0 : addr_parse(host, ret);
}

static bool
is_ours(const struct addr *addr)
{
	struct addr probe = addr_with_port(addr, 0);
	struct sockaddr_storage sa;
	socklen_t len = addr_to_sockaddr(&probe, &sa);
	int fd = socket(sa.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ours = fd >= 0 && bind(fd, (struct sockaddr *)&sa, len) == 0;

	if (fd >= 0)
		close(fd);
	return ours;
}

static void
check_node(const struct settings *s, struct opt_errors *errors)
{
	if (s->role != ROLE_STANDALONE)
		WRONG(errors, "node", "role", 0, "role: only standalone is in this release");
	if (s->role == ROLE_STANDALONE && !s->next_hop)
		WRONG(errors, "sip", "next-hop", 0, "next-hop: required in role standalone");
	if (strlen(s->name) >= AGENT_URI_MAX)
		WRONG(errors, "node", "name", 0, "name: longer than %d", AGENT_URI_MAX - 1);
}

static void
check_sip(const struct settings *s, struct opt_errors *errors)
{
	struct addr addr;

	for (unsigned int i = 0; i < s->n_listen; i++) {
		if (s->listen[i].transport != OPT_UDP)
			WRONG(errors, "sip", "listen", i, "listen: only udp is in this release");
		else if (!s->freebind && !is_ours(&s->listen[i].addr))
			WRONG(errors, "sip", "listen", i,
			      "listen: %s is not an address of this machine",
			      ADDR_TEXT(&s->listen[i].addr));
	}
	if (s->next_hop && uri_addr(s->next_hop, &addr) != 0)
		WRONG(errors, "sip", "next-hop", 0, "next-hop: the host must be a numeric address");
	if (s->advertise && addr_parse_ip(span_of(s->advertise), &addr) != 0)
		WRONG(errors, "sip", "advertise", 0, "advertise: not an IP address");
}

static void
check_srvcc(const struct settings *s, struct opt_errors *errors)
{
	struct number number;

	for (unsigned int i = 0; i < s->n_stn_sr; i++)
		if (settings_number(s->stn_sr[i], &number) != 0)
			WRONG(errors, "srvcc", "stn-sr", i,
			      "stn-sr: not a global number (tel:+358400000001)");
}

static void
check_addresses(const struct settings *s, const char *key, const struct setting_ips *ips,
		struct opt_errors *errors)
{
	char ip[ADDR_TEXT_MAX];

	for (unsigned int i = 0; i < ips->n; i++) {
		addr_format_ip(&ips->v[i], ip, sizeof(ip));
		if (addr_is_any(&ips->v[i]))
			WRONG(errors, "media", key, i,
			      "%s: an SDP cannot name the unspecified address", key);
		else if (!s->freebind && !is_ours(&ips->v[i]))
			WRONG(errors, "media", key, i,
			      "%s: %s is not an address of this machine (freebind = yes allows it)",
			      key, ip);
	}
}

static void
check_media(const struct settings *s, struct opt_errors *errors)
{
	enum { PAIRS_MIN = 3 }; /* two for the smallest call, one in reserve for its CS leg */
	unsigned int pairs = ((unsigned int)s->ports.hi + 1 - ((s->ports.lo + 1U) & ~1U)) / 2;
	unsigned int needed = settings_descriptors(s);
	struct rlimit limit = { 0 };

	check_addresses(s, "address", &s->address, errors);
	check_addresses(s, "address-access", &s->address_access, errors);
	check_addresses(s, "address-core", &s->address_core, errors);
	check_addresses(s, "address-cs", &s->address_cs, errors);

	if (s->ports.lo < 1024)
		WRONG(errors, "media", "ports", 0, "ports: below 1024");
	if (pairs < PAIRS_MIN * s->workers)
		WRONG(errors, "media", "ports", 0,
		      "ports: %u pairs are too few for %u workers, at least %u a worker", pairs,
		      s->workers, (unsigned int)PAIRS_MIN);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max != RLIM_INFINITY &&
	    needed > limit.rlim_max)
		WRONG(errors, "media", "ports", 0,
		      "ports: need %u descriptors, %llu are available (ulimit -n)", needed,
		      (unsigned long long)limit.rlim_max);
	if (s->fast_path == FAST_PATH_REQUIRE)
		WRONG(errors, "media", "fast-path", 0,
		      "fast-path: require, but it is not in this release");
}

void
settings_check(const struct settings *settings, struct opt_errors *errors)
{
	check_node(settings, errors);
	check_sip(settings, errors);
	check_srvcc(settings, errors);
	check_media(settings, errors);
}

bool
settings_meets_ephemeral(const struct settings *settings, struct opt_ports *ret)
{
	unsigned int lo, hi;
	FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	int n = f ? fscanf(f, "%u %u", &lo, &hi) : 0;

	if (f)
		fclose(f);
	if (n != 2 || hi < settings->ports.lo || lo > settings->ports.hi || hi > UINT16_MAX)
		return false;
	*ret = (struct opt_ports){ .lo = (uint16_t)lo, .hi = (uint16_t)hi };
	return true;
}
