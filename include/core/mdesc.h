/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/mdesc.h - what an SDP says, without SDP
 *
 * sip/sdp_map.c makes one from text; the core decides on it; nobody ever prints
 * one back into SDP: the text itself travels on, edited by an mpatch.
 *
 * Life cycle  mdesc_new() by the mapper, filled in, then constant.  The core takes
 *             copies of what it keeps.  mdesc_free() wipes the keys.
 * Thread      the owner's; the values are plain.
 */
#ifndef CORE_MDESC_H
#define CORE_MDESC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "core/sdes.h"

enum {
	MDESC_LINES_MAX = 8,		/* media lines an SDP of ours may have */
	MDESC_FORMATS_MAX = 32,		/* payload types of one line */
	MDESC_CRYPTO_MAX = 16,		/* a=crypto attributes of one line */
	MDESC_TEXT_MAX = 32 * 1024,	/* octets of a whole SDP */
	MDESC_TEXT_LINES_MAX = 1000,	/* lines of a whole SDP */
	MFORMAT_NAME_MAX = 32,
	MFORMAT_FMTP_MAX = 256,
	MDESC_EXTS_MAX = 16,		/* header extensions of one line that are told apart */
};

enum mkind { MKIND_AUDIO, MKIND_VIDEO, MKIND_OTHER };

enum mproto {
	MPROTO_OTHER,			/* not RTP over UDP: passes untouched */
	MPROTO_AVP, MPROTO_AVPF,
	MPROTO_SAVP, MPROTO_SAVPF,
	MPROTO_DTLS_SAVP, MPROTO_DTLS_SAVPF,	/* UDP/TLS/RTP/SAVP(F) */
};

/** Bits, so that a mirror is a swap: 1 the describer sends, 2 the describer receives. */
enum mdir { MDIR_INACTIVE = 0, MDIR_SENDONLY = 1, MDIR_RECVONLY = 2, MDIR_SENDRECV = 3 };

struct mformat {
	uint8_t pt;			/* 0 to 127 */
	char name[MFORMAT_NAME_MAX];	/* encoding name; of a static type too ("PCMA") */
	uint32_t rate_hz;
	uint8_t channels;		/* 1 where SDP says nothing */
	char fmtp[MFORMAT_FMTP_MAX];	/* parameters as text, "" where none */
};

/* An a=extmap: a header extension that packets towards the describer may carry (RFC 8285). */
struct mext {
	uint64_t hash;			/* of its URI: the same in both descriptions */
	uint16_t id;			/* local identifier; over 14 means the two-byte form */
	uint8_t octets;			/* of data at most, see core/extmap.h */
	enum mdir dir;			/* as the describer sees it */
};

/* b=RS and b=RR (RFC 3556): bit/s, 0 is a value. */
struct mrtcp_bandwidth {
	bool has_rs, has_rr;
	uint32_t rs_bps, rr_bps;
};

struct mline {
	enum mkind kind;
	enum mproto proto;
	bool is_relayed;		/* RTP over UDP and port not 0: wants a bridge */
	bool is_refused;		/* port 0 */
	bool has_rtcp_mux;
	bool has_key_mgmt;		/* a=key-mgmt:mikey, at this or session level */
	bool has_fingerprint;		/* a=fingerprint, at this or session level */
	/*
	 * Over the a=key-mgmt and a=fingerprint values in force for the line, to tell a new key
	 * from the old; 0: not computed.  Same process, same values: same hash.
	 */
	uint64_t keying_hash;
	bool is_e2ae;			/* a=3ge2ae */
	bool has_potential;		/* a=pcfg: may turn out SAVP in the answer (RFC 5939) */
	bool is_actual;			/* a=acfg: a potential configuration was chosen */
	bool wants_transparent;		/* a=secure-session:transparent */
	enum mdir dir;
	/* address and port; unspecified address: hold of old (RFC 3264 8.4) */
	struct addr rtp;
	struct addr rtcp;		/* a=rtcp, else rtp with mux, else port + 1 */
	uint16_t ptime_ms;		/* 0: not said */
	uint16_t maxptime_ms;
	uint32_t bandwidth_bps;		/* b=AS or b=TIAS; 0: not said */
	bool is_tias;			/* ... b=TIAS: without headers (RFC 3890) */
	struct mrtcp_bandwidth rtcp_bandwidth;
	unsigned int n_exts;
	struct mext ext[MDESC_EXTS_MAX];
	unsigned int n_more_exts;	/* beyond those */
	unsigned int n_formats;
	struct mformat *formats;	/* in the mdesc's own block */
	unsigned int n_crypto;		/* valid a=crypto attributes */
	unsigned int n_bad_crypto;	/* invalid ones: passed on, counted, logged */
	struct sdes *crypto;		/* in the mdesc's own block */
};

struct mdesc {
	uint64_t o_version;		/* the version in o=, 0 if not a number */
	unsigned int n_lines;
	struct mline line[MDESC_LINES_MAX];
	size_t block_octets;		/* of the allocation, for wiping */
};

/** One media line's edit of the SDP on its way through. */
struct mpatch_line {
	bool is_relayed;		/* false: leave c=, m= and a=rtcp as they are */
	struct addr rtp, rtcp;		/* ours, to be named instead */
};

/** What is to be done to an SDP: one entry a media line, in its order. */
struct mpatch {
	unsigned int n_lines;
	struct mpatch_line line[MDESC_LINES_MAX];
};

/**
 * One block with room for @n_formats and @n_crypto in all lines together; the mapper deals them
 * out. The first format is at *@ret_formats, the first crypto at *@ret_crypto.
 *
 * Fails   -ENOMEM, -E2BIG over the bounds above
 */
MUST_CHECK int mdesc_new(unsigned int n_formats, unsigned int n_crypto,
			 struct mformat **ret_formats,
			 struct sdes **ret_crypto, struct mdesc **ret);

/** A deep copy, owned by the caller.  Fails -ENOMEM. */
MUST_CHECK int mdesc_copy(const struct mdesc *from, struct mdesc **ret);

/** Wipes the keys.  NULL is fine.  Returns NULL. */
struct mdesc *mdesc_free(struct mdesc *mdesc);

/** A profile whose name says SAVP: protected even if its key is missing. */
bool mproto_is_secure(enum mproto proto);
const char *mkind_name(enum mkind kind);	/* "audio", "video", "other" */
const char *mdir_name(enum mdir dir);		/* "sendrecv", ... */
enum mdir mdir_mirror(enum mdir dir);		/* sendonly <-> recvonly */

/** The format with this encoding name (case-insensitive), or NULL. */
const struct mformat *mline_find_format(const struct mline *line, const char *name);

#endif
