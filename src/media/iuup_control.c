/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * media/iuup_control.c - the control procedures of Iu UP: answered, and begun
 *
 * Answers wait in a short row until iuup_tick() sends them: the peer asks one thing at a time
 * (clause 6.5), so that a row that is full is a peer that repeats itself.
 *
 * Standards   TS 25.415 clauses 6.5.2 to 6.5.5 and 6.6.2.3.
 */
#include <errno.h>
#include <string.h>

#include "iuup.h"

enum {
	US_A_MS = 1000,
	OCTETS_A_MS = 8,
	VERSIONS = 0x0003,		/* those we know: 1 and 2 */
	VERSION_2 = 1,			/* as on the wire */
	DELAY_MIN = 1, DELAY_MAX = 80,	/* clause 6.6.3, in steps of 500 us */
	ADVANCE_MIN = 129, ADVANCE_MAX = 208,
	CAUSE_SHIFT = 2,		/* in a NACK: cause 6 | spare 2 */
};

/* ---- answers ---- */

static struct iuup_answer *
answer(struct iuup *u, const struct iuup_frame *to, enum iuup_ack ack)
{
	struct iuup_answer *a = &u->answer[u->n_answers];

	if (u->n_answers < IUUP_ANSWERS)
		u->n_answers++;
	*a = (struct iuup_answer){ .ack = (uint8_t)ack, .procedure = to->procedure, .fn = to->fn };
	counter_add_owner(ack == IUUP_ACK ? &u->stats->acks_out : &u->stats->nacks_out, 1);
	return a;
}

static void
nack(struct iuup *u, const struct iuup_frame *to, enum iuup_cause cause)
{
	struct iuup_answer *a = answer(u, to, IUUP_NACK);

	a->payload[0] = (uint8_t)(cause << CAUSE_SHIFT);
	a->n = 1;
}

/* ---- initialisation ---- */

/* 640 bits are 10 ms of 64 kbit/s, 320 are 5 ms; in how many ITIs (IPTI) that is does not matter. */
static bool
carries_64k(const struct iuup_rfci *rfci)
{
	return rfci->bits[0] == 640 || rfci->bits[0] == 320;
}

/* Of those that fit the one with the SDU that we would have proposed, else the first. */
static void
choose(struct iuup *u, const struct iuup_rfcis *rfcis)
{
	struct iuup_choice *heard = &u->heard;
	unsigned int before = heard->n;

	heard->n += rfcis->n;
	for (unsigned int i = 0; rfcis->n_subflows == 1 && i < rfcis->n; i++) {
		const struct iuup_rfci *rfci = &rfcis->rfci[i];
		unsigned int octets = rfci->bits[0] / 8u;
		bool is_better = !heard->is_made || (heard->octets != u->proposed.octets &&
						     octets == u->proposed.octets);

		if (!carries_64k(rfci))
			continue;
		heard->octets_of[rfci->id] = (uint8_t)octets;
		if (!is_better)
			continue;
		heard->is_made = true;
		heard->rfci = rfci->id;
		heard->index = before + i;
		heard->octets = octets;
	}
}

/* The highest version both know, as on the wire; -1: none. */
static int
highest(unsigned int versions)
{
	return versions & 2 ? 1 : versions & 1 ? 0 : -1;
}

static void
on_initialisation(struct iuup *u, const struct iuup_frame *f)
{
	struct iuup_rfcis rfcis;
	int r = iuup_rfcis_parse(f->payload, f->payload_n, &rfcis);

	counter_add_owner(&u->stats->inits_in, 1);
	if (!u->is_chained)
		u->heard = (struct iuup_choice){ 0 };
	u->is_chained = false;
	if (r) {
		nack(u, f, r == -EBADMSG ? IUUP_CAUSE_TOO_SHORT : IUUP_CAUSE_UNEXPECTED_VALUE);
		return;
	}

	int version = highest(rfcis.versions & VERSIONS);

	if (version < 0) {
		nack(u, f, IUUP_CAUSE_VERSION);
		return;
	}
	if (rfcis.pdu_type != IUUP_DATA && rfcis.pdu_type != IUUP_DATA_CRC) {
		nack(u, f, IUUP_CAUSE_RESERVED_VALUE);
		return;
	}
	choose(u, &rfcis);
	if (!rfcis.is_chained && !u->heard.is_made) {
		nack(u, f, IUUP_CAUSE_UNEXPECTED_VALUE);
		return;
	}
	u->is_chained = rfcis.is_chained;
	u->heard_version = (uint8_t)version;
	u->heard_pdu = rfcis.pdu_type;
	if (!u->is_chained)
		(void)iuup_step(u, ON_INIT);
	(void)answer(u, f, IUUP_ACK);
}

