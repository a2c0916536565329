/* SPDX-License-Identifier: BSD-2-Clause */
#include "port.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/*
	 * The kernel doubles it for its own overhead.  Some 100 packets of speech (1 s on
	 * two SSRCs), 100 ms of video at 8 Mbit/s: longer than a worker may be late.
	 */
	PORT_RCVBUF = 128 * 1024,
	PORT_DRAIN_MAX = 100000,	/* reads; more than any buffer holds */
};

/* Return 0: take no octet of any packet, which is then dropped before it is queued. */
static struct sock_filter deaf_code[] = {
	{ BPF_RET | BPF_K, 0, 0, 0 },
};

static int
set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) ? -errno : 0;
}

static int
set_deaf(int fd)
{
	const struct sock_fprog prog = { .len = ARRAY_LEN(deaf_code), .filter = deaf_code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)) ? -errno : 0;
}

/* DSCP is a wish: a kernel or container that refuses it costs no call. */
static int
set_options(int fd, bool is_ip6, const struct port_options *o)
{
	int r = 0;

	if (is_ip6)
		r = set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	if (!r && o->freebind)
		r = set_int(fd, IPPROTO_IP, IP_FREEBIND, 1);
	(void)set_int(fd, is_ip6 ? IPPROTO_IPV6 : IPPROTO_IP, is_ip6 ? IPV6_TCLASS : IP_TOS,
		      o->dscp << 2);
	(void)set_int(fd, SOL_SOCKET, SO_RCVBUF, PORT_RCVBUF);
	return r;
}

static int
port_open(const struct addr *local, const struct port_options *options, struct port *port)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(local, &ss);
	int fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);

	if (fd < 0)
		return -errno;

	/* Deaf before it is bound: not one packet is to be queued. */
	int r = set_deaf(fd);

	if (!r)
		r = set_options(fd, ss.ss_family == AF_INET6, options);
	if (!r && bind(fd, (struct sockaddr *)&ss, len))
		r = -errno;
	if (r) {
		close(fd);
		return r;
	}
	port->fd = fd;
	port->local = *local;
	return 0;
}

static void
port_close(struct port *port)
{
	if (port->fd >= 0)
		close(port->fd);
	port->fd = -1;
}

int
pair_open(const struct addr *rtp, const struct port_options *options, struct addr *ret_which,
	  struct pair *ret)
{
	struct pair pair = { .port = { { .fd = -1 }, { .fd = -1, .comp = COMP_RTCP } } };

	for (unsigned int c = 0; c < COMPS; c++) {
		struct addr local = addr_with_port(rtp, (uint16_t)(addr_port(rtp) + c));
		int r = port_open(&local, options, &pair.port[c]);

		if (r) {
			*ret_which = local;
			pair_close(&pair);
			return r;
		}
	}
	*ret = pair;
	list_init(&ret->link);
	list_init(&ret->handback.link);
	return 0;
}

void
pair_close(struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++)
		port_close(&pair->port[c]);
}

/* Errors are ICMP's of former users, each reported once: read on. */
static void
drain(int fd)
{
	char octet;

	for (unsigned int i = 0; i < PORT_DRAIN_MAX; i++)
		if (recv(fd, &octet, sizeof(octet), MSG_DONTWAIT) < 0 &&
		    (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
}

void
pair_wake(struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++) {
		int fd = pair->port[c].fd;

		drain(fd);
		(void)set_int(fd, SOL_SOCKET, SO_DETACH_FILTER, 0);
	}
}

void
pair_deafen(struct pair *pair)
{
	for (unsigned int c = 0; c < COMPS; c++) {
		int fd = pair->port[c].fd;

		/* Fails for want of kernel memory only; it then hears until waking empties it. */
		(void)set_deaf(fd);
		drain(fd);
	}
}
