/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/mailbox.c - the ring and its eventfd
 *
 * head counts posts, tail counts takes, both for ever (modulo 2^32); only the writer stores
 * head, only the reader stores tail.
 *
 * `called` says that a write to the eventfd is on its way or waiting to be read, so another
 * is not needed.  The writer stores head, then looks at `called`; the reader stores `called`
 * = false, then looks at head.  All four are sequentially consistent, so at least one of the two
 * sees what the other did: a message is never left without a reader that will look.  The reader
 * reads the eventfd before it clears `called`; the other way round a wakeup could be eaten whose
 * `called` stays set, and no post would ever wake the reader again.
 *
 * (Seq_cst operations, not fences: ThreadSanitizer does not know fences.)
 *
 * Thread      one writer, one reader.
 */
#include "base/mailbox.h"

#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/wipe.h"

enum {
	CACHE_LINE = 64,
	MSG_MAX_BYTES = 4096,
	SLOTS_MIN = 2,
	SLOTS_MAX = 65536,
};

struct mailbox {
	/* Written by the writer. */
	alignas(CACHE_LINE) _Atomic uint32_t head;

	/* Written by the reader. */
	alignas(CACHE_LINE) _Atomic uint32_t tail;

	/* Written by both, rarely. */
	alignas(CACHE_LINE) _Atomic bool called;

	/* Written by nobody. */
	alignas(CACHE_LINE) size_t msg_size;
	uint32_t slots;
	int fd;
	unsigned char *ring;
};

int
mailbox_open(size_t msg_size, unsigned int slots, struct mailbox **ret)
{
	if (msg_size == 0 || msg_size > MSG_MAX_BYTES || slots < SLOTS_MIN || slots > SLOTS_MAX ||
	    (slots & (slots - 1)) != 0)
		return -EINVAL;

	int result = -ENOMEM;
	struct mailbox *mb = aligned_alloc(CACHE_LINE, sizeof(*mb));

	if (!mb)
		return -ENOMEM;
	*mb = (struct mailbox){ .msg_size = msg_size, .slots = slots, .fd = -1 };

	mb->ring = calloc(slots, msg_size);
	if (!mb->ring)
		goto fail;

	mb->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (mb->fd < 0) {
		result = -errno;
		goto fail;
	}

	*ret = mb;
	return 0;

fail:
	mailbox_close(mb);
	return result;
}

struct mailbox *
mailbox_close(struct mailbox *mb)
{
	if (mb) {
		if (mb->fd >= 0)
			close(mb->fd);
		wipe_free(mb->ring, mb->slots * mb->msg_size);
		free(mb);
	}
	return NULL;
}

static unsigned char *
slot(const struct mailbox *mb, uint32_t index)
{
	return mb->ring + (size_t)(index & (mb->slots - 1)) * mb->msg_size;
}

int
mailbox_post(struct mailbox *mb, const void *msg)
{
	uint32_t head = atomic_load_explicit(&mb->head, memory_order_relaxed);

	/* Acquire: the reader is done with the slot before we write into it. */
	if (head - atomic_load_explicit(&mb->tail, memory_order_acquire) >= mb->slots)
		return -EAGAIN;

	memcpy(slot(mb, head), msg, mb->msg_size);
	atomic_store(&mb->head, head + 1);

	if (!atomic_load(&mb->called) && !atomic_exchange(&mb->called, true)) {
		/* A counter of 2^64 - 2 posts could fail with EAGAIN: then it is readable. */
		int result = eventfd_write(mb->fd, 1);

		(void)result;
	}
	return 0;
}

bool
mailbox_take(struct mailbox *mb, void *ret_msg)
{
	uint32_t tail = atomic_load_explicit(&mb->tail, memory_order_relaxed);

	if (tail == atomic_load(&mb->head))
		return false;

	unsigned char *from = slot(mb, tail);

	memcpy(ret_msg, from, mb->msg_size);
	wipe(from, mb->msg_size);	/* a command to a worker may carry keys */
	/* Release: our copy is complete before the writer may reuse the slot. */
	atomic_store_explicit(&mb->tail, tail + 1, memory_order_release);
	return true;
}

void
mailbox_clear_wakeup(struct mailbox *mb)
{
	eventfd_t count;
	int result = eventfd_read(mb->fd, &count);

	(void)result;		/* EAGAIN: woken for another reason */
	atomic_store(&mb->called, false);
}

int
mailbox_fd(const struct mailbox *mb)
{
	return mb->fd;
}

unsigned int
mailbox_room(const struct mailbox *mb)
{
	/* tail first: it never passes head, and head cannot pass tail by more than the slots. */
	uint32_t tail = atomic_load_explicit(&mb->tail, memory_order_acquire);
	uint32_t used = atomic_load_explicit(&mb->head, memory_order_acquire) - tail;

	return used < mb->slots ? mb->slots - used : 0;
}
