/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/ends.c - the two far ends of a side: what signalling named, and what was proven since
 */
#include "ends.h"

#include <string.h>

#include "rtp.h"

static bool
is_same(const struct far *a, const struct far *b)
{
	return a->len == b->len && (a->len == 0 || far_is(a, &b->name, false));
}

void
ends_set(struct ends *ends, const struct relay_remote *remote, int family)
{
	bool is_other_way = ends->is_muxed != remote->rtcp_mux;
	struct far named[COMPS];

	far_set(&named[COMP_RTP], &remote->rtp, family);
	far_set(&named[COMP_RTCP], remote->rtcp_mux ? &remote->rtp : &remote->rtcp, family);
	ends->is_muxed = remote->rtcp_mux;
	for (unsigned int c = 0; c < COMPS; c++) {
		if (!is_other_way && is_same(&ends->named[c], &named[c]))
			continue;
		ends->named[c] = ends->far[c] = named[c];
		ends->run.n = 0;
	}
}

bool
ends_may_learn(const struct ends *ends, enum comp comp, enum pkt_kind kind)
{
	if (!far_is_known(&ends->named[comp]))
		return false;
	if (ends->is_muxed)
		return comp == COMP_RTP && is_rtp_or_rtcp(kind);
	return kind == (comp == COMP_RTP ? PKT_RTP : PKT_RTCP);
}

static bool
is_same_source(const union sockname *a, const union sockname *b)
{
	struct far far = { 0 };

	far_learn(&far, a);
	return far_is(&far, b, false);
}

bool
ends_prove(struct ends *ends, enum comp comp, const struct packet *pkt,
	   const union sockname *from, uint64_t index, unsigned int needed)
{
	struct ends_run *run = &ends->run;

	if (needed > 1) {
		uint32_t ssrc = rtp_ssrc(pkt->p);
		bool is_same_ssrc = run->n && run->ssrc == ssrc;

		if (is_same_ssrc && index <= run->index)
			return false;

		bool goes_on = is_same_ssrc && index == run->index + 1 &&
			       is_same_source(&run->from, from);

		*run = (struct ends_run){ *from, ssrc, index, goes_on ? run->n + 1 : 1 };
		if (run->n < needed)
			return false;
	}
	run->n = 0;
	far_learn(&ends->far[comp], from);
	if (ends->is_muxed)
		far_learn(&ends->far[COMP_RTCP], from);
	return true;
}
