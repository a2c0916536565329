/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/analysis.h - what a stream is, from its packets alone
 *
 *	packets of one direction ---> analysis ---> class, confidence, the evidence in words
 *	tag checks (the caller's) ---/
 *	what the SDP said (a hint) --/
 *
 * Tests from proof to hint; the first that speaks decides (the table in analysis_rules.c):
 *
 *	tag                verifies under known keys                      1 packet; 3 with 32-bit tags
 *	Iu UP              CRC-6 and CRC-10 verify                        2 packets
 *	SRTCP trailer      a number at one place rises by one             2 RTCP packets
 *	HDLC               never seven ones in a row                      5 packets of 20 ms
 *	codec header       agrees with the length; 30 bits of it          3 to 10 packets
 *	structure          bits of the payload are no coin tosses         8 packets or more
 *	coin tosses        and lengths, clock or keying that explain it   28 packets or more
 *
 * What can never be told without keys: that coin tosses are SRTP rather than a payload that somebody else
 * encrypted, or a codec that leaves no bit to guess (none is known).  Where neither the lengths nor anything
 * else explains them the class is `opaque`, not `srtp`.  Where they fit a known codec and a tag by
 * accident they are called srtp: permille says how strong the explanation is.  A tag behind a payload in
 * the clear is seen only where codec or timestamps say how long the payload is: Opus or Speex under
 * UNENCRYPTED_SRTP is called `rtp`.  Nor can it be told whether a tag is genuine, whose it is, or whether a
 * packet was replayed.
 *
 * An observation never lowers what signalling said: a stream that was signalled as protected and is
 * seen as `rtp` is an alarm, and stays protected in every decision.  That rule is the caller's to keep.
 *
 * On the packet path  The caller asks analysis_wants() and feeds what it says: everything until it has
 *                     decided, then 16 packets in 512, and everything again after a change of the SSRC; so
 *                     a stream that turns into something else is noticed within some ten seconds.
 * Cost                Well under 1 us a packet fed (bench/analysis); no allocation, clock or floating point.
 * Memory              sizeof(struct analysis), about 1 KiB, fixed; it may be freed once nobody wants
 *                     to look again.  All members are private.
 * Layer               media.
 * Thread              the worker that owns the stream; pure.
 * Standards           standards.md section 5; RFC 3711, 7714, 7983, 4867, 6716, 3551, 4733; TS 25.415.
 */
#ifndef MEDIA_ANALYSIS_H
#define MEDIA_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis_bearer.h"
#include "analysis_bytes.h"
#include "analysis_codec.h"
#include "analysis_facts.h"
#include "analysis_length.h"
#include "analysis_rtcp.h"
#include "demux.h"

enum stream_class {
	CLASS_UNDECIDED,
	CLASS_RTP,		/* in the clear */
	CLASS_SRTP,
	CLASS_AUTHENTICATED,	/* a tag, but the payload is in the clear */
	CLASS_OPAQUE,		/* coin tosses, and nothing that says of what */
	CLASS_RTCP,		/* nothing but that, so far; likewise the next four */
	CLASS_SRTCP,
	CLASS_DTLS,
	CLASS_STUN,
	CLASS_ZRTP,
	CLASS_HDLC,		/* in CLEARMODE */
	CLASS_IUUP,
	CLASS_OTHER,
	CLASSES
};

/* What the caller's tagcheck said of a packet. */
enum tag_verdict { TAG_UNCHECKED, TAG_GOOD, TAG_BAD };

enum {
	ANALYSIS_FINDINGS = 6,
	ANALYSIS_EVIDENCE_MAX = 640,	/* characters of the longest evidence, terminator included */
	ANALYSIS_LOOK = 16,		/* packets of ANALYSIS_EVERY that a decided stream is looked at */
	ANALYSIS_EVERY = 512,
};

/* What the SDP said.  Believed only where the packets agree; zeroed: nothing was said. */
struct analysis_hint {
	enum codec codec;
	uint8_t tag_octets;	/* of SRTP; says how many good tags are proof */
	uint8_t mki_octets;
	bool is_unencrypted;	/* UNENCRYPTED_SRTP */
};

struct analysis_verdict {
	enum stream_class class;
	uint16_t permille;	/* how sure; 1000 is proof */
	bool is_decided;	/* of the media; false while only RTCP, DTLS, STUN or ZRTP came */
	enum codec codec;	/* heard, or that the lengths fit; CODEC_UNKNOWN */
};

struct analysis {
	struct analysis_hint hint;
	struct analysis_verdict verdict;
	struct finding finding[ANALYSIS_FINDINGS];	/* why */
	uint8_t findings;

	/* The stream */
	uint16_t kinds[PKT_KINDS];	/* packets of each, up to 65535 */
	uint32_t ssrc, ts;
	uint32_t step;			/* ticks from packet to packet, the most frequent */
	uint8_t step_votes;
	uint8_t pt, pt_votes;		/* the most frequent */
	uint16_t seq;
	uint64_t window;		/* sequence numbers seen, bit i for seq - i */
	uint16_t offered;		/* packets since it was decided */
	struct rtcp_watch rtcp;

	/* The window: begins anew after a decision and when it is full */
	uint16_t packets;		/* of RTP, each sequence number once */
	uint16_t tags_good, tags_bad;
	uint16_t cryptex;
	int16_t structure;		/* bytes_structure() at the last look */
	uint16_t judged;		/* bytes_judged() then */
	bool is_looked_at;		/* structure is of this window */
	struct bytes bytes;
	struct codecs codecs;
	struct bearers bearers;
	struct lengths lengths;
};

/** Nothing seen, nothing said. */
void analysis_init(struct analysis *a);

/** What the SDP said; may come, and change, at any time.  @hint: copied; NULL: nothing. */
void analysis_hint(struct analysis *a, const struct analysis_hint *hint);

/**
 * Should this packet be fed?  Counts the packets offered.
 *
 * Cost    A few comparisons.
 */
bool analysis_wants(struct analysis *a, const uint8_t *pkt, size_t n);

/**
 * Look at a packet, of RTP or RTCP or whatever came; any octets may.
 *
 * @tag    What a check under known keys said of this very packet; TAG_UNCHECKED without keys.
 *
 * Returns true if the class changed or is decided now: time to tell somebody.
 */
bool analysis_put(struct analysis *a, const uint8_t *pkt, size_t n, enum tag_verdict tag);

/** What it is by now. */
struct analysis_verdict analysis_verdict(const struct analysis *a);

/**
 * Why, in words, strongest first, joined by "; ".
 *
 * Writes at most @cap octets with the terminator (ANALYSIS_EVIDENCE_MAX is enough); returns the length
 * needed without it.
 */
size_t analysis_evidence(const struct analysis *a, char *dst, size_t cap);

/** "undecided", "rtp", "srtp", "authenticated", "opaque", ...; "?" if out of range.  Static. */
const char *stream_class_name(enum stream_class class);

/** Encrypted or authenticated under SRTP: what `observed` means. */
bool stream_class_is_protected(enum stream_class class);

#endif
