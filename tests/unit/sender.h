/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tests/unit/sender.h - a phone whose packets are libsrtp2's: the judge of what we check
 */
#ifndef TESTS_UNIT_SENDER_H
#define TESTS_UNIT_SENDER_H

#include <stddef.h>
#include <stdint.h>
#include <srtp2/srtp.h>

#include "core/sdes.h"

enum {
	SENDER_PAYLOAD = 33,	/* octets of SRTP's payload */
	SENDER_BOX = 256,	/* room for any packet of ours */
};

struct sender {
	srtp_t srtp;
	uint32_t ssrc;
	bool has_mki;
};

/** Keys of @suite, which @seed tells from others; with an MKI of @mki_octets, 0: none. */
struct sdes sender_keys(enum suite suite, uint8_t seed, unsigned int mki_octets);

/** Begin to send under @sdes with rollover counter @roc; the first one also starts libsrtp2. */
struct sender sender_open(const struct sdes *sdes, uint32_t ssrc, uint32_t roc);
void sender_close(struct sender *sender);

/** The SRTP packet with sequence @seq; returns its length. */
size_t sender_rtp(struct sender *sender, uint8_t *p, uint16_t seq);

/** The next SRTCP packet; returns its length. */
size_t sender_rtcp(struct sender *sender, uint8_t *p);

#endif
