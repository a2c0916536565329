/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/terminated.c - one episode of speech in the clear on one side and SRTP on the other
 */
#include "terminated.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "octets.h"
#include "rtcp_rename.h"
#include "rtp.h"

enum {
	SRTCP_MAX_BITS = 31,	/* RFC 3711 section 9.2 */
	SRTP_MAX_BITS = 48,
	SPARE_SHARE = 16,	/* of a key's lifetime, for packets that we have not seen */
};

static const struct terminated_out waits = { .is_waiting = true };

static struct terminated_out
dropped(enum drop why)
{
	return (struct terminated_out){ .why = why };
}

static struct terminated_out
made(const uint8_t *p, size_t n)
{
	return (struct terminated_out){ .p = p, .n = n };
}

/* ---- life ---------------------------------------------------------------------------------- */

static uint64_t
limit(uint64_t lifetime, unsigned int max_bits)
{
	uint64_t max = UINT64_C(1) << max_bits;

	if (lifetime && lifetime < max)
		max = lifetime;
	return max - max / SPARE_SHARE;
}

int
terminated_new(const struct terminated_spec *spec, struct terminated **ret)
{
	struct terminated *t = calloc(1, sizeof(*t));
	int err = -ENOMEM;

	if (!t)
		return err;
	err = seal_new(spec->own, spec->ssrc, &t->seal);
	if (!err)
		err = opener_new(spec->remote, &t->opener);
	if (err) {
		terminated_free(t);
		return err;
	}
	t->rtp_max = limit(spec->own->key[0].lifetime, SRTP_MAX_BITS);
	t->rtcp_max = limit(spec->own->key[0].lifetime, SRTCP_MAX_BITS);
	t->n_pts = spec->n_pts;
	memcpy(t->pts, spec->pts, sizeof(t->pts));
	memcpy(t->ssrc, spec->ssrc, sizeof(t->ssrc));
	memcpy(t->first_seq, spec->first_seq, sizeof(t->first_seq));
	renumber_init(&t->numbers, t->first_seq[0], spec->rate_hz);
	*ret = t;
	return 0;
}

struct terminated *
terminated_free(struct terminated *t)
{
	if (!t)
		return NULL;
	seal_free(t->seal);
	opener_free(t->opener);
	return wipe_free(t, sizeof(*t));
}

/* ---- our SSRC ------------------------------------------------------------------------------ */

/* From @from on: the first that nobody else has, or none. */
static void
take_ssrc(struct terminated *t, const struct ssrc_seen *seen, unsigned int from)
{
	while (from < SEAL_SSRCS && ssrc_is_seen(seen, t->ssrc[from]))
		from++;
	t->now = from;
	t->has_sent = t->said_bye = false;
	t->packets = t->octets = 0;
	if (from < SEAL_SSRCS)
		renumber_restart(&t->numbers, t->first_seq[from]);
}

void
terminated_start(struct terminated *t, const struct ssrc_seen *seen)
{
	take_ssrc(t, seen, 0);
}

bool
terminated_ssrc(const struct terminated *t, uint32_t *ret)
{
	if (t->now < SEAL_SSRCS)
		*ret = t->ssrc[t->now];
	return t->now < SEAL_SSRCS;
}

void
terminated_heard(struct terminated *t, const struct ssrc_seen *seen, uint32_t ssrc)
{
	if (t->now < SEAL_SSRCS && t->ssrc[t->now] == ssrc)
		take_ssrc(t, seen, t->now + 1);
}

/* ---- up ------------------------------------------------------------------------------------ */

static const struct bearer_pt *
find_pt(const struct terminated *t, uint8_t pt, bool by_cs)
{
	for (unsigned int i = 0; i < t->n_pts; i++)
		if ((by_cs ? t->pts[i].cs : t->pts[i].own) == pt)
			return &t->pts[i];
	return NULL;
}

static enum drop
drop_of(enum renumber_fate fate)
{
	return fate == RENUMBER_AGAIN ? DROP_DUPLICATE : fate == RENUMBER_LATE ? DROP_LATE : DROP_SEAL;
}

static struct terminated_out
seal_up(struct terminated *t, struct key_use *use, const struct rtp *head)
{
	uint8_t *out = (uint8_t *)t->up;
	size_t n = RTP_HEAD + head->payload_n;

	rtp_format_head(head, out);
	memcpy(out + RTP_HEAD, head->payload, head->payload_n);
	/* Counted first: what the library refuses may have been used up all the same. */
	use->rtp++;
	t->has_sent = true;
	t->packets++;
	t->octets += (uint32_t)head->payload_n;
	return seal_rtp(t->seal, out, &n) ? dropped(DROP_SEAL) : made(out, n);
}

struct terminated_out
terminated_up(struct terminated *t, const struct ssrc_seen *seen, struct key_use *use,
	      uint64_t now_us, const uint8_t *pkt, size_t n)
{
	struct rtp rtp;
	struct renumbered ours;

	if (rtp_parse(pkt, n, &rtp))
		return dropped(DROP_MALFORMED);

	const struct bearer_pt *pt = find_pt(t, rtp.pt, true);

	if (!pt)
		return dropped(DROP_PAYLOAD_TYPE);
	if (RTP_HEAD + rtp.payload_n + SEAL_TRAILER_MAX > SEAL_PACKET_MAX)
		return dropped(DROP_TOO_BIG);
	if (t->said_bye && t->now + 1 < SEAL_SSRCS)
		take_ssrc(t, seen, t->now + 1);

	enum renumber_fate fate = renumber_put(&t->numbers, now_us, &rtp, &ours);

	if (fate == RENUMBER_SPENT && t->now < SEAL_SSRCS) {
		take_ssrc(t, seen, t->now + 1);
		fate = renumber_put(&t->numbers, now_us, &rtp, &ours);
	}
	if (fate != RENUMBER_TAKEN)
		return dropped(drop_of(fate));
	if (t->now == SEAL_SSRCS || use->rtp >= t->rtp_max)
		return dropped(DROP_SEAL);

	rtp.pt = pt->remote;
	rtp.seq = (uint16_t)ours.index;
	rtp.ts = ours.ts;
	rtp.ssrc = t->ssrc[t->now];
	return seal_up(t, use, &rtp);
}

