/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ops/view_json.h - a session view as JSON, the element of /sessions
 *
 * Thread      admin
 */
#ifndef OPS_VIEW_JSON_H
#define OPS_VIEW_JSON_H

#include <stdint.h>

#include "base/attr.h"
#include "base/text.h"
#include "core/view.h"

/**
 * Append one object to @out (see out->failed).  Times are ISO 8601 UTC.
 *
 * @epoch_us   What to add to the view's times to get wall-clock time.
 *
 * Fails   -ENOMEM; @out may then hold a part
 */
MUST_CHECK int view_json(const struct view_session *view, uint64_t epoch_us, struct text *out);

#endif
