/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/trail.c - what a party last sent
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

/*
 * Where @mark is after a packet with @seq: further, or where it was.  A restart is followed when a second
 * packet goes on from it.
 */
static struct trail_mark
after(struct trail_mark mark, uint16_t seq)
{
	uint16_t ahead = (uint16_t)(seq - mark.seq);
	bool is_stray = !is_onward(mark.seq, seq) || (ahead < 0x8000 && ahead > TRAIL_DROPOUT);

	if (is_stray && !(mark.has_stray && seq == mark.stray_next)) {
		mark.has_stray = true;
		mark.stray_next = (uint16_t)(seq + 1);
	} else if (is_stray || ahead < 0x8000) {
		mark.seq = seq;
		mark.has_stray = false;
	}
	return mark;
}

void
trail_put(struct trail *t, const uint8_t *pkt, size_t n)
{
	if (demux(pkt, n) != PKT_RTP)
		return;

	struct trail_mark mark = { .ssrc = rtp_ssrc(pkt), .seq = rtp_seq(pkt) };
	unsigned int i = find(t, mark.ssrc);

	if (i == t->n) {
		t->n += t->n < TRAIL_SSRCS;
		i = t->n - 1;
	} else {
		mark = after(t->mark[i], mark.seq);
	}
	for (; i > 0; i--)
		t->mark[i] = t->mark[i - 1];
	t->mark[0] = mark;
}

bool
trail_fits(const struct trail *t, const uint8_t *pkt, size_t n)
{
	if (demux(pkt, n) != PKT_RTP)
		return false;

	unsigned int i = find(t, rtp_ssrc(pkt));

	return i < t->n && is_onward(t->mark[i].seq, rtp_seq(pkt));
}

bool
trail_is_above(const struct trail *t, const uint8_t *pkt)
{
	unsigned int i = find(t, rtp_ssrc(pkt));
	uint16_t ahead = i < t->n ? (uint16_t)(rtp_seq(pkt) - t->mark[i].seq) : 1;

	return ahead > 0 && ahead < 0x8000;
}