/* The other party's streams have the same names on both sides. */
static void
name_remote(const struct terminated *t, struct rtcp_names *names)
{
	uint32_t ssrc[OPENER_SSRCS];

	names->n_about = opener_ssrcs(t->opener, ssrc);
	for (unsigned int i = 0; i < names->n_about; i++)
		names->about[i] = (struct rtcp_about){ ssrc[i], ssrc[i], 0 };
}

struct terminated_out
terminated_up_rtcp(struct terminated *t, struct key_use *use, const uint8_t *pkt, size_t n)
{
	uint8_t *out = (uint8_t *)t->up;
	bool has_bye = false;
	struct rtcp_names names = {
		.renames_sender = true,
		.ts_shift = t->numbers.ts_shift,
		.has_counts = true,
		.packets = t->packets,
		.octets = t->octets,
	};

	if (!terminated_ssrc(t, &names.sender) || use->rtcp >= t->rtcp_max)
		return dropped(DROP_SEAL);
	name_remote(t, &names);
	if (rtcp_rename(&names, pkt, n, out, &n, &has_bye))
		return dropped(DROP_MALFORMED);

	use->rtcp++;
	if (seal_rtcp(t->seal, out, &n))
		return dropped(DROP_SEAL);
	t->said_bye |= has_bye;
	return made(out, n);
}

/* ---- down ---------------------------------------------------------------------------------- */

/* What was opened lies in t->down. */
static struct terminated_out
plain_down(struct terminated *t, size_t n)
{
	uint8_t *pkt = (uint8_t *)t->down;
	struct rtp rtp;

	if (rtp_parse(pkt, n, &rtp))
		return dropped(DROP_MALFORMED);

	const struct bearer_pt *pt = find_pt(t, rtp.pt, false);

	if (!pt)
		return dropped(DROP_PAYLOAD_TYPE);

	/* Right before the payload, over whatever its head had besides. */
	size_t at = (size_t)(rtp.payload - pkt) - RTP_HEAD;

	rtp.pt = pt->cs;
	rtp_format_head(&rtp, pkt + at);
	return made(pkt + at, RTP_HEAD + rtp.payload_n);
}

static struct terminated_out
plain_down_rtcp(struct terminated *t, size_t n)
{
	uint8_t plain[RTCP_PACKET_MAX];
	uint8_t *out = (uint8_t *)t->down;
	bool has_bye;
	struct rtcp_names names = { .n_about = 0 };
	uint32_t ours;

	if (n > sizeof(plain))
		return dropped(DROP_TOO_BIG);
	if (t->has_sent && terminated_ssrc(t, &ours)) {
		names.about[0] = (struct rtcp_about){ ours, t->numbers.ssrc,
						      renumber_back_shift(&t->numbers) };
		names.n_about = 1;
	}
	memcpy(plain, out, n);
	return rtcp_rename(&names, plain, n, out, &n, &has_bye) ? dropped(DROP_MALFORMED)
								: made(out, n);
}

/* An SSRC that is new: the packet is looked at when there is time. */
static struct terminated_out
put_off(struct terminated *t, enum pkt_kind kind, uint32_t roc, size_t n)
{
	if (t->has_waiting)
		return dropped(DROP_SEAL);
	t->has_waiting = true;
	t->waiting_kind = kind;
	t->waiting_roc = roc;
	t->waiting_n = n;
	memcpy(t->waiting, t->down, n);
	return waits;
}

struct terminated_out
terminated_down(struct terminated *t, uint32_t roc, const uint8_t *pkt, size_t n)
{
	if (n > SEAL_PACKET_MAX)
		return dropped(DROP_TOO_BIG);
	memcpy(t->down, pkt, n);

	int err = opener_rtp(t->opener, (uint8_t *)t->down, &n);

	if (err == -ENOENT)
		return put_off(t, PKT_RTP, roc, n);
	return err ? dropped(DROP_SEAL) : plain_down(t, n);
}

struct terminated_out
terminated_down_rtcp(struct terminated *t, const uint8_t *pkt, size_t n)
{
	if (n > SEAL_PACKET_MAX)
		return dropped(DROP_TOO_BIG);
	memcpy(t->down, pkt, n);

	int err = opener_rtcp(t->opener, (uint8_t *)t->down, &n);

	if (err == -ENOENT)
		return put_off(t, PKT_RTCP, 0, n);
	return err ? dropped(DROP_SEAL) : plain_down_rtcp(t, n);
}

struct terminated_out
terminated_admit(struct terminated *t)
{
	size_t n = t->waiting_n;
	uint8_t *pkt = (uint8_t *)t->down;

	if (!t->has_waiting)
		return dropped(DROP_SEAL);
	t->has_waiting = false;
	memcpy(pkt, t->waiting, n);
	if (t->waiting_kind == PKT_RTCP)
		return opener_admit_rtcp(t->opener, pkt, &n) ? dropped(DROP_SEAL)
							     : plain_down_rtcp(t, n);
	return opener_admit_rtp(t->opener, pkt, &n, t->waiting_roc) ? dropped(DROP_SEAL)
								    : plain_down(t, n);
}
