/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/reply.h - short HTTP answers
 *
 * Thread      admin
 */
#ifndef OPS_REPLY_H
#define OPS_REPLY_H

#include "base/span.h"

struct evhttp_request;

/** Content type, no caching. */
void reply_headers(struct evhttp_request *http, const char *type);

/** The whole answer.  @body is copied. */
void reply_span(struct evhttp_request *http, int status, const char *type, struct span body);

/** Same, plain text. */
void reply_text(struct evhttp_request *http, int status, const char *body);

#endif
