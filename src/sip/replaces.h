/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/replaces.h - the dialog that Replaces, Join or Target-Dialog name, seen from the other side
 *
 * A peer names the dialog it has with us.  Whoever gets the request has the other leg's.
 *
 * Thread      signalling
 * Standards   RFC 3891, RFC 3911, RFC 4538
 */
#ifndef SIP_REPLACES_H
#define SIP_REPLACES_H

#include <stdbool.h>

#include "base/span.h"
#include "base/text.h"

/** For headers_how.rename; @agent is a struct agent.  False: the dialog is none of ours. */
bool replaces_rename(void *agent, struct span value, struct text *out);

#endif
