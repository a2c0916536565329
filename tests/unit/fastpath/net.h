/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/net.h - two hosts and a relay between them, in network namespaces
 *
 *	host A 10.1.0.2 --- 10.1.0.1 relay 10.2.0.1 --- 10.2.0.2 host B      (also fd01::, fd02::)
 *	       net-a                 to-a   to-b              net-b
 *
 * The test itself lives in the relay's namespace.  Real sockets, real stacks: what a host's UDP
 * socket gives out has passed that host's checksums.  Forwarding is off in the relay.
 */
#ifndef TESTS_UNIT_FASTPATH_NET_H
#define TESTS_UNIT_FASTPATH_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "media/fastpath.h"

enum host { HOST_A, HOST_B, HOSTS };

/** Is there the right to make all this, and to load programs?  Leaves the namespace it was in. */
bool net_may(void);

/**
 * Build one and live in it from now on; fails the test where it cannot.
 *
 * A suite builds one (tcase_add_unchecked_fixture); a test that changes it builds its own first.
 */
void net_build(void);

/** End what net_build() has started in this very process. */
void net_fini(void);

/** Let the relay find the neighbour @ip on @interface: a packet that its user space sends. */
void net_greet(const char *interface, const char *ip);

/** Run a command in the relay's namespace, or in @host's; it must succeed. */
void net_run(const char *command);
void net_run_in(enum host host, const char *command);

/** "10.1.0.2", 5000. */
struct addr net_at(const char *ip, uint16_t port);

/** A UDP socket bound to @local, in the relay's namespace or in @host's; tells TTL and TOS. */
int net_socket(const struct addr *local);
int net_socket_in(enum host host, const struct addr *local);

/** A socket for whole frames on the host's interface. */
int net_packet_socket(enum host host);

/** Send @n octets to @to. */
void net_send(int fd, const struct addr *to, const void *p, size_t n);

/** What arrived. */
struct arrival {
	uint8_t p[4096];
	size_t n;
	struct addr from;
	int ttl, tos;
};

/** Wait for a datagram, for @ms at most.  False: none came. */
bool net_recv(int fd, unsigned int ms, struct arrival *ret);

/** The fast path on both of the relay's interfaces, alive. */
struct fastpath *net_fastpath(unsigned int rules);

#endif
