/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base/mailbox.h - the only way two threads meet
 *
 *	writer thread --post--> [ ring of slots ] --take--> reader thread
 *	                             eventfd (readable: look into the ring)
 *
 * One writer, one reader, messages of one size, copied in and out.  Nobody waits, nothing locks.
 * The reader polls mailbox_fd(); when it is readable: mailbox_clear_wakeup(), then take until
 * false.  In that order: a post after the last take makes the descriptor readable again.
 *
 * Order       What the writer wrote before post() the reader sees after take() (release/acquire on
 *             the ring's head); posts are taken in order.  The wakeup is skipped while one is
 *             under way: the writer stores head and looks at that flag, the reader clears the flag
 *             and looks at head, all sequentially consistent (Dekker's pattern), so no message is
 *             left without a reader that will look.
 * Layer       base.
 * Thread      post: the writer; take, clear_wakeup: the reader; room, fd: any; open, close: alone.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct mailbox;

/**
 * A mailbox for messages of @msg_size octets.
 *
 * @slots   A power of two, 2 to 65536.
 *
 * Fails   -EINVAL  @msg_size 0 or over 4096, or @slots no such power of two
 *         -ENOMEM
 *         -EMFILE, -ENFILE  no descriptor for the eventfd
 */
MUST_CHECK int mailbox_open(size_t msg_size, unsigned int slots, struct mailbox **ret);

/** Close the descriptor, wipe and free; both threads have left.  NULL is fine.  Returns NULL. */
struct mailbox *mailbox_close(struct mailbox *mb);

/**
 * Copy @msg into the ring and wake the reader if it may sleep.
 *
 * Fails   -EAGAIN  full; nothing was posted.  Count it, or check mailbox_room() first
 * Cost    O(1); a system call only when the reader may sleep.
 * Thread  the writer.
 */
MUST_CHECK int mailbox_post(struct mailbox *mb, const void *msg);

/** Copy the oldest message to @ret_msg and true, or false when empty.  Thread: the reader. */
bool mailbox_take(struct mailbox *mb, void *ret_msg);

/** The reader is awake: make mailbox_fd() unreadable until the next post.  Thread: the reader. */
void mailbox_clear_wakeup(struct mailbox *mb);

/** Readable when there may be something to take. */
int mailbox_fd(const struct mailbox *mb);

/** Free slots: at least so many for the writer, at most so many for anyone else. */
unsigned int mailbox_room(const struct mailbox *mb);

#endif
