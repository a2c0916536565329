/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/packet.h - one packet of a party on its way through a bridge
 *
 * Layer       media.
 * Thread      the worker's own; borrowed.
 */
#ifndef MEDIA_PACKET_H
#define MEDIA_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "demux.h"
#include "port.h"

struct packet {
	const uint8_t *p;
	size_t n;
	enum pkt_kind kind;
	enum comp comp;		/* which of the two it travels on where they are apart */
};

/** Media or its reports, protected or not; the rest is what parties tell each other besides. */
static inline bool
is_rtp_or_rtcp(enum pkt_kind kind)
{
	return kind == PKT_RTP || kind == PKT_RTCP;
}

#endif
