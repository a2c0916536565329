/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis.c - what a stream is, from its packets alone: the feed
 *
 * What is common to all tests is taken off a packet once (head, padding, duplicates, step of the
 * timestamp), each test adds to its own sums, and the rules judge.
 */
#include "analysis.h"

#include <string.h>

#include "analysis_rules.h"
#include "octets.h"
#include "rtp.h"

enum {
	PADDING = 0x20,
	EXTENSION = 0x10,
	CSRC_COUNT = 0x0f,
	CRYPTEX_ONE = 0xc0de,		/* RFC 9335 section 5.1 */
	CRYPTEX_TWO = 0xc2de,
	STEP_MAX = 9600,
	PT_STATIC_END = 35,
	LOOK_FROM = 8,			/* packets before the sums are looked at, then every fourth */
	LOOK_EVERY = 4,
	WINDOW = 64,
};

static const char *const class_names[CLASSES] = {
	[CLASS_UNDECIDED] = "undecided",
	[CLASS_RTP] = "rtp",
	[CLASS_SRTP] = "srtp",
	[CLASS_AUTHENTICATED] = "authenticated",
	[CLASS_OPAQUE] = "opaque",
	[CLASS_RTCP] = "rtcp",
	[CLASS_SRTCP] = "srtcp",
	[CLASS_DTLS] = "dtls",
	[CLASS_STUN] = "stun",
	[CLASS_ZRTP] = "zrtp",
	[CLASS_HDLC] = "hdlc",
	[CLASS_IUUP] = "iuup",
	[CLASS_OTHER] = "other",
};

void
analysis_init(struct analysis *a)
{
	*a = (struct analysis){ 0 };
}

void
analysis_hint(struct analysis *a, const struct analysis_hint *hint)
{
	a->hint = hint ? *hint : (struct analysis_hint){ 0 };
}

static void
restart(struct analysis *a)
{
	a->packets = a->tags_good = a->tags_bad = a->cryptex = 0;
	a->structure = 0;
	a->judged = 0;
	a->is_looked_at = false;
	a->bytes = (struct bytes){ 0 };
	a->codecs = (struct codecs){ 0 };
	a->bearers = (struct bearers){ 0 };
	a->lengths = (struct lengths){ 0 };
	a->rtcp.rises = a->rtcp.rises_clear = 0;	/* it must go on rising */
}

bool
analysis_wants(struct analysis *a, const uint8_t *pkt, size_t n)
{
	if (!a->verdict.is_decided || demux(pkt, n) != PKT_RTP || rtp_ssrc(pkt) != a->ssrc)
		return true;
	a->offered++;
	return a->offered % ANALYSIS_EVERY < ANALYSIS_LOOK;
}

/* ---- what is common to all tests ------------------------------------------------------------- */

/* The most frequent value, by vote and counter-vote. */
static void
vote(uint32_t *leader, uint8_t *votes, uint32_t value)
{
	if (*votes == 0)
		*leader = value;
	if (*leader != value)
		(*votes)--;
	else if (*votes < UINT8_MAX)
		(*votes)++;
}

/* A sequence number once: a copy would look like a stream that never changes. */
static bool
is_new(struct analysis *a, uint16_t seq)
{
	uint16_t ahead = (uint16_t)(seq - a->seq), behind = (uint16_t)(a->seq - seq);

	if (ahead != 0 && ahead < 0x8000) {
		a->window = ahead < WINDOW ? a->window << ahead | 1 : 1;
		a->seq = seq;
		return true;
	}
	if (behind >= WINDOW) {
		a->window = 1;		/* a restart */
		a->seq = seq;
		return true;
	}
	if (a->window >> behind & 1)
		return false;
	a->window |= (uint64_t)1 << behind;
	return true;
}

/* Ticks from the packet before, where it is the one before. */
static void
put_step(struct analysis *a, const uint8_t *pkt)
{
	uint32_t ts = get_be32(pkt + 4), step = ts - a->ts;
	bool is_next = rtp_seq(pkt) == (uint16_t)(a->seq + 1);

	if (is_next && step > 0 && step <= STEP_MAX)
		vote(&a->step, &a->step_votes, step);
	a->ts = ts;
}

static void
begin_source(struct analysis *a, const uint8_t *pkt)
{
	a->ssrc = rtp_ssrc(pkt);
	a->ts = get_be32(pkt + 4);
	a->seq = rtp_seq(pkt);
	a->window = 1;
	a->bytes.before_n = 0;
	if (a->verdict.is_decided) {
		/* Somebody else may speak now: look again, with what was said still standing. */
		a->verdict.is_decided = false;
		restart(a);
	}
}

