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

uint64_t
fmtp_number(const char *fmtp, const char *name, uint64_t absent)
{
	uint64_t n;

	return span_u64(fmtp_value(fmtp, name, ""), UINT32_MAX, &n) == 0 ? n : absent;
}

unsigned int
fmtp_highest(const char *fmtp, const char *name, unsigned int n)
{
	struct span set = fmtp_value(fmtp, name, ""), item;
	unsigned int highest = 0;
	bool any = false;
	uint64_t mode;

	while (span_cut(&set, ',', &item)) {
		if (span_u64(span_trim(item), n - 1, &mode) != 0)
			continue;
		any = true;
		if (mode > highest)
			highest = (unsigned int)mode;
	}
	return any ? highest : n - 1;
}
