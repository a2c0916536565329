/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench/analysis/call.c - one direction of one call, drawn from the corpus
 *
 * Drawn for each: recording and place in it, configuration and changes of it, frames a packet, payload format,
 * DTMF and comfort noise episodes, header extension, CSRCs, padding, first sequence number and rollover
 * counter, RTCP.
 */
#include "call.h"

#include <string.h>

#include "media/octets.h"
#include "media/rtp.h"

/* What stays the same through a call. */
struct habit {
	uint8_t pt, event_pt;
	uint8_t frames;		/* a packet */
	bool is_octet_aligned, has_changes, has_events, has_noise, has_extension, has_padding;
	uint8_t csrcs;
};

struct phone {
	struct habit habit;
	uint32_t at;		/* frame of the recording */
	uint16_t seq;
	uint32_t ts, ssrc, roc, next_rtcp, sent;
	bool is_marked;
};

static uint64_t state;

void
draw_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15u | 1;
}

uint32_t
draw(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state * 0x2545f4914f6cdd1du >> 33) % below);
}

static bool
one_in(uint32_t n)
{
	return draw(n) == 0;
}

/* ---- payloads -------------------------------------------------------------------------------- */

static size_t
put_bits(uint8_t *p, size_t at, uint32_t v, unsigned int n)
{
	while (n--) {
		if (v >> n & 1)
			p[at / 8] |= (uint8_t)(0x80 >> at % 8);
		at++;
	}
	return at;
}

/* RFC 4867; frames are in the storage format: an entry of the table of contents, octets. */
static size_t
pack_amr(const uint8_t *const *frames, size_t n, const uint16_t *bits, bool is_octet_aligned, uint8_t *p)
{
	size_t at = 4;

	memset(p, 0, 256);
	p[0] = 0xf0;
	if (is_octet_aligned)
		at = 8;
	for (size_t i = 0; i < n; i++) {
		at = put_bits(p, at, i + 1 < n, 1);
		at = put_bits(p, at, frames[i][2] >> 2 & 0x1f, 5);
		at += is_octet_aligned ? 2 : 0;
	}
	for (size_t i = 0; i < n; i++) {
		uint16_t speech = bits[frames[i][2] >> 3 & 0xf];

		for (uint16_t b = 0; b < speech; b++)
			at = put_bits(p, at, frames[i][3 + b / 8] >> (7 - b % 8) & 1, 1);
		if (is_octet_aligned)
			at = (at + 7) / 8 * 8;
	}
	return (at + 7) / 8;
}

static size_t
pack(const struct frame_file *f, const struct habit *h, const uint8_t *const *frames, size_t n, uint8_t *p)
{
	static const uint16_t narrow[16] = { 95, 103, 118, 134, 148, 159, 204, 244, 39 };
	static const uint16_t wide[16] = { 132, 177, 253, 285, 317, 365, 397, 461, 477, 40 };
	size_t at = 0;

	if (f->family->packing == PACK_AMR || f->family->packing == PACK_AMR_WB)
		return pack_amr(frames, n, f->family->packing == PACK_AMR ? narrow : wide,
				h->is_octet_aligned, p);
	if (f->family->packing == PACK_MPA) {
		memset(p, 0, 4);
		at = 4;
	}
	for (size_t i = 0; i < n; i++) {
		memcpy(p + at, frames[i] + 2, frame_octets(frames[i]));
		at += frame_octets(frames[i]);
	}
	return at;
}

/* ---- packets --------------------------------------------------------------------------------- */

