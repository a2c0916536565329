/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/far.h - the far end of a socket, in the form that the kernel reads and writes
 *
 * Made once from what the SDP named; then a packet is sent there, and a packet's source compared
 * with it, without conversion.
 *
 * Layer       media.
 * Thread      the worker that owns the side; plain values.
 */
#ifndef MEDIA_FAR_H
#define MEDIA_FAR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/addr.h"

union sockname {
	struct sockaddr sa;
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;
};

struct far {
	union sockname name;
	socklen_t len;		/* 0: nowhere, and nobody comes from there */
};

/**
 * Nowhere if @a is none, unspecified (a hold of old), without port, or not of @family.
 *
 * @family   AF_INET or AF_INET6: the socket's.
 */
void far_set(struct far *far, const struct addr *a, int family);

/** Does a packet from @from come from there?  @any_port: the address alone counts. */
bool far_is(const struct far *far, const union sockname *from, bool any_port);

/** @from is the far end. */
void far_learn(struct far *far, const union sockname *from);

/** Is there a far end at all? */
static inline bool
far_is_known(const struct far *far)
{
	return far->len != 0;
}

#endif
