/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/trail.c - what a PS side last sent
 */
#include "trail.h"

#include "demux.h"
#include "rtp.h"

/* Index of @ssrc's mark, or t->n. */
static unsigned int
find(const struct trail *t, uint32_t ssrc)
{
	unsigned int i = 0;

	while (i < t->n && t->mark[i].ssrc != ssrc)
		i++;
	return i;
}

/* -TRAIL_BACK to 2^15 - 1 from @from: ahead, or reordered. */
static bool
is_onward(uint16_t from, uint16_t seq)
{
	return (uint16_t)(seq - from + TRAIL_BACK) < 0x8000 + TRAIL_BACK;
}

static bool
is_ahead(uint16_t from, uint16_t seq)
{
	return !is_onward(from, seq) || (uint16_t)(seq - from) < 0x8000;
}

/* The counter of a packet with @seq, next to a mark. */
static uint32_t
roc_of(const struct trail_mark *mark, uint16_t seq)
{
	if ((uint16_t)(seq - mark->seq) < 0x8000)
		return mark->roc + (seq < mark->seq);
	return seq > mark->seq && mark->roc > 0 ? mark->roc - 1 : mark->roc;
}

void
trail_put(struct trail *t, const uint8_t *pkt, size_t n)
{
	if (demux(pkt, n) != PKT_RTP)
		return;

	uint32_t ssrc = rtp_ssrc(pkt);
	uint16_t seq = rtp_seq(pkt);
	uint32_t roc = 0;
	unsigned int i = find(t, ssrc);

	if (i == t->n) {
		t->n += t->n < TRAIL_SSRCS;
		i = t->n - 1;
	} else if (is_ahead(t->mark[i].seq, seq)) {
		roc = roc_of(&t->mark[i], seq);
	} else {
		seq = t->mark[i].seq;
		roc = t->mark[i].roc;
	}

	for (; i > 0; i--)
		t->mark[i] = t->mark[i - 1];
	t->mark[0] = (struct trail_mark){ .ssrc = ssrc, .seq = seq, .roc = roc };
}

bool
trail_fits(const struct trail *t, const uint8_t *pkt, size_t n)
{
	if (demux(pkt, n) != PKT_RTP)
		return false;

	unsigned int i = find(t, rtp_ssrc(pkt));

	return i < t->n && is_onward(t->mark[i].seq, rtp_seq(pkt));
}

uint32_t
trail_roc(const struct trail *t, const uint8_t *pkt)
{
	unsigned int i = find(t, rtp_ssrc(pkt));

	return i < t->n ? roc_of(&t->mark[i], rtp_seq(pkt)) : 0;
}
