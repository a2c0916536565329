/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/relay.h - what the core asks of the media layer
 *
 * An anchor is all media of one session:
 *
 *	party 0 (caller)                                      party 1 (callee)
 *	  ps side  --+                                      +--  ps side
 *	             +==  line 0 bridge, line 1 bridge ...  ==+
 *	  cs side  --+                                      +--  cs side
 *
 * Each party has one carrying side and, during a handover, a second one beside it.
 * A cs side carries line 0 as HDLC stream 0 and line 1 as stream 1 (contract.md, CS bearers).
 *
 * Invariant   A packet of a protected line leaves octet for octet as it came (RFC 3711, RFC 4568
 *             7.1.4). A protected line refuses every command that would change what its other
 *             party sees: -EPERM.  The one exception is a BEARER_TERMINATED, which nobody can ask
 *             for by mistake: it takes the keys of both parties.
 * Promise     Nothing here waits for a worker: ports come from a pool bound before the first
 *             call, commands go into the worker's mailbox before the function returns, so they
 *             precede the SIP message that shows the port.
 * Thread      signalling, every function; events come back through core_on_media().
 */
#ifndef CORE_RELAY_H
#define CORE_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "core/bearer.h"
#include "core/indication.h"
#include "core/sight.h"

enum party { PARTY_CALLER, PARTY_CALLEE, PARTIES };

static inline enum party
party_other(enum party p)
{
	return p == PARTY_CALLER ? PARTY_CALLEE : PARTY_CALLER;
}

/** "caller", "callee"; "?" if out of range.  Static. */
const char *party_name(enum party party);

/** Which of [media] address, address-access, address-core, address-cs serves a side. */
enum realm { REALM_ACCESS, REALM_CORE, REALM_CS, REALMS };

/** Why a packet went no further; the metric label and view key is drop_name(). */
enum drop {
	DROP_SOURCE,		/* not from where the SDP said */
	DROP_NO_REMOTE,		/* the other side's address is not known (yet) */
	DROP_SEND,		/* the kernel would not take it */
	DROP_DUPLICATE,		/* during a handover: one of the last 64 again */
	DROP_PS_SRTCP,		/* SRTCP of a PS side that has been left */
	DROP_NOT_RTP,		/* DTLS, STUN, ZRTP: does not cross a CS bearer */
	DROP_PAYLOAD_TYPE,	/* CS side: not the negotiated payload type */
	DROP_FCS,		/* HDLC frame with a bad FCS */
	DROP_ABORT,		/* HDLC: seven or more ones inside a frame */
	DROP_SHORT,		/* HDLC frame under 15 octets */
	DROP_LONG,		/* HDLC frame over 1500 octets */
	DROP_STREAM,		/* HDLC frame for a stream that no line has */
	DROP_LATE,		/* CS packet too late or twice */
	DROP_QUEUE,		/* the CS sender's queue was full */
	DROP_QUEUE_SRTCP,	/* the same, of SRTCP, for which it is full at half */
	DROP_TOO_BIG,		/* packet beyond what we receive or frame */
	DROP_MALFORMED,		/* CS side: no RTP header */
	DROP_IUFP_CRC,		/* Iu UP: header or payload CRC wrong */
	DROP_IUFP_FRAME,	/* Iu UP: a frame that is too short, reserved or not expected */
	DROP_IUFP_BAD,		/* Iu UP: its sender says that it is bad (FQC) */
	DROP_IUFP_STATE,	/* Iu UP: not initialised yet, either direction */
	DROP_SEAL,		/* terminated: it could not be opened or sealed */
	DROPS
};

/** "source", "no-remote", "fcs", ...; "?" if out of range.  Static. */
const char *drop_name(enum drop drop);

/* 0: none.  Never used twice in a process's life. */
typedef uint64_t anchor_id;

/** How one party's side of a line is to be placed. */
struct relay_place {
	enum realm realm;
	int family;				/* AF_INET or AF_INET6 */
};

