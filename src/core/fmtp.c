/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/fmtp.c - one parameter of an a=fmtp value
 *
 * Thread      any; pure
 */
#include "fmtp.h"

struct span
fmtp_value(const char *fmtp, const char *name, const char *absent)
{
	struct span rest = span_of(fmtp), item, key;

	while (span_cut(&rest, ';', &item)) {
		item = span_trim(item);
		if (span_cut(&item, '=', &key) && span_case_is(span_trim(key), name))
			return span_trim(item);
	}
	return span_of(absent);
}
