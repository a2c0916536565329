/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis_rtcp.c - RTCP or SRTCP, from the packets alone
 */
#include "analysis_rtcp.h"

#include <stdbool.h>
#include <string.h>

#include "octets.h"

enum {
	VERSION_MASK = 0xc0,
	VERSION = 0x80,
	TYPE_FIRST = 192,	/* RFC 5761 section 4 */
	TYPE_LAST = 223,
	ENCRYPTED = 0x80000000,
	INDEX_OCTETS = 4,
};

size_t
rtcp_chained(const uint8_t *pkt, size_t n)
{
	size_t at = 0;

	while (at + 4 <= n) {
		size_t part = 4 + 4 * (size_t)get_be16(pkt + at + 2);

		if ((pkt[at] & VERSION_MASK) != VERSION || pkt[at + 1] < TYPE_FIRST ||
		    pkt[at + 1] > TYPE_LAST || part > n - at)
			break;
		at += part;
	}
	return at;
}

/* Rises by one, or by as many as were lost. */
static bool
is_next(uint32_t from, uint32_t to)
{
	return (to ^ from) < ENCRYPTED && to - from - 1 < RTCP_LOST_MAX;
}

/*
 * Look at every place from the end that the last packet had as well.  Without the E bit all before the
 * index is in the clear, and must be a compound that ends there.
 */
static void
find_index(struct rtcp_watch *w, const uint8_t *pkt, size_t n)
{
	size_t most = n - 8 < w->last_n ? n - 8 : w->last_n;
	size_t chained = rtcp_chained(pkt, n);

	for (size_t place = INDEX_OCTETS; place <= most; place++) {
		uint32_t from = get_be32(w->last + w->last_n - place);
		uint32_t to = get_be32(pkt + n - place);

		if (!is_next(from, to) || (!(to & ENCRYPTED) && chained != n - place))
			continue;
		w->place = (uint8_t)place;
		if (to & ENCRYPTED)
			w->rises++;
		else
			w->rises_clear++;
		return;
	}
}

void
rtcp_watch_put(struct rtcp_watch *w, const uint8_t *pkt, size_t n)
{
	if (n < 8 || w->packets == UINT16_MAX)
		return;
	w->packets++;
	if (rtcp_chained(pkt, n) == n) {
		w->chained++;
		return;
	}
	w->broken++;
	find_index(w, pkt, n);

	size_t keep = n - 8 < RTCP_TRAILER_MAX ? n - 8 : RTCP_TRAILER_MAX;

	memcpy(w->last, pkt + n - keep, keep);
	w->last_n = (uint8_t)keep;
}
