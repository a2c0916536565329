/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/codec.h - may the speech of one payload format pass as another's, unopened?
 *
 * format.h says when two formats look the same on the wire; here it is asked whether who takes the
 * one also takes all that who sends the other may send, both ways.  What each parameter means for
 * that is a table in the .c, a row a parameter.
 *
 * Layer       core, private.
 * Thread      any; pure.
 * Standards   RFC 4867 sections 8.1 to 8.3 (AMR, AMR-WB), TS 26.445 annex A.3 (EVS), RFC 4856
 *             (G.729), RFC 3551, RFC 4733, RFC 3389
 */
#ifndef CORE_CODEC_H
#define CORE_CODEC_H

#include <stdbool.h>

#include "base/span.h"
#include "core/mdesc.h"

/**
 * Same codec, same parameters with the same values, in whatever order: one meaning of a number (RFC
 * 3264 section 8.3.2).
 */
bool codec_is_identical(const struct mformat *a, const struct mformat *b);

/**
 * Do the parameters in @a and @b (a=fmtp values of the codec @name) mean one layout of the payload?
 * What the table does not call layout does not count.
 */
bool codec_same_layout(struct span name, const char *a, const char *b);

/**
 * May packets pass, renumbered but unopened, between an MSC that offers @cs and a party whose
 * format is @remote?
 *
 * @told   The format as that party was told it: what it says where @remote is silent, the party
 *         keeps too (parameters of RFC 4867 hold both ways).  NULL: nothing.
 */
bool codec_passes(const struct mformat *cs, const struct mformat *remote,
		  const struct mformat *told);

/**
 * The format of @remote that packets of @cs may pass as, or NULL.  @told: the line that party was
 * told (formats are the same there by format_is_same()).
 */
const struct mformat *codec_find(const struct mline *remote, const struct mline *told,
				 const struct mformat *cs);

/**
 * What the answer says of @cs, so that the MSC sends no more than @remote takes: the restrictions
 * of @remote (or else @told) that @cs leaves open, or wider, are stated.  A text without room for them stays as
 * it is; then false.
 */
bool codec_narrow(struct mformat *cs, const struct mformat *remote, const struct mformat *told);

#endif
