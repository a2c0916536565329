/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip/quoted.h - cutting header values that may hold quoted strings
 *
 * Layer       sip.
 * Thread      any; pure.
 * Standards   RFC 3261 section 25.1 (quoted-string, quoted-pair)
 */
#ifndef SIP_QUOTED_H
#define SIP_QUOTED_H

#include <stdbool.h>

#include "base/span.h"

/**
 * Same as span_cut(), but a @sep within "..." or <...> parts nothing.  An unclosed one reaches to
 * the end.
 */
bool quoted_cut(struct span *rest, char sep, struct span *ret_head);

/** Index of the first @c outside "...", or s.n. */
size_t quoted_find(struct span s, char c);

#endif
