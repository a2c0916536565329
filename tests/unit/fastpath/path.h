/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/fastpath/path.h - one direction of a bridge: A speaks, B hears, or else user space does
 */
#ifndef TESTS_UNIT_FASTPATH_PATH_H
#define TESTS_UNIT_FASTPATH_PATH_H

#include "net.h"

enum { PATH_SSRC = 0x5ea11f70, PATH_SEQ = 65000 };

/* Families of the two sides. */
struct path_case {
	const char *name, *a, *at, *by, *b;
};

enum { PATH_CASES = 4 };
extern const struct path_case path_cases[PATH_CASES];

struct path {
	struct fastpath *fp;
	struct fastpath_lane lane;
	struct fastpath_way way;
	uint32_t rule;
	int a, user, out, b;	/* sockets: A's, our two ports, B's */
};

/** The fast path and a rule from A's 5000 by our 20000 and 20002 to B's 6000. */
void path_open(struct path *path, const struct path_case *which);

void path_close(struct path *path);

/** An RTP packet of @n octets (12 at least) in @ret. */
void path_rtp(uint8_t *ret, size_t n, uint32_t ssrc, uint16_t seq);

/** A sends it. */
void path_say(const struct path *path, const void *p, size_t n);

/** It must arrive, octet for octet and from the right address; ttl and tos of B's are left in @ret. */
void path_b_hears(const struct path *path, const void *p, size_t n, struct arrival *ret);
void path_user_hears(const struct path *path, const void *p, size_t n);

/** Nothing waits at either. */
void path_is_quiet(const struct path *path);

/** So many packets of the flow were left to user space for that reason. */
uint64_t path_left(const struct path *path, enum fastpath_left why);

#endif