static void
on_init_answer(struct iuup *u, const struct iuup_frame *f)
{
	/* An answer to a question of before, or from a peer that chose what we did not offer. */
	if (f->fn != u->init_fn || (f->ack == IUUP_ACK && f->version > VERSION_2)) {
		counter_add_owner(&u->stats->malformed, 1);
		return;
	}
	u->heard_version = f->version;
	if (!iuup_step(u, f->ack == IUUP_ACK ? ON_ACK : ON_NACK))
		counter_add_owner(&u->stats->malformed, 1);
}

/* ---- rate control, time alignment, error events ---- */

/*
 * One indicator a RFCI, in the order of the initialisation, 1 where it is barred.  There is but
 * one rate: barring it would end the bearer, and that is not what rate control is for.
 */
static void
on_rate_control(struct iuup *u, const struct iuup_frame *f)
{
	unsigned int n = f->payload_n > 0 ? f->payload[0] & 0x3f : 0;
	unsigned int octets = 1 + (n + 7) / 8;
	unsigned int i = u->agreed.index;

	if (f->payload_n < octets) {
		nack(u, f, IUUP_CAUSE_TOO_SHORT);
	} else if (n != u->agreed.n || f->payload[1 + i / 8] >> (7 - i % 8) & 1) {
		nack(u, f, IUUP_CAUSE_UNEXPECTED_VALUE);
	} else {
		struct iuup_answer *a = answer(u, f, IUUP_ACK);

		/* From version 2 on an ACK says what its sender allows: the same. */
		if (u->version < VERSION_2)
			return;
		a->n = (uint8_t)octets;
		memcpy(a->payload, f->payload, octets);
	}
}

/* In steps of 500 us: 1 to 80 later, 129 to 208 earlier; the others are not used. */
static bool
read_shift(uint8_t v, int32_t *ret_us)
{
	if (v >= DELAY_MIN && v <= DELAY_MAX)
		*ret_us = v * IUUP_ALIGN_STEP_US;
	else if (v >= ADVANCE_MIN && v <= ADVANCE_MAX)
		*ret_us = -(v - ADVANCE_MIN + 1) * IUUP_ALIGN_STEP_US;
	else
		return false;
	return true;
}

/* More than an interval would be line time that is missing, not a line that is late. */
static bool
may_shift(const struct iuup *u, int32_t us)
{
	int32_t interval_us = (int32_t)(u->agreed.octets / OCTETS_A_MS * US_A_MS);
	int32_t total_us = u->aligned_us + us;

	return us <= interval_us && us >= -interval_us && total_us <= IUUP_ALIGN_MAX_US &&
	       total_us >= -IUUP_ALIGN_MAX_US;
}

static void
on_time_alignment(struct iuup *u, const struct iuup_frame *f)
{
	int32_t us;

	if (f->payload_n < 1) {
		nack(u, f, IUUP_CAUSE_TOO_SHORT);
	} else if (!read_shift(f->payload[0], &us)) {
		nack(u, f, IUUP_CAUSE_RESERVED_VALUE);
	} else if (!may_shift(u, us)) {
		nack(u, f, IUUP_CAUSE_TIME_NOT_POSSIBLE);
	} else {
		u->aligned_us += us;
		u->shift_us += us;
		counter_add_owner(&u->stats->aligned, 1);
		(void)answer(u, f, IUUP_ACK);
	}
}

