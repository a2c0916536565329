/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/record.c - what became of each transfer, for views and metrics
 *
 * Thread      signalling
 */
#include "core/session.h"
#include "model.h"

static const char *const kinds[TRANSFER_KINDS] = {
	[KIND_PS_CS] = "ps-cs",
	[KIND_CS_CS] = "cs-cs",
};

static const char *const outcomes[OUTCOMES] = {
	[OUTCOME_OPEN] = "open",
	[OUTCOME_MOVED] = "moved",
	[OUTCOME_RETURNED] = "returned",
	[OUTCOME_CANCELLED] = "cancelled",
	[OUTCOME_FAILED] = "failed",
	[OUTCOME_REFUSED] = "refused",
};

const char *
transfer_kind_name(enum transfer_kind kind)
{
	return kinds[kind];
}

const char *
outcome_name(enum outcome outcome)
{
	return outcomes[outcome];
}

static struct view_transfer *
slot(struct session *session, unsigned int n)
{
	return &session->transfer[n % VIEW_TRANSFERS_MAX];
}

struct view_transfer *
record_latest(struct side *side)
{
	struct session *session = side->session;
	unsigned int n = session->n_transfers;

	for (unsigned int i = 0; i < VIEW_TRANSFERS_MAX && i < n; i++) {
		if (slot(session, n - 1 - i)->party == side->party)
			return slot(session, n - 1 - i);
	}
	return NULL;
}

void
record_begin(struct side *side, enum transfer_kind kind)
{
	struct session *session = side->session;

	*slot(session, session->n_transfers++) = (struct view_transfer){
		.at_us = session->core->now_us,
		.party = side->party,
		.kind = kinds[kind],
		.outcome = outcomes[OUTCOME_OPEN],
		.is_degraded = side->pick.bearer == BEARER_TERMINATED,
	};
	counter_add(&session->core->counts.terminations, side->pick.bearer == BEARER_TERMINATED);
}

void
record_end(struct side *side, enum outcome outcome)
{
	struct view_transfer *latest = record_latest(side);

	if (!latest || latest->outcome != outcomes[OUTCOME_OPEN])
		return;

	enum transfer_kind kind = latest->kind == kinds[KIND_PS_CS] ? KIND_PS_CS : KIND_CS_CS;

	latest->outcome = outcomes[outcome];
	counter_add(&side->session->core->counts.transfers[kind][outcome], 1);
}

void
transfer_answered(struct session *session, enum party party, uint64_t answer_us)
{
	struct view_transfer *latest = record_latest(&session->side[party]);

	hist_add(&session->core->counts.answer_us, answer_us);
	if (latest)
		latest->answer_us = answer_us;
}
