/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/batch.h - many datagrams a system call
 *
 *	inbox_recv() --> inbox_at(0..n-1) --> ... --> outbox_push() --> outbox_flush()
 *
 * What is pushed is borrowed until the flush: flush before the inbox receives again, and
 * before whatever else holds the packet is written to.
 *
 * Layer       media.
 * Thread      the worker's own.
 */
#ifndef MEDIA_BATCH_H
#define MEDIA_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "counts.h"
#include "far.h"

enum {
	BATCH = 32,
	DATAGRAM_MAX = 2048,	/* longer ones are cut, counted and dropped */
	BATCH_HEAD = 2,		/* octets at the start that may differ in what is sent */
};

struct datagram {
	uint8_t *p;
	size_t n;
	const union sockname *from;
	bool is_cut;		/* was longer than DATAGRAM_MAX */
};

struct inbox {
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH];
	union sockname from[BATCH];
	uint8_t octets[BATCH][DATAGRAM_MAX];
};

/** Once, before the first inbox_recv(). */
void inbox_init(struct inbox *in);

/** Up to BATCH datagrams that wait at @fd.  Returns how many; 0: none, or an error that passes. */
unsigned int inbox_recv(struct inbox *in, int fd);

/** The @i-th of the last inbox_recv(); borrowed until the next. */
struct datagram inbox_at(struct inbox *in, unsigned int i);

/* What to count when a datagram has gone, or has not. */
struct fate {
	struct line_counts *line;	/* NULL: nobody's (our own packets on a CS leg) */
	enum leg_kind leg;		/* it goes out on */
	enum party from;
	bool is_relayed;		/* counts as from @from's; false for the second copy */
};

struct outbox {
	struct tally *tally;
	int fd;
	unsigned int n;
	struct mmsghdr msg[BATCH];
	struct iovec iov[BATCH][2];
	uint8_t head[BATCH][BATCH_HEAD];
	struct fate fate[BATCH];
};

/** Empty.  @tally: kept. */
void outbox_init(struct outbox *out, struct tally *tally);

/**
 * Send @n octets at @p from @fd to @to, at the next flush or when the box is full.
 *
 * @head   NULL, or BATCH_HEAD octets (copied) that go in place of the first ones of @p.
 * @to     Borrowed like @p.
 */
void outbox_push(struct outbox *out, int fd, const struct far *to, const uint8_t *p, size_t n,
		 const uint8_t *head, const struct fate *fate);

/** Send what was pushed, in order.  What the kernel will not take is counted and gone. */
void outbox_flush(struct outbox *out);

#endif
