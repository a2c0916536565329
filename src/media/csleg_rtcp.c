/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/csleg_rtcp.c - the reports of a CS leg
 *
 * Two members send little: the interval is the minimum of five seconds, spread over half to one
 * and a half of it, the first one halved (RFC 3550 section 6.2).
 *
 * Standards   RFC 3550 section 6.
 */
#include <string.h>

#include "csleg.h"

/* Half to one and a half times @us. */
static uint64_t
spread(struct csleg *leg, uint64_t us)
{
	/* Knuth's multiplier; its upper bits are spread well enough for the purpose. */
	leg->rtcp_spread = leg->rtcp_spread * 6364136223846793005u + 1442695040888963407u;
	return us / 2 + (leg->rtcp_spread >> 32) * us / UINT32_MAX;
}

/* Time since the line started, as RFC 3550 section 6.4.1 permits where there is no wall clock. */
static uint64_t
elapsed_ntp(const struct csleg *leg, uint64_t now_us)
{
	uint64_t us = now_us - leg->started_us;

	return us / 1000000 << 32 | (us % 1000000 << 32) / 1000000;
}

static struct csrtcp_sender
describe(const struct csleg *leg, uint64_t now_us)
{
	struct csrtcp_sender s = {
		.ssrc = leg->tx.ssrc,
		.is_sending = leg->tx.packets_sent > 0,
		.ntp = elapsed_ntp(leg, now_us),
		.ts = csleg_now_ts(leg, now_us),
		.packets = leg->tx.packets_sent,
		.octets = leg->tx.octets_sent,
	};

	memcpy(s.cname, leg->cname, sizeof(s.cname));
	return s;
}

static size_t
format(struct csleg *leg, uint64_t now_us, bool is_bye, uint8_t *out)
{
	struct report reports[CSLEG_SOURCES];
	unsigned int n = 0;

	for (unsigned int i = 0; i < CSLEG_SOURCES; i++) {
		struct csleg_source *s = &leg->source[i];

		if (s->is_used && !s->is_stranger &&
		    s->reception.received > s->reception.received_before)
			reports[n++] = reception_report(&s->reception, now_us);
	}

	struct csrtcp_sender s = describe(leg, now_us);

	return csrtcp_format(&s, reports, n, is_bye, out);
}

size_t
csleg_rtcp_tick(struct csleg *leg, uint64_t now_us, uint8_t *out)
{
	if (!leg->is_started)
		return 0;
	if (leg->rtcp_due_us == 0)
		leg->rtcp_due_us = leg->started_us + spread(leg, CSRTCP_INTERVAL_US / 2);
	if (now_us < leg->rtcp_due_us)
		return 0;

	leg->rtcp_due_us = now_us + spread(leg, CSRTCP_INTERVAL_US);
	return format(leg, now_us, false, out);
}

size_t
csleg_rtcp_bye(struct csleg *leg, uint64_t now_us, uint8_t *out)
{
	return format(leg, now_us, true, out);
}

/* Remember the time in a source's sender report, to be echoed in ours. */
static void
note_sr(struct csleg *leg, uint64_t now_us, const struct csrtcp_news *news)
{
	for (unsigned int i = 0; i < CSLEG_SOURCES; i++) {
		struct csleg_source *s = &leg->source[i];

		if (s->is_used && s->reception.ssrc == news->ssrc)
			reception_sr(&s->reception, now_us, news->ntp);
	}
}

void
csleg_rtcp_recv(struct csleg *leg, uint64_t now_us, const uint8_t *pkt, size_t n)
{
	struct csrtcp_news news;

	if (csrtcp_parse(pkt, n, leg->tx.ssrc, &news) < 0) {
		counter_add_owner(&leg->stats.rtcp_bad, 1);
		return;
	}

	counter_add_owner(&leg->stats.rtcp_in, 1);
	if (news.has_bye)
		counter_add_owner(&leg->stats.byes, 1);
	if (news.has_sr)
		note_sr(leg, now_us, &news);
	if (news.has_report) {
		leg->has_peer_report = true;
		leg->peer_report = news.report;
	}
}
