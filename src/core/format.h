/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/format.h - one payload format next to another
 *
 * Layer       core, private.
 * Thread      any; pure.
 * Standards   RFC 3551 section 3 (names: case does not count), RFC 4733, RFC 3389; codec.h
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include <stdbool.h>

#include "core/mdesc.h"

/**
 * Same encoding for who does not look inside: name, rate, channels, and the parameters that change
 * the payload's layout (codec.h: octet-align of AMR, hf-only of EVS, ...).
 */
bool format_is_same(const struct mformat *a, const struct mformat *b);

/** No speech by itself: telephone-event, or comfort noise. */
bool format_is_event(const struct mformat *format);

/** The format of @line that is the same as @format, or has this payload type; or NULL. */
const struct mformat *format_find_same(const struct mline *line, const struct mformat *format);
const struct mformat *format_find_pt(const struct mline *line, unsigned int pt);

#endif
