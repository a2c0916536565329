/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup_frame.h - a frame of Iu UP in support mode, read and written
 *
 *	PDU type 0    type 4 | FN 4   FQC 2 | RFCI 6   header CRC 6 | payload CRC 10   payload
 *	PDU type 1    type 4 | FN 4   FQC 2 | RFCI 6   header CRC 6 | spare 2          payload
 *	PDU type 14   type 4 | ack 2 | FN 2   version 4 | procedure 4   CRCs as type 0   payload
 *
 * The header CRC is over the first two octets, the payload CRC over all that follows the header.
 * An ACK or NACK has spare bits where the payload CRC would be: 0 when sent, not looked at when
 * received.
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   TS 25.415 clauses 6.6.2 and 6.6.3; TS 29.415 (Nb UP: the same frames).
 */
#ifndef MEDIA_IUUP_FRAME_H
#define MEDIA_IUUP_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	IUUP_HEAD_MAX = 4,		/* octets before the payload */
	IUUP_FNS = 16,			/* frame numbers of data ... */
	IUUP_CONTROL_FNS = 4,		/* ... and of control procedures */
};

enum iuup_pdu {
	IUUP_DATA_CRC = 0,		/* user data, its payload under a CRC */
	IUUP_DATA = 1,			/* user data */
	IUUP_CONTROL = 14,
};

enum iuup_ack { IUUP_PROCEDURE, IUUP_ACK, IUUP_NACK, IUUP_ACK_RESERVED };

enum iuup_proc {
	IUUP_INITIALISATION,
	IUUP_RATE_CONTROL,
	IUUP_TIME_ALIGNMENT,
	IUUP_ERROR_EVENT,
	IUUP_PROCEDURES
};

/* Frame quality classification.  Spec: TS 25.415 clause 6.6.3.5. */
enum iuup_quality { IUUP_GOOD, IUUP_BAD, IUUP_BAD_RADIO };

/* Of NACKs and error events.  Spec: TS 25.415 clause 6.6.3.16. */
enum iuup_cause {
	IUUP_CAUSE_HEADER_CRC = 0,
	IUUP_CAUSE_PAYLOAD_CRC = 1,
	IUUP_CAUSE_UNEXPECTED_FN = 2,
	IUUP_CAUSE_FRAME_LOSS = 3,
	IUUP_CAUSE_UNKNOWN_PDU = 4,
	IUUP_CAUSE_UNKNOWN_PROCEDURE = 5,
	IUUP_CAUSE_RESERVED_VALUE = 6,
	IUUP_CAUSE_TOO_SHORT = 8,
	IUUP_CAUSE_MISSING_FIELDS = 9,
	IUUP_CAUSE_UNEXPECTED_PDU = 16,
	IUUP_CAUSE_UNEXPECTED_PROCEDURE = 18,
	IUUP_CAUSE_UNEXPECTED_RFCI = 19,
	IUUP_CAUSE_UNEXPECTED_VALUE = 20,
	IUUP_CAUSE_TIME_NOT_POSSIBLE = 48,
	IUUP_CAUSE_VERSION = 49,
};

struct iuup_frame {
	enum iuup_pdu type;
	uint8_t fn;			/* below IUUP_FNS; of a control frame below IUUP_CONTROL_FNS */
	uint8_t fqc;			/* of data: enum iuup_quality, or 3 */
	uint8_t rfci;			/* of data: 0 to 63 */
	uint8_t ack;			/* of control: enum iuup_ack */
	uint8_t version;		/* of control, as on the wire: 0 is mode version 1 */
	uint8_t procedure;		/* of control: enum iuup_proc, or up to 15 */
	const uint8_t *payload;		/* borrowed */
	size_t payload_n;
};

/* What is wrong with a frame. */
enum iuup_fault {
	IUUP_FINE,
	IUUP_TOO_SHORT,			/* for its header */
	IUUP_WRONG_HEADER,		/* header CRC: nothing in it can be believed */
	IUUP_UNKNOWN_PDU,
	IUUP_WRONG_PAYLOAD,		/* payload CRC: its header can be believed */
};

/**
 * Read a frame.
 *
 * @ret   Written for IUUP_FINE and IUUP_WRONG_PAYLOAD; its payload lies in @p.
 */
MUST_CHECK enum iuup_fault iuup_frame_parse(const uint8_t *p, size_t n, struct iuup_frame *ret);

/** Octets of a header of @type. */
size_t iuup_frame_head(enum iuup_pdu type);

/**
 * Write a frame with its CRCs.  The payload may lie in its place in @out already.
 *
 * @out   iuup_frame_head() + frame->payload_n octets.
 *
 * Returns the length.
 */
size_t iuup_frame_format(const struct iuup_frame *frame, uint8_t *out);

/** D6+D5+D3+D2+D+1 over two octets.  Spec: TS 25.415 clause 6.6.3.8. */
uint8_t iuup_crc6(const uint8_t head[2]);

/** D10+D9+D5+D4+D+1.  Spec: TS 25.415 clause 6.6.3.9. */
uint16_t iuup_crc10(const uint8_t *p, size_t n);

#endif