/** Our end of a side, to be named in SDP. */
struct relay_local {
	struct addr rtp, rtcp;
};

/**
 * The far end of a side, as SDP named it.  A port of 0 or an unspecified address: send nothing
 * there.
 */
struct relay_remote {
	struct addr rtp, rtcp;
	bool rtcp_mux;
};

/** How Iu UP is spoken: frames and procedures, or octets alone (TS 25.415 clauses 6 and 5). */
enum iufp_mode { IUFP_TRANSPARENT, IUFP_SUPPORT, IUFP_MODES };

/** Who sends the INITIALISATION: whoever comes first, we, or the peer. */
enum iufp_role { IUFP_AUTO, IUFP_INITIATE, IUFP_RESPOND, IUFP_ROLES };

/** How an IUFP side begins. */
struct relay_iufp {
	enum iufp_mode mode;
	enum iufp_role role;
	uint16_t tinit_ms;			/* TINIT, 0: as media/iuup.h says */
};

/** A CS side to be opened. */
struct relay_cs {
	enum bearer bearer;
	unsigned int line;			/* all but clearmode and iufp: the one it carries */
	int family;
	struct relay_remote remote;
	uint8_t pt;				/* of CLEARMODE or IUFP */
	uint16_t ptime_ms;			/* IUFP: 5 or 10, which its initialisation may change */
	struct relay_iufp iufp;			/* IUFP only */
	uint32_t bearer_bps;			/* CLEARMODE, IUFP: content at most; 0: the whole line */
	unsigned int queue_ms;			/* line time that may wait; 0: the media layer's own */
	unsigned int n_pts;			/* speech, terminated: types to be translated */
	struct bearer_pt pts[BEARER_PTS_MAX];
	/*
	 * Terminated only: the a=crypto in force that each party sends under, borrowed for the
	 * call, and the clock rate of the speech codec.
	 */
	const struct sdes *keys[PARTIES];
	uint32_t rate_hz;
};

/**
 * One direction of one line, since it was opened.  to_remote: party's uplink that went out on the
 * other side.
 */
struct relay_flow {
	uint64_t packets, octets;
};

struct relay_stats {
	struct relay_flow from[PARTIES];	/* taken from that party and relayed */
	uint64_t drops[DROPS];
};

struct relay {
	void *ctx;

	/**
	 * A new anchor without lines; sets one CS pair aside for it.
	 * Fails -ENOSPC: no pair but the reserve (never if @is_emergency while any pair is left);
	 * -EAGAIN: the worker is behind; -ENOMEM
	 */
	int (*open)(void *ctx, uint64_t session_id, bool is_emergency, anchor_id *ret);

	/**
	 * Give line @line (0..MDESC_LINES_MAX-1) a bridge: a port pair for each party.
	 * Fails -ENOSPC, -EAGAIN as open(); -EAFNOSUPPORT: no address of that family in that
	 * realm; -EEXIST
	 */
	int (*line_open)(void *ctx, anchor_id id, unsigned int line, const struct indication *ind,
			 const struct relay_place place[PARTIES], struct relay_local ret[PARTIES]);

	/**
	 * The line is refused or gone: both pairs go back (quarantined).  No such line: nothing
	 * happens.
	 */
	void (*line_close)(void *ctx, anchor_id id, unsigned int line);

	/**
	 * The far end of @party's PS side.  May be repeated; our own ports stay.  Fails -ENOENT,
	 * -EAGAIN.
	 */
	int (*line_remote)(void *ctx, anchor_id id, unsigned int line, enum party party,
			   const struct relay_remote *remote);

	/**
	 * A later indication; of another keying, or of an answer after an offer: what was seen of the
	 * line so far is not told any more.  Fails -EPERM: would lower a protected line whose party
	 * has moved to CS; -ENOENT, -EAGAIN.
	 */
	int (*line_indicate)(void *ctx, anchor_id id, unsigned int line,
			     const struct indication *ind);

