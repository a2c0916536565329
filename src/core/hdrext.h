/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/hdrext.h - RTP header extensions by their size
 *
 * Thread      any; pure
 * Standards   RFC 8285 (one-byte and two-byte headers); the RFC of each URI, see the table
 */
#ifndef CORE_HDREXT_H
#define CORE_HDREXT_H

#include "core/mdesc.h"

/**
 * Octets of extension that a packet to @line's describer may carry at most: those that @other, the
 * description of who sends (or NULL: not known), lists too, and that neither direction excludes.
 *
 * A header extension is four octets, then its elements, padded to a multiple of four; an element
 * of the one-byte form costs one octet more than its data, one of the two-byte form two.
 */
unsigned int hdrext_octets(const struct mline *line, const struct mline *other);

#endif
