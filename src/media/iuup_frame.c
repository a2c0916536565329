/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup_frame.c - a frame of Iu UP in support mode, read and written
 *
 * The CRCs go four bits at a time: tables that fit a cache line are fast enough for a frame every
 * 5 ms, and can be checked by hand.
 *
 * Standards   TS 25.415 clauses 6.6.2 and 6.6.3.
 */
#include "iuup_frame.h"

#include <stdbool.h>
#include <string.h>

enum {
	HEAD_WITH_CRC = 4,
	HEAD_WITHOUT = 3,
};

/* What four bits leave behind, by the polynomials 0x2f and 0x233. */
static const uint8_t after6[16] = {
	0x00, 0x2f, 0x31, 0x1e, 0x0d, 0x22, 0x3c, 0x13,
	0x1a, 0x35, 0x2b, 0x04, 0x17, 0x38, 0x26, 0x09,
};

static const uint16_t after10[16] = {
	0x000, 0x233, 0x255, 0x066, 0x299, 0x0aa, 0x0cc, 0x2ff,
	0x301, 0x132, 0x154, 0x367, 0x198, 0x3ab, 0x3cd, 0x1fe,
};

uint8_t
iuup_crc6(const uint8_t head[2])
{
	unsigned int crc = 0;

	for (unsigned int i = 0; i < 2; i++) {
		crc = (crc << 4 & 0x3f) ^ after6[crc >> 2 ^ head[i] >> 4];
		crc = (crc << 4 & 0x3f) ^ after6[crc >> 2 ^ (head[i] & 0x0f)];
	}
	return (uint8_t)crc;
}

uint16_t
iuup_crc10(const uint8_t *p, size_t n)
{
	unsigned int crc = 0;

	for (; n > 0; p++, n--) {
		crc = (crc << 4 & 0x3ff) ^ after10[crc >> 6 ^ *p >> 4];
		crc = (crc << 4 & 0x3ff) ^ after10[crc >> 6 ^ (*p & 0x0f)];
	}
	return (uint16_t)crc;
}

size_t
iuup_frame_head(enum iuup_pdu type)
{
	return type == IUUP_DATA ? HEAD_WITHOUT : HEAD_WITH_CRC;
}

static bool
is_known(uint8_t type)
{
	return type == IUUP_DATA_CRC || type == IUUP_DATA || type == IUUP_CONTROL;
}

/* Answers have spare bits there (clauses 6.6.2.3.2 and 6.6.2.3.3). */
static bool
has_payload_crc(const struct iuup_frame *frame)
{
	return frame->type == IUUP_DATA_CRC ||
	       (frame->type == IUUP_CONTROL && frame->ack == IUUP_PROCEDURE);
}

static struct iuup_frame
read_head(const uint8_t *p, size_t n)
{
	struct iuup_frame f = { .type = (enum iuup_pdu)(p[0] >> 4) };
	size_t head = iuup_frame_head(f.type);

	if (f.type == IUUP_CONTROL) {
		f.fn = p[0] & 0x03;
		f.ack = p[0] >> 2 & 0x03;
		f.version = p[1] >> 4;
		f.procedure = p[1] & 0x0f;
	} else {
		f.fn = p[0] & 0x0f;
		f.fqc = p[1] >> 6;
		f.rfci = p[1] & 0x3f;
	}
	f.payload = p + head;
	f.payload_n = n - head;
	return f;
}

enum iuup_fault
iuup_frame_parse(const uint8_t *p, size_t n, struct iuup_frame *ret)
{
	if (n < HEAD_WITHOUT)
		return IUUP_TOO_SHORT;
	if (iuup_crc6(p) != p[2] >> 2)
		return IUUP_WRONG_HEADER;
	if (!is_known(p[0] >> 4))
		return IUUP_UNKNOWN_PDU;
	if (n < iuup_frame_head((enum iuup_pdu)(p[0] >> 4)))
		return IUUP_TOO_SHORT;

	*ret = read_head(p, n);
	if (!has_payload_crc(ret))
		return IUUP_FINE;

	unsigned int crc = (p[2] & 0x03u) << 8 | p[3];

	return crc == iuup_crc10(ret->payload, ret->payload_n) ? IUUP_FINE : IUUP_WRONG_PAYLOAD;
}

size_t
iuup_frame_format(const struct iuup_frame *frame, uint8_t *out)
{
	size_t head = iuup_frame_head(frame->type);
	unsigned int crc = 0;

	if (frame->payload_n > 0 && frame->payload != out + head)
		memmove(out + head, frame->payload, frame->payload_n);
	if (has_payload_crc(frame))
		crc = iuup_crc10(out + head, frame->payload_n);

	out[0] = (uint8_t)(frame->type << 4 | frame->fn);
	out[1] = (uint8_t)(frame->fqc << 6 | frame->rfci);
	if (frame->type == IUUP_CONTROL) {
		out[0] = (uint8_t)(IUUP_CONTROL << 4 | frame->ack << 2 | frame->fn);
		out[1] = (uint8_t)(frame->version << 4 | frame->procedure);
	}
	out[2] = (uint8_t)((unsigned int)iuup_crc6(out) << 2 | crc >> 8);
	if (head == HEAD_WITH_CRC)
		out[3] = (uint8_t)crc;
	return head + frame->payload_n;
}