static void
send_rtp(struct call *call, struct phone *ph, uint8_t pt, uint32_t ts, const uint8_t *payload, size_t n)
{
	struct sent *s = &call->packet[call->n];
	const struct habit *h = &ph->habit;
	size_t at = RTP_HEAD;

	rtp_format_head(&(struct rtp){ .pt = pt, .marker = ph->is_marked, .seq = ph->seq, .ts = ts,
				       .ssrc = ph->ssrc }, s->octets);
	s->octets[0] |= h->csrcs;
	for (uint8_t i = 0; i < h->csrcs; i++, at += 4)
		put_be32(s->octets + at, 0xabcd0000u + i);
	if (h->has_extension) {
		const uint8_t level[] = { 0xbe, 0xde, 0, 1, 0x10, (uint8_t)(0x80 | draw(60)), 0, 0 };

		s->octets[0] |= 0x10;
		memcpy(s->octets + at, level, sizeof(level));
		at += sizeof(level);
	}
	memcpy(s->octets + at, payload, n);
	at += n;
	if (h->has_padding) {
		uint8_t pad = (uint8_t)(4 - at % 4);

		s->octets[0] |= 0x20;
		memset(s->octets + at, 0, pad);
		at += pad;
		s->octets[at - 1] = pad;
	}
	s->n = (uint16_t)at;
	s->is_rtcp = false;
	s->roc = ph->roc;
	call->n++;
	ph->is_marked = false;
	ph->sent++;
	if (++ph->seq == 0)
		ph->roc++;
}

static void
send_rtcp(struct call *call, struct phone *ph)
{
	struct sent *s = &call->packet[call->n++];
	uint8_t *p = s->octets;

	memset(p, 0, 84);
	p[0] = 0x81;
	p[1] = 200;
	put_be16(p + 2, 12);			/* SR, one report */
	put_be32(p + 4, ph->ssrc);
	put_be32(p + 8, 0xe8000000u + ph->sent);
	put_be32(p + 12, draw(1u << 31));
	put_be32(p + 16, ph->ts);
	put_be32(p + 20, ph->sent);
	put_be32(p + 24, ph->sent * 60);
	put_be32(p + 28, 0x77777777);
	put_be32(p + 36, 1000 + ph->sent);
	p[52] = 0x81;
	p[53] = 202;
	put_be16(p + 54, 5);			/* SDES, CNAME of 13 */
	put_be32(p + 56, ph->ssrc);
	p[60] = 1;
	p[61] = 13;
	memcpy(p + 62, "a@example.org", 13);
	s->n = 76;
	s->is_rtcp = true;
	s->roc = 0;
	ph->next_rtcp = ph->sent + 80 + draw(200);
}

/* ---- episodes -------------------------------------------------------------------------------- */

/* RFC 4733: an event grows, and its end comes three times. */
static void
send_event(struct call *call, struct phone *ph, uint32_t ticks)
{
	uint8_t event = (uint8_t)draw(12);
	uint32_t packets = 4 + draw(10);

	ph->is_marked = true;
	for (uint32_t i = 1; i <= packets + 2 && call->n < CALL_PACKETS; i++) {
		uint32_t grown = (i < packets ? i : packets) * ticks;
		uint8_t p[4] = { event, (uint8_t)(i >= packets ? 0x8a : 0x0a) };

		put_be16(p + 2, (uint16_t)grown);
		send_rtp(call, ph, ph->habit.event_pt, ph->ts, p, sizeof(p));
	}
	ph->ts += packets * ticks;
	ph->at += packets;
}

/* RFC 3389. */
static void
send_noise(struct call *call, struct phone *ph)
{
	uint8_t level = (uint8_t)(40 + draw(30));

	send_rtp(call, ph, 13, ph->ts, &level, 1);
	ph->ts += 1600;
	ph->at += 20;
	ph->is_marked = true;
}

/* One that call may go over to: the next of its family, recording and frame length from a random place on. */
static const struct frame_file *
another_configuration(const struct corpus *c, const struct frame_file *now)
{
	size_t at = draw((uint32_t)c->n);

	for (size_t i = 0; i < c->n; i++) {
		const struct frame_file *f = &c->file[(at + i) % c->n];

		if (f->family == now->family && f->source == now->source && f->ticks == now->ticks)
			return f;
	}
	return now;
}

static const struct frame_file *
some_file(const struct corpus *c, const struct family *family)
{
	const struct frame_file *f;

	do
		f = &c->file[draw((uint32_t)c->n)];
	while (f->family != family);
	return f;
}

