/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup.h - one end of an Iu UP (Nb UP) bearer: its initialisation and its procedures
 *
 *	               +--> listening --TAUTO--> asking --ACK--> ready
 *	start --role---+--> asking                  |  TINIT, NACK: again, NINIT times; then failed
 *	               +--> waiting --INIT, answered--> ready
 *
 * An INITIALISATION of the peer is answered in every state, so that a handover at its side (clause
 * 6.5.2.1) or a late start makes the bearer ready.  The bearer is one RFCI with one subflow of 64
 * kbit/s: IUUP_SDUS says which.  Rate control can but confirm that (a single rate cannot be
 * lowered); time alignment moves our sending clock, within an interval a time and
 * IUUP_ALIGN_MAX_US in all.
 *
 * In transparent mode (clause 5) there are no frames and no procedures: what comes and goes are
 * the octets.  CLEARMODE (RFC 4040) is that, and uses it.
 *
 * Memory      All of it in the struct; nothing allocates.
 * Layer       media.
 * Thread      the worker that owns the leg; the counters may be read by any.
 * Standards   TS 25.415 clauses 5, 6.5 and 6.7; TS 29.415 clauses 5 and 6.
 */
#ifndef MEDIA_IUUP_H
#define MEDIA_IUUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fsm.h"
#include "base/metric.h"
#include "core/relay.h"
#include "iuup_frame.h"
#include "iuup_rfcis.h"

enum {
	IUUP_TINIT_MS = 1000,		/* unless said otherwise: set by O&M (clause 6.5.2) */
	IUUP_NINIT = 3,			/* repetitions of an INITIALISATION */
	IUUP_TAUTO_MS = 300,		/* how long we listen before we ask */
	IUUP_ALIGN_STEP_US = 500,	/* clause 6.6.3 */
	IUUP_ALIGN_MAX_US = 40000,	/* from where the line started, either way */
	IUUP_ERRORS_US = 1000000,	/* no two error events of ours nearer than that */
	IUUP_ANSWERS = 4,		/* that may wait to be sent */
	IUUP_SDU_MAX = 80,		/* octets */
	IUUP_CONTROL_MAX = IUUP_HEAD_MAX + 16,	/* a control frame of ours */
};

enum iuup_state {
	IUUP_NULL,
	IUUP_TRANSPARENT_READY,
	IUUP_LISTENING,
	IUUP_WAITING,
	IUUP_ASKING,
	IUUP_READY,
	IUUP_FAILED,
	IUUP_STATES
};

struct iuup_spec {
	enum iufp_mode mode;		/* IUFP_TRANSPARENT: the rest is not looked at */
	enum iufp_role role;
	unsigned int ptime_ms;		/* 5 or 10: the SDU that we propose and prefer */
	unsigned int tinit_ms;		/* 0: IUUP_TINIT_MS */
};

struct iuup_stats {
	struct counter inits_in, inits_out;	/* INITIALISATION frames */
	struct counter acks_in, acks_out;
	struct counter nacks_in, nacks_out;
	struct counter errors_in, errors_out;	/* error events */
	struct counter aligned;			/* time alignments done */
	struct counter failed;			/* initialisations given up */
	struct counter header_crc;		/* frames dropped, by reason: */
	struct counter payload_crc;
	struct counter malformed;		/* too short, reserved, not expected here */
	struct counter unexpected_rfci;
	struct counter bad;			/* their FQC says so */
	struct counter not_ready;		/* user data before the initialisation */
	struct counter fn_jumps;		/* frames missing before this one; no drop of ours */
};

/* What the numbering of one source's frames has come to. */
struct iuup_in {
	bool has_fn;
	uint8_t fn;			/* of the latest data frame */
};

/* What came out of a frame. */
struct iuup_piece {
	enum { IUUP_NOTHING, IUUP_OCTETS, IUUP_LOST } what;
	bool is_after_gap;		/* octets: some are missing before them */
	const uint8_t *octets;		/* borrowed: they lie in the frame */
	size_t n;
};

/* The RFCI that carries our 64 kbit/s, and those that may carry the peer's. */
struct iuup_choice {
	bool is_made;
	uint8_t rfci;
	unsigned int index;		/* among the RFCIs, in their order */
	unsigned int n;			/* RFCIs there are */
	unsigned int octets;		/* of an SDU */
	uint8_t octets_of[IUUP_RFCIS_MAX];	/* of each RFCI that would do, else 0 */
};