void
iuup_control(struct iuup *u, const struct iuup_frame *f)
{
	struct iuup_stats *stats = u->stats;

	if (f->ack == IUUP_ACK)
		counter_add_owner(&stats->acks_in, 1);
	else if (f->ack == IUUP_NACK)
		counter_add_owner(&stats->nacks_in, 1);

	if (f->ack != IUUP_PROCEDURE) {
		/* We begin no other procedure. */
		if (f->ack != IUUP_ACK_RESERVED && f->procedure == IUUP_INITIALISATION)
			on_init_answer(u, f);
		else
			counter_add_owner(&stats->malformed, 1);
	} else if (f->procedure == IUUP_ERROR_EVENT) {
		counter_add_owner(&stats->errors_in, 1);
	} else if (f->procedure >= IUUP_PROCEDURES) {
		counter_add_owner(&stats->malformed, 1);
		iuup_complain(u, IUUP_CAUSE_UNKNOWN_PROCEDURE);
	} else if (f->version > VERSION_2) {
		nack(u, f, IUUP_CAUSE_VERSION);
	} else if (f->procedure == IUUP_INITIALISATION) {
		on_initialisation(u, f);
	} else if (u->state != IUUP_READY) {
		/* Clause 6.5.2.1: until it is initialised all others wait. */
		nack(u, f, IUUP_CAUSE_UNEXPECTED_PROCEDURE);
	} else if (f->procedure == IUUP_RATE_CONTROL) {
		on_rate_control(u, f);
	} else {
		on_time_alignment(u, f);
	}
}

int32_t
iuup_take_shift_us(struct iuup *u)
{
	int32_t us = u->shift_us;

	u->shift_us = 0;
	return us;
}

/* ---- what we send ---- */

void
iuup_complain(struct iuup *u, enum iuup_cause cause)
{
	bool is_early = u->error_us && u->now_us - u->error_us < IUUP_ERRORS_US;

	if (u->owes_error || is_early || u->state != IUUP_READY)
		return;
	u->owes_error = true;
	u->error_cause = (uint8_t)cause;
}

static size_t
send_answer(struct iuup *u, uint8_t *out)
{
	const struct iuup_answer *a = &u->answer[0];
	const struct iuup_frame f = {
		.type = IUUP_CONTROL,
		.fn = a->fn,
		.ack = a->ack,
		.version = u->version,
		.procedure = a->procedure,
		.payload = a->payload,
		.payload_n = a->n,
	};
	size_t n = iuup_frame_format(&f, out);

	u->n_answers--;
	memmove(u->answer, u->answer + 1, u->n_answers * sizeof(u->answer[0]));
	return n;
}

static size_t
send_init(struct iuup *u, uint8_t *out)
{
	uint8_t payload[IUUP_CONTROL_MAX - IUUP_HEAD_MAX];
	struct iuup_rfcis rfcis = {
		.n_subflows = 1,
		.n = 1,
		.versions = VERSIONS,
		.pdu_type = IUUP_DATA_CRC,
	};

	rfcis.rfci[0].id = u->proposed.rfci;
	rfcis.rfci[0].bits[0] = (uint16_t)(u->proposed.octets * 8);

	/* Version 1 of the frame has all that version 2 needs (clause 6.5.2.1). */
	const struct iuup_frame f = {
		.type = IUUP_CONTROL,
		.fn = u->init_fn,
		.procedure = IUUP_INITIALISATION,
		.payload = payload,
		.payload_n = iuup_rfcis_format(&rfcis, payload),
	};

	u->owes_init = false;
	counter_add_owner(&u->stats->inits_out, 1);
	return iuup_frame_format(&f, out);
}

/* Error distance 0: found by this end itself (clause 6.5.5.1). */
static size_t
send_error(struct iuup *u, uint8_t *out)
{
	const struct iuup_frame f = {
		.type = IUUP_CONTROL,
		.fn = u->control_fn,
		.version = u->version,
		.procedure = IUUP_ERROR_EVENT,
		.payload = &u->error_cause,
		.payload_n = 1,
	};

	u->owes_error = false;
	u->error_us = u->now_us;
	u->control_fn = (uint8_t)((u->control_fn + 1) % IUUP_CONTROL_FNS);
	counter_add_owner(&u->stats->errors_out, 1);
	return iuup_frame_format(&f, out);
}

size_t
iuup_tick(struct iuup *u, uint64_t now_us, uint8_t *out)
{
	u->now_us = now_us;
	if (u->due_us && now_us >= u->due_us)
		(void)iuup_step(u, ON_EXPIRY);
	if (u->n_answers > 0)
		return send_answer(u, out);
	if (u->owes_init)
		return send_init(u, out);
	return u->owes_error ? send_error(u, out) : 0;
}
