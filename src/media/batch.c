/* SPDX-License-Identifier: BSD-2-Clause */
#include "batch.h"

#include <errno.h>
#include <string.h>

void
inbox_init(struct inbox *in)
{
	memset(in->msg, 0, sizeof(in->msg));
	for (unsigned int i = 0; i < BATCH; i++) {
		in->iov[i] = (struct iovec){ in->octets[i], DATAGRAM_MAX };
		in->msg[i].msg_hdr = (struct msghdr){
			.msg_name = &in->from[i],
			.msg_iov = &in->iov[i],
			.msg_iovlen = 1,
		};
	}
}

unsigned int
inbox_recv(struct inbox *in, int fd)
{
	for (unsigned int i = 0; i < BATCH; i++)
		in->msg[i].msg_hdr.msg_namelen = sizeof(in->from[i]);

	int n = recvmmsg(fd, in->msg, BATCH, MSG_DONTWAIT, NULL);

	/* ECONNREFUSED and its kin are somebody's ICMP: they end nothing, the next turn goes on. */
	return n > 0 ? (unsigned int)n : 0;
}

struct datagram
inbox_at(struct inbox *in, unsigned int i)
{
	return (struct datagram){
		.p = in->octets[i],
		.n = in->msg[i].msg_len,
		.from = &in->from[i],
		.is_cut = in->msg[i].msg_hdr.msg_flags & MSG_TRUNC,
	};
}

void
outbox_init(struct outbox *out, struct tally *tally)
{
	memset(out, 0, sizeof(*out));
	out->tally = tally;
	out->fd = -1;
}

void
outbox_push(struct outbox *out, int fd, const struct far *to, const uint8_t *p, size_t n,
	    const uint8_t *head, const struct fate *fate)
{
	if (out->n == BATCH || out->fd != fd)
		outbox_flush(out);

	unsigned int i = out->n++;
	size_t skip = 0;

	out->fd = fd;
	if (head) {
		memcpy(out->head[i], head, BATCH_HEAD);
		skip = BATCH_HEAD;
	}
	/* The kernel only reads what these point to. */
	out->iov[i][0] = (struct iovec){ out->head[i], skip };
	out->iov[i][1] = (struct iovec){ (void *)(uintptr_t)(p + skip), n - skip };
	out->msg[i].msg_hdr = (struct msghdr){
		.msg_name = (void *)(uintptr_t)&to->name,
		.msg_namelen = to->len,
		.msg_iov = out->iov[i],
		.msg_iovlen = 2,
	};
	out->fate[i] = *fate;
}

static void
on_sent(struct outbox *out, unsigned int i)
{
	const struct fate *fate = &out->fate[i];

	counter_add_owner(&out->tally->packets[fate->leg][DIRECTION_OUT], 1);
	if (fate->is_relayed)
		count_relayed(out->tally, fate->line, fate->from,
			      out->iov[i][0].iov_len + out->iov[i][1].iov_len);
}

static void
on_not_sent(struct outbox *out, unsigned int i)
{
	if (out->fate[i].line)
		count_drop(out->tally, out->fate[i].line, DROP_SEND);
	else
		counter_add_owner(&out->tally->drops[DROP_SEND], 1);
}

void
outbox_flush(struct outbox *out)
{
	unsigned int done = 0;

	while (done < out->n) {
		int n = sendmmsg(out->fd, out->msg + done, out->n - done, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		for (int i = 0; i < n; i++)
			on_sent(out, done++);
		/* The first that was not taken; those behind it may be, so go on with them. */
		if (n <= 0)
			on_not_sent(out, done++);
	}
	out->n = 0;
}
