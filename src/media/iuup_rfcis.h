/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup_rfcis.h - what an INITIALISATION frame says: the RFCIs, the versions, the PDU type
 *
 *	spare 3 | TI 1 | subflows 3 | chain 1
 *	per RFCI: LRI 1 | LI 1 | RFCI 6, then the bits of each subflow in one octet (LI 0) or two
 *	where TI: an IPTI of four bits per RFCI, filled up to an octet
 *	mode versions 16, version 1 the lowest bit
 *	data PDU type 4 | spare 4, and perhaps a spare extension
 *
 * Layer       media.
 * Thread      any; pure.
 * Standards   TS 25.415 clause 6.6.2.3.4.1.
 */
#ifndef MEDIA_IUUP_RFCIS_H
#define MEDIA_IUUP_RFCIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	IUUP_RFCIS_MAX = 64,
	IUUP_SUBFLOWS_MAX = 7,
	IUUP_RFCIS_OCTETS_MAX = 1 + IUUP_RFCIS_MAX * (1 + 2 * IUUP_SUBFLOWS_MAX) +
				IUUP_RFCIS_MAX / 2 + 3,
};

struct iuup_rfci {
	uint8_t id;				/* 0 to 63 */
	uint8_t ipti;				/* where has_ipti: 0 to 15 */
	uint16_t bits[IUUP_SUBFLOWS_MAX];	/* of an SDU of each subflow */
};

struct iuup_rfcis {
	bool is_chained;			/* more frames of this initialisation follow */
	bool has_ipti;
	unsigned int n_subflows;		/* 1 to IUUP_SUBFLOWS_MAX */
	unsigned int n;				/* 1 to IUUP_RFCIS_MAX */
	struct iuup_rfci rfci[IUUP_RFCIS_MAX];
	uint16_t versions;			/* bit 0: version 1, ... */
	uint8_t pdu_type;			/* for user data: 0 or 1, others reserved */
};

/**
 * Read the payload of an INITIALISATION frame.
 *
 * Fails   -EBADMSG  shorter than its fields
 *         -EINVAL   no subflow, or an RFCI twice
 *         -E2BIG    more RFCIs than there can be
 *         @ret may have been written to.
 */
MUST_CHECK int iuup_rfcis_parse(const uint8_t *p, size_t n, struct iuup_rfcis *ret);

/**
 * Write it, each subflow's length in as few octets as its RFCI allows.
 *
 * @out   IUUP_RFCIS_OCTETS_MAX octets.
 *
 * Returns the length.
 */
size_t iuup_rfcis_format(const struct iuup_rfcis *rfcis, uint8_t *out);

#endif