/* False for a copy of what was seen. */
static bool
follow(struct analysis *a, const uint8_t *pkt)
{
	if (a->kinds[PKT_RTP] <= 1 || rtp_ssrc(pkt) != a->ssrc) {
		begin_source(a, pkt);
	} else {
		put_step(a, pkt);
		if (!is_new(a, rtp_seq(pkt)))
			return false;
	}

	uint32_t pt = a->pt;

	vote(&pt, &a->pt_votes, pkt[1] & 0x7f);
	a->pt = (uint8_t)pt;
	return true;
}

static bool
is_cryptex(const uint8_t *pkt)
{
	size_t at = RTP_HEAD + 4 * (size_t)(pkt[0] & CSRC_COUNT);

	if (!(pkt[0] & EXTENSION))
		return false;

	uint16_t profile = get_be16(pkt + at);

	return profile == CRYPTEX_ONE || profile == CRYPTEX_TWO;
}

/* Without the padding that the head announces, if it can be some. */
static size_t
unpadded(const uint8_t *pkt, const uint8_t *p, size_t n)
{
	if (!(pkt[0] & PADDING) || n == 0)
		return n;
	return p[n - 1] > 0 && p[n - 1] < n ? n - p[n - 1] : n;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static void
put_payload(struct analysis *a, const uint8_t *pkt, size_t n)
{
	size_t head = rtp_head_octets(pkt, n);

	if (head == 0 || !follow(a, pkt) || head == n)
		return;

	const uint8_t *p = pkt + head;
	size_t n_payload = unpadded(pkt, p, n - head);

	if (a->packets == COLUMNS_ROWS)
		restart(a);
	a->packets++;
	a->cryptex = (uint16_t)(a->cryptex + is_cryptex(pkt));
	bytes_put(&a->bytes, p, n - head);
	codecs_put(&a->codecs, p, n_payload, a->step);
	lengths_put(&a->lengths, n - head, pkt[0] & PADDING);
	if ((pkt[1] & 0x7f) >= PT_STATIC_END)
		bearers_put(&a->bearers, p, n_payload);
	if (a->packets >= LOOK_FROM && a->packets % LOOK_EVERY == 0) {
		a->structure = (int16_t)bytes_structure(&a->bytes);
		a->judged = (uint16_t)bytes_judged(&a->bytes);
		a->is_looked_at = true;
	}
}

static void
put_tag(struct analysis *a, enum tag_verdict tag)
{
	uint16_t *n = tag == TAG_GOOD ? &a->tags_good : &a->tags_bad;

	if (tag != TAG_UNCHECKED && *n < UINT16_MAX)
		(*n)++;
}

/* ---- the verdict ----------------------------------------------------------------------------- */

/* What is known is not given up for `opaque` or for nothing. */
static bool
replaces(const struct analysis *a, const struct analysis_verdict *next)
{
	if (next->class == CLASS_UNDECIDED)
		return false;
	if (next->class == CLASS_OPAQUE)
		return !stream_class_is_protected(a->verdict.class);
	return true;
}

static bool
settle(struct analysis *a)
{
	struct judgement j = analysis_judge(a);
	struct analysis_verdict before = a->verdict;

	if (!replaces(a, &j.verdict)) {
		/* Opaque still ends the search. */
		a->verdict.is_decided |= j.verdict.is_decided;
		return false;
	}
	a->verdict = j.verdict;
	memcpy(a->finding, j.finding, sizeof(a->finding));
	a->findings = j.findings;
	if (j.verdict.is_decided)
		restart(a);
	if (j.verdict.is_decided && !before.is_decided)
		a->offered = ANALYSIS_LOOK;
	return before.class != j.verdict.class || (j.verdict.is_decided && !before.is_decided);
}

bool
analysis_put(struct analysis *a, const uint8_t *pkt, size_t n, enum tag_verdict tag)
{
	enum pkt_kind kind = demux(pkt, n);

	if (a->kinds[kind] < UINT16_MAX)
		a->kinds[kind]++;
	put_tag(a, tag);
	if (kind == PKT_RTP)
		put_payload(a, pkt, n);
	else if (kind == PKT_RTCP)
		rtcp_watch_put(&a->rtcp, pkt, n);
	return settle(a);
}

struct analysis_verdict
analysis_verdict(const struct analysis *a)
{
	return a->verdict;
}

size_t
analysis_evidence(const struct analysis *a, char *dst, size_t cap)
{
	size_t n = 0;

	if (cap)
		dst[0] = '\0';
	for (size_t i = 0; i < a->findings; i++) {
		if (i > 0) {
			if (n + 3 <= cap)
				memcpy(dst + n, "; ", 3);
			n += 2;
		}
		n += finding_format(&a->finding[i], n < cap ? dst + n : NULL, n < cap ? cap - n : 0);
	}
	return n;
}

const char *
stream_class_name(enum stream_class class)
{
	return (unsigned int)class < CLASSES ? class_names[class] : "?";
}

bool
stream_class_is_protected(enum stream_class class)
{
	return class == CLASS_SRTP || class == CLASS_AUTHENTICATED || class == CLASS_SRTCP;
}
