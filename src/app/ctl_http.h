/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * app/ctl_http.h - one HTTP request of sealiftctl
 *
 * Thread      one
 */
#ifndef APP_CTL_HTTP_H
#define APP_CTL_HTTP_H

#include "base/addr.h"
#include "base/attr.h"
#include "base/text.h"

enum {
	CTL_BODY_MAX = 256 * 1024 * 1024,	/* octets of an answer we take */
	CTL_TIMEOUT_S = 10,
};

/**
 * Ask and wait for the whole answer.
 *
 * Fails   -ECONNREFUSED  nobody answers, or not in CTL_TIMEOUT_S
 *         -ENOMEM        also if the answer is longer than @ret_body may be
 */
MUST_CHECK int ctl_http(const struct addr *server, const char *method, const char *path, int *ret_status,
			struct text *ret_body);

#endif
