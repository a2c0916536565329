/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/port.h - a UDP socket of the pool, and two of them: RTP and RTCP
 *
 * A port lives as long as the program: bound before the first call, lent out, given back.  While it
 * is idle a filter drops all that comes (deaf): 2,000 idle sockets under a spray had
 * hoarded 400 MB of kernel memory.
 *
 *	bound, deaf --wake--> hearing, in a worker's hands --deafen--> bound, deaf
 *
 * Layer       media.
 * Thread      open, close, wake, deafen: whoever holds the pair: the main thread at start, then
 *             signalling. The members under "worker" belong to the worker while it has the pair.
 */
#ifndef MEDIA_PORT_H
#define MEDIA_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/list.h"
#include "handback.h"

struct datagram;
struct loop_io;
struct work;

enum comp { COMP_RTP, COMP_RTCP, COMPS };

struct port {
	int fd;				/* -1: closed */
	struct addr local;
	/* worker: */
	struct work *work;
	struct loop_io *io;
	enum comp comp;
	void *user;			/* the side it serves; NULL: none */
	void (*on_datagram)(struct work *work, struct port *port, const struct datagram *d);
};

struct pair {
	struct port port[COMPS];
	unsigned int worker;		/* whose slice it is of */
	unsigned int shelf;		/* of the pool */
	uint64_t ready_us;		/* not lent out before, but in need */
	struct list link;		/* on its shelf */
	struct handback handback;	/* on its way back from the worker */
};

struct port_options {
	uint8_t dscp;
	bool freebind;			/* the address may not be ours yet */
};

/**
 * Bind RTP at @rtp and RTCP one port up, both deaf.
 *
 * @ret_which   The address that failed; untouched on success.
 * @ret         Filled in but for worker and shelf.
 *
 * Fails   -EADDRINUSE, -EADDRNOTAVAIL, -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM, -EACCES
 *         Nothing stays open: when the second bind fails the first socket is closed.
 */
MUST_CHECK int pair_open(const struct addr *rtp, const struct port_options *options,
			 struct addr *ret_which, struct pair *ret);

/** Close both.  A pair that is not open is fine. */
void pair_close(struct pair *pair);

/** Empty both sockets, then let them hear.  Cost: a few system calls. */
void pair_wake(struct pair *pair);

/** Let both hear nothing, and free what they had heard. */
void pair_deafen(struct pair *pair);

#endif