/* Frames that are sent go into one packet; after one that is not, time goes on alone. */
static void
send_frames(struct call *call, struct phone *ph)
{
	const struct frame_file *f = call->file;
	const uint8_t *frames[8];
	uint8_t payload[PACKET_MAX];
	size_t n = 0;

	for (; n < ph->habit.frames; n++) {
		const uint8_t *frame = f->frame[(ph->at + n) % f->n];

		if (frame_octets(frame) == 0)
			break;
		frames[n] = frame;
	}
	if (n == 0) {
		ph->at++;
		ph->ts += f->ticks;
		ph->is_marked = true;
		return;
	}

	size_t octets = pack(f, &ph->habit, frames, n, payload);

	send_rtp(call, ph, ph->habit.pt, ph->ts, payload, octets);
	ph->at += (uint32_t)n;
	ph->ts += (uint32_t)n * f->ticks;
}

static void
draw_habit(struct habit *h, const struct family *family)
{
	bool is_static = family->pt >= 0 && !one_in(10);

	*h = (struct habit){
		.pt = (uint8_t)(is_static ? family->pt : 96 + (int)draw(32)),
		.frames = (uint8_t)(one_in(2) && family->frames_max < 6 ? 1 : 1 + draw(family->frames_max)),
		.is_octet_aligned = one_in(2),
		.has_changes = one_in(3),
		.has_events = one_in(6),
		.has_noise = family->pt >= 0 && one_in(8),
		.has_extension = one_in(5),
		.has_padding = one_in(20),
		.csrcs = (uint8_t)(one_in(10) ? 1 + draw(2) : 0),
	};
	h->event_pt = h->pt == 101 ? 102 : 101;
}

void
call_draw(struct call *call, const struct corpus *c, const struct family *family)
{
	struct phone ph = { .seq = (uint16_t)draw(65536), .ts = draw(1u << 31),
			    .ssrc = draw(1u << 31), .is_marked = true };

	call->file = some_file(c, family ? family : &families[draw((uint32_t)n_families)]);
	draw_habit(&ph.habit, call->file->family);
	if (one_in(4))
		ph.seq = (uint16_t)(65535 - draw(60));	/* it wraps while we look */
	ph.roc = call->roc = one_in(2) ? draw(5) : 0;
	ph.at = draw(call->file->n);
	ph.next_rtcp = one_in(2) ? draw(150) : UINT32_MAX;
	call->n = 0;
	for (uint32_t turns = 0; call->n < CALL_PACKETS && turns < 4000; turns++) {
		if (ph.sent >= ph.next_rtcp)
			send_rtcp(call, &ph);
		else if (ph.habit.has_events && one_in(60))
			send_event(call, &ph, call->file->ticks);
		else if (ph.habit.has_noise && one_in(30))
			send_noise(call, &ph);
		else
			send_frames(call, &ph);
		if (ph.habit.has_changes && one_in(25))
			call->file = another_configuration(c, call->file);
	}
}

void
call_draw_reports(struct call *call, const struct frame_file *file, size_t n)
{
	struct phone ph = { .ssrc = draw(1u << 31), .ts = draw(1u << 31) };

	call->file = file;
	call->roc = 0;
	for (call->n = 0; call->n < n; ) {
		ph.sent += 250;
		ph.ts += 40000;
		send_rtcp(call, &ph);
	}
}

void
call_cross(struct call *call)
{
	uint32_t loss = one_in(2) ? 0 : one_in(4) ? 200 : 1 + draw(50);	/* in 1000 */
	bool has_copies = one_in(10), has_disorder = one_in(4);
	static struct sent kept;
	size_t n = 0;

	for (size_t i = 0; i < call->n; i++) {
		if (draw(1000) < loss)
			continue;
		if (n != i)
			call->packet[n] = call->packet[i];
		n++;
	}
	call->n = n;
	for (size_t i = 0; has_disorder && i + 1 < n; i++) {
		if (!one_in(25))
			continue;
		kept = call->packet[i];
		call->packet[i] = call->packet[i + 1];
		call->packet[i + 1] = kept;
	}
	for (size_t i = 0; has_copies && i + 1 < n; i++)
		if (one_in(40))
			call->packet[i + 1] = call->packet[i];
}
