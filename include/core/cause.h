/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/cause.h - why something was refused or came to an end
 *
 * The core speaks of causes; only sip/cause.c knows which SIP status, Reason or
 * Warning a cause becomes (style.md, Error style).  A cause has one short name
 * for logs and metrics and one sentence for Warning texts.
 *
 * Thread      any
 */
#ifndef CORE_CAUSE_H
#define CORE_CAUSE_H

enum cause {
	CAUSE_NONE,		/* nothing wrong */
	CAUSE_NORMAL,		/* somebody hung up */
	CAUSE_CANCELLED,	/* the caller or the MSC gave up before the answer */
	CAUSE_NO_ANSWER,	/* the ring timer ran out */
	CAUSE_DEAD_PEER,	/* a peer answers neither with media nor with SIP */
	CAUSE_SHUTDOWN,		/* sealiftd stops */
	CAUSE_MOVED,		/* the PS leg of a party that is on CS now */
	CAUSE_RETURNED,		/* the CS leg of a party that is back on PS */
	CAUSE_SOURCE_LOST,	/* the PS leg was torn down and no transfer came */
	CAUSE_NOT_TRUSTED,	/* peer outside [sip] trusted */
	CAUSE_NOT_MSC,		/* peer may not ask for a transfer */
	CAUSE_NO_IDENTITY,	/* transfer without a usable global number */
	CAUSE_IDENTITY_CONFLICT,/* two P-Asserted-Identity that disagree */
	CAUSE_NO_SESSION,	/* no session knows the number */
	CAUSE_STATE,		/* the session is in no state to move */
	CAUSE_IN_PROGRESS,	/* a transfer of this party is under way: try later */
	CAUSE_NO_MEDIA,		/* an offer without a usable media line */
	CAUSE_NO_BEARER,	/* nothing offered can carry the protected stream */
	CAUSE_NO_CODEC,		/* no speech codec that the other party uses, or would */
	CAUSE_NEW_KEY,		/* a re-offer with another key after a transfer */
	CAUSE_NEW_SUITE,	/* ... another crypto suite */
	CAUSE_NEW_ADDRESS,	/* ... another address or port */
	CAUSE_NEW_CODEC,	/* ... a codec outside the last agreement */
	CAUSE_BAD_SDP,		/* could not be understood, or beyond our bounds */
	CAUSE_GLARE,		/* an offer is pending */
	CAUSE_LIMIT,		/* [limits] sessions, or no ports but the reserve */
	CAUSE_DRAINING,		/* no new calls: we are about to stop */
	CAUSE_INTERNAL,		/* out of memory, or a bug */
	CAUSES
};

/**
 * Short name, lower case with dashes ("no-bearer"), for logs, views and metric labels; "?" if out
 * of range.
 */
const char *cause_name(enum cause cause);

/**
 * One English sentence without a full stop, for a Warning or Reason text; never holds call data.
 */
const char *cause_text(enum cause cause);

#endif