	/**
	 * The keys that @party sends under, its a=crypto in force; NULL: none known (any more).
	 * Used to check tags, never to open a packet (for that see struct relay_cs); made session
	 * keys of at once, wiped with the line.  A suite that cannot be checked counts as none.
	 *
	 * @ret_other   Are they other ones than before?  The same again change nothing; after
	 *              others no MEDIA_VERIFIED tells of the old ones any more.
	 *
	 * Fails -ENOENT, -EAGAIN, -ENOMEM; the keys are then those from before.
	 */
	int (*line_keys)(void *ctx, anchor_id id, unsigned int line, enum party party,
			 const struct sdes *sdes, bool *ret_other);

	/**
	 * Open a CS side for @party next to the carrying one: make before break.  From here on
	 * uplink is taken from both, downlink sent to both, until the first authentic CS packet
	 * (MEDIA_AUTHENTIC), commit or revert. A CS side that already carries becomes the old one
	 * (CS to CS).
	 *
	 * Fails   -EPERM     a speech bearer on a protected line; a terminated one on a line that
	 *                    has not agreed on SDES, or without both keys
	 *         -EALREADY  an earlier handover of @party is open
	 *         -ENOTSUP   a bearer we cannot frame, or keys that we cannot seal and open with
	 *         -ENOSPC    not even the reserve has a pair; -EAFNOSUPPORT
	 *         On failure the anchor relays exactly as before.
	 */
	int (*cs_open)(void *ctx, anchor_id id, enum party party, const struct relay_cs *cs,
		       struct relay_local *ret);

	/** The MSC moved or changed its end of the CS side (re-INVITE).  Fails -ENOENT. */
	int (*cs_remote)(void *ctx, anchor_id id, enum party party,
			   const struct relay_remote *remote);

	/**
	 * The old side is gone: its ports go back, the CS side carries alone.  Fails -ENOENT: no
	 * handover open.
	 */
	int (*cs_commit)(void *ctx, anchor_id id, enum party party);

	/**
	 * The CS side opened last is gone, the old side carries again as before.  Fails -ENOENT.
	 */
	int (*cs_revert)(void *ctx, anchor_id id, enum party party);

	/**
	 * All of it: ports back, keys wiped, last counters final.  0 and unknown: nothing
	 * happens.
	 */
	void (*close)(void *ctx, anchor_id id);

	/** A snapshot, read without stopping the worker.  Fails -ENOENT. */
	int (*stats)(void *ctx, anchor_id id, unsigned int line, struct relay_stats *ret);
};

enum media_event_kind {
	MEDIA_AUTHENTIC,	/* first authentic packet from the CS side of @party */
	/* @gap_us: last uplink packet on the old side to the first on the new */
	MEDIA_GAP,
	MEDIA_PS_ALIVE,		/* after a revert: @party's old side carries uplink again */
	MEDIA_BEARER_DEAD,	/* the CS side of @party was not initialised in time */
	MEDIA_BEARER_READY,	/* ... but is now */
	/* Of a line, from here on. */
	/* What @party sends on @line came, by @by_cs, with tags that verify: once a kind of side and keys */
	MEDIA_VERIFIED,
	MEDIA_LEARNED,		/* ... comes from, and is sent to, @source now: it proved it */
	MEDIA_OBSERVED,		/* ... looks like @seen */
};

/** From a worker, through a mailbox, to core_on_media(). */
struct media_event {
	anchor_id anchor;
	enum media_event_kind kind;
	enum party party;
	uint64_t gap_us;
	unsigned int line;
	bool by_cs;			/* by the CS side, else by PS */
	struct addr source;
	enum seen seen;
	const char *class_name;		/* static */
	uint16_t permille;
	const char *evidence;		/* borrowed for the call; "" if none */
};

#endif