/* An answer that waits to be sent. */
struct iuup_answer {
	uint8_t ack, procedure, fn;
	uint8_t n;			/* octets of payload */
	uint8_t payload[1 + IUUP_RFCIS_MAX / 8];
};

struct iuup {
	struct iuup_stats *stats;
	enum iufp_mode mode;
	enum iufp_role role;
	unsigned int tinit_ms;
	unsigned char state;		/* enum iuup_state */
	uint64_t now_us;		/* of the call in progress */
	uint64_t due_us;		/* when the state's timer ends; 0: none runs */

	unsigned int n_asked;		/* INITIALISATIONs sent since we began to ask */
	bool owes_init;
	uint8_t init_fn;
	uint8_t control_fn;		/* of our next control procedure */
	unsigned int n_answers;
	struct iuup_answer answer[IUUP_ANSWERS + 1];	/* the last: for what has no place */
	bool owes_error;
	uint8_t error_cause;
	uint64_t error_us;		/* when the last error event left */

	struct iuup_choice proposed;	/* by us */
	struct iuup_choice heard;	/* in the initialisation that comes in */
	bool is_chained;		/* ... of which more frames follow */
	uint8_t heard_version, heard_pdu;

	struct iuup_choice agreed;	/* in force when ready */
	uint8_t version;		/* as on the wire */
	uint8_t pdu_type;
	unsigned int n_agreed;		/* initialisations that have succeeded */
	uint8_t fn;			/* of the next data frame */
	int32_t aligned_us;		/* how far the line was moved in all */
	int32_t shift_us;		/* of that, what iuup_take_shift_us() has not told yet */
};

extern const struct fsm iuup_fsm;

/**
 * An end that has not started.
 *
 * @stats   Kept; zeroed by the caller.
 *
 * Fails   -EINVAL  a ptime, mode or role out of range; @u is untouched
 */
MUST_CHECK int iuup_init(struct iuup *u, const struct iuup_spec *spec, struct iuup_stats *stats);

/** The line runs from now on: ask, wait or listen, as the role says.  Once. */
void iuup_start(struct iuup *u, uint64_t now_us);

/** May user data be sent? */
bool iuup_is_ready(const struct iuup *u);

/** The initialisation was given up, and has not succeeded since. */
bool iuup_has_failed(const struct iuup *u);

/** Octets in front of an SDU that leaves now. */
size_t iuup_head(const struct iuup *u);

/** Octets of such an SDU; 64 kbit/s make one every iuup_octets() / 8 ms.  Not in transparent mode. */
size_t iuup_octets(const struct iuup *u);

/**
 * Write the header of a frame at @frame whose SDU of @n octets lies iuup_head() behind.
 *
 * Frames are numbered as they are sent: where the line stood still no octet of it is missing, and a
 * number left out would say so.
 */
void iuup_seal(struct iuup *u, uint8_t *frame, size_t n);

/**
 * A frame came, the next in its source's line.
 *
 * @in   Of that source.
 */
struct iuup_piece iuup_recv(struct iuup *u, struct iuup_in *in, uint64_t now_us, const uint8_t *p,
			    size_t n);

/** Is it, by its first octet, a control frame? */
bool iuup_is_control(const struct iuup *u, const uint8_t *p, size_t n);

/** Octets are missing in a source's line before what comes next. */
void iuup_in_gap(struct iuup_in *in);

/**
 * Timers run out; write the control frame that is due, if one is.  Call it until it returns 0.
 *
 * @out   IUUP_CONTROL_MAX octets.
 *
 * Returns the length of the frame, 0 if none is due.
 */
size_t iuup_tick(struct iuup *u, uint64_t now_us, uint8_t *out);

/** How much later (earlier, if negative) frames shall leave from now on; told once. */
int32_t iuup_take_shift_us(struct iuup *u);

/* ---- between iuup.c and iuup_control.c ------------------------------------------------------ */

enum iuup_event {
	ON_ASK, ON_WAIT, ON_LISTEN, ON_TRANSPARENT, ON_INIT, ON_ACK, ON_NACK, ON_EXPIRY,
	ON_GIVE_UP, IUUP_EVENTS
};

/** Feed the machine.  False: refused. */
bool iuup_step(struct iuup *u, enum iuup_event on);

/** An error event shall leave, unless one has of late. */
void iuup_complain(struct iuup *u, enum iuup_cause cause);

/** A control frame with a good header and payload came. */
void iuup_control(struct iuup *u, const struct iuup_frame *frame);

#endif
